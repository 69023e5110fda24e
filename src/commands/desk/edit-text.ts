import { z } from 'zod';
import { commitOperation, findOperation, insertOperation, lockOperation } from '../../db/operations.js';
import { once } from '../../db/processed-updates.js';
import {
  bumpTextsVersion,
  deleteTextOverrides,
  findTextOverride,
  saveTextOverride,
} from '../../db/text-overrides.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { catalogue, clientKeys, locales, type Locale, type TextKey } from '../../i18n/catalogue.js';
import { checkPattern, type PatternProblem } from '../../i18n/pattern-check.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';

const kind = 'texts.edit';
const draft = z.object({
  locale: z.enum(locales),
  key: z.enum(clientKeys as unknown as [TextKey, ...TextKey[]]),
  pattern: z.string(),
  expectedVersion: z.number().int(),
});

/** A new wording that waits for its writer to say that it is right. */
export type TextDraft = Readonly<z.infer<typeof draft>>;

export type DraftTextResult =
  | { readonly outcome: 'drafted'; readonly operationId: number }
  | { readonly outcome: 'invalid'; readonly problem: PatternProblem };

/** Keeps a new wording for its preview. `expectedVersion`: of the text as the writer saw it. */
export async function draftText(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  order: TextDraft,
): Promise<DraftTextResult> {
  const problem = checkPattern(order.locale, order.key, order.pattern);
  if (problem !== null) return { outcome: 'invalid', problem };
  const now = ctx.clock.now();
  const params = { ...order, pattern: order.pattern.trim() };
  return ctx.db.transact((tx) =>
    once<DraftTextResult, DraftTextResult>(
      tx,
      { updateId, verb: 'draft-text', now },
      async () => {
        const operationId = await insertOperation(tx, { kind, createdBy: by.telegramId, params }, now);
        const answer = { outcome: 'drafted', operationId } as const;
        return { outcome: answer, answer };
      },
      (outcome) => Promise.resolve(outcome),
    ),
  );
}

/** The draft of this person; null when there is none. Any id may be asked for. */
export async function readTextDraft(
  ctx: TenantContext,
  by: Admin,
  operationId: number,
): Promise<TextDraft | null> {
  const row = await ctx.db.read((tx) => findOperation(tx, kind, operationId));
  return row === null || row.createdBy !== by.telegramId ? null : parseDraft(row.params);
}

export type TextChange =
  | { readonly outcome: 'saved' | 'changed'; readonly locale: Locale; readonly key: TextKey }
  | { readonly outcome: 'gone' };

/**
 * Says a drafted text from now on: the next screen of every client has it. `changed`: somebody else worded it since the
 * draft began, nothing was saved.
 */
export async function saveText(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  operationId: number,
): Promise<TextChange> {
  const now = ctx.clock.now();
  const decide = async (tx: WriteTx): Promise<TextChange> => {
    const row = await lockOperation(tx, kind, operationId);
    const order = row === null || row.createdBy !== by.telegramId ? null : parseDraft(row.params);
    if (row === null || order === null) return { outcome: 'gone' };
    const { locale, key, pattern } = order;
    if (row.committedAt !== null) return { outcome: 'saved', locale, key };
    const before = await findTextOverride(tx, locale, key);
    if ((before?.version ?? 0) !== order.expectedVersion) return { outcome: 'changed', locale, key };
    await saveTextOverride(tx, { locale, key, pattern }, now);
    await bumpTextsVersion(tx, now);
    await commitOperation(tx, operationId, {}, now);
    await audit(tx, by, {
      action: 'text.edit',
      subject: 'text',
      subjectId: `${locale}:${key}`,
      old: before?.pattern ?? catalogue[locale][key],
      new: pattern,
      at: now,
    });
    return { outcome: 'saved', locale, key };
  };
  const change = await ctx.db.transact((tx) =>
    once<TextChange, TextChange>(
      tx,
      { updateId, verb: 'save-text', now },
      async () => {
        const answer = await decide(tx);
        return { outcome: answer, answer };
      },
      (outcome) => Promise.resolve(outcome),
    ),
  );
  if (change.outcome === 'saved') tellTelegram(ctx);
  return change;
}

/** What the bot says of itself may be among the salon's words; the person does not wait for Telegram to take it. */
function tellTelegram(ctx: TenantContext): void {
  void ctx.profileChanged();
}

/** Gives the catalogue's wording back: of one text, or of a whole language (no key). How many there were. */
export async function resetTexts(
  ctx: TenantContext,
  by: Admin,
  which: { readonly locale: Locale; readonly key?: TextKey },
): Promise<number> {
  const now = ctx.clock.now();
  const count = await ctx.db.transact(async (tx) => {
    const gone = await deleteTextOverrides(tx, which);
    if (gone.length === 0) return 0;
    await bumpTextsVersion(tx, now);
    await audit(tx, by, {
      action: which.key === undefined ? 'text.reset_all' : 'text.reset',
      subject: 'text',
      subjectId: which.key === undefined ? which.locale : `${which.locale}:${which.key}`,
      old: Object.fromEntries(gone.map(({ key, pattern }) => [key, pattern])),
      at: now,
    });
    return gone.length;
  });
  if (count > 0) tellTelegram(ctx);
  return count;
}

function parseDraft(params: unknown): TextDraft | null {
  const parsed = draft.safeParse(params);
  return parsed.success ? parsed.data : null;
}

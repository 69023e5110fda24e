import { z } from 'zod';
import { commitOperation, findOperation, insertOperation, lockOperation } from '../../db/operations.js';
import {
  bumpTextsVersion,
  deleteTextOverrides,
  findTextOverride,
  saveTextOverride,
} from '../../db/text-overrides.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { catalogue, clientKeys, locales, type Locale, type TextKey } from '../../i18n/catalogue.js';
import { checkPattern, type PatternProblem } from '../../i18n/pattern-check.js';
import { answerOnce } from '../answer-once.js';
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
  cause: Cause,
  order: TextDraft,
): Promise<DraftTextResult> {
  const problem = checkPattern(order.locale, order.key, order.pattern);
  if (problem !== null) return { outcome: 'invalid', problem };
  const params = { ...order, pattern: order.pattern.trim() };
  return answerOnce(ctx, cause, 'draft-text', async (tx, now) => {
    const operationId = await insertOperation(tx, { kind, createdBy: by.telegramId, params }, now);
    return { outcome: 'drafted', operationId };
  });
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
  cause: Cause,
  operationId: number,
): Promise<TextChange> {
  const change = await answerOnce(ctx, cause, 'save-text', async (tx, now): Promise<TextChange> => {
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
  });
  if (change.outcome === 'saved') tellTelegram(ctx);
  return change;
}

/** What the bot says of itself may be among the salon's words; the person does not wait for Telegram to take it. */
function tellTelegram(ctx: TenantContext): void {
  void ctx.profileChanged();
}

/** One text, or all of a language (no key). */
export interface WhichTexts {
  readonly locale: Locale;
  readonly key?: TextKey;
}

/**
 * Gives the catalogue's wording back. How many texts there were. The same update given again leaves what was worded since.
 */
export async function resetTexts(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  which: WhichTexts,
): Promise<number> {
  const { count } = await answerOnce(ctx, cause, 'reset-texts', async (tx, now) => ({
    count: await reset(tx, by, which, now),
  }));
  if (count > 0) tellTelegram(ctx);
  return count;
}

async function reset(tx: WriteTx, by: Admin, which: WhichTexts, now: number): Promise<number> {
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
}

function parseDraft(params: unknown): TextDraft | null {
  const parsed = draft.safeParse(params);
  return parsed.success ? parsed.data : null;
}

import {
  claimRecipients,
  finishBroadcast,
  lockDueBroadcast,
  mayGoOn,
  nextRecipients,
  recipientsAmong,
  settleRecipients,
  type BatchResult,
  type DueBroadcast,
  type Recipient,
} from '../db/broadcast-claims.js';
import type { ReadTx, WriteTx } from '../db/tenant-db.js';
import { readSegment } from './broadcast-segment.js';
import { viewBroadcast, type BroadcastView } from './desk/broadcasts.js';
import type { TenantContext } from './tenant-context.js';

/** What clients get. */
export interface BroadcastContent {
  /** Telegram's HTML. */
  readonly body: string;
  readonly photoFileId: string | null;
  readonly bookButton: boolean;
}

/** One of the clients of a batch. */
export interface BroadcastReader {
  readonly clientId: number;
  readonly chatId: number;
  readonly locale: 'ru' | 'en';
}

/** Clients whom nobody else writes to: the cursor has passed them. None: those to be taken again are unreachable now. */
export interface Batch {
  readonly broadcastId: number;
  readonly content: BroadcastContent;
  readonly claim: number;
  readonly postponed: number;
  readonly readers: readonly BroadcastReader[];
  /** For `readTexts`. */
  readonly textsVersion: number | null;
}

export type Claim =
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** Everybody was reached; this is how it went. */
  | { readonly kind: 'finished'; readonly broadcast: BroadcastView }
  /** No broadcast is due, or another worker is at it. */
  | { readonly kind: 'nothing' };

/**
 * Takes the next clients of the broadcast that has been due for longest and commits: whatever happens afterwards, they are
 * not taken again unless `settleBatch` gives them back. Rejects with `DatabaseUnavailableError`.
 */
export async function claimBatch(
  ctx: TenantContext,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<Claim> {
  const now = ctx.clock.now();
  return ctx.db.transact(async (tx): Promise<Claim> => {
    const row = await lockDueBroadcast(tx, now);
    if (row === null) return { kind: 'nothing' };
    const taken = row.again.slice(0, limit);
    const again = await recipientsAmong(tx, taken);
    const fresh = await freshRecipients(tx, row, limit - again.length);
    const recipients = [...again, ...fresh.recipients];
    if (recipients.length === 0 && row.again.length === taken.length) return finish(tx, row.id, now);
    await claimRecipients(tx, row.id, {
      cursor: fresh.cursor,
      again: row.again.slice(taken.length),
      size: recipients.length,
      leaseUntil: recipients.length === 0 ? now : now + leaseMs,
    });
    return { kind: 'batch', batch: batchOf(row, recipients, ctx) };
  });
}

async function freshRecipients(
  tx: ReadTx,
  row: DueBroadcast,
  limit: number,
): Promise<{ readonly recipients: readonly Recipient[]; readonly cursor: number }> {
  const segment = readSegment(row.segment);
  const { lastClientId: after, untilClientId: until, startedAt } = row;
  if (segment === null) return { recipients: [], cursor: until };
  const query = { segment, asOf: startedAt ?? row.createdAt, after, until, limit };
  const recipients = limit === 0 ? [] : await nextRecipients(tx, query);
  const last = recipients.at(-1)?.clientId ?? after;
  return { recipients, cursor: recipients.length < limit ? until : last };
}

async function finish(tx: WriteTx, id: number, now: number): Promise<Claim> {
  const row = await finishBroadcast(tx, id, now);
  return row === null ? { kind: 'nothing' } : { kind: 'finished', broadcast: await viewBroadcast(tx, row) };
}

function batchOf(row: DueBroadcast, recipients: readonly Recipient[], ctx: TenantContext): Batch {
  const { body, photoFileId, bookButton } = row;
  return {
    broadcastId: row.id,
    content: { body, photoFileId, bookButton },
    claim: row.claims + 1,
    postponed: row.postponed,
    readers: recipients.map(({ clientId, telegramId, locale }) => ({
      clientId,
      chatId: telegramId,
      locale: locale === 'ru' || locale === 'en' ? locale : ctx.locale,
    })),
    textsVersion: row.textsVersion,
  };
}

/** Whether the next messages of a batch may go: nobody has stopped it, and nothing of the salon is more urgent. */
export function mayContinue(
  ctx: TenantContext,
  { broadcastId }: Pick<Batch, 'broadcastId'>,
): Promise<boolean> {
  return ctx.db.read((tx) => mayGoOn(tx, broadcastId, ctx.clock.now()));
}

export interface Settled {
  readonly broadcast: BroadcastView;
  /** Its progress was not shown for so long that it is to be shown now. */
  readonly paint: boolean;
}

/** Counts what became of a batch; null when it was counted already. Rejects with `DatabaseUnavailableError`. */
export async function settleBatch(
  ctx: TenantContext,
  { broadcastId, claim, readers }: Pick<Batch, 'broadcastId' | 'claim' | 'readers'>,
  result: Omit<BatchResult, 'claim' | 'size'>,
  paintEveryMs: number,
): Promise<Settled | null> {
  const now = ctx.clock.now();
  return ctx.db.transact(async (tx) => {
    const counted = { ...result, claim, size: readers.length };
    const settled = await settleRecipients(tx, broadcastId, counted, { now, before: now - paintEveryMs });
    if (settled === null) return null;
    return { broadcast: await viewBroadcast(tx, settled.broadcast), paint: settled.paint };
  });
}

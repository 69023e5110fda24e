import {
  claimBatch,
  mayContinue,
  settleBatch,
  type Batch,
  type BroadcastContent,
  type BroadcastReader,
} from '../commands/claim-broadcasts.js';
import { settleDue } from '../commands/claim-notifications.js';
import type { BroadcastView } from '../commands/desk/broadcasts.js';
import { markClientBlocked } from '../commands/mark-client-blocked.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { messageOf, TransientError } from '../lib/errors.js';
import { backoffMs } from '../lib/retry.js';
import { ChatUnreachableError, TelegramUnavailableError, TokenRejectedError } from '../telegram/errors.js';
import type { Sender } from '../telegram/sender.js';

/*
 * A batch's life: claimed (the cursor has passed its clients) → four messages at a time, as long as nobody stops it and
 * no notification waits → settled. What happened to each client:
 *
 *   sent · blocked (403: known as out of reach from now on) · failed (refused)
 *   unknown (the connection broke while Telegram was answering): not sent again
 *   not sent (no connection, 429, no turn any more): taken again with a later batch
 *
 * A process that dies leaves its batch claimed; when that is overdue the next claim counts it as unknown and goes on.
 */

/** A call of the Bot API that posts the message. */
export interface BroadcastCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a broadcast says in chats, and how the desk is told of it. */
export interface BroadcastScreens {
  /** The message as one client gets it. */
  readonly message: (
    ctx: TenantContext,
    content: BroadcastContent,
    to: BroadcastReader & Pick<Batch, 'textsVersion'>,
  ) => Promise<BroadcastCall>;
  /** Brings the message at the desk up to date. */
  readonly progress: (ctx: TenantContext, broadcast: BroadcastView) => Promise<void>;
}

/** So few that a process that dies leaves little in doubt, and that reminders come in between. */
const batchSize = 20;
/** At once, as notifications. */
const inFlight = 4;
const sendMs = 60_000;
/** A batch that nobody has told of for so long is lost. */
const leaseMs = 120_000;
const paintEveryMs = 3_000;
const laterBackoff = { firstMs: 5_000, capMs: 600_000 };
/** Put off so often in a row, about eight hours, a message is given up. */
const mostPostponed = 50;

/** Sends one batch of what is due for a tenant; `more`: call again, after others had their turn. Rejects with `TransientError`. */
export async function processBroadcasts(
  ctx: TenantContext,
  screens: BroadcastScreens,
): Promise<{ readonly more: boolean }> {
  const uncounted = uncountedOf(ctx.sender);
  for (const [key, count] of uncounted) {
    await count();
    uncounted.delete(key);
  }
  const claim = await claimBatch(ctx, { limit: batchSize, leaseMs });
  if (claim.kind === 'nothing') return { more: false };
  if (claim.kind === 'finished') {
    ctx.log.info({ broadcast: claim.broadcast.id, total: claim.broadcast.total }, 'a broadcast is over');
    await paint(ctx, screens, claim.broadcast);
    await settleDue(ctx);
    return { more: false };
  }
  const { batch } = claim;
  if (batch.readers.length === 0) return { more: true };
  const outcomes = await sendBatch(ctx, screens, batch);
  const result = resultOf(outcomes, batch, ctx.clock.now());
  const count = () => settleBatch(ctx, batch, result, paintEveryMs);
  const settled = await count().catch((error: unknown) => {
    uncounted.set(`${batch.broadcastId}:${batch.claim}`, count);
    throw error;
  });
  if (settled?.paint === true) await paint(ctx, screens, settled.broadcast);
  const isDue = settled?.broadcast.state === 'sending' && result.dueAt <= ctx.clock.now();
  if (!isDue) await settleDue(ctx);
  return { more: isDue };
}

type Count = () => Promise<unknown>;
const uncountedOfBots = new WeakMap<Sender, Map<string, Count>>();

/** Batches that were sent while the database went away: they are counted before anything else is sent. */
function uncountedOf(sender: Sender): Map<string, Count> {
  const known = uncountedOfBots.get(sender) ?? new Map<string, Count>();
  uncountedOfBots.set(sender, known);
  return known;
}

type Outcome =
  | { readonly kind: 'sent' | 'blocked' | 'failed' | 'unknown' }
  /** `waitMs`: how long Telegram asked for; null: it was not tried. */
  | { readonly kind: 'not_sent'; readonly clientId: number; readonly waitMs: number | null };

async function sendBatch(ctx: TenantContext, screens: BroadcastScreens, batch: Batch): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < batch.readers.length; from += inFlight) {
    if (from > 0 && !(await mayGoOn(ctx, batch, outcomes))) {
      const left = batch.readers.slice(from);
      return [
        ...outcomes,
        ...left.map(({ clientId }) => ({ kind: 'not_sent', clientId, waitMs: null }) as const),
      ];
    }
    const readers = batch.readers.slice(from, from + inFlight);
    outcomes.push(...(await Promise.all(readers.map((reader) => sendOne(ctx, screens, batch, reader)))));
  }
  return outcomes;
}

/** What was sent has to be counted whatever fails here: then the rest waits for the next batch. */
async function mayGoOn(ctx: TenantContext, batch: Batch, outcomes: readonly Outcome[]): Promise<boolean> {
  if (outcomes.some((outcome) => outcome.kind === 'not_sent')) return false;
  try {
    return await mayContinue(ctx, batch);
  } catch (error) {
    ctx.log.info({ err: error, broadcast: batch.broadcastId }, 'a broadcast has to wait');
    return false;
  }
}

async function sendOne(
  ctx: TenantContext,
  screens: BroadcastScreens,
  { broadcastId, content, textsVersion }: Batch,
  reader: BroadcastReader,
): Promise<Outcome> {
  const { clientId, chatId } = reader;
  try {
    const { method, payload } = await screens.message(ctx, content, { ...reader, textsVersion });
    const signal = AbortSignal.timeout(sendMs);
    await ctx.sender.call(method, { chat_id: chatId, ...payload }, { priority: 'bulk', signal });
    return { kind: 'sent' };
  } catch (error) {
    if (error instanceof ChatUnreachableError) return noteBlocked(ctx, chatId);
    if (error instanceof TelegramUnavailableError) {
      if (error.delivery === 'unknown') return { kind: 'unknown' };
      return { kind: 'not_sent', clientId, waitMs: error.retryAfterMs ?? 0 };
    }
    // A token may be replaced by a good one; the salon's texts are in a database that may be away.
    if (error instanceof TokenRejectedError || error instanceof TransientError) {
      return { kind: 'not_sent', clientId, waitMs: 0 };
    }
    ctx.log.warn({ err: error, broadcast: broadcastId }, 'a message of a broadcast was not taken');
    return { kind: 'failed' };
  }
}

async function noteBlocked(ctx: TenantContext, chatId: number): Promise<Outcome> {
  try {
    await markClientBlocked(ctx, chatId);
  } catch (error) {
    // The next message to this client finds out again.
    ctx.log.info({ reason: messageOf(error) }, 'could not note that a client blocked the bot');
  }
  return { kind: 'blocked' };
}

function resultOf(outcomes: readonly Outcome[], { postponed }: Batch, now: number) {
  const count = (kind: Outcome['kind']): number => outcomes.filter((one) => one.kind === kind).length;
  const left = outcomes.filter((one) => one.kind === 'not_sent');
  const tried = left.filter(({ waitMs }) => waitMs !== null);
  const tally = {
    sent: count('sent'),
    blocked: count('blocked'),
    failed: count('failed'),
    unknown: count('unknown'),
  };
  const again = left.map(({ clientId }) => clientId);
  if (tried.length === 0) return { ...tally, again, postponed: 0, dueAt: now };
  if (postponed >= mostPostponed) {
    const given = tried.map(({ clientId }) => clientId);
    const rest = again.filter((clientId) => !given.includes(clientId));
    return { ...tally, failed: tally.failed + given.length, again: rest, postponed: 0, dueAt: now };
  }
  const asked = Math.max(...tried.map(({ waitMs }) => waitMs ?? 0));
  const waitMs = Math.max(asked, backoffMs(postponed, laterBackoff));
  return { ...tally, again, postponed: postponed + 1, dueAt: now + waitMs };
}

/** What is shown at the desk is a courtesy: the next batch shows it again. */
async function paint(
  ctx: TenantContext,
  { progress }: BroadcastScreens,
  broadcast: BroadcastView,
): Promise<void> {
  try {
    await progress(ctx, broadcast);
  } catch (error) {
    ctx.log.debug({ err: error, broadcast: broadcast.id }, 'the progress of a broadcast was not shown');
  }
}

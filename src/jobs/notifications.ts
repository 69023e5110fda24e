import {
  claimDue,
  giveBack,
  markFailed,
  markSent,
  markSkipped,
  nextDue,
  releaseLater,
  settleDue,
  type Due,
} from '../commands/claim-notifications.js';
import { markClientBlocked } from '../commands/mark-client-blocked.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { TransientError } from '../lib/errors.js';
import { backoffMs } from '../lib/retry.js';
import type { InlineKeyboardButton } from '../telegram/api-types.js';
import {
  ChatUnreachableError,
  TelegramRejectedError,
  TelegramUnavailableError,
  TokenRejectedError,
} from '../telegram/errors.js';
import type { Sender } from '../telegram/sender.js';
import { Departures } from './departures.js';

/*
 * A notification's life, as its row tells it:
 *
 *   pending ──claimed, with a lease──▶ sending ──its turn: a copy is counted──▶ sending ──Telegram took it──▶ sent
 *    ▲  │ │                             │ │ ▲                                    │ │ │
 *    │  │ └──past its use──▶ skipped ◀──┘ │ └─────lease ran out: claimed again───┤ │ └──refused, or chat gone──▶ failed
 *    │  └──quiet hours: later──┐          │                                      │ │
 *    └─────────────────────────┴──────────┴── visit changed, or certainly not sent: later
 *
 * A claim is not a copy. Claims are numbered, and only the newest may count a copy or mark the row. A copy is counted,
 * and that committed, when the message leaves the queue of its bot for Telegram; the visit must be as the claim saw it.
 * A lease that ran out before that is claimed again, however often. After that nobody knows whether the copy arrived: the
 * process died, or the connection did while Telegram was answering. Then it is sent once more, as copy 2; when the fate of
 * that is unknown too, it is failed as `unknown`. So a client gets one copy, and two at most when something broke.
 */

/** What is said in the chat: HTML and the buttons under it. */
export interface NoticeMessage {
  readonly text: string;
  readonly keyboard: readonly (readonly InlineKeyboardButton[])[];
}

/** Says a notification in its reader's language; null when there is nothing to say. */
export type RenderNotice = (
  ctx: TenantContext,
  due: Due,
) => NoticeMessage | null | Promise<NoticeMessage | null>;

export interface Processed {
  /** There was more than one call takes: call again, after other tenants had their turn. */
  readonly more: boolean;
  /** When something is due next, in epoch milliseconds; null when nothing waits. */
  readonly nextDueAt: number | null;
}

/** As many as go at once: a process that dies leaves only these in doubt. */
const inFlight = 4;
const batches = 16;
/** Shorter than the lease, so that a living process never outlasts its own. */
const sendMs = 60_000;
const leaseMs = 90_000;
const laterBackoff = { firstMs: 10_000, capMs: 600_000 };

/**
 * Sends what is due for one tenant, at most 64 rows, and notes when it is due next. Safe to run at any time, in any
 * number of workers. One message that cannot be sent does not keep others from going. Rejects with `TransientError`
 * when the database is away; what is lost by that is sent by the next call.
 */
export async function processTenant(ctx: TenantContext, render: RenderNotice): Promise<Processed> {
  const outgoing = outgoingOf(ctx.sender);
  await markOverdue(outgoing);
  for (let round = 0; round < batches; round += 1) {
    const except = [...outgoing.underWay, ...outgoing.unmarked.keys()];
    const { due, desk, seen } = await claimDue(ctx, { limit: inFlight, leaseMs, except });
    await sendAll(ctx, outgoing, [...due, ...desk], render);
    if (seen === inFlight) continue;
    // A tenant that could not be settled stays due, and the next sweep comes back to it.
    await settleDue(ctx);
    return { more: false, nextDueAt: await nextDue(ctx) };
  }
  return { more: true, nextDueAt: await nextDue(ctx) };
}

/** What one bot is sending: a clock that jumps, or a database that is away, must not make a second copy of it. */
interface Outgoing {
  readonly underWay: Set<number>;
  /** Telegram has answered, the row does not know it yet. */
  readonly unmarked: Map<number, Mark>;
}

type Mark = () => Promise<unknown>;

const outgoingOfBots = new WeakMap<Sender, Outgoing>();

function outgoingOf(sender: Sender): Outgoing {
  const known = outgoingOfBots.get(sender);
  if (known !== undefined) return known;
  const fresh: Outgoing = { underWay: new Set(), unmarked: new Map() };
  outgoingOfBots.set(sender, fresh);
  return fresh;
}

async function markOverdue({ unmarked }: Outgoing): Promise<void> {
  for (const [id, mark] of unmarked) {
    await mark();
    unmarked.delete(id);
  }
}

async function sendAll(
  ctx: TenantContext,
  outgoing: Outgoing,
  due: readonly Due[],
  render: RenderNotice,
): Promise<void> {
  for (const { id } of due) outgoing.underWay.add(id);
  const departures = new Departures(ctx);
  const results = await Promise.allSettled(
    due.map((one) => sendOne(outgoing, one, () => deliver(ctx, one, render, departures))),
  );
  for (const { id } of due) outgoing.underWay.delete(id);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function sendOne({ unmarked }: Outgoing, due: Due, send: () => Promise<Mark | null>): Promise<void> {
  const mark = await send();
  if (mark === null) return;
  unmarked.set(due.id, mark);
  await mark();
  unmarked.delete(due.id);
}

/** While a message waited for its turn another process took it over, or its visit was cancelled or moved. */
class NotWantedError extends Error {}

/** Sends one message and gives what is to be noted of it; null: its fate is unknown, the lease decides. */
async function deliver(
  ctx: TenantContext,
  due: Due,
  render: RenderNotice,
  departures: Departures,
): Promise<Mark | null> {
  try {
    const message = await render(ctx, due);
    if (message === null) return () => markSkipped(ctx, due, 'nothing_to_say');
    const sent = await ctx.sender.call<{ message_id: number }>('sendMessage', payloadOf(due, message), {
      priority: 'notice',
      signal: AbortSignal.timeout(sendMs),
      beforeSend: async () => {
        if (!(await departures.count(due))) throw new NotWantedError();
      },
    });
    return () => markSent(ctx, due, sent.message_id);
  } catch (error) {
    return error instanceof NotWantedError ? () => giveBack(ctx, due) : noteFailure(ctx, due, error);
  }
}

function noteFailure(ctx: TenantContext, due: Due, error: unknown): Mark | null {
  const facts = { notification: due.id, kind: due.kind, err: error };
  if (error instanceof ChatUnreachableError) {
    return async () => {
      await markClientBlocked(ctx, due.chatId);
      await markFailed(ctx, due, 'unreachable');
    };
  }
  if (error instanceof TelegramUnavailableError && error.delivery === 'unknown') {
    ctx.log.warn(facts, 'nobody knows whether a notification arrived');
    return null;
  }
  // A token may be replaced by a good one before the visit; a bot that is closing is opened again. What is not counted
  // because the database is away has not left either.
  if (error instanceof TransientError || error instanceof TokenRejectedError) {
    const asked = error instanceof TelegramUnavailableError ? (error.retryAfterMs ?? 0) : 0;
    const waitMs = Math.max(asked, backoffMs(due.postponed, laterBackoff));
    return () => releaseLater(ctx, due, ctx.clock.now() + waitMs);
  }
  ctx.log.error(facts, 'a notification cannot be sent');
  return () => markFailed(ctx, due, error instanceof TelegramRejectedError ? 'rejected' : 'defect');
}

function payloadOf({ chatId }: Due, { text, keyboard }: NoticeMessage): Record<string, unknown> {
  return {
    chat_id: chatId,
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: keyboard },
  };
}

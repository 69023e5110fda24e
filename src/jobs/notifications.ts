import {
  claimDue,
  endTurn,
  failed,
  givenBack,
  noteOutcomes,
  postponed,
  sent,
  skipped,
  type Due,
  type Outcome,
} from '../commands/claim-notifications.js';
import { markClientBlocked } from '../commands/mark-client-blocked.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { TransientError } from '../lib/errors.js';
import { backoffMs } from '../lib/retry.js';
import { within } from '../lib/within.js';
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
  /** When something is due next, in epoch milliseconds; null when nothing waits, or when there was more. */
  readonly nextDueAt: number | null;
}

/** As many as go at once: a process that dies leaves only these in doubt. */
const inFlight = 4;
const batches = 16;
/** Shorter than the lease, so that a living process never outlasts its own. */
const sendMs = 60_000;
const leaseMs = 90_000;
/** What was sent is noted with the next claim, but not later than this. */
const notedWithinMs = 250;
const laterBackoff = { firstMs: 10_000, capMs: 600_000 };

/**
 * Sends what is due for one tenant, at most 64 rows, and notes when it is due next. Safe to run at any time, in any
 * number of workers. One message that cannot be sent does not keep others from going. Rejects with `TransientError`
 * when the database is away; what is lost by that is sent by the next call.
 */
export async function processTenant(ctx: TenantContext, render: RenderNotice): Promise<Processed> {
  const outgoing = outgoingOf(ctx.sender);
  for (let round = 0; round < batches; round += 1) {
    const claimed = await withOutcomes(ctx, outgoing, (outcomes) =>
      claimDue(ctx, { limit: inFlight, leaseMs, except: [...outgoing.underWay], outcomes }),
    );
    if (claimed.seen === 0) return { more: false, nextDueAt: claimed.nextDueAt };
    await sendAll(ctx, outgoing, [...claimed.due, ...claimed.desk], render);
    if (claimed.seen === inFlight) continue;
    // A tenant that could not be settled stays due, and the next sweep comes back to it.
    const nextDueAt = await withOutcomes(ctx, outgoing, (outcomes) => endTurn(ctx, outcomes));
    return { more: false, nextDueAt };
  }
  await noteNow(ctx, outgoing);
  return { more: true, nextDueAt: null };
}

/** What one bot is sending: a clock that jumps, or a database that is away, must not make a second copy of it. */
interface Outgoing {
  readonly underWay: Set<number>;
  /** Telegram has answered, the row does not know it yet. */
  readonly unmarked: Map<number, Mark>;
}

interface Mark {
  readonly outcome: Outcome;
  /** The chat that Telegram does not let the bot write to any more, else null. */
  readonly lostChat: number | null;
}

const outgoingOfBots = new WeakMap<Sender, Outgoing>();

function outgoingOf(sender: Sender): Outgoing {
  const known = outgoingOfBots.get(sender);
  if (known !== undefined) return known;
  const fresh: Outgoing = { underWay: new Set(), unmarked: new Map() };
  outgoingOfBots.set(sender, fresh);
  return fresh;
}

/** Runs a transaction that notes what is not marked yet, which is forgotten here when that is committed. */
async function withOutcomes<T>(
  ctx: TenantContext,
  { unmarked }: Outgoing,
  transaction: (outcomes: readonly Outcome[]) => Promise<T>,
): Promise<T> {
  const marks = [...unmarked];
  for (const [, { lostChat }] of marks) if (lostChat !== null) await markClientBlocked(ctx, lostChat);
  const result = await transaction(marks.map(([, { outcome }]) => outcome));
  for (const [id, mark] of marks) if (unmarked.get(id) === mark) unmarked.delete(id);
  return result;
}

async function noteNow(ctx: TenantContext, outgoing: Outgoing): Promise<void> {
  if (outgoing.unmarked.size === 0) return;
  await withOutcomes(ctx, outgoing, (outcomes) => noteOutcomes(ctx, outcomes));
}

/** Resolves when Telegram has answered to all; what it answered is unmarked then, or marked when others took long. */
async function sendAll(
  ctx: TenantContext,
  outgoing: Outgoing,
  due: readonly Due[],
  render: RenderNotice,
): Promise<void> {
  const departures = new Departures(ctx);
  const sending = Promise.all(
    due.map(async (one) => {
      outgoing.underWay.add(one.id);
      const mark = await deliver(ctx, one, render, departures);
      if (mark !== null) outgoing.unmarked.set(one.id, mark);
      outgoing.underWay.delete(one.id);
    }),
  );
  while (!(await within(notedWithinMs, sending))) {
    // What the database does not take now is noted before the next claim.
    await noteNow(ctx, outgoing).catch((error: unknown) =>
      ctx.log.debug({ err: error }, 'what was sent could not be noted yet'),
    );
  }
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
    if (message === null) return markOf(skipped(due, 'nothing_to_say'));
    const { message_id } = await ctx.sender.call<{ message_id: number }>(
      'sendMessage',
      payloadOf(due, message),
      {
        priority: 'notice',
        signal: AbortSignal.timeout(sendMs),
        beforeSend: async () => {
          if (!(await departures.count(due))) throw new NotWantedError();
        },
      },
    );
    return markOf(sent(due, message_id));
  } catch (error) {
    return error instanceof NotWantedError ? markOf(givenBack(due)) : noteFailure(ctx, due, error);
  }
}

function markOf(outcome: Outcome, lostChat: number | null = null): Mark {
  return { outcome, lostChat };
}

function noteFailure(ctx: TenantContext, due: Due, error: unknown): Mark | null {
  const facts = { notification: due.id, kind: due.kind, err: error };
  if (error instanceof ChatUnreachableError) return markOf(failed(due, 'unreachable'), due.chatId);
  if (error instanceof TelegramUnavailableError && error.delivery === 'unknown') {
    ctx.log.warn(facts, 'nobody knows whether a notification arrived');
    return null;
  }
  // A token may be replaced by a good one before the visit; a bot that is closing is opened again. What is not counted
  // because the database is away has not left either.
  if (error instanceof TransientError || error instanceof TokenRejectedError) {
    const asked = error instanceof TelegramUnavailableError ? (error.retryAfterMs ?? 0) : 0;
    const waitMs = Math.max(asked, backoffMs(due.postponed, laterBackoff));
    return markOf(postponed(due, ctx.clock.now() + waitMs));
  }
  ctx.log.error(facts, 'a notification cannot be sent');
  return markOf(failed(due, error instanceof TelegramRejectedError ? 'rejected' : 'defect'));
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

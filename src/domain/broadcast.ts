/*
 * A broadcast's life, as its row tells it:
 *
 *   draft ──start──▶ sending ──nobody is left──▶ done
 *                     ▲   │
 *            resume ──┘   └──stop──▶ stopped
 *
 * Clients are taken in the order of their ids, a few at a time. The cursor that passes them is committed before anything is
 * sent to them: a process that dies takes what it had under way with it, nobody gets a copy twice. Those whom Telegram
 * certainly did not take are noted and taken once more.
 */
export const broadcastStates = ['draft', 'sending', 'stopped', 'done'] as const;
export type BroadcastState = (typeof broadcastStates)[number];

/** Whom a broadcast is for. Days count back from its beginning; a visit counts when it took place. */
export type Segment =
  | { readonly kind: 'all' }
  /** Have been here within so many days. */
  | { readonly kind: 'visited'; readonly days: number }
  /** Have been here, but not within so many days, and nothing is booked. */
  | { readonly kind: 'sleeping'; readonly days: number }
  /** Had this service, or have booked it. */
  | { readonly kind: 'service'; readonly serviceId: number }
  /** Came to the bot from there. */
  | { readonly kind: 'source'; readonly source: string }
  /** Have a visit ahead. */
  | { readonly kind: 'upcoming' }
  | { readonly kind: 'no_upcoming' };

export const segmentDays = { min: 1, max: 3650 } as const;

/** What became of the messages of a broadcast. */
export interface Tally {
  readonly sent: number;
  /** Have blocked the bot, as it turned out. */
  readonly blocked: number;
  /** Telegram refused the message. */
  readonly failed: number;
  /** Nobody knows whether it arrived. */
  readonly unknown: number;
}

/** How many of `total` it is over with. */
export function countOver({ sent, blocked, failed, unknown }: Tally): number {
  return sent + blocked + failed + unknown;
}

/** How many of `total` got nothing, or nothing yet: left out, or not reached before it was stopped. */
export function countLeft(total: number, tally: Tally): number {
  return Math.max(0, total - countOver(tally));
}

import type { BookingStatus } from './booking.js';

/** What the salon may say of a visit: the client came, did not come, or neither is said. */
export const visitMarks = ['completed', 'no_show', 'booked'] as const;
export type VisitMark = (typeof visitMarks)[number];

/** A client may come early and be served at once. */
const earlyMs = 60 * 60_000;

/**
 * Why a visit cannot be marked so at `now`, or null: one that was cancelled cannot be marked at all, nobody has failed to
 * come before the start, and nobody has come long before it. Instants are epoch milliseconds.
 */
export function markRefusal(
  { status, startsAt }: { readonly status: BookingStatus; readonly startsAt: number },
  mark: VisitMark,
  now: number,
): 'closed' | 'too_early' | null {
  if (status === 'cancelled') return 'closed';
  if (mark === 'no_show' && now < startsAt) return 'too_early';
  return mark === 'completed' && now < startsAt - earlyMs ? 'too_early' : null;
}

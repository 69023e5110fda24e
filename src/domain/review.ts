import type { BookingStatus } from './booking.js';

export const mostStars = 5;
/** In code points. */
export const reviewLength = 1000;

/** Whether a visit took place, so that its client may judge it: neither cancelled nor missed, and over at `now`. */
export function tookPlace(
  { status, endsAt }: { readonly status: BookingStatus; readonly endsAt: number },
  now: number,
): boolean {
  return (status === 'booked' || status === 'completed') && endsAt <= now;
}

/** All that others learn of who wrote a review: the first letter of the name, or null when there is none. */
export function initialOf(name: string | null): string | null {
  return /\p{L}\p{M}{0,4}/u.exec(name?.normalize('NFC') ?? '')?.[0].toUpperCase() ?? null;
}

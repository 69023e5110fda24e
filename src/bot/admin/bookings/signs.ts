import { outcomeOf, type BookingOutcome, type BookingStatus } from '../../../domain/booking.js';

/** Said in words on the booking itself. */
const signs: Readonly<Record<BookingOutcome, string>> = {
  active: '🕒',
  completed: '✅',
  cancelled: '❌',
  no_show: '🚫',
};

/** A sign for what became of a visit. Instants are epoch milliseconds. */
export function signOf(
  visit: { readonly status: BookingStatus; readonly endsAt: number },
  now: number,
): string {
  return signs[outcomeOf(visit, now)];
}

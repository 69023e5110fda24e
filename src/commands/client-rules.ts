import type { ClientBooking } from '../db/bookings.js';
import type { InstantRange } from '../domain/availability-types.js';
import type { TenantSettings } from '../domain/settings.js';
import type { Wish } from './offer.js';

/** The visit the client already has when the same wish comes by another press. `start` is epoch milliseconds. */
export function sameVisit(
  own: readonly ClientBooking[],
  { serviceId, staffId, start }: Wish & { readonly start: number },
): ClientBooking | undefined {
  return own.find(
    (booking) =>
      booking.status === 'booked' &&
      booking.serviceId === serviceId &&
      booking.startsAt === start &&
      (staffId === null || booking.staffId === staffId),
  );
}

/** The client's visit that overlaps these instants: nobody can be at two places. */
export function ownVisitDuring(
  own: readonly ClientBooking[],
  { start, end }: InstantRange,
): ClientBooking | undefined {
  return own.find(
    (booking) => booking.status === 'booked' && booking.startsAt < end && booking.endsAt > start,
  );
}

export interface LimitReached {
  readonly outcome: 'limit' | 'day_limit';
  readonly limit: number;
}

/** The limit that one more visit on the local day `day` would break, or null. `now` is epoch milliseconds. */
export function limitReached(
  own: readonly ClientBooking[],
  { maxActiveBookings, maxBookingsPerDay }: TenantSettings,
  day: InstantRange,
  now: number,
): LimitReached | null {
  const active = own.filter((booking) => booking.status === 'booked' && booking.endsAt > now);
  if (active.length >= maxActiveBookings) return { outcome: 'limit', limit: maxActiveBookings };
  const thatDay = own.filter(({ startsAt }) => startsAt >= day.start && startsAt < day.end);
  return thatDay.length >= maxBookingsPerDay ? { outcome: 'day_limit', limit: maxBookingsPerDay } : null;
}

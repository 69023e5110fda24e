export const bookingStatuses = ['booked', 'completed', 'cancelled', 'no_show'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** Statuses that occupy the master's time; the exclusion constraint of `bookings` names the same ones. */
export const liveStatuses = ['booked', 'completed'] as const satisfies readonly BookingStatus[];

/**
 * Whether the client may still cancel or move the visit: it is booked and the deadline has not passed.
 * `startsAt` and `now` are epoch milliseconds.
 */
export function mayClientChange(
  booking: { readonly status: BookingStatus; readonly startsAt: number },
  now: number,
  changeDeadlineMinutes: number,
): boolean {
  return booking.status === 'booked' && now <= booking.startsAt - changeDeadlineMinutes * 60_000;
}

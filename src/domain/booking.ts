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

/** What became of a visit. `active`: still to come or under way. */
export const bookingOutcomes = ['active', 'completed', 'cancelled', 'no_show'] as const;
export type BookingOutcome = (typeof bookingOutcomes)[number];

/**
 * What became of a visit at `now`: one that was booked and is over took place, unless somebody said that the client did
 * not come. Instants are epoch milliseconds.
 */
export function outcomeOf(
  { status, endsAt }: { readonly status: BookingStatus; readonly endsAt: number },
  now: number,
): BookingOutcome {
  if (status !== 'booked') return status;
  return endsAt <= now ? 'completed' : 'active';
}

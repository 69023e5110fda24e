import type { DeskBooking } from '../../../../commands/desk/read-desk-booking.js';
import { markRefusal, visitMarks, type VisitMark } from '../../../../domain/visit-mark.js';

export interface OpenTo {
  /** Time, service, master. */
  readonly place: boolean;
  readonly fields: boolean;
  readonly cancel: boolean;
  readonly marks: readonly VisitMark[];
}

/** What can be done about a booking as it stands; the commands judge anew. */
export function bookingsOpenTo({ status, startsAt, endsAt, now }: DeskBooking): OpenTo {
  return {
    place: status === 'booked',
    fields: status !== 'cancelled',
    cancel: status === 'booked' && endsAt > now,
    marks: visitMarks.filter(
      (mark) => mark !== status && markRefusal({ status, startsAt }, mark, now) === null,
    ),
  };
}

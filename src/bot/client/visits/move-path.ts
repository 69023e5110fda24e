import type { BookingView } from '../../../commands/read-booking.js';
import { movingVisit } from '../../../commands/offer.js';
import { lines, paragraphs } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { CalendarPath } from '../calendar/path.js';
import type { Wish } from '../wish.js';
import { moveDay, moveMonth, moveSummary } from './data.js';

/** The visit as a wish for another time, with one master or with any (null). */
export function wishToMove(booking: BookingView, staffId: number | null): Wish {
  return { serviceId: booking.serviceId, staffId, moving: movingVisit(booking) };
}

/** The way through the calendar to another time of a booking. `back`: the step before it, as button data. */
export function movePath(booking: number, staff: number | null, back: string): CalendarPath {
  return {
    month: (month) => moveMonth.data({ booking, staff, month }),
    day: (date, part) => moveDay.data({ booking, staff, date, part }),
    time: (start) => moveSummary.data({ booking, staff, start }),
    back,
  };
}

/** What is moved, and from when, over every step of the way. */
export function moveHead(booking: BookingView, now: number, { texts, formats }: Wording): string {
  return paragraphs(
    lines(
      texts.html('move.title', { number: booking.id }),
      texts.html('move.what', { service: booking.serviceName, master: booking.staffName }),
      texts.html('move.from', {
        date: formats.date(booking.startsAt, now),
        time: formats.time(booking.startsAt),
      }),
    ),
  );
}

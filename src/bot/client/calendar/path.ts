import type { LocalDate } from '../../../domain/availability-types.js';
import { openSummary } from '../order/data.js';
import type { Card } from '../services/card.js';
import { listAround, openService } from '../services/data.js';
import type { Wish } from '../wish.js';
import { openDay, openMonth } from './data.js';

/** Where a calendar's buttons lead, as button data: the same days and times serve booking and moving a visit. */
export interface CalendarPath {
  month(month: string): string;
  day(date: LocalDate, part: number): string;
  /** `start`: epoch milliseconds. */
  time(start: number): string;
  /** The step before the calendar. */
  readonly back: string;
}

/** The way to a new booking: from the choice of masters where there is one, else from the list; on to the summary. */
export function bookingPath({ serviceId: service, staffId: staff }: Wish, card: Card): CalendarPath {
  return {
    month: (month) => openMonth.data({ service, staff, month }),
    day: (date, part) => openDay.data({ service, staff, date, part }),
    time: (start) => openSummary.data({ service, staff, start }),
    back: card.master === null ? listAround.data({ service }) : openService.data({ service }),
  };
}

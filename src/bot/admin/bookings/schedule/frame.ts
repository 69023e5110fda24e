import type { LocalDate } from '../../../../domain/availability-types.js';
import { button, type InlineButton, type Keyboard } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { deskRow } from '../../home/screens.js';
import {
  bookFor,
  chooseCalendar,
  openDayPlan,
  openMonthPlan,
  openWeekPlan,
  typeDate,
  type CalendarViewName,
} from '../data.js';
import { plusDays } from '../dates.js';

/** `mayEdit`: with the way to book somebody. */
export interface Viewer {
  readonly mayEdit: boolean;
  /** May look at others' calendars. */
  readonly seesAll: boolean;
}

/** Back, what is in between, and on. */
export function stepRow(back: string, middle: InlineButton, on: string): Keyboard[number] {
  return [button('‹', back), middle, button('›', on)];
}

interface Around {
  readonly date: LocalDate;
  readonly staffId: number | null;
  readonly viewer: Viewer;
}

/** What stands under every view of the calendar. */
export function commonRows(
  shown: CalendarViewName,
  { date, staffId, viewer }: Around,
  wording: Wording,
): Keyboard {
  const { texts } = wording;
  const staff = staffId;
  const views: Readonly<Record<CalendarViewName, string>> = {
    day: openDayPlan.data({ date, staff, page: 0 }),
    week: openWeekPlan.data({ date: shown === 'month' ? date : mondayOf(date), staff }),
    month: openMonthPlan.data({ month: date.slice(0, 7), staff }),
  };
  const last = [
    ...(viewer.seesAll
      ? [
          button(
            texts.plain('d_bookings.choose_calendar'),
            chooseCalendar.data({ view: shown, date, page: 0 }),
          ),
        ]
      : []),
    ...(viewer.mayEdit ? [button(texts.plain('d_bookings.book'), bookFor.data({ client: null }))] : []),
  ];
  const others = (['day', 'week', 'month'] as const).filter((view) => view !== shown);
  return [
    [
      ...others.map((view) => button(texts.plain(`d_bookings.view_${view}`), views[view])),
      button(texts.plain('d_bookings.jump'), typeDate.data({ view: shown, staff })),
    ],
    ...(last.length === 0 ? [] : [last]),
    deskRow(wording),
  ];
}

/** Monday of the week a date lies in. */
export function mondayOf(date: LocalDate): LocalDate {
  return plusDays(date, 1 - isoWeekday(date));
}

/** 1 = Monday … 7 = Sunday. */
export function isoWeekday(date: LocalDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

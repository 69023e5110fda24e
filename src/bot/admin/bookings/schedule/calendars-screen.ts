import type { LocalDate } from '../../../../domain/availability-types.js';
import { button, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { deskRow } from '../../home/screens.js';
import { pagerRow, pageOf } from '../../paging.js';
import { chooseCalendar, openDayPlan, openMonthPlan, openWeekPlan, type CalendarViewName } from '../data.js';

export interface CalendarChoice {
  readonly calendars: readonly { readonly id: number; readonly name: string }[];
  readonly view: CalendarViewName;
  readonly date: LocalDate;
  readonly page: number;
}

/** Everybody's calendar, or one master's. */
export function calendarsScreen({ calendars, view, date, page }: CalendarChoice, wording: Wording): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(calendars, page);
  return {
    text: texts.html('d_bookings.whose_ask'),
    keyboard: [
      [button(texts.plain('d_bookings.everybody'), dataOf(view, date, null))],
      ...items.map(({ id, name }) => [button(name, dataOf(view, date, id))]),
      ...pagerRow(place, (to) => chooseCalendar.data({ view, date, page: to })),
      deskRow(wording),
    ],
  };
}

function dataOf(view: CalendarViewName, date: LocalDate, staff: number | null): string {
  switch (view) {
    case 'day':
      return openDayPlan.data({ date, staff, page: 0 });
    case 'week':
      return openWeekPlan.data({ date, staff });
    case 'month':
      return openMonthPlan.data({ month: date.slice(0, 7), staff });
  }
}

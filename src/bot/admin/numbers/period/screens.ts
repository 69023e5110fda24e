import { datesOfMonth } from '../../../../commands/local-dates.js';
import { periodAround, type Period } from '../../../../domain/period.js';
import { blank, plusMonths, still } from '../../../client/calendar/month-screen.js';
import {
  button,
  paragraphs,
  rowsOf,
  type InlineButton,
  type Keyboard,
  type Screen,
} from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { openExports } from '../../exports/data.js';
import { backRow } from '../../home/screens.js';
import { showNumbers } from '../data.js';
import { askPeriod, pickFirstDay, pickLastDay, type PeriodTarget } from './data.js';

/** Where a chosen period leads. */
export function leadTo(target: PeriodTarget, period: Period): string {
  const { from, to } = period;
  return target === 'n' ? showNumbers.data({ from, to }) : openExports.data({ from, to });
}

/** Examples of what may be typed, of the days around today. */
export function typedExamples(today: string): { example: string; month: string; year: string } {
  const [year = '', month = ''] = today.split('-');
  return { example: `01.${month}–15.${month}`, month: `${month}.${year}`, year };
}

/** Asks for a period: to be typed, picked, or one of the usual ones. */
export function askPeriodScreen(
  target: PeriodTarget,
  today: string,
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const to = (label: string, period: Period) => button(label, leadTo(target, period));
  const month = plusMonths(today.slice(0, 7), -1);
  const year = String(Number(today.slice(0, 4)) - 1);
  const yesterday = new Date(Date.parse(`${today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return {
    text: problem ?? texts.html('d_period.ask', typedExamples(today)),
    keyboard: [
      [button(texts.plain('d_period.pick'), pickFirstDay.data({ target, month: today.slice(0, 7) }))],
      [
        to(texts.plain('d_period.yesterday'), { from: yesterday, to: yesterday }),
        to(texts.plain('d_period.last_month'), periodAround(`${month}-01`, 'month')),
      ],
      [to(texts.plain('d_period.last_year'), periodAround(`${year}-01-01`, 'year'))],
      backRow(leadTo(target, { from: today, to: today }), wording),
    ],
  };
}

/** A month to pick the first day in. */
export function firstDayScreen(target: PeriodTarget, month: string, wording: Wording): Screen {
  return {
    text: wording.texts.html('d_period.pick_first'),
    keyboard: [
      ...monthGrid(month, wording, {
        turn: (other) => pickFirstDay.data({ target, month: other }),
        pick: (first) => pickLastDay.data({ target, first, month }),
      }),
      backRow(askPeriod.data({ target }), wording),
    ],
  };
}

/** A month to pick the last day in; picking one before the first turns the two around. */
export function lastDayScreen(target: PeriodTarget, first: string, month: string, wording: Wording): Screen {
  const { texts, formats } = wording;
  return {
    text: paragraphs(texts.html('d_period.pick_last', { date: formats.shortDate(first) })),
    keyboard: [
      ...monthGrid(month, wording, {
        turn: (other) => pickLastDay.data({ target, first, month: other }),
        pick: (last) => leadTo(target, last < first ? { from: last, to: first } : { from: first, to: last }),
        marked: first,
      }),
      backRow(pickFirstDay.data({ target, month: first.slice(0, 7) }), wording),
    ],
  };
}

interface GridPath {
  readonly turn: (month: string) => string;
  readonly pick: (date: string) => string;
  readonly marked?: string;
}

const firstMonth = '2002-02';
const lastMonth = '2997-11';

function monthGrid(month: string, { formats }: Wording, { turn, pick, marked }: GridPath): Keyboard {
  const dates = datesOfMonth(month) ?? { from: `${month}-01`, to: `${month}-28` };
  const before = formats.weekdays.indexOf(new Date(`${dates.from}T00:00:00Z`).getUTCDay() || 7);
  const days: InlineButton[] = Array.from({ length: before }, () => blank('padding'));
  for (let day = 1; day <= Number(dates.to.slice(8)); day++) {
    const date = `${month}-${String(day).padStart(2, '0')}`;
    days.push(button(date === marked ? `·${day}·` : String(day), pick(date)));
  }
  while (days.length % 7 !== 0) days.push(blank('padding'));
  return [
    [
      month > firstMonth ? button('‹', turn(plusMonths(month, -1))) : blank('padding'),
      still(formats.month(month), 'month'),
      month < lastMonth ? button('›', turn(plusMonths(month, 1))) : blank('padding'),
    ],
    formats.weekdays.map((weekday) => still(formats.weekday(weekday), 'weekday')),
    ...rowsOf(days, 7),
  ];
}

import type { LocalDate } from '../../../domain/availability-types.js';
import type { MonthDay, MonthView } from '../../../commands/read-month.js';
import { button, paragraphs, rowsOf, type InlineButton, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { photoRow } from '../services/card.js';
import { stillCell, type StillReason } from './data.js';
import type { CalendarPath } from './path.js';

export interface CalendarView {
  /** What the day is for, in HTML. */
  readonly head: string;
  readonly path: CalendarPath;
  readonly month: MonthView;
  /** The first free day of another month, when this one has none. */
  readonly nearest: LocalDate | null;
  /** Button data that shows a photo of what is booked. */
  readonly photo?: string | null;
}

/** Looks empty; Telegram refuses labels of spaces alone. */
const emptyCell = '\u2800';
const signs = { many: '●', some: '◑', few: '○' } as const;

/** A month as a grid of days: what is free can be pressed, and what is not says why. */
export function monthScreen(view: CalendarView, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { month, nearest, head, path } = view;
  const state =
    month.firstFree !== null
      ? paragraphs(texts.html('calendar.choose'), texts.html('calendar.legend'))
      : nearest === null
        ? texts.html('calendar.nothing')
        : texts.html('calendar.none', { month: formats.month(month.month) });
  return {
    text: paragraphs(head, state),
    keyboard: [
      monthRow(view, wording),
      formats.weekdays.map((weekday) => still(formats.weekday(weekday), 'weekday')),
      ...grid(view, wording),
      ...nearestRow(view, wording),
      ...photoRow(view.photo ?? null, wording),
      [button(texts.plain('nav.back'), path.back), ...menuRow(wording)],
    ],
  };
}

function monthRow({ path, month }: CalendarView, { formats }: Wording): Keyboard[number] {
  const to = (months: number): string => path.month(plusMonths(month.month, months));
  return [
    month.hasPrevious ? button('‹', to(-1)) : blank('first'),
    still(formats.month(month.month), 'month'),
    month.hasNext ? button('›', to(1)) : blank('last'),
  ];
}

function grid({ path, month }: CalendarView, { formats }: Wording): InlineButton[][] {
  const first = isoWeekday(`${month.month}-01`);
  const before = formats.weekdays.indexOf(first);
  const cells = [...Array.from({ length: before }, padding), ...month.days.map((day) => dayCell(day, path))];
  while (cells.length % 7 !== 0) cells.push(padding());
  return rowsOf(cells, 7);
}

function dayCell(day: MonthDay, path: CalendarPath): InlineButton {
  const number = String(Number(day.date.slice(8)));
  switch (day.state) {
    case 'free':
      return button(`${number}${signs[day.load ?? 'many']}`, path.day(day.date, 0));
    case 'full':
      return still(`${number}✕`, 'full');
    case 'off':
      return still('–', 'off');
    case 'past':
      return still('·', 'past');
    case 'beyond_horizon':
      return still('·', 'far');
  }
}

function nearestRow({ path, nearest }: CalendarView, { texts, formats }: Wording): Keyboard {
  if (nearest === null) return [];
  const label = texts.plain('calendar.nearest', { date: formats.shortDate(nearest) });
  return [[button(label, path.day(nearest, 0))]];
}

/** A cell that leads nowhere and says why. */
export function still(text: string, why: StillReason): InlineButton {
  return { text, callback_data: stillCell.data({ why }) };
}

/** A cell that only keeps its row as long as the others. */
export function blank(why: StillReason): InlineButton {
  return still(emptyCell, why);
}

function padding(): InlineButton {
  return blank('padding');
}

function isoWeekday(date: LocalDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** A month moved by whole months. */
export function plusMonths(month: string, months: number): string {
  const moved = new Date(`${month}-01T00:00:00Z`);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  return moved.toISOString().slice(0, 7);
}

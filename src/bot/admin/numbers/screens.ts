import type { Figures } from '../../../commands/desk/figures.js';
import type { Numbers } from '../../../commands/desk/read-numbers.js';
import { neighbour, periodAround, type Period } from '../../../domain/period.js';
import { may, type Role } from '../../../domain/permissions.js';
import { button, lines, paragraphs, type InlineButton, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openExports } from '../exports/data.js';
import { deskRow } from '../home/screens.js';
import { drawNumbers, showNumbers, showPart } from './data.js';
import { askPeriod } from './period/data.js';
import { periodWords } from './period/words.js';
import {
  averageWords,
  changeWords,
  checkWords,
  differenceWords,
  hoursWords,
  pointsWords,
  revenueChange,
  revenueWords,
  shareWords,
} from './words.js';

export interface NumbersReader {
  readonly role: Role;
  /** The salon's date now. */
  readonly today: string;
  readonly wording: Wording;
}

/** The figures of a period at a glance, with the ways to others. */
export function numbersScreen(numbers: Numbers, { role, today, wording }: NumbersReader): Screen {
  const { texts } = wording;
  const { period, previous, current, before, isRunning } = numbers;
  return {
    text: paragraphs(
      lines(
        texts.html('d_numbers.title', { period: periodWords(period, wording) }),
        isRunning ? texts.html('d_numbers.running') : null,
      ),
      visitLines(current, before, wording),
      moneyLines(current, before, wording),
      otherLines(current, before, wording),
      texts.html('d_numbers.compared', { period: periodWords(previous, wording) }),
    ),
    keyboard: [
      ...periodRows(period, today, wording),
      [part('services', period, wording), part('staff', period, wording)],
      [part('peaks', period, wording), button(texts.plain('d_numbers.chart'), drawNumbers.data(period))],
      may(role, 'data.export') ? [button(texts.plain('d_exports.open'), openExports.data(period))] : [],
      deskRow(wording),
    ].filter((row) => row.length > 0),
  };
}

function visitLines(current: Figures, before: Figures, wording: Wording): string {
  const { texts } = wording;
  const { bookings } = current;
  const line = (key: 'completed' | 'cancelled' | 'no_shows', count: number, was: number): string =>
    texts.html(`d_numbers.${key}`, {
      count,
      share: shareOf(count, bookings, wording),
      change: changeWords(count, was, wording),
    });
  return lines(
    texts.html('d_numbers.bookings', {
      count: bookings,
      change: changeWords(bookings, before.bookings, wording),
    }),
    texts.html('d_numbers.active', {
      count: current.active,
      share: shareOf(current.active, bookings, wording),
    }),
    line('completed', current.completed, before.completed),
    line('cancelled', current.cancelled, before.cancelled),
    line('no_shows', current.noShows, before.noShows),
  );
}

function shareOf(count: number, all: number, wording: Wording): string {
  return all === 0 ? '' : `, ${shareWords(count / all, wording)}`;
}

function moneyLines(current: Figures, before: Figures, wording: Wording): string {
  const { texts } = wording;
  const change = (amount: Parameters<typeof revenueChange>[2]): string =>
    revenueChange(current.revenue, before.revenue, amount, wording);
  const revenue = revenueWords(current.revenue, wording);
  const check = checkWords(current.revenue, wording);
  if (revenue === null || check === null) {
    return texts.html('d_numbers.no_revenue', { change: change(({ minor }) => minor) });
  }
  return lines(
    texts.html('d_numbers.revenue', { amount: revenue, change: change(({ minor }) => minor) }),
    texts.html('d_numbers.check', {
      amount: check,
      change: change(({ minor, visits }) => minor / visits),
    }),
  );
}

function otherLines(current: Figures, before: Figures, wording: Wording): string {
  const { texts } = wording;
  const { occupancy, bookedMinutes, workingMinutes, newClients, returningClients } = current;
  return lines(
    ...(occupancy === null
      ? [texts.html('d_numbers.no_hours')]
      : [
          texts.html('d_numbers.occupancy', {
            share: shareWords(occupancy, wording),
            change: pointsWords(occupancy, before.occupancy, wording),
          }),
          texts.html('d_numbers.occupancy_of', {
            booked: hoursWords(bookedMinutes, wording),
            working: hoursWords(workingMinutes, wording),
          }),
        ]),
    texts.html('d_numbers.clients', {
      fresh: newClients,
      change: changeWords(newClients, before.newClients, wording),
      back: returningClients,
      back_change: changeWords(returningClients, before.returningClients, wording),
    }),
    ratingLine(current, before, wording),
  );
}

function ratingLine({ rating }: Figures, before: Figures, wording: Wording): string {
  const { texts } = wording;
  if (rating === null) return texts.html('d_numbers.no_rating');
  return texts.html('d_numbers.rating', {
    average: averageWords(rating.average, wording),
    count: rating.count,
    change: differenceWords(rating.average, before.rating?.average ?? null, wording),
  });
}

/** The usual periods, the neighbours, and the way to any other. */
function periodRows(period: Period, today: string, { texts, formats }: Wording): Keyboard {
  const firstWeekday = formats.weekdays[0] ?? 1;
  const usual = (key: 'today' | 'week' | 'month', around: Period): InlineButton => {
    const label = texts.plain(`d_numbers.${key}`);
    const isShown = around.from === period.from && around.to === period.to;
    return button(isShown ? texts.plain('d_numbers.chosen', { label }) : label, showNumbers.data(around));
  };
  return [
    [
      usual('today', periodAround(today, 'day')),
      usual('week', periodAround(today, 'week', firstWeekday)),
      usual('month', periodAround(today, 'month')),
    ],
    [
      button('‹', showNumbers.data(neighbour(period, -1))),
      button(texts.plain('d_numbers.pick'), askPeriod.data({ target: 'n' })),
      button('›', showNumbers.data(neighbour(period, 1))),
    ],
  ];
}

function part(view: 'services' | 'staff' | 'peaks', { from, to }: Period, { texts }: Wording): InlineButton {
  return button(texts.plain(`d_numbers.${view}`), showPart.data({ view, from, to }));
}

/** A period that is too long to be counted. */
export function tooLongScreen(wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_numbers.too_long'),
    keyboard: [[button(texts.plain('d_numbers.other'), askPeriod.data({ target: 'n' }))], deskRow(wording)],
  };
}

import type { Line, Peaks } from '../../../commands/desk/figures.js';
import type { Numbers } from '../../../commands/desk/read-numbers.js';
import { lines, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { showNumbers, type NumbersView } from './data.js';
import { periodWords } from './period/words.js';
import { checkWords, revenueWords } from './words.js';

/** More do not fit one message with long names. */
const mostLines = 15;
const longestBar = 10;

/** One side of the figures of a period. */
export function partScreen(view: NumbersView, numbers: Numbers, wording: Wording): Screen {
  const { texts } = wording;
  const { period, current } = numbers;
  const words = { period: periodWords(period, wording) };
  const body =
    current.bookings === 0
      ? texts.html('d_numbers.nothing')
      : view === 'peaks'
        ? peaksText(numbers.peaks, wording)
        : linesText(view, numbers[view], wording);
  return {
    text: paragraphs(texts.html(`d_numbers.${view}_title`, words), body),
    keyboard: [backRow(showNumbers.data(period), wording)],
  };
}

function linesText(view: 'services' | 'staff', all: readonly Line[], wording: Wording): string {
  const { texts } = wording;
  const rest = all.length - mostLines;
  return paragraphs(
    ...all.slice(0, mostLines).map((line) => lineText(view, line, wording)),
    rest > 0 ? texts.html('d_numbers.more_lines', { count: rest }) : null,
  );
}

function lineText(view: 'services' | 'staff', line: Line, wording: Wording): string {
  const { texts } = wording;
  const { bookings, completed, cancelled, noShows, revenue } = line;
  const gone = view === 'staff' ? 'd_numbers.line_gone' : 'd_numbers.line_hidden';
  const name = line.isHere ? line.name : texts.plain(gone, { name: line.name });
  const amount = revenueWords(revenue, wording);
  const check = checkWords(revenue, wording);
  return lines(
    texts.html('d_numbers.line', { name, count: bookings, completed }),
    amount === null || check === null ? null : texts.html('d_numbers.line_revenue', { amount, check }),
    cancelled + noShows === 0 ? null : texts.html('d_numbers.line_lost', { cancelled, no_shows: noShows }),
  );
}

/** Bars of signs, each with its number. */
function peaksText({ hours, weekdays }: Peaks, { formats }: Wording): string {
  const first = hours.findIndex((count) => count > 0);
  const last = hours.findLastIndex((count) => count > 0);
  const busiestHour = Math.max(...hours);
  const busiestDay = Math.max(...weekdays);
  return paragraphs(
    lines(
      ...formats.weekdays.map((weekday) =>
        bar(formats.weekday(weekday), weekdays[weekday - 1] ?? 0, busiestDay),
      ),
    ),
    first < 0
      ? null
      : lines(
          ...hours
            .map((count, hour) => bar(formats.minuteOfDay(hour * 60), count, busiestHour))
            .slice(first, last + 1),
        ),
  );
}

function bar(label: string, count: number, most: number): string {
  const length = most === 0 ? 0 : Math.round((count / most) * longestBar);
  const signs = count > 0 ? '▇'.repeat(Math.max(1, length)) : '·';
  return `<code>${label.padStart(8)} ${signs}</code> ${count}`;
}

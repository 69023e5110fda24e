import type { Slot } from '../../../domain/availability-types.js';
import type { DayView } from '../../../commands/read-day.js';
import type { TextKey } from '../../../i18n/texts.js';
import { button, paragraphs, rowsOf, type InlineButton, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { blank, still } from './month-screen.js';
import type { CalendarPath } from './path.js';

export interface TimesView {
  /** What the time is for, in HTML. */
  readonly head: string;
  readonly path: CalendarPath;
  readonly day: DayView;
  /** Which run of times to show; a number past the end shows the last. */
  readonly part: number;
  readonly now: number;
}

/** A keyboard holds 100 buttons; headings and ways back need some of them. */
const timesOnScreen = 64;
const timesInRow = 4;
const partButtonsInRow = 3;

const parts = [
  { until: 6, heading: 'times.part.night' },
  { until: 12, heading: 'times.part.morning' },
  { until: 17, heading: 'times.part.day' },
  { until: 24, heading: 'times.part.evening' },
] as const satisfies readonly { readonly until: number; readonly heading: TextKey }[];

/** The free times of a day, under headings for the parts of the day. */
export function timesScreen(view: TimesView, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { path, day } = view;
  const runs = rowsOf(day.slots, timesOnScreen);
  const shown = Math.min(view.part, runs.length - 1);
  return {
    text: paragraphs(view.head, texts.html('times.choose', { date: formats.date(day.date, view.now) })),
    keyboard: [
      ...runButtons(view, runs, shown, wording),
      ...groups(runs[shown] ?? [], path, wording),
      [button(texts.plain('times.other_day'), path.month(day.date.slice(0, 7))), ...menuRow(wording)],
    ],
  };
}

function groups(slots: readonly Slot[], path: CalendarPath, { texts, formats }: Wording): Keyboard {
  const rows: InlineButton[][] = [];
  let from = 0;
  for (const { until, heading } of parts) {
    const inside = slots.filter(({ start }) => {
      const hour = formats.hour(start);
      return hour >= from && hour < until;
    });
    from = until;
    if (inside.length === 0) continue;
    const times = inside.map(({ start }) => button(formats.time(start), path.time(start)));
    while (times.length % timesInRow !== 0) times.push(blank('blank'));
    rows.push([still(texts.plain(heading), 'part')], ...rowsOf(times, timesInRow));
  }
  return rows;
}

function runButtons(
  { path, day }: TimesView,
  runs: readonly (readonly Slot[])[],
  shown: number,
  { texts, formats }: Wording,
): Keyboard {
  if (runs.length < 2) return [];
  const buttons = runs.map((run, part) => {
    const params = { from: formats.time(run[0]?.start ?? 0), to: formats.time(run.at(-1)?.start ?? 0) };
    return button(
      texts.plain(part === shown ? 'times.page_now' : 'times.page', params),
      path.day(day.date, part),
    );
  });
  return rowsOf(buttons, partButtonsInRow);
}

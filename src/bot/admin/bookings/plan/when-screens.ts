import type {
  DraftDay,
  DraftMonth,
  DraftMonthDay,
  DraftOffer,
} from '../../../../commands/desk/draft-options.js';
import type { Slot } from '../../../../domain/availability-types.js';
import {
  button,
  lines,
  paragraphs,
  rowsOf,
  type InlineButton,
  type Keyboard,
  type Screen,
} from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow } from '../../home/screens.js';
import { draftDay, draftMasters, draftMonth, draftServices, pickDraftTime, typeDraftTime } from '../data.js';
import { plusMonths } from '../dates.js';
import { headOf, wayOut } from './head.js';

/** Looks empty; Telegram refuses labels of spaces alone. */
const emptyCell = '\u2800';

function forWhat(found: DraftOffer, wording: Wording): string {
  const { texts } = wording;
  const { draft, offer } = found;
  const master = offer.masters.find(({ id }) => id === draft.staffId);
  return lines(
    texts.html('order.service', { service: offer.service.name }),
    master === undefined
      ? texts.html('d_bookings.with_any')
      : texts.html('order.master', { master: master.name }),
  );
}

/** A month of days with their free starts. Days without any lead on, too: a time may be typed there. */
export function draftMonthScreen(found: DraftMonth, now: number, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { draft, month, days } = found;
  const open = (shown: string): string => draftMonth.data({ draft: draft.id, month: shown });
  const here = (text: string): InlineButton => button(text, open(month));
  const first = new Date(`${month}-01T00:00:00Z`).getUTCDay() || 7;
  const cells = [
    ...Array.from({ length: formats.weekdays.indexOf(first) }, () => here(emptyCell)),
    ...days.map((day) => button(cellOf(day), draftDay.data({ draft: draft.id, date: day.date, part: 0 }))),
  ];
  while (cells.length % 7 !== 0) cells.push(here(emptyCell));
  return {
    text: paragraphs(
      headOf(found, now, wording),
      forWhat(found, wording),
      texts.html('d_bookings.ask_day', { month: formats.month(month) }),
      texts.html('d_bookings.day_legend'),
    ),
    keyboard: [
      [
        button('‹', open(plusMonths(month, -1))),
        here(formats.month(month)),
        button('›', open(plusMonths(month, 1))),
      ],
      formats.weekdays.map((weekday) => here(formats.weekday(weekday))),
      ...rowsOf(cells, 7),
      [
        button(
          texts.plain('d_bookings.type_when'),
          typeDraftTime.data({ draft: draft.id, date: formats.localDate(Math.max(now, draft.start ?? now)) }),
        ),
      ],
      backRow(stepBefore(found), wording),
    ],
  };
}

function stepBefore(found: DraftOffer): string {
  const { draft, offer } = found;
  if (draft.booking !== null) return wayOut(found);
  return offer.service.staffCount > 1
    ? draftMasters.data({ draft: draft.id, page: 0 })
    : draftServices.data({ draft: draft.id, page: 0 });
}

function cellOf({ date, free, off, past }: DraftMonthDay): string {
  const number = String(Number(date.slice(8)));
  if (past) return `·${number}·`;
  if (off) return `(${number})`;
  return free === 0 ? `${number}✕` : `${number}·${free}`;
}

const timesOnScreen = 64;
const timesInRow = 4;

/** The free times of a day. */
export function draftDayScreen(found: DraftDay, part: number, now: number, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { draft, date, slots, offer } = found;
  const runs = rowsOf(slots, timesOnScreen);
  const shown = runs[Math.min(part, runs.length - 1)] ?? [];
  const noticeEnds = now + offer.rules.minNoticeMinutes * 60_000;
  return {
    text: paragraphs(
      headOf(found, now, wording),
      forWhat(found, wording),
      texts.html(slots.length === 0 ? 'd_bookings.no_times' : 'd_bookings.ask_time', {
        date: formats.date(date, now),
      }),
      shown.some(({ start }) => start < noticeEnds) ? texts.html('d_bookings.soon_legend') : null,
    ),
    keyboard: [
      ...runRow(found, runs, wording),
      ...rowsOf(
        shown.map(({ start }) =>
          button(
            start < noticeEnds ? `⚡${formats.time(start)}` : formats.time(start),
            pickDraftTime.data({ draft: draft.id, start }),
          ),
        ),
        timesInRow,
      ),
      [button(texts.plain('d_bookings.type_time'), typeDraftTime.data({ draft: draft.id, date }))],
      backRow(draftMonth.data({ draft: draft.id, month: date.slice(0, 7) }), wording),
    ],
  };
}

function runRow(
  { draft, date }: DraftDay,
  runs: readonly (readonly Slot[])[],
  { formats }: Wording,
): Keyboard {
  if (runs.length < 2) return [];
  const buttons = runs.map((run, part) =>
    button(
      `${formats.time(run[0]?.start ?? 0)}–${formats.time(run.at(-1)?.start ?? 0)}`,
      draftDay.data({ draft: draft.id, date, part }),
    ),
  );
  return rowsOf(buttons, 3);
}

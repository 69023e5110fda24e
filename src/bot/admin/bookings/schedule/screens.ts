import type { DaySummary, SpanPlan } from '../../../../commands/desk/read-schedule.js';
import type { LocalDate } from '../../../../domain/availability-types.js';
import { button, lines, paragraphs, rowsOf, type InlineButton, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { openDayPlan, openMonthPlan, openWeekPlan } from '../data.js';
import { plusDays, plusMonths } from '../dates.js';
import { commonRows, isoWeekday, mondayOf, stepRow, type Viewer } from './frame.js';

/** Seven days, each in a line and with a button. */
export function weekScreen(plan: SpanPlan, viewer: Viewer, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { from, staff, days, now } = plan;
  const staffId = staff?.id ?? null;
  const week = (date: LocalDate): string => openWeekPlan.data({ date, staff: staffId });
  return {
    text: paragraphs(
      texts.html('d_bookings.week_title', { from: formats.shortDate(from), to: formats.shortDate(plan.to) }),
      whose(plan, wording),
      lines(...days.map((day) => weekLine(day, wording))),
    ),
    keyboard: [
      ...rowsOf(
        days.map((day) =>
          button(dayLabel(day, wording), openDayPlan.data({ date: day.date, staff: staffId, page: 0 })),
        ),
        4,
      ),
      stepRow(
        week(plusDays(from, -7)),
        button(texts.plain('d_bookings.this_week'), week(mondayOf(formats.localDate(now)))),
        week(plusDays(from, 7)),
      ),
      ...commonRows('week', { date: from, staffId, viewer }, wording),
    ],
  };
}

function weekLine(day: DaySummary, wording: Wording): string {
  const { texts, formats } = wording;
  const date = formats.shortDate(day.date);
  if (day.off && day.visits === 0) return texts.html('d_bookings.week_off', { date });
  const params = { date, count: day.visits };
  if (day.freeMinutes === 0) return texts.html('d_bookings.week_full', params);
  const gaps = day.free.map(({ start, end }) => `${formats.time(start)}–${formats.time(end)}`);
  const free = gaps.length > 0 && gaps.length <= 3 ? gaps.join(', ') : wording.duration(day.freeMinutes);
  return texts.html('d_bookings.week_day', { ...params, free });
}

function dayLabel(day: DaySummary, { formats }: Wording): string {
  const weekday = formats.weekday(isoWeekday(day.date));
  return `${weekday} ${cellOf(day)}`;
}

/** A day of a grid: `12·5` with five visits, `(12)` without working time. */
function cellOf({ date, visits, off }: DaySummary): string {
  const number = String(Number(date.slice(8)));
  const counted = visits === 0 ? number : `${number}·${visits}`;
  return off ? `(${counted})` : counted;
}

/** Looks empty; Telegram refuses labels of spaces alone. */
const emptyCell = '\u2800';

/** A month as a grid; every day leads to itself. */
export function monthPlanScreen(plan: SpanPlan, viewer: Viewer, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { from, staff, days, now } = plan;
  const staffId = staff?.id ?? null;
  const month = from.slice(0, 7);
  const open = (shown: string): string => openMonthPlan.data({ month: shown, staff: staffId });
  const here = (text: string): InlineButton => button(text, open(month));
  const before = formats.weekdays.indexOf(isoWeekday(from));
  const cells = [
    ...Array.from({ length: before }, () => here(emptyCell)),
    ...days.map((day) => button(cellOf(day), openDayPlan.data({ date: day.date, staff: staffId, page: 0 }))),
  ];
  while (cells.length % 7 !== 0) cells.push(here(emptyCell));
  const total = days.reduce((sum, { visits }) => sum + visits, 0);
  return {
    text: paragraphs(
      texts.html('d_bookings.month_title', { month: formats.month(month) }),
      whose(plan, wording),
      texts.html('d_bookings.visits_count', { count: total }),
      texts.html('d_bookings.month_legend'),
    ),
    keyboard: [
      formats.weekdays.map((weekday) => here(formats.weekday(weekday))),
      ...rowsOf(cells, 7),
      stepRow(
        open(plusMonths(month, -1)),
        button(texts.plain('d_bookings.this_month'), open(formats.localDate(now).slice(0, 7))),
        open(plusMonths(month, 1)),
      ),
      ...commonRows('month', { date: from, staffId, viewer }, wording),
    ],
  };
}

function whose({ staff }: SpanPlan, { texts }: Wording): string {
  return staff === null
    ? texts.html('d_bookings.whose_all')
    : texts.html('d_bookings.whose', { name: staff.name });
}

import type { InTheWay } from '../../../commands/desk/visits-in-the-way.js';
import type { LocalDate, MinuteInterval } from '../../../domain/availability-types.js';
import { button, lines, type Keyboard } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { beginCancel, chooseShift } from '../mass/data.js';

const day = 1440;

/** `09:00–14:00, 15:00–20:00`; an end on the next day is said. */
export function intervalsWords(intervals: readonly MinuteInterval[], { texts, formats }: Wording): string {
  return intervals
    .map(({ startMinute, endMinute }) => {
      if (startMinute === 0 && endMinute === day) return texts.plain('d_hours.all_day');
      const from = formats.minuteOfDay(startMinute);
      const to = endMinute === day ? texts.plain('d_hours.midnight') : formats.minuteOfDay(endMinute);
      return endMinute > day ? texts.plain('d_hours.overnight', { from, to }) : `${from}–${to}`;
    })
    .join(', ');
}

/** `пт, 25 дек. – пт, 8 янв.` or one date, with years where they are not this one. */
export function datesWords(from: LocalDate, to: LocalDate, today: LocalDate, { formats }: Wording): string {
  const one = (date: LocalDate): string =>
    date.slice(0, 4) === today.slice(0, 4)
      ? formats.shortDate(date)
      : `${formats.shortDate(date)} ${date.slice(0, 4)}`;
  return from === to ? one(from) : `${one(from)} – ${one(to)}`;
}

const mostDates = 6;

/** How many visits are in the way and when; null when none is. */
export function inTheWayWords(
  { count, dates }: InTheWay,
  wording: Wording,
  title: 'd_hours.way' | 'd_hours.outside' = 'd_hours.way',
): string | null {
  if (count === 0) return null;
  const { texts, formats } = wording;
  const shown = dates
    .slice(0, mostDates)
    .map((one) => texts.html('d_hours.way_date', { date: formats.shortDate(one.date), count: one.count }));
  const more = dates.length - mostDates;
  return lines(
    texts.html(title, { count }),
    ...shown,
    more > 0 ? texts.html('d_hours.way_more', { count: more }) : null,
    texts.html('d_hours.way_hint'),
  );
}

/** The ways to move or cancel what is in the way on some days; none when nothing is. */
export function inTheWayRows(
  { count }: InTheWay,
  {
    from,
    to,
    staffId,
  }: { readonly from: LocalDate; readonly to: LocalDate; readonly staffId: number | null },
  { texts }: Wording,
): Keyboard {
  if (count === 0) return [];
  const where = { from, to, staff: staffId };
  return [
    [
      button(texts.plain('d_hours.way_shift'), chooseShift.data(where)),
      button(texts.plain('d_hours.way_cancel'), beginCancel.data({ ...where, service: null })),
    ],
  ];
}

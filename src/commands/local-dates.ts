import { DateTime } from 'luxon';
import type { InstantRange, LocalDate } from '../domain/availability-types.js';
import { dateOfDay, dayOfDate, localDayAt, readZone, startInstant } from '../domain/local-time.js';

/** Local dates, both inclusive. */
export interface DateSpan {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** The local date of an instant in the salon's zone. */
export function localDateOf(instant: number, zone: string): LocalDate {
  return dateOfDay(localDayAt(instant, zone));
}

/** `date` moved by whole days on the wall calendar. */
export function plusDays(date: LocalDate, days: number): LocalDate {
  return dateOfDay(dayOfDate(date) + days);
}

/** The instants between which a local day begins and ends; 23 or 25 hours apart when the clocks change. */
export function dayBounds(date: LocalDate, zone: string): InstantRange {
  const day = dayOfDate(date);
  const clocks = readZone(zone, day, day + 1);
  return { start: startInstant(clocks, day, 0), end: startInstant(clocks, day + 1, 0) };
}

/** The dates that can be booked at all at `now`: today and as many days after it as the horizon says. */
export function openDates(
  now: number,
  { zone, horizonDays }: { readonly zone: string; readonly horizonDays: number },
): DateSpan {
  const today = localDateOf(now, zone);
  return { from: today, to: plusDays(today, horizonDays) };
}

/** Whether typed or pressed text is a date of the calendar, as `2026-02-28`. */
export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/** First and last date of a month given as `2026-02`; null when it is not one. */
export function datesOfMonth(month: string): DateSpan | null {
  const first = `${month}-01`;
  if (!isLocalDate(first)) return null;
  const last = DateTime.fromISO(first, { zone: 'utc' }).endOf('month').toFormat('yyyy-MM-dd');
  return { from: first, to: last };
}

/** Every date of a span, in order. */
export function datesOf({ from, to }: DateSpan): LocalDate[] {
  const first = dayOfDate(from);
  return Array.from({ length: dayOfDate(to) - first + 1 }, (_, index) => dateOfDay(first + index));
}

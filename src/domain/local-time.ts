import { IANAZone } from 'luxon';
import type { LocalDate } from './availability-types.js';

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** Calendar days are counted from 1970-01-01; wall time is counted in milliseconds as if every day had 24 hours. */
export type DayNumber = number;

/** A stretch of time in which the zone's clocks do not jump: wall time = instant + offset. */
export interface OffsetPeriod {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/** What the clocks of one zone do around some dates, in order. Only the dates it was read for are right. */
export type ZonePeriods = readonly OffsetPeriod[];

/** The number of a date. Throws RangeError for what is not a `YYYY-MM-DD` on the calendar. */
export function dayOfDate(date: LocalDate): DayNumber {
  const ms = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || dateOfDay(ms / dayMs) !== date) throw new RangeError(`not a date: ${date}`);
  return ms / dayMs;
}

/** The date of a day number, as `YYYY-MM-DD`. Throws RangeError where four digits cannot say the year. */
export function dateOfDay(day: DayNumber): LocalDate {
  const text = new Date(day * dayMs).toISOString();
  if (text.length !== '0000-00-00T00:00:00.000Z'.length) throw new RangeError(`not a day of a year: ${day}`);
  return text.slice(0, 10);
}

/** ISO weekday of a day number, 1 = Monday … 7 = Sunday (1970-01-01 was a Thursday). */
export function weekdayOf(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The salon's calendar day at an instant. Throws RangeError for an unknown zone, and for what is not an instant. */
export function localDayAt(instant: number, zone: string): DayNumber {
  return Math.floor((instant + offsetReader(zone)(instant)) / dayMs);
}

/** Minutes after the salon's midnight at an instant, with a fraction when the instant is not a whole minute. */
export function minuteOfDayAt(instant: number, zone: string): number {
  const wall = instant + offsetReader(zone)(instant);
  return (wall - Math.floor(wall / dayMs) * dayMs) / minuteMs;
}

/**
 * Reads what the clocks of `zone` do from `first` to `last`, both inclusive. One look-up a day, more only on days with
 * a change, because zone look-ups are by far the slowest part of a search. Throws RangeError for an unknown zone.
 */
export function readZone(zone: string, first: DayNumber, last: DayNumber): ZonePeriods {
  const offsetAt = offsetReader(zone);
  // Offsets reach from -12 to +14 hours, so a day of margin covers the wall days whole.
  let sample = (first - 1) * dayMs;
  let offset = offsetAt(sample);
  let from = -Infinity;
  const periods: OffsetPeriod[] = [];
  for (let day = first; day <= last + 2; day++) {
    const next = day * dayMs;
    while (offsetAt(next) !== offset) {
      const change = firstInstantOff(offset, sample, next, offsetAt);
      periods.push({ from, until: change, offset });
      from = sample = change;
      offset = offsetAt(change);
    }
    sample = next;
  }
  periods.push({ from, until: Infinity, offset });
  return periods;
}

/** Whether the date exists in the zone: Samoa had no 2011-12-30. */
export function dayExists(periods: ZonePeriods, day: DayNumber): boolean {
  return periods.some(
    ({ from, until, offset }) =>
      Math.max(from, day * dayMs - offset) < Math.min(until, (day + 1) * dayMs - offset),
  );
}

/**
 * The instant at which something starts that is planned for a wall time (`day`, `minute` after its midnight; minutes
 * may exceed 1440). A time that occurs twice means its first occurrence; a time the clocks skip moves forward by as
 * much as they skip, as in RFC 5545.
 */
export function startInstant(periods: ZonePeriods, day: DayNumber, minute: number): number {
  const wall = day * dayMs + minute * minuteMs;
  return occurrences(periods, wall)[0] ?? afterGap(periods, wall);
}

/**
 * The instant at which something ends that is planned until a wall time. A time that occurs twice means its second
 * occurrence, so that a repeated hour inside the plan is covered whole; but an end at the very moment the repetition
 * begins with means the first, for no minute before it is repeated. A time the clocks skip moves forward.
 */
export function endInstant(periods: ZonePeriods, day: DayNumber, minute: number): number {
  const wall = day * dayMs + minute * minuteMs;
  const found = occurrences(periods, wall);
  const [once] = found;
  if (once === undefined) return afterGap(periods, wall);
  const turnedBackTo = (instant: number) => periods.some(({ from }) => from === instant);
  return found.findLast((instant) => !turnedBackTo(instant)) ?? once;
}

function occurrences(periods: ZonePeriods, wall: number): number[] {
  return periods
    .map(({ from, until, offset }) => ({ from, until, instant: wall - offset }))
    .filter(({ from, until, instant }) => from <= instant && instant < until)
    .map(({ instant }) => instant);
}

/** For a wall time that never occurs: the time on a clock that nobody put forward. */
function afterGap(periods: ZonePeriods, wall: number): number {
  const before = periods.findLast(({ until, offset }) => wall - offset >= until);
  if (before === undefined) throw new RangeError('wall time outside the periods read');
  return wall - before.offset;
}

/** The first instant after `low` whose offset is not `offset`, given that it has changed at `high`. */
function firstInstantOff(
  offset: number,
  low: number,
  high: number,
  offsetAt: (instant: number) => number,
): number {
  let same = low;
  let changed = high;
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(middle) === offset) same = middle;
    else changed = middle;
  }
  return changed;
}

function offsetReader(zone: string): (instant: number) => number {
  const known = IANAZone.create(zone);
  if (!known.isValid) throw new RangeError(`unknown time zone: ${zone}`);
  return (instant) => {
    const offset = Math.round(known.offset(instant) * minuteMs);
    // Not a number would make the search for a change of clocks endless.
    if (Number.isNaN(offset)) throw new RangeError(`not an instant: ${instant}`);
    return offset;
  };
}

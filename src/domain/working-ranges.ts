import type {
  InstantRange,
  LocalDate,
  MinuteInterval,
  ScheduleException,
  ScheduleRules,
  WeeklyInterval,
} from './availability-types.js';
import { mergeRanges, subtractRanges } from './instant-ranges.js';
import {
  dayExists,
  dayOfDate,
  endInstant,
  readZone,
  startInstant,
  weekdayOf,
  type DayNumber,
  type ZonePeriods,
} from './local-time.js';

const lastMinute = 2880;

/** A shift may reach this many days past the one it belongs to. */
export const shiftReachDays = 2;

/**
 * The working time of the shifts that START on the local dates `from`..`to` (inclusive), merged and in order, in epoch
 * milliseconds. A shift that crosses midnight belongs whole to the date it starts on, so that nothing is cut or lost
 * between neighbouring periods.
 *
 * - Intervals of one date, and of neighbouring dates, that overlap or touch are one range.
 * - An exception replaces the weekly hours of its dates: `closed` by nothing, `special` by its intervals (those of
 *   several special exceptions together). Where both hold for a date, `closed` wins: the salon is never open by mistake.
 *   The tail of the shift before, past midnight, stays: that night belongs to the date it began on.
 * - Weekly breaks are taken out of weekly hours wherever the two meet, whichever day each began on; special hours stand
 *   as they are.
 * - On days when clocks change, times are read as `startInstant` and `endInstant` say; an interval that is left without
 *   length, and a date that does not exist, give nothing.
 *
 * Throws RangeError for a malformed date, an unknown zone, or minutes outside 0..2880.
 */
export function workingRanges(
  rules: ScheduleRules,
  from: LocalDate,
  to: LocalDate,
  zone: string,
): InstantRange[] {
  const first = dayOfDate(from);
  const last = dayOfDate(to);
  if (last < first) return [];
  return workingRangesOfDays(rules, first, last, readZoneForShifts(zone, first, last));
}

/** The zone's periods, wide enough for `workingRangesOfDays` over the same days. */
export function readZoneForShifts(zone: string, first: DayNumber, last: DayNumber): ZonePeriods {
  return readZone(zone, first - shiftReachDays, last + 2 * shiftReachDays);
}

/** `workingRanges` by day numbers, with the zone already read. */
export function workingRangesOfDays(
  rules: ScheduleRules,
  first: DayNumber,
  last: DayNumber,
  periods: ZonePeriods,
): InstantRange[] {
  const exceptions = exceptionalHours(rules.exceptions, first, last);
  const weekly = byWeekday(rules.weekly);
  const breaks = byWeekday(rules.breaks);
  const ordinary: InstantRange[] = [];
  const pauses: InstantRange[] = [];
  const special: InstantRange[] = [];
  for (let day = first - shiftReachDays; day <= last + shiftReachDays; day++) {
    if (!dayExists(periods, day)) continue;
    const weekday = weekdayOf(day);
    addInstants(pauses, breaks[weekday], day, periods);
    if (day < first || day > last) continue;
    const replaced = exceptions.get(day);
    if (replaced === undefined) addInstants(ordinary, weekly[weekday], day, periods);
    else if (replaced !== 'closed') addInstants(special, replaced, day, periods);
  }
  return mergeRanges([...subtractRanges(mergeRanges(ordinary), mergeRanges(pauses)), ...special]);
}

function addInstants(
  ranges: InstantRange[],
  intervals: readonly MinuteInterval[] | undefined,
  day: DayNumber,
  periods: ZonePeriods,
): void {
  for (const { startMinute, endMinute } of intervals ?? []) {
    if (!(startMinute >= 0 && endMinute <= lastMinute)) {
      throw new RangeError(`not minutes of a day: ${startMinute}..${endMinute}`);
    }
    if (startMinute >= endMinute) continue;
    ranges.push({
      start: startInstant(periods, day, startMinute),
      end: endInstant(periods, day, endMinute),
    });
  }
}

function byWeekday(intervals: readonly WeeklyInterval[]): (MinuteInterval[] | undefined)[] {
  const days: (MinuteInterval[] | undefined)[] = [];
  for (const interval of intervals) (days[interval.weekday] ??= []).push(interval);
  return days;
}

function exceptionalHours(
  exceptions: readonly ScheduleException[],
  first: DayNumber,
  last: DayNumber,
): Map<DayNumber, 'closed' | MinuteInterval[]> {
  const hours = new Map<DayNumber, 'closed' | MinuteInterval[]>();
  for (const exception of exceptions) {
    const until = Math.min(last, dayOfDate(exception.to));
    for (let day = Math.max(first, dayOfDate(exception.from)); day <= until; day++) {
      const known = hours.get(day);
      if (exception.kind === 'closed') hours.set(day, 'closed');
      else if (known !== 'closed') hours.set(day, [...(known ?? []), ...exception.intervals]);
    }
  }
  return hours;
}

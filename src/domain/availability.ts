import type { AvailabilityQuery, DayAvailability, Slot, StaffAvailability } from './availability-types.js';
import { forEachGridStart } from './clock-grid.js';
import {
  dateOfDay,
  dayMs,
  dayOfDate,
  localDayAt,
  minuteMs,
  minuteOfDayAt,
  type DayNumber,
  type ZonePeriods,
} from './local-time.js';
import { WindowCursor, windowsBetweenBusy, windowsInside } from './start-windows.js';
import { readZoneForShifts, shiftReachDays, workingRangesOfDays } from './working-ranges.js';

export { workingRanges } from './working-ranges.js';

/**
 * The free starts of every local date from `query.from` to `query.to`, one entry per date in order; no entries when
 * `to` is before `from`. A visit is listed under the local date of its start. It is offered when
 *
 * - its start lies on the wall-clock grid, which does not depend on the visit's length;
 * - the start is at least `minNoticeMinutes` after `now`, and its local date at most `horizonDays` after today's;
 * - for ONE master the visit fits whole into one stretch of working time (see `workingRanges`), and the visit with its
 *   buffers overlaps none of this master's busy ranges. Buffers may reach outside the working hours.
 *
 * `capacity` counts the starts that the hours of at least one master allow, past dates included. A date that does not
 * exist in the zone has none. Cost: linear in dates × grid × masters, rules and busy ranges, but for sorting the latter.
 *
 * Throws RangeError for malformed dates, an unknown zone, a grid or durations that are not positive, negative buffers.
 */
export function findAvailability(query: AvailabilityQuery): DayAvailability[] {
  const first = dayOfDate(query.from);
  const last = dayOfDate(query.to);
  checkPositive('gridMinutes', query.gridMinutes);
  query.staff.forEach(checkMaster);
  if (last < first) return [];
  const reach = reachDays(query.staff);
  const periods = readZoneForShifts(query.zone, first - shiftReachDays, last + reach);
  const masters = query.staff.map((master) =>
    searchOf(master, first - shiftReachDays, last + reach, periods),
  );
  const days = emptyDays(first, last);
  const earliest = query.now + query.minNoticeMinutes * minuteMs;
  const lastIndex = localDayAt(query.now, query.zone) + query.horizonDays - first;
  forEachGridStart(periods, { first, last, gridMinutes: query.gridMinutes }, (start, index) => {
    const day = days[index];
    const { open, staffIds } = whoFits(masters, start);
    if (day === undefined || !open) return;
    day.capacity++;
    if (staffIds.length > 0 && start >= earliest && index <= lastIndex) day.slots.push({ start, staffIds });
  });
  return days;
}

/**
 * Whether one master can take a visit that starts at `start` (epoch milliseconds), by hours and busy times alone: the
 * grid, the notice and the horizon are judged by `refusalOfStart`. `outside_hours` goes before `busy`. Throws as
 * `findAvailability` does.
 */
export function fitsMaster(
  master: StaffAvailability,
  start: number,
  zone: string,
): 'fits' | 'outside_hours' | 'busy' {
  checkMaster(master);
  const day = localDayAt(start, zone);
  const first = day - shiftReachDays;
  const last = day + reachDays([master]);
  const ranges = workingRangesOfDays(master.rules, first, last, readZoneForShifts(zone, first, last));
  const hours = windowsInside(ranges, master.durationMinutes);
  if (!new WindowCursor(hours).covers(start)) return 'outside_hours';
  return new WindowCursor(windowsBetweenBusy(hours, master)).covers(start) ? 'fits' : 'busy';
}

export type StartRefusal = 'off_grid' | 'too_soon' | 'beyond_horizon';

/**
 * Why the salon's rules for clients refuse a start (epoch milliseconds), whoever the master; null when they allow it.
 * With `fitsMaster` it decides exactly as `findAvailability` does.
 */
export function refusalOfStart(
  rules: Pick<AvailabilityQuery, 'zone' | 'now' | 'minNoticeMinutes' | 'horizonDays' | 'gridMinutes'>,
  start: number,
): StartRefusal | null {
  checkPositive('gridMinutes', rules.gridMinutes);
  if (minuteOfDayAt(start, rules.zone) % rules.gridMinutes !== 0) return 'off_grid';
  if (start < rules.now + rules.minNoticeMinutes * minuteMs) return 'too_soon';
  const lastDay = localDayAt(rules.now, rules.zone) + rules.horizonDays;
  return localDayAt(start, rules.zone) > lastDay ? 'beyond_horizon' : null;
}

/**
 * At most `count` slots nearest to a wanted start (epoch milliseconds), in order of time. Of two equally near the later
 * comes first: who planned for ten is more often free after it than before.
 */
export function nearestSlots(days: readonly DayAvailability[], wanted: number, count: number): Slot[] {
  const slots = days.flatMap((day) => day.slots).sort((a, b) => a.start - b.start);
  let from = slots.findIndex(({ start }) => start >= wanted);
  if (from === -1) from = slots.length;
  let until = from;
  while (until - from < count && until - from < slots.length) {
    const earlier = wanted - (slots[from - 1]?.start ?? -Infinity);
    const later = (slots[until]?.start ?? Infinity) - wanted;
    if (later <= earlier) until++;
    else from--;
  }
  return slots.slice(from, until);
}

interface MasterSearch {
  readonly staffId: number;
  readonly hours: WindowCursor;
  readonly free: WindowCursor;
}

function searchOf(
  master: StaffAvailability,
  first: DayNumber,
  last: DayNumber,
  periods: ZonePeriods,
): MasterSearch {
  const ranges = workingRangesOfDays(master.rules, first, last, periods);
  const hours = windowsInside(ranges, master.durationMinutes);
  const free = windowsBetweenBusy(hours, master);
  return { staffId: master.staffId, hours: new WindowCursor(hours), free: new WindowCursor(free) };
}

function whoFits(masters: readonly MasterSearch[], start: number): { open: boolean; staffIds: number[] } {
  const staffIds: number[] = [];
  let open = false;
  for (const { staffId, hours, free } of masters) {
    if (!hours.covers(start)) continue;
    open = true;
    if (free.covers(start)) staffIds.push(staffId);
  }
  return { open, staffIds };
}

function emptyDays(first: DayNumber, last: DayNumber): { date: string; slots: Slot[]; capacity: number }[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    date: dateOfDay(first + index),
    slots: [],
    capacity: 0,
  }));
}

/** How many days past its first a visit may run into, one more for a day that clocks skip. */
function reachDays(staff: readonly StaffAvailability[]): number {
  const longest = Math.max(0, ...staff.map((master) => master.durationMinutes));
  return Math.ceil((longest * minuteMs) / dayMs) + 1;
}

function checkMaster(master: StaffAvailability): void {
  checkPositive('durationMinutes', master.durationMinutes);
  for (const buffer of [master.bufferBeforeMinutes, master.bufferAfterMinutes]) {
    if (!(buffer >= 0)) throw new RangeError(`a buffer must not be negative: ${buffer}`);
  }
}

function checkPositive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} must be positive: ${value}`);
}

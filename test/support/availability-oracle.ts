import { DateTime } from 'luxon';
import type {
  AvailabilityQuery,
  DayAvailability,
  LocalDate,
  MinuteInterval,
  ScheduleRules,
  Slot,
  StaffAvailability,
} from '../../src/domain/availability-types.js';

const minuteMs = 60_000;

/** One real minute and what the salon's clock on the wall shows when it begins. */
interface WallMinute {
  readonly instant: number;
  readonly date: LocalDate;
  readonly minuteOfDay: number;
  readonly label: string;
}

/** Everything the clock on the wall shows over some days, minute by minute, as luxon tells it. */
interface WallTable {
  readonly minutes: readonly WallMinute[];
  readonly dates: ReadonlySet<LocalDate>;
  readonly instantsOf: ReadonlyMap<string, readonly number[]>;
}

const tables = new Map<string, WallTable>();
const utcDays = new Map<string, readonly WallMinute[]>();

/**
 * The specification of `findAvailability` done slowly: the working minutes of every master are put into a set one by
 * one, and every start of the grid asks for each of its minutes whether it is in the set and free.
 */
export function slowAvailability(query: AvailabilityQuery): DayAvailability[] {
  const table = wallTable(query.zone, plusDays(query.from, -2), plusDays(query.to, 3));
  const masters = query.staff.map((master) => ({
    master,
    open: openMinutes(master.rules, table, query.zone),
  }));
  const today = isoDateAt(query.now, query.zone);
  const days: DayAvailability[] = [];
  for (let date = query.from; date <= query.to; date = plusDays(date, 1)) {
    const starts = table.minutes.filter(
      (minute) => minute.date === date && minute.minuteOfDay % query.gridMinutes === 0,
    );
    const slots: Slot[] = [];
    let capacity = 0;
    for (const { instant } of starts) {
      const inHours = masters.filter(({ master, open }) => isOpen(master, open, instant));
      if (inHours.length > 0) capacity++;
      const staffIds = inHours.filter(({ master }) => isFree(master, instant)).map((m) => m.master.staffId);
      const inTime = instant - query.now >= query.minNoticeMinutes * minuteMs;
      const nearEnough = date <= plusDays(today, query.horizonDays);
      if (staffIds.length > 0 && inTime && nearEnough) slots.push({ start: instant, staffIds });
    }
    days.push({ date, slots, capacity });
  }
  return days;
}

function isOpen(master: StaffAvailability, open: ReadonlySet<number>, start: number): boolean {
  return everyMinute(start, start + master.durationMinutes * minuteMs, (minute) => open.has(minute));
}

function isFree(master: StaffAvailability, start: number): boolean {
  const from = start - master.bufferBeforeMinutes * minuteMs;
  const until = start + (master.durationMinutes + master.bufferAfterMinutes) * minuteMs;
  return !master.busy.some(
    (busy) => busy.start < busy.end && Math.max(busy.start, from) < Math.min(busy.end, until),
  );
}

function openMinutes(rules: ScheduleRules, table: WallTable, zone: string): Set<number> {
  const weekly = new Set<number>();
  const special = new Set<number>();
  for (const date of table.dates) {
    const today = rules.exceptions.filter(({ from, to }) => from <= date && date <= to);
    if (today.some(({ kind }) => kind === 'closed')) continue;
    for (const exception of today) {
      if (exception.kind === 'special')
        exception.intervals.forEach((interval) => mark(special, date, interval, table, zone));
    }
    if (today.length > 0) continue;
    rules.weekly
      .filter(({ weekday }) => weekday === isoWeekday(date))
      .forEach((interval) => mark(weekly, date, interval, table, zone));
  }
  const breaks = new Set<number>();
  for (const date of table.dates) {
    rules.breaks
      .filter(({ weekday }) => weekday === isoWeekday(date))
      .forEach((interval) => mark(breaks, date, interval, table, zone));
  }
  return new Set([...[...weekly].filter((minute) => !breaks.has(minute)), ...special]);
}

function mark(
  minutes: Set<number>,
  date: LocalDate,
  interval: MinuteInterval,
  table: WallTable,
  zone: string,
): void {
  if (interval.startMinute >= interval.endMinute) return;
  const end = endOf(date, interval.endMinute, table, zone);
  for (let at = startOf(date, interval.startMinute, table, zone); at < end; at += minuteMs) minutes.add(at);
}

function startOf(date: LocalDate, minute: number, table: WallTable, zone: string): number {
  return table.instantsOf.get(wallLabel(date, minute))?.at(0) ?? movedForward(date, minute, zone);
}

/** The end of the last minute before it, when the time itself comes twice. */
function endOf(date: LocalDate, minute: number, table: WallTable, zone: string): number {
  const instants = table.instantsOf.get(wallLabel(date, minute));
  if (instants === undefined) return movedForward(date, minute, zone);
  if (instants.length === 1) return Number(instants[0]);
  const before = table.instantsOf.get(wallLabel(date, minute - 1))?.at(-1);
  return Number(before) + minuteMs;
}

/** luxon moves a time that clocks skip forward by the gap. */
function movedForward(date: LocalDate, minute: number, zone: string): number {
  const { year, month, day, hour, minute: ofHour } = plainTime(date, minute);
  return DateTime.fromObject({ year, month, day, hour, minute: ofHour }, { zone }).toMillis();
}

function everyMinute(from: number, until: number, holds: (minute: number) => boolean): boolean {
  for (let minute = from; minute < until; minute += minuteMs) if (!holds(minute)) return false;
  return true;
}

function wallTable(zone: string, from: LocalDate, to: LocalDate): WallTable {
  const key = `${zone} ${from} ${to}`;
  const table = tables.get(key) ?? readWallTable(zone, from, to);
  tables.set(key, table);
  return table;
}

function readWallTable(zone: string, from: LocalDate, to: LocalDate): WallTable {
  const minutes: WallMinute[] = [];
  for (let date = plusDays(from, -1); date <= plusDays(to, 1); date = plusDays(date, 1)) {
    minutes.push(...minutesOfUtcDay(zone, date).filter((minute) => minute.date >= from && minute.date <= to));
  }
  const instantsOf = new Map<string, number[]>();
  for (const { instant, label } of minutes) {
    instantsOf.set(label, [...(instantsOf.get(label) ?? []), instant]);
  }
  return { minutes, dates: new Set(minutes.map(({ date }) => date)), instantsOf };
}

/** Kept for the next search in the same zone: asking luxon is the slow part. */
function minutesOfUtcDay(zone: string, date: LocalDate): readonly WallMinute[] {
  const key = `${zone} ${date}`;
  const midnight = plainTime(date, 0).toMillis();
  const minutes =
    utcDays.get(key) ??
    Array.from({ length: 24 }, (_, hour) => minutesOfHour(zone, midnight + hour * 60 * minuteMs)).flat();
  utcDays.set(key, minutes);
  return minutes;
}

/** An hour whose first and last minute are 59 apart on the wall has no change of clocks in it. */
function minutesOfHour(zone: string, start: number): WallMinute[] {
  const first = wallMinute(zone, start);
  const last = wallMinute(zone, start + 59 * minuteMs);
  const steady = first.date === last.date && first.minuteOfDay + 59 === last.minuteOfDay;
  return Array.from({ length: 60 }, (_, minute) => {
    const instant = start + minute * minuteMs;
    if (!steady) return wallMinute(zone, instant);
    const minuteOfDay = first.minuteOfDay + minute;
    return { instant, date: first.date, minuteOfDay, label: wallLabel(first.date, minuteOfDay) };
  });
}

function wallMinute(zone: string, instant: number): WallMinute {
  const at = DateTime.fromMillis(instant, { zone });
  const date = isoDate(at);
  const minuteOfDay = at.hour * 60 + at.minute;
  return { instant, date, minuteOfDay, label: wallLabel(date, minuteOfDay) };
}

function wallLabel(date: LocalDate, minute: number): string {
  const plain = Date.parse(date) + minute * minuteMs;
  return new Date(plain).toISOString().slice(0, 16);
}

function plainTime(date: LocalDate, minute: number): DateTime<true> {
  const time = DateTime.fromISO(date, { zone: 'utc' }).plus({ minutes: minute });
  if (!time.isValid) throw new RangeError(date);
  return time;
}

function isoDateAt(instant: number, zone: string): LocalDate {
  return isoDate(DateTime.fromMillis(instant, { zone }));
}

function isoDate(at: DateTime): LocalDate {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.year}-${two(at.month)}-${two(at.day)}`;
}

function isoWeekday(date: LocalDate): number {
  return plainTime(date, 0).weekday;
}

export function plusDays(date: LocalDate, days: number): LocalDate {
  return wallLabel(date, days * 1440).slice(0, 10);
}

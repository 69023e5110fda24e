import { DateTime } from 'luxon';
import type {
  AvailabilityQuery,
  DayAvailability,
  MinuteInterval,
  ScheduleRules,
  StaffAvailability,
  WeeklyInterval,
} from '../../src/domain/availability-types.js';

/** Minutes after midnight of `HH:mm`; hours may exceed 24. */
export function minutes(time: string): number {
  const [hours, rest] = time.split(':').map(Number);
  return Number(hours) * 60 + Number(rest);
}

/** `9:00-18:00` or `22:00-26:00`. */
export function hours(text: string): MinuteInterval {
  const [start, end] = text.split('-').map(minutes);
  return { startMinute: Number(start), endMinute: Number(end) };
}

export function daily(...texts: string[]): WeeklyInterval[] {
  return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => texts.map((text) => ({ weekday, ...hours(text) })));
}

export function on(weekday: number, ...texts: string[]): WeeklyInterval[] {
  return texts.map((text) => ({ weekday, ...hours(text) }));
}

export function rules(given: Partial<ScheduleRules> = {}): ScheduleRules {
  return { weekly: [], breaks: [], exceptions: [], ...given };
}

export function master(given: Partial<StaffAvailability> = {}): StaffAvailability {
  return {
    staffId: 1,
    rules: rules({ weekly: daily('9:00-18:00') }),
    busy: [],
    durationMinutes: 60,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    ...given,
  };
}

/** Monday 2026-06-01 in Berlin, hourly grid, asked long before, unless given otherwise. */
export function query(given: Partial<AvailabilityQuery> = {}): AvailabilityQuery {
  return {
    zone: 'Europe/Berlin',
    from: given.from ?? '2026-06-01',
    to: given.to ?? given.from ?? '2026-06-01',
    now: Date.parse('2000-01-01T00:00:00Z'),
    minNoticeMinutes: 0,
    horizonDays: 10_000_000,
    gridMinutes: 60,
    staff: [master()],
    ...given,
  };
}

/** The instant of a wall time, which must be unambiguous or carry its offset. */
export function at(text: string, zone = 'Europe/Berlin'): number {
  return DateTime.fromISO(text, { zone }).toMillis();
}

/** Instants as `MM-DD HH:mm +offset`, as the wall clock shows them. */
export function shown(instants: readonly number[], zone = 'Europe/Berlin'): string[] {
  return instants.map((instant) => DateTime.fromMillis(instant, { zone }).toFormat('MM-dd HH:mm Z'));
}

/** Starts of a search as `HH:mm`, one list a day. */
export function times(days: readonly DayAvailability[], zone = 'Europe/Berlin'): string[][] {
  return days.map((day) =>
    day.slots.map(({ start }) => DateTime.fromMillis(start, { zone }).toFormat('HH:mm')),
  );
}

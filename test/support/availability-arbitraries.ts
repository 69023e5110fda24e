import fc from 'fast-check';
import type {
  AvailabilityQuery,
  InstantRange,
  LocalDate,
  MinuteInterval,
  ScheduleException,
  ScheduleRules,
  StaffAvailability,
  WeeklyInterval,
} from '../../src/domain/availability-types.js';
import { plusDays } from './availability-oracle.js';

const minuteMs = 60_000;

/** Zones and dates where clocks do something worth a test, and a few where they do nothing. */
export const scenes = [
  { zone: 'Europe/Moscow', date: '2026-11-21', what: 'nothing' },
  { zone: 'Europe/Berlin', date: '2026-03-29', what: '02:00 → 03:00' },
  { zone: 'Europe/Berlin', date: '2026-10-25', what: '03:00 → 02:00' },
  { zone: 'Australia/Lord_Howe', date: '2026-10-04', what: '02:00 → 02:30' },
  { zone: 'Australia/Lord_Howe', date: '2026-04-05', what: '02:00 → 01:30' },
  { zone: 'America/Santiago', date: '2026-09-06', what: '00:00 → 01:00' },
  { zone: 'America/Santiago', date: '2026-04-05', what: '00:00 → 23:00 the day before' },
  { zone: 'Asia/Beirut', date: '2026-03-29', what: '00:00 → 01:00' },
  { zone: 'Africa/Cairo', date: '2026-10-30', what: '00:00 → 23:00 the day before' },
  { zone: 'America/Havana', date: '2026-11-01', what: '01:00 → 00:00' },
  { zone: 'America/St_Johns', date: '2010-11-07', what: '00:01 → 23:01 the day before' },
  { zone: 'Antarctica/Troll', date: '2026-03-29', what: '01:00 → 03:00' },
  { zone: 'Pacific/Apia', date: '2011-12-30', what: 'the day does not exist' },
  { zone: 'Asia/Kathmandu', date: '2026-02-28', what: 'nothing, +05:45' },
  { zone: 'Pacific/Kiritimati', date: '2025-12-31', what: 'nothing, +14:00' },
  { zone: 'Pacific/Marquesas', date: '2028-02-29', what: 'nothing, -09:30' },
] as const;

/** Round minutes mostly, some around the hours in which clocks change. */
const minuteOfDay = fc.oneof(
  fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15),
  fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
  fc.constantFrom(0, 1, 59, 61, 119, 121, 150, 179, 1380, 1410, 1439),
);
const lengthMinutes = fc.oneof(
  fc.integer({ min: 1, max: 96 }).map((quarter) => quarter * 15),
  fc.constantFrom(1, 29, 45, 61, 600, 720, 1440),
);

const interval: fc.Arbitrary<MinuteInterval> = fc
  .tuple(minuteOfDay, lengthMinutes)
  .map(([startMinute, length]) => ({ startMinute, endMinute: startMinute + length }));

const breakInterval: fc.Arbitrary<MinuteInterval> = fc
  .tuple(minuteOfDay, fc.constantFrom(1, 15, 30, 60, 90, 180))
  .map(([startMinute, length]) => ({ startMinute, endMinute: startMinute + length }));

const weekday = fc.integer({ min: 1, max: 7 });
const everyWeekday = [1, 2, 3, 4, 5, 6, 7];

function onWeekdays(of: fc.Arbitrary<MinuteInterval>): fc.Arbitrary<WeeklyInterval[]> {
  return fc.oneof(
    fc.array(
      fc.tuple(weekday, of).map(([day, times]) => ({ weekday: day, ...times })),
      { maxLength: 10 },
    ),
    fc
      .array(of, { maxLength: 3 })
      .map((list) => everyWeekday.flatMap((day) => list.map((times) => ({ weekday: day, ...times })))),
  );
}

const aroundTheClock = everyWeekday.map((day) => ({ weekday: day, startMinute: 0, endMinute: 1440 }));

function exception(date: LocalDate): fc.Arbitrary<ScheduleException> {
  const dates = fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 2 }))
    .map(([first, more]) => ({ from: plusDays(date, first), to: plusDays(date, first + more) }));
  return fc.oneof(
    dates.map((days) => ({ kind: 'closed' as const, ...days })),
    fc
      .tuple(dates, fc.array(interval, { maxLength: 2 }))
      .map(([days, intervals]) => ({ kind: 'special' as const, ...days, intervals })),
  );
}

function rules(date: LocalDate): fc.Arbitrary<ScheduleRules> {
  return fc.record({
    weekly: fc.oneof(
      { weight: 4, arbitrary: onWeekdays(interval) },
      { weight: 1, arbitrary: fc.constant(aroundTheClock) },
    ),
    breaks: fc.oneof(fc.constant([]), onWeekdays(breakInterval)),
    exceptions: fc.oneof(fc.constant([]), fc.array(exception(date), { maxLength: 3 })),
  });
}

function busyRange(date: LocalDate): fc.Arbitrary<InstantRange> {
  return fc
    .tuple(
      fc.integer({ min: -600, max: 1000 }),
      fc.constantFrom(0, 1, 15, 30, 60, 90, 240, 1500),
      fc.constantFrom(0, 0, 0, 1, 30_000, 59_999),
    )
    .map(([quarters, minutes, oddMs]) => {
      const start = Date.parse(date) + quarters * 5 * minuteMs + oddMs;
      return { start, end: start + minutes * minuteMs };
    });
}

const buffer = fc.constantFrom(0, 0, 5, 10, 15, 60, 90);

function master(date: LocalDate): fc.Arbitrary<Omit<StaffAvailability, 'staffId'>> {
  return fc
    .record({
      rules: rules(date),
      busy: fc.array(busyRange(date), { maxLength: 20 }),
      tight: fc.boolean(),
      durationMinutes: fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(5, 15, 30, 45, 60, 60, 90, 120, 240) },
        { weight: 1, arbitrary: fc.constantFrom(1440, 1500) },
      ),
      bufferBeforeMinutes: buffer,
      bufferAfterMinutes: buffer,
    })
    .map(({ tight, ...one }) =>
      tight ? { ...one, busy: [...one.busy, ...one.busy.map(oneVisitLater(one))] } : one,
    );
}

/** A booking that leaves room for exactly one visit with its buffers after another booking. */
function oneVisitLater(one: Omit<StaffAvailability, 'staffId' | 'rules' | 'busy'>) {
  const gap = (one.bufferBeforeMinutes + one.durationMinutes + one.bufferAfterMinutes) * minuteMs;
  return ({ end }: InstantRange): InstantRange => ({ start: end + gap, end: end + gap + 30 * minuteMs });
}

/** A search of up to three days in one of the scenes: anything the rules of a salon may hold. */
export const availabilityQuery: fc.Arbitrary<AvailabilityQuery> = fc.constantFrom(...scenes).chain((scene) =>
  fc
    .record({
      firstDay: fc.integer({ min: -1, max: 1 }),
      days: fc.integer({ min: 0, max: 2 }),
      nowMinutes: fc.oneof(fc.constant(-8000), fc.integer({ min: -4000, max: 2000 })),
      nowMs: fc.constantFrom(0, 1, 59_999),
      minNoticeMinutes: fc.constantFrom(0, 1, 60, 720, 1440),
      horizonDays: fc.constantFrom(0, 1, 2, 3, 4, 30, 90, 90, 90),
      gridMinutes: fc.constantFrom(5, 7, 10, 15, 20, 30, 30, 45, 50, 60, 90),
      staff: fc.array(master(scene.date), { minLength: 1, maxLength: 3 }),
    })
    .map(({ firstDay, days, nowMinutes, nowMs, staff, ...settings }) => ({
      zone: scene.zone,
      from: plusDays(scene.date, firstDay),
      to: plusDays(scene.date, firstDay + days),
      now: Date.parse(scene.date) + nowMinutes * minuteMs + nowMs,
      ...settings,
      staff: staff.map((one, index) => ({ staffId: 11 * (index + 1), ...one })),
    })),
);

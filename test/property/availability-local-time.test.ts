import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import {
  dateOfDay,
  dayExists,
  dayMs,
  dayOfDate,
  endInstant,
  localDayAt,
  minuteMs,
  minuteOfDayAt,
  readZone,
  startInstant,
  weekdayOf,
} from '../../src/domain/local-time.js';
import { scenes } from '../support/availability-arbitraries.js';

const zones = Intl.supportedValuesOf('timeZone').filter((zone) => IANAZone.isValidZone(zone));

const anywhere = fc.record({
  zone: fc.constantFrom(...zones),
  // The years in which all zones have offsets of whole minutes and salons take bookings.
  minute: fc.integer({ min: Date.UTC(1990, 0, 1) / minuteMs, max: Date.UTC(2040, 0, 1) / minuteMs }),
});

const nearChanges = fc
  .tuple(fc.constantFrom(...scenes), fc.integer({ min: -2 * 1440, max: 3 * 1440 }))
  .map(([{ zone, date }, minute]) => ({ zone, minute: Date.parse(date) / minuteMs + minute }));

const moment = fc.oneof(anywhere, nearChanges);

function wall(instant: number, zone: string): { day: number; minute: number } {
  const at = DateTime.fromMillis(instant, { zone });
  return { day: Date.UTC(at.year, at.month - 1, at.day) / dayMs, minute: at.hour * 60 + at.minute };
}

describe('local time', () => {
  it('is what luxon says, at any instant in any zone', () => {
    fc.assert(
      fc.property(moment, ({ zone, minute }) => {
        const instant = minute * minuteMs;
        const { day, minute: minuteOfDay } = wall(instant, zone);
        expect(localDayAt(instant, zone)).toBe(day);
        expect(minuteOfDayAt(instant, zone)).toBe(minuteOfDay);
        expect(weekdayOf(day)).toBe(DateTime.fromMillis(instant, { zone }).weekday);
        expect(dayOfDate(dateOfDay(day))).toBe(day);
        expect(dayExists(readZone(zone, day, day), day)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('leads back to the instant: the first with this time for a start, the last for an end', () => {
    fc.assert(
      fc.property(moment, ({ zone, minute }) => {
        const instant = minute * minuteMs;
        const { day, minute: minuteOfDay } = wall(instant, zone);
        const periods = readZone(zone, day - 1, day + 1);
        const start = startInstant(periods, day, minuteOfDay);
        const end = endInstant(periods, day, minuteOfDay);
        expect(wall(start, zone)).toEqual({ day, minute: minuteOfDay });
        expect(wall(end, zone)).toEqual({ day, minute: minuteOfDay });
        expect(start).toBeLessThanOrEqual(instant);
        const twice = start !== instant || end !== instant;
        // An end where a repetition begins stays at its first occurrence.
        if (twice && end < instant) expect(instant - minuteMs).toBe(lastBefore(instant, zone));
        else expect(end).toBeGreaterThanOrEqual(instant);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on how many days are read at once', () => {
    fc.assert(
      fc.property(moment, fc.nat(40), fc.nat(40), ({ zone, minute }, before, after) => {
        const { day, minute: minuteOfDay } = wall(minute * minuteMs, zone);
        const few = readZone(zone, day, day);
        const many = readZone(zone, day - before, day + after);
        expect(startInstant(many, day, minuteOfDay)).toBe(startInstant(few, day, minuteOfDay));
        expect(endInstant(many, day, minuteOfDay)).toBe(endInstant(few, day, minuteOfDay));
      }),
      { numRuns: 300 },
    );
  });

  it('moves a time that clocks skip forward as luxon does', () => {
    const gaps = [
      ['Europe/Berlin', '2026-03-29', 120, 180],
      ['Australia/Lord_Howe', '2026-10-04', 120, 150],
      ['America/Santiago', '2026-09-06', 0, 60],
      ['Asia/Beirut', '2026-03-29', 0, 60],
      ['Antarctica/Troll', '2026-03-29', 60, 180],
      ['Pacific/Apia', '2011-12-30', 0, 1440],
    ] as const;
    for (const [zone, date, from, until] of gaps) {
      const day = dayOfDate(date);
      const periods = readZone(zone, day - 1, day + 1);
      for (let minute = from; minute < until; minute++) {
        const plain = { hour: Math.floor(minute / 60), minute: minute % 60 };
        const moved = DateTime.fromISO(date, { zone: 'utc' })
          .set(plain)
          .setZone(zone, { keepLocalTime: true });
        expect([zone, startInstant(periods, day, minute)]).toEqual([zone, moved.toMillis()]);
        expect([zone, endInstant(periods, day, minute)]).toEqual([zone, moved.toMillis()]);
      }
    }
  });
});

/** The last minute before an instant after which the clock jumped back to show what it shows at the instant. */
function lastBefore(instant: number, zone: string): number | null {
  const offset = (at: number) => DateTime.fromMillis(at, { zone }).offset;
  return offset(instant - minuteMs) > offset(instant) ? instant - minuteMs : null;
}

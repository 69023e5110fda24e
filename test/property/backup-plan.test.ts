import fc from 'fast-check';
import { DateTime } from 'luxon';
import { backupRetryMs, isBackupOverdue, nightInstant, planBackup } from '../../src/domain/backup-plan.js';
import { expiredBackups, parseRetention } from '../../src/domain/backup-retention.js';

const zones = [
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'UTC',
];
const tenantId = fc.stringMatching(/^[a-z][a-z0-9_]{1,12}$/);
const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2031-01-01') });
const dayMs = 86_400_000;

describe('the night of a tenant', () => {
  it('is one moment between 1 and 5 on each date of the salon’s calendar, later than now', () => {
    fc.assert(
      fc.property(tenantId, zone, instant, (id, where, start) => {
        const wall = (at: number) => DateTime.fromMillis(at, { zone: where });
        let at = start;
        const dates: string[] = [];
        for (let night = 0; night < 4; night += 1) {
          const next = nightInstant(id, where, at);
          expect(next).toBeGreaterThan(at);
          const clock = wall(next);
          expect(clock.hour).toBeGreaterThanOrEqual(1);
          expect(clock.hour).toBeLessThan(5);
          dates.push(clock.toISODate() ?? '');
          // Asked at any time between two nights, the answer is the same.
          expect(nightInstant(id, where, at + Math.floor((next - at - 1) / 2))).toBe(next);
          at = next;
        }
        const first = DateTime.fromISO(dates[0] ?? '');
        expect(dates).toEqual([0, 1, 2, 3].map((days) => first.plus({ days }).toISODate()));
        expect(wall(start).startOf('day').plus({ days: 2 }).toMillis()).toBeGreaterThan(
          nightInstant(id, where, start),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('comes on the night the clocks change, too', () => {
    for (const date of ['2026-03-29', '2026-10-25']) {
      const before = DateTime.fromISO(`${date}T00:30`, { zone: 'Europe/Berlin' }).toMillis();
      const nights = Array.from({ length: 200 }, (_, at) =>
        nightInstant(`salon_${at}`, 'Europe/Berlin', before),
      );
      for (const night of nights) {
        const clock = DateTime.fromMillis(night, { zone: 'Europe/Berlin' });
        expect(clock.toISODate()).toBe(date);
        expect(clock.hour).toBeLessThan(5);
      }
    }
  });

  it('is spread: of 1000 tenants, no quarter of an hour gets more than twice its share', () => {
    const start = Date.parse('2026-03-02T00:00:00Z');
    const quarters = new Map<number, number>();
    for (let at = 0; at < 1000; at += 1) {
      const quarter = Math.floor((nightInstant(`salon_${at}`, 'UTC', start) - start) / (15 * 60_000));
      quarters.set(quarter, (quarters.get(quarter) ?? 0) + 1);
    }
    expect(quarters.size).toBe(16);
    expect(Math.max(...quarters.values())).toBeLessThan((2 * 1000) / 16);
  });

  it('of a zone nobody knows is that of UTC', () => {
    expect(nightInstant('anna', 'Mars/Olympus', 0)).toBe(nightInstant('anna', 'UTC', 0));
  });
});

describe('the plan', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  const tenant = { id: 'anna', zone: 'UTC', createdAt: now - 1000, lastGoodAt: null };

  it('of a new tenant is its next night; of one that never had one for a day, within the hour', () => {
    expect(planBackup(tenant, now)).toBe(nightInstant('anna', 'UTC', now));
    const older = planBackup({ ...tenant, createdAt: now - dayMs }, now);
    expect(older - now).toBeLessThan(3_600_000);
    expect(older).toBeGreaterThanOrEqual(now);
    expect(planBackup({ ...tenant, createdAt: now - dayMs, lastGoodAt: now - dayMs }, now)).toBe(
      nightInstant('anna', 'UTC', now),
    );
  });

  it('of a failed one waits 15 minutes, an hour, then 4 hours each time', () => {
    expect([1, 2, 3, 4, 100].map((failures) => backupRetryMs(failures) / 60_000)).toEqual([
      15, 60, 240, 240, 240,
    ]);
  });

  it('is overdue after 36 hours, counted from the first day when there is none', () => {
    const hours = (count: number) => now - count * 3_600_000;
    expect(isBackupOverdue({ createdAt: 0, lastGoodAt: hours(36) }, now)).toBe(false);
    expect(isBackupOverdue({ createdAt: 0, lastGoodAt: hours(37) }, now)).toBe(true);
    expect(isBackupOverdue({ createdAt: hours(37), lastGoodAt: null }, now)).toBe(true);
    expect(isBackupOverdue({ createdAt: hours(35), lastGoodAt: null }, now)).toBe(false);
  });
});

describe('what is kept', () => {
  const keep = fc.record({
    daily: fc.nat(10),
    weekly: fc.nat(6),
    monthly: fc.nat(8),
    days: fc.nat(40),
  });
  const now = Date.parse('2026-11-21T03:00:00Z');
  const backups = fc.array(
    fc.integer({ min: now - 400 * dayMs, max: now }).map((at) => ({ takenAt: new Date(at) })),
    { minLength: 1, maxLength: 120 },
  );

  it('holds the newest, all that is young, and as many days, weeks and months as were asked for', () => {
    fc.assert(
      fc.property(backups, keep, (list, rule) => {
        const gone = new Set(expiredBackups(list, rule, now));
        const left = list.filter((backup) => !gone.has(backup));
        const newest = Math.max(...list.map(({ takenAt }) => takenAt.getTime()));
        expect(left.some(({ takenAt }) => takenAt.getTime() === newest)).toBe(true);
        for (const { takenAt } of gone)
          expect(now - takenAt.getTime()).toBeGreaterThanOrEqual(rule.days * dayMs);
        const periods = { daily: 'yyyy-MM-dd', weekly: "kkkk-'W'WW", monthly: 'yyyy-MM' } as const;
        for (const [count, format] of Object.entries(periods)) {
          const periodsOf = (of: readonly { takenAt: Date }[]) =>
            [
              ...new Set(
                of.map(({ takenAt }) => DateTime.fromJSDate(takenAt, { zone: 'UTC' }).toFormat(format)),
              ),
            ]
              .sort()
              .reverse()
              .slice(0, rule[count as keyof typeof periods]);
          expect(periodsOf(left)).toEqual(periodsOf(list));
        }
      }),
    );
  });

  it('is never nothing', () => {
    const none = { daily: 0, weekly: 0, monthly: 0, days: 0 };
    const list = [now - 500 * dayMs, now - 400 * dayMs].map((at) => ({ takenAt: new Date(at) }));
    expect(expiredBackups(list, none, now)).toEqual([list[0]]);
  });

  it('is no more than that', () => {
    fc.assert(
      fc.property(backups, keep, (list, rule) => {
        const left = list.length - expiredBackups(list, rule, now).length;
        const young = list.filter(({ takenAt }) => now - takenAt.getTime() < rule.days * dayMs).length;
        expect(left).toBeLessThanOrEqual(1 + young + rule.daily + rule.weekly + rule.monthly);
      }),
    );
  });

  it('does not change when it is done again', () => {
    fc.assert(
      fc.property(backups, keep, (list, rule) => {
        const gone = new Set(expiredBackups(list, rule, now));
        const left = list.filter((backup) => !gone.has(backup));
        expect(expiredBackups(left, rule, now)).toEqual([]);
      }),
    );
  });

  it.each([
    ['7d 4w 6m', { daily: 7, weekly: 4, monthly: 6 }],
    ['14d', { daily: 14, weekly: 0, monthly: 0 }],
    [' 2w 12m ', { daily: 0, weekly: 2, monthly: 12 }],
    ['0d', null],
    ['', null],
    ['7 days', null],
    ['4w 7d', null],
  ])('%j means %j', (text, meaning) => {
    expect(parseRetention(text)).toEqual(meaning);
  });
});

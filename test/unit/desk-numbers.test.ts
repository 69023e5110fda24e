import fc from 'fast-check';
import { DateTime } from 'luxon';
import { outcomeOf } from '../../src/domain/booking.js';
import { minutesAtWork } from '../../src/domain/occupancy.js';
import { daysIn, isMonth, neighbour, periodAround, previousPeriod } from '../../src/domain/period.js';
import { readTypedPeriod } from '../../src/domain/typed-period.js';

const span = (from: string, to: string) => ({ from, to });
const date = fc
  .integer({ min: 0, max: 10_000 })
  .map((day) => DateTime.fromISO('2010-01-01', { zone: 'utc' }).plus({ days: day }).toISODate() ?? '');
const period = fc.tuple(date, date).map(([a, b]) => (a <= b ? span(a, b) : span(b, a)));

describe('periods', () => {
  test.each([
    ['day', 1, span('2026-11-22', '2026-11-22')],
    ['week', 1, span('2026-11-16', '2026-11-22')],
    ['week', 7, span('2026-11-22', '2026-11-28')],
    ['month', 1, span('2026-11-01', '2026-11-30')],
    ['year', 1, span('2026-01-01', '2026-12-31')],
  ] as const)('the %s around a Sunday, weeks from weekday %d', (kind, firstWeekday, expected) => {
    expect(periodAround('2026-11-22', kind, firstWeekday)).toEqual(expected);
  });

  test('the previous one is as long and ends the day before', () => {
    fc.assert(
      fc.property(period, (one) => {
        const before = previousPeriod(one);
        expect(daysIn(before)).toBe(daysIn(one));
        expect(daysIn({ from: before.to, to: one.from })).toBe(2);
      }),
    );
  });

  test('there and back again is the same period', () => {
    fc.assert(fc.property(period, (one) => expect(neighbour(neighbour(one, 1), -1)).toEqual(one)));
  });

  test('beside a month is a month, beside a year a year', () => {
    expect(neighbour(span('2024-01-01', '2024-01-31'), 1)).toEqual(span('2024-02-01', '2024-02-29'));
    expect(neighbour(span('2024-03-01', '2024-03-31'), -1)).toEqual(span('2024-02-01', '2024-02-29'));
    expect(neighbour(span('2024-01-01', '2024-12-31'), 1)).toEqual(span('2025-01-01', '2025-12-31'));
    expect(neighbour(span('2024-02-02', '2024-02-08'), 1)).toEqual(span('2024-02-09', '2024-02-15'));
    expect(isMonth(span('2024-02-01', '2024-02-28'))).toBe(false);
  });
});

describe('typed periods', () => {
  const read = (typed: string, isMonthFirst = false) =>
    readTypedPeriod(typed, { today: '2026-11-21', isMonthFirst });

  test.each([
    ['5.11', '2026-11-05', '2026-11-05'],
    ['05.11.2025', '2025-11-05', '2025-11-05'],
    ['5.11.25', '2025-11-05', '2025-11-05'],
    ['2026-11-05', '2026-11-05', '2026-11-05'],
    ['1.11-15.11', '2026-11-01', '2026-11-15'],
    ['1-15.11', '2026-11-01', '2026-11-15'],
    ['с 1 – 15.11.2025', '2025-11-01', '2025-11-15'],
    ['с 01.11.2025 по 15.11.2025', '2025-11-01', '2025-11-15'],
    ['1.11 … 15.11', '2026-11-01', '2026-11-15'],
    ['2026-11-01 2026-11-15', '2026-11-01', '2026-11-15'],
    ['from 2026-11-01 to 2026-11-15', '2026-11-01', '2026-11-15'],
    ['15.11.2026-01.11.2026', '2026-11-01', '2026-11-15'],
    ['20.12-10.1', '2025-12-20', '2026-01-10'],
    ['20.12-10.1.2027', '2026-12-20', '2027-01-10'],
    ['20.12.2026-10.1', '2026-12-20', '2027-01-10'],
    ['11.2026', '2026-11-01', '2026-11-30'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2025', '2025-01-01', '2025-12-31'],
    ['29.02.2024', '2024-02-29', '2024-02-29'],
    [' １.１１ ', '2026-11-01', '2026-11-01'],
  ])('%s', (typed, from, to) => {
    expect(read(typed)).toEqual(span(from, to));
  });

  test.each([
    '',
    'вчера',
    '31.02',
    '29.02.2025',
    '13.2026',
    '1.11 и ещё',
    '1.1-2.1-3.1',
    '0',
    '1999',
    '3000',
    '1.11-',
  ])('%j is none', (typed) => expect(read(typed)).toBeNull());

  test('slashes are read as the country writes them', () => {
    expect(read('3/1-3/15', true)).toEqual(span('2026-03-01', '2026-03-15'));
    expect(read('1/3-15/3')).toEqual(span('2026-03-01', '2026-03-15'));
    expect(read('3/15')).toBeNull();
  });

  test('whatever is typed, it is a period in order or none', () => {
    const pieces = fc.constantFrom('1', '31', '.', '-', '–', ' ', '2026', '02', '/', 'с', 'to', '…', '29');
    const typed = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, fc.boolean(), (text, isMonthFirst) => {
        const found = read(text, isMonthFirst);
        if (found !== null) expect(daysIn(found)).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every period is read back as it is written', () => {
    fc.assert(
      fc.property(period, (one) => {
        const written = (day: string): string => day.split('-').reverse().join('.');
        expect(read(`${written(one.from)}–${written(one.to)}`)).toEqual(one);
      }),
    );
  });
});

describe('what became of a visit', () => {
  test.each([
    ['booked', 1_000, 'active'],
    ['booked', 999, 'completed'],
    ['completed', 5_000, 'completed'],
    ['cancelled', 10, 'cancelled'],
    ['no_show', 10, 'no_show'],
  ] as const)('%s until %d at 999 is %s', (status, endsAt, outcome) => {
    expect(outcomeOf({ status, endsAt }, 999)).toBe(outcome);
  });
});

test('blocked minutes are no working minutes, however often they are blocked', () => {
  const minute = (from: number, to: number) => ({ start: from * 60_000, end: to * 60_000 });
  const working = [minute(600, 720), minute(700, 800), minute(0, 60)];
  const blocks = [minute(650, 710), minute(640, 660), minute(790, 900), minute(60, 600)];
  expect(minutesAtWork(working, blocks)).toBe(60 + 40 + 80);
});

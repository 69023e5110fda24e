import fc from 'fast-check';
import { readDates } from '../../src/domain/typed-dates.js';
import { liesInside, readHours, readStretch, withoutBreaks } from '../../src/domain/typed-hours.js';
import { visitsOutside } from '../../src/domain/visits-outside.js';

const h = (from: number, to: number) => ({ startMinute: from * 60, endMinute: to * 60 });

describe('hours', () => {
  test.each([
    ['9:00-21:00', [h(9, 21)]],
    ['9-21', [h(9, 21)]],
    ['с 9 до 21', [h(9, 21)]],
    ['09.30 – 18.15', [{ startMinute: 570, endMinute: 1095 }]],
    ['10-14, 15-20', [h(10, 14), h(15, 20)]],
    ['15-20;10-14', [h(10, 14), h(15, 20)]],
    ['10-14 и 15-20', [h(10, 14), h(15, 20)]],
    ['10-14\n15-20', [h(10, 14), h(15, 20)]],
    ['10-14, 14-20', [h(10, 20)]],
    ['9am-5pm', [h(9, 17)]],
    ['9-5pm', [h(9, 17)]],
    ['1-5pm', [h(13, 17)]],
    ['12am-12pm', [h(0, 12)]],
    ['from 9 to 17', [h(9, 17)]],
    ['18-02', [h(18, 26)]],
    ['18:00-24:00', [h(18, 24)]],
    ['22-12', [h(22, 36)]],
    ['12-4', [h(12, 28)]],
    ['0-24', [h(0, 24)]],
    ['9-12, 18-2', [h(9, 12), h(18, 26)]],
    ['выходной', []],
    ['Day off', []],
    ['９-２１', [h(9, 21)]],
  ])('%j is read', (typed, intervals) => {
    expect(readHours(typed)).toEqual({ ok: true, intervals });
  });

  test.each([
    ['', 'unreadable'],
    ['утром', 'unreadable'],
    ['9', 'unreadable'],
    ['9-', 'unreadable'],
    ['9-21 и ещё чуть-чуть', 'unreadable'],
    ['9-2115', 'unreadable'],
    ['9-21:7', 'unreadable'],
    ['9-21-22', 'unreadable'],
    ['9-25', 'bad_time'],
    ['9:75-12', 'bad_time'],
    ['24-6', 'bad_time'],
    ['13pm-5pm', 'bad_time'],
    ['24:30-25', 'bad_time'],
    ['9-9', 'empty'],
    ['21-13', 'reversed'],
    ['10-9', 'reversed'],
    ['12-11', 'reversed'],
    ['12-4:01', 'reversed'],
    ['10-14, 13-18', 'overlap'],
    ['9-12, 18-10', 'overlap'],
    ['1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,17-18', 'too_many'],
    ['9-21'.padEnd(500, ' и'), 'unreadable'],
  ])('%j is refused: %s', (typed, reason) => {
    expect(readHours(typed)).toMatchObject({ ok: false, problem: { reason } });
  });

  const piece = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
    fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })).map(([a, b]) => `${a}-${b}`),
    fc.constantFrom(',', ' ', ' и ', '9:00', '-', '–', 'am', 'pm', '24', ':30', 'до', 'выходной'),
  );
  const likely = fc
    .tuple(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 13, max: 24 }),
      fc.constantFrom('', ' ', ', 25-1'),
    )
    .map(([from, to, behind]) => `${from}-${to}${behind}`);
  const anyText = fc.oneof(
    likely,
    fc.string({ maxLength: 400 }),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(', ')),
  );

  test('any text gives valid intervals or a reason', () => {
    let valid = 0;
    fc.assert(
      fc.property(anyText, (typed) => {
        const reading = readHours(typed);
        if (!reading.ok) {
          expect(reading.problem.piece.length).toBeLessThanOrEqual(80);
          return;
        }
        valid += reading.intervals.length;
        let last = 0;
        for (const { startMinute, endMinute } of reading.intervals) {
          expect(Number.isInteger(startMinute) && startMinute >= last && startMinute <= 1439).toBe(true);
          expect(Number.isInteger(endMinute) && endMinute > startMinute).toBe(true);
          expect(endMinute).toBeLessThanOrEqual(startMinute + 1440);
          last = endMinute;
        }
      }),
      { numRuns: 3000 },
    );
    expect(valid).toBeGreaterThan(100);
  });

  test('what a person writes of hours is read as those hours', () => {
    const minute = fc.integer({ min: 0, max: 1440 });
    const clock = (at: number) => `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(fc.uniqueArray(minute, { minLength: 2, maxLength: 10 }), (minutes) => {
        const sorted = minutes.toSorted((a, b) => a - b);
        const intervals = sorted.flatMap((start, index) => {
          const end = sorted[index + 1];
          return index % 2 === 0 && end !== undefined ? [{ startMinute: start, endMinute: end }] : [];
        });
        const typed = intervals.map((one) => `${clock(one.startMinute)}-${clock(one.endMinute)}`).join(', ');
        expect(readHours(typed)).toEqual({ ok: true, intervals });
      }),
    );
  });

  test('quiet hours go over midnight, and have a length', () => {
    expect(readStretch('22:00-8:00')).toEqual({ startMinute: 1320, endMinute: 480 });
    expect(readStretch('21-24')).toEqual({ startMinute: 1260, endMinute: 0 });
    for (const typed of ['22-22', '0-24', '22', '22-8 ночью', '', '22-25'])
      expect(readStretch(typed)).toBeNull();
  });

  test('breaks are taken out of hours, and lie in them or not', () => {
    expect(withoutBreaks([h(9, 21)], [h(13, 14), h(17, 18)])).toEqual([h(9, 13), h(14, 17), h(18, 21)]);
    expect(withoutBreaks([h(9, 21)], [h(9, 21)])).toEqual([]);
    expect(liesInside(h(13, 14), [h(9, 14)])).toBe(true);
    expect(liesInside(h(13, 15), [h(9, 14)])).toBe(false);
  });
});

describe('dates', () => {
  const today = '2026-11-20';

  test.each([
    ['25.12', '2026-12-25', '2026-12-25', null],
    ['20.11', today, today, null],
    ['08.01', '2027-01-08', '2027-01-08', null],
    ['31.12-08.01', '2026-12-31', '2027-01-08', null],
    ['31.12.2026 – 8.1.2027', '2026-12-31', '2027-01-08', null],
    ['1 января', '2027-01-01', '2027-01-01', null],
    ['1-8 января', '2027-01-01', '2027-01-08', null],
    ['10 мая по 20 мая отпуск', '2027-05-10', '2027-05-20', 'отпуск'],
    ['25.12 - 26.12: корпоратив', '2026-12-25', '2026-12-26', 'корпоратив'],
    ['завтра', '2026-11-21', '2026-11-21', null],
    ['сегодня учёба', today, today, 'учёба'],
    ['Dec 25', '2026-12-25', '2026-12-25', null],
    ['25 December 2027', '2027-12-25', '2027-12-25', null],
    ['December 24th to December 26th party', '2026-12-24', '2026-12-26', 'party'],
    ['2026-12-25', '2026-12-25', '2026-12-25', null],
    ['2026-12-25 - 2026-12-27 off', '2026-12-25', '2026-12-27', 'off'],
    ['25.12 5 мастеров на семинаре', '2026-12-25', '2026-12-25', '5 мастеров на семинаре'],
    ['25/12/26', '2026-12-25', '2026-12-25', null],
    ['29.02', '2028-02-29', '2028-02-29', null],
  ])('%j is read', (typed, from, to, rest) => {
    expect(readDates(typed, today)).toEqual({ ok: true, from, to, rest });
  });

  test.each([
    ['', 'unreadable'],
    ['когда-нибудь', 'unreadable'],
    ['25', 'unreadable'],
    ['32.12', 'no_such_date'],
    ['30.02', 'no_such_date'],
    ['10.13', 'no_such_date'],
    ['25.12-31.13', 'no_such_date'],
    ['19.11.2026', 'past'],
    ['01.01.2020-05.01.2020', 'past'],
    ['25.12.2029', 'far'],
    ['27.12.2026-25.12.2026', 'reversed'],
    ['01.12.2026-02.12.2027', 'too_long'],
  ])('%j is refused: %s', (typed, problem) => {
    expect(readDates(typed, today)).toEqual({ ok: false, problem });
  });

  test('any text gives days ahead in order, or a reason', () => {
    const date = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 14 }))
      .map(([day, month]) => `${day}.${month}`);
    const part = fc.oneof(
      date,
      fc.string({ maxLength: 12 }),
      fc.constantFrom('-', ' января', 'завтра', '2027', ' по '),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const reading = readDates(parts.join(''), today);
        if (!reading.ok) return;
        expect(reading.from >= today && reading.from <= reading.to).toBe(true);
        expect(new Date(reading.to).toISOString().slice(0, 10)).toBe(reading.to);
      }),
      { numRuns: 2000 },
    );
  });
});

test('a visit is outside when no stretch of working time holds all of it', () => {
  const at = (text: string) => Date.parse(`${text}+03:00`);
  const visit = (from: string, to: string) => ({ startsAt: at(from), endsAt: at(to) });
  const rules = {
    weekly: [{ weekday: 1, ...h(18, 26) }],
    breaks: [{ weekday: 1, ...h(20, 21) }],
    exceptions: [],
  };
  const inside = [
    visit('2026-03-02T18:00', '2026-03-02T20:00'),
    visit('2026-03-02T23:00', '2026-03-03T02:00'),
  ];
  const outside = [
    visit('2026-03-02T17:30', '2026-03-02T18:30'),
    visit('2026-03-02T19:30', '2026-03-02T21:30'),
    visit('2026-03-03T01:30', '2026-03-03T02:30'),
    visit('2026-03-04T18:00', '2026-03-04T19:00'),
  ];
  expect(visitsOutside([...inside, ...outside], rules, 'Europe/Moscow')).toEqual(outside);
});

import fc from 'fast-check';
import {
  action,
  choice,
  date,
  instant,
  integer,
  month,
  rowId,
  rowIdOrNull,
  splitData,
} from '../../src/bot/callback-data.js';
import { clientRoutes } from '../../src/bot/client/routes.js';
import { on, routePresses } from '../../src/bot/presses.js';
import type { Turn } from '../../src/bot/turn.js';

const everything = action('zz', 3, {
  id: rowId,
  staff: rowIdOrNull,
  start: instant,
  date,
  month,
  page: integer(0, 999),
  to: choice('times', 'menu'),
});

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const arbitraryDate = fc
  .date({ min: new Date('2002-01-01'), max: new Date('2997-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const arbitraryValues = fc.record({
  id: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  staff: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  start: fc.integer({ min: 16_830_720, max: 540_000_000 }).map((minutes) => minutes * 60_000),
  date: arbitraryDate,
  month: fc
    .tuple(fc.integer({ min: 2002, max: 2997 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, number]) => `${year}-${pad(number, 2)}`),
  page: fc.integer({ min: 0, max: 999 }),
  to: fc.constantFrom('times' as const, 'menu' as const),
});

test('whatever is written is read back, and fits a button', () => {
  fc.assert(
    fc.property(arbitraryValues, (values) => {
      const data = everything.data(values);
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      const split = splitData(data);
      expect(split?.id).toBe('3zz');
      expect(everything.read(split?.parts ?? [])).toEqual(values);
    }),
  );
});

test.each(['19991231', '20000101', '20011231', '29980101', '29991231', '30000101'])(
  'a button cannot lead to %s, whose neighbours no button could name',
  (text) => {
    expect(action('zd', 1, { date }).read([text])).toBeNull();
    expect(action('zm', 1, { month }).read([text.slice(0, 6)])).toBeNull();
  },
);

test('data stays short and readable', () => {
  const open = action('os', 1, { service: rowId, staff: rowIdOrNull, start: instant });
  expect(open.data({ service: 4, staff: null, start: Date.parse('2026-11-27T11:30:00Z') })).toBe(
    '1os:4:0:hthv6',
  );
});

describe('reading', () => {
  const values = {
    id: 40,
    staff: 7,
    start: Date.parse('2026-11-27T11:30Z'),
    date: '2026-11-27',
    month: '2026-11',
    page: 1,
    to: 'menu' as const,
  };
  const parts = splitData(everything.data(values))?.parts ?? [];
  const replaced = (index: number, text: string): string[] =>
    parts.map((part, at) => (at === index ? text : part));

  test.each([
    ['an id of zero', 0, '0'],
    ['an id beyond a row’s', 0, '100000000'],
    ['a number with a leading zero', 0, '014'],
    ['a negative number', 0, '-4'],
    ['capital letters', 0, '1C'],
    ['nothing', 0, ''],
    ['a moment before our time', 2, '1'],
    ['a moment after the year 2999', 2, 'zzzzzzzzz'],
    ['the 31st of February', 3, '20260231'],
    ['a date of another century', 3, '19991231'],
    ['a month 13', 4, '202613'],
    ['a page too far', 5, 'rs'],
    ['an unknown word', 6, 'moon'],
    ['a word of every object', 6, 'constructor'],
  ])('refuses %s', (_what, index, text) => {
    expect(everything.read(parts)).toEqual(values);
    expect(everything.read(replaced(index, text))).toBeNull();
  });

  test('refuses too few and too many parts', () => {
    expect(everything.read(parts.slice(1))).toBeNull();
    expect(everything.read([...parts, '1'])).toBeNull();
  });
});

test('values that no button can hold are a defect of the caller', () => {
  const one = action('zy', 1, { id: rowId });
  expect(() => one.data({ id: 0 })).toThrow(RangeError);
  expect(() => one.data({ id: 1.5 })).toThrow(RangeError);
  expect(() => one.data({ id: Number.NaN })).toThrow(RangeError);
  expect(() => action('zx', 1, { start: instant }).data({ start: Date.parse('2026-01-01') + 1 })).toThrow(
    RangeError,
  );
});

describe('routing', () => {
  const nobody = {} as Turn;

  test('bytes of any kind are taken apart without a word, and nothing is read into them', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 80 }).map((raw) => Buffer.from(raw).toString('utf8')),
      fc
        .array(fc.constantFrom('1', '3', 'zz', ':', '0', '-', 'é', '20260302'), { maxLength: 40 })
        .map((bits) => bits.join('')),
    );
    fc.assert(
      fc.property(bytes, (data) => {
        const split = splitData(data);
        if (split === null) return;
        expect([split.id, ...split.parts].join(':')).toBe(data);
        const values = everything.read(split.parts);
        if (values !== null) expect(everything.data(values)).toBe(['3zz', ...split.parts].join(':'));
      }),
      { numRuns: 1000 },
    );
  });

  test('another version of an action is unknown', async () => {
    const old = action('zw', 1, {});
    const today = on(action('zw', 2, {}), async () => ({ notice: { text: 'today' } }));
    const presses = routePresses([today]);
    expect(presses.react(nobody, old.data({}))).toBeNull();
    await expect(presses.react(nobody, '2zw')).resolves.toEqual({ notice: { text: 'today' } });
  });

  test('two actions cannot share a name', () => {
    const routes = [1, 2].map(() => on(action('zv', 1, {}), async () => ({})));
    expect(() => routePresses(routes)).toThrow('1zv');
    expect(() => routePresses(clientRoutes)).not.toThrow();
  });
});

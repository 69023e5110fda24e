import { readSearchText, periodNamed } from '../../src/commands/desk/find-bookings.js';
import { planDay } from '../../src/domain/day-plan.js';
import { readAmount } from '../../src/domain/typed-amount.js';
import {
  readTypedDate,
  readTypedMoment,
  readTypedPeriod,
  readTypedTime,
} from '../../src/domain/typed-moment.js';
import { markRefusal } from '../../src/domain/visit-mark.js';
import { readVisitChange } from '../../src/commands/visit-change.js';

const today = '2026-11-21';

test.each([
  ['15.12', '2026-12-15'],
  ['15.12.', '2026-12-15'],
  ['15.10', '2026-10-15'],
  ['15.01', '2027-01-15'],
  ['15.12.2028', '2028-12-15'],
  ['1/2/27', '2027-02-01'],
  ['2026-3-1', '2026-03-01'],
  [' Завтра ', '2026-11-22'],
  ['вчера', '2026-11-20'],
  ['tomorrow', '2026-11-22'],
  ['29.02.2028', '2028-02-29'],
  ['29.02.2027', null],
  ['31.11', null],
  ['0.1', null],
  ['15.13', null],
  ['1999-01-01', null],
  ['3000-01-01', null],
  ['когда-нибудь', null],
  ['', null],
])('%p is read as the date %p', (typed, expected) => {
  expect(readTypedDate(typed, today)).toBe(expected);
});

test('in the United States the month of a date with slashes comes first', () => {
  expect(readTypedDate('12/15', today, 'mdy')).toBe('2026-12-15');
  expect(readTypedDate('15/12', today, 'mdy')).toBeNull();
  expect(readTypedDate('15.12', today, 'mdy')).toBe('2026-12-15');
});

test.each([
  ['9', 540],
  ['9:30', 570],
  ['09.30', 570],
  ['14-45', 885],
  ['14ч30', 870],
  ['2:30 pm', 870],
  ['12 am', 0],
  ['12pm', 720],
  ['0:00', 0],
  ['23:59', 1439],
  ['24:00', null],
  ['13 pm', null],
  ['9:60', null],
  ['9:5', null],
  ['полдень', null],
])('%p is read as the time %p', (typed, expected) => {
  expect(readTypedTime(typed)).toBe(expected);
});

test.each([
  ['14:30', '2026-12-01T14:30'],
  ['15.12 14:30', '2026-12-15T14:30'],
  ['15.12, 9', '2026-12-15T09:00'],
  ['завтра в 9:15', '2026-11-22T09:15'],
  ['15.12', '2026-12-01T15:12'],
])('%p is read as the moment %p', (typed, expected) => {
  const read = readTypedMoment(typed, { today, day: '2026-12-01', zone: 'Europe/Moscow' });
  expect(read).toBe(Date.parse(`${expected}:00+03:00`));
});

test('what is no moment is none, and a time the clocks skip moves on', () => {
  const around = { today, day: '2027-03-28', zone: 'Europe/Berlin' };
  expect(readTypedMoment('32.12 14:30', around)).toBeNull();
  expect(readTypedMoment('15.12 сейчас', around)).toBeNull();
  expect(readTypedMoment('2:30', around)).toBe(Date.parse('2027-03-28T03:30:00+02:00'));
});

test.each([
  ['15.12', { from: '2026-12-15', to: '2026-12-15' }],
  ['1.12 - 15.12', { from: '2026-12-01', to: '2026-12-15' }],
  ['1.12–15.12', { from: '2026-12-01', to: '2026-12-15' }],
  ['1.12-15.12', { from: '2026-12-01', to: '2026-12-15' }],
  ['15.12 1.12', { from: '2026-12-01', to: '2026-12-15' }],
  ['2026-12-01 - 2026-12-15', { from: '2026-12-01', to: '2026-12-15' }],
  ['1.12 - никогда', null],
  ['1.12 - 2.12 - 3.12', null],
])('%p is read as the period %p', (typed, expected) => {
  expect(readTypedPeriod(typed, today)).toEqual(expected);
});

test.each([
  ['1500', 2, 150_000],
  ['1 500', 2, 150_000],
  ['1 500 ₽', 2, 150_000],
  ['1500 руб.', 2, 150_000],
  ['$12.5', 2, 1250],
  ['12,50', 2, 1250],
  ['0', 2, 0],
  ['1500', 0, 1500],
  ['12,50', 0, null],
  ['12.505', 2, null],
  ['-5', 2, null],
  ['1e5', 2, null],
  ['9'.repeat(30), 2, null],
  ['много', 2, null],
])('%p with %d digits is read as the amount %p', (typed, digits, expected) => {
  expect(readAmount(typed, digits)).toBe(expected);
});

describe('what was typed to find a booking', () => {
  test.each([
    ['12', { number: 12, phone: null, digits: null, name: null }],
    ['№ 12', { number: 12, phone: null, digits: null, name: null }],
    ['4567', { number: 4567, phone: null, digits: '4567', name: null }],
    ['8 (916) 123-45-67', { number: null, phone: '+79161234567', digits: '9161234567', name: null }],
    ['+7 916 123 45 67', { number: null, phone: '+79161234567', digits: '79161234567', name: null }],
    ['Мария', { number: null, phone: null, digits: null, name: 'Мария' }],
  ])('%p', (typed, expected) => {
    expect(readSearchText(typed, 'RU')).toEqual(expected);
  });
});

test('named periods are whole days of the salon', () => {
  const now = Date.parse('2026-11-21T22:30:00Z');
  expect(periodNamed('today', now, 'Europe/Moscow')).toEqual({ from: '2026-11-22', to: '2026-11-22' });
  expect(periodNamed('tomorrow', now, 'Europe/Moscow')).toEqual({ from: '2026-11-23', to: '2026-11-23' });
  expect(periodNamed('week', now, 'Europe/Moscow')).toEqual({ from: '2026-11-22', to: '2026-11-28' });
  expect(periodNamed('month', now, 'Europe/Moscow').to).toBe('2026-12-21');
  expect(periodNamed('past_month', now, 'Europe/Moscow')).toEqual({ from: '2026-10-23', to: '2026-11-21' });
});

describe('a day of one master', () => {
  const hour = 3_600_000;
  const range = (start: number, end: number) => ({ start: start * hour, end: end * hour });
  const visit = (start: number, end: number) => ({
    ...range(start, end + 0.25),
    startsAt: start * hour,
    endsAt: end * hour,
  });
  const facts = {
    hours: [range(9, 13), range(14, 18)],
    starting: [visit(10, 11)],
    taken: [visit(10, 11)],
    closed: [{ ...range(15, 16), reason: 'обед' }],
    bounds: range(0, 24),
    now: 0,
  };
  const shape = (entries: readonly { kind: string; start: number; end: number }[]) =>
    entries.map(({ kind, start, end }) => [kind, start / hour, end / hour]);

  test('says what is booked, closed, a break, and free, with the buffers taken out', () => {
    expect(shape(planDay(facts))).toEqual([
      ['free', 9, 10],
      ['visit', 10, 11],
      ['free', 11.25, 13],
      ['break', 13, 14],
      ['free', 14, 15],
      ['closed', 15, 16],
      ['free', 16, 18],
    ]);
  });

  test('what has passed is free no more, and no gap of minutes is offered', () => {
    expect(shape(planDay({ ...facts, now: 12 * hour })).filter(([kind]) => kind === 'free')).toEqual([
      ['free', 12, 13],
      ['free', 14, 15],
      ['free', 16, 18],
    ]);
    const late = shape(planDay({ ...facts, now: 17.9 * hour }));
    expect(late.filter(([kind]) => kind === 'free')).toEqual([]);
  });

  test('a night shift is free past midnight', () => {
    const night = { ...facts, hours: [range(22, 26)], starting: [], taken: [], closed: [] };
    expect(shape(planDay(night))).toEqual([['free', 22, 26]]);
  });
});

test('a visit is marked when there is something to say of it', () => {
  const hour = 3_600_000;
  const booked = { status: 'booked' as const, startsAt: 10 * hour };
  expect(markRefusal(booked, 'no_show', 10 * hour - 1)).toBe('too_early');
  expect(markRefusal(booked, 'no_show', 10 * hour)).toBeNull();
  expect(markRefusal(booked, 'completed', 9 * hour - 1)).toBe('too_early');
  expect(markRefusal(booked, 'completed', 9 * hour)).toBeNull();
  expect(markRefusal({ ...booked, status: 'cancelled' }, 'completed', 99 * hour)).toBe('closed');
  expect(markRefusal({ ...booked, status: 'no_show' }, 'booked', 99 * hour)).toBeNull();
});

test('the change kept with a notification is read, and nothing else', () => {
  const change = {
    startsAt: 5,
    service: 'Стрижка',
    price: { from: 1, to: 2, currency: 'RUB' },
    fields: ['name'],
  };
  expect(readVisitChange(change)).toEqual(change);
  expect(readVisitChange({})).toBeNull();
  expect(readVisitChange({ fields: ['shoes'] })).toBeNull();
  expect(readVisitChange(null)).toBeNull();
});

import { formatDuration, formatMoney } from '../../src/i18n/amounts.js';
import { formatsFor } from '../../src/i18n/formats.js';
import { shorten } from '../../src/i18n/html.js';

const spaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const moscow = formatsFor({ locale: 'ru', zone: 'Europe/Moscow', country: 'RU' });
const newYork = formatsFor({ locale: 'en', zone: 'America/New_York', country: 'US' });
const london = formatsFor({ locale: 'en', zone: 'Europe/London', country: 'GB' });
const berlin = formatsFor({ locale: 'en', zone: 'Europe/Berlin', country: 'DE' });
const visit = Date.parse('2026-11-27T11:30:00Z');

test.each([
  [150_000, 'RUB', 'ru', '1 500 ₽'],
  [150_050, 'RUB', 'ru', '1 500,50 ₽'],
  [1500, 'USD', 'en', '$15'],
  [1250, 'EUR', 'en', '€12.50'],
  [4200, 'GBP', 'en', '£42'],
  [3000, 'JPY', 'en', '¥3,000'],
  [1500, 'USD', 'ru', '15 $'],
] as const)('%d minor units of %s in %s are %s', (minor, currency, locale, expected) => {
  expect(spaces(formatMoney(minor, currency, locale))).toBe(expected);
});

test.each([
  [45, 'ru', '45 мин'],
  [60, 'ru', '1 ч'],
  [90, 'ru', '1 ч 30 мин'],
  [90, 'en', '1 hr 30 min'],
  [1440, 'ru', '24 ч'],
] as const)('%d minutes in %s are %s', (minutes, locale, expected) => {
  expect(spaces(formatDuration(minutes, locale))).toBe(expected);
});

test('times are the salon’s, on the clock of its country', () => {
  expect(moscow.time(visit)).toBe('14:30');
  expect(spaces(newYork.time(visit))).toBe('6:30 AM');
  expect(london.time(visit)).toBe('11:30');
  expect(berlin.time(visit)).toBe('12:30');
});

test('in the hour that comes twice, the time says which one it is', () => {
  const first = Date.parse('2026-10-25T00:30:00Z');
  const labels = [first, first + 3_600_000].map((instant) => berlin.time(instant));
  expect(labels).toEqual(['02:30 UTC+2', '02:30 UTC+1']);
  expect(berlin.time(first - 3_600_000)).toBe('01:30');
});

test('dates name the weekday, and the year only when it is another', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  expect(moscow.date(visit, now)).toBe('пятница, 27 ноября');
  expect(moscow.date('2027-01-05', now)).toBe('вторник, 5 января 2027 г.');
  expect(london.date(visit, now)).toBe('Friday 27 November');
  expect(newYork.date(visit, now)).toBe('Friday, November 27');
  expect(moscow.shortDate('2026-11-27')).toBe('пт, 27 нояб.');
  expect(newYork.shortDate('2026-11-27')).toBe('Fri, Nov 27');
});

test('an instant belongs to the salon’s date', () => {
  const lateEvening = Date.parse('2026-11-27T22:30:00Z');
  expect(moscow.localDate(lateEvening)).toBe('2026-11-28');
  expect(newYork.localDate(lateEvening)).toBe('2026-11-27');
  expect(moscow.hour(lateEvening)).toBe(1);
});

test('a date stays that date in any zone', () => {
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata', 'Africa/Cairo']) {
    const formats = formatsFor({ locale: 'ru', zone, country: 'RU' });
    expect(formats.shortDate('2026-11-27')).toBe('пт, 27 нояб.');
  }
});

test('the week begins as its reader expects', () => {
  expect(moscow.weekdays).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(newYork.weekdays).toEqual([7, 1, 2, 3, 4, 5, 6]);
  expect(london.weekdays[0]).toBe(1);
  expect(formatsFor({ locale: 'ru', zone: 'America/New_York', country: 'US' }).weekdays[0]).toBe(1);
  expect(moscow.weekdays.map((day) => moscow.weekday(day))).toEqual([
    'пн',
    'вт',
    'ср',
    'чт',
    'пт',
    'сб',
    'вс',
  ]);
  expect(newYork.weekday(7)).toBe('Sun');
});

test('months are named alone', () => {
  expect(moscow.month('2026-11')).toBe('Ноябрь 2026');
  expect(london.month('2027-01')).toBe('January 2027');
});

test('minutes of the day are shown as a clock, past midnight too', () => {
  expect(moscow.minuteOfDay(9 * 60)).toBe('09:00');
  expect(moscow.minuteOfDay(25 * 60 + 30)).toBe('01:30');
  expect(spaces(newYork.minuteOfDay(21 * 60))).toBe('9:00 PM');
});

describe('shorten', () => {
  test('counts as a person counts', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(shorten(family.repeat(5), 5)).toBe(family.repeat(5));
    expect(shorten(family.repeat(6), 5)).toBe(`${family.repeat(4)}…`);
    expect(shorten('  Стрижка  ', 7)).toBe('Стрижка');
    expect(shorten('Стрижка и борода', 9)).toBe('Стрижка…');
  });

  test('bounds what is built of endless marks', () => {
    expect(shorten(`a${'\u0301'.repeat(10_000)}`, 20).length).toBeLessThan(400);
  });
});

import fc from 'fast-check';
import { ownSettingsSchema } from '../../src/commands/desk/settings.js';
import { readDuration, readDurations } from '../../src/domain/durations.js';
import {
  cityName,
  findCurrency,
  findZone,
  learnCityNames,
  minorDigits,
  utcOffset,
  zonesOfCountry,
} from '../../src/domain/place.js';
import { defaultSettings } from '../../src/domain/settings.js';
import {
  groupOf,
  settingGroups,
  settingKeys,
  settingPresets,
  type SettingKey,
} from '../../src/domain/setting-rules.js';
import { readSettingText } from '../../src/domain/typed-setting.js';

const by = { country: 'RU', locale: 'ru' };
const hour = 60;
const day = 24 * hour;

test.each([
  ['30', 1, 30],
  ['30 мин', null, 30],
  ['2ч', null, 120],
  ['1 ч 30 мин', null, 90],
  ['1,5 часа', null, 90],
  ['1 час и 5 минут', null, 65],
  ['2 дня', null, 2 * day],
  ['1 неделя', null, 7 * day],
  ['90 minutes', null, 90],
  ['1.5 h', null, 90],
  ['2d', null, 2 * day],
  ['30', null, 'no_unit'],
  ['', null, 'unreadable'],
  ['скоро', null, 'unreadable'],
  ['-5 мин', null, 'unreadable'],
  ['5 попугаев', null, 'unreadable'],
  ['0.01 ч', null, 'unreadable'],
] as const)('duration %j', (typed, bare, expected) => {
  expect(readDuration(typed, bare)).toBe(expected);
});

test.each([
  ['24 ч, 2 ч, 1 ч', [day, 120, 60]],
  ['1, 2, 24 ч', [day, 120, 60]],
  ['1 день и 30 мин', [day, 30]],
  ['2 ч, 120 мин', [120]],
  ['нет', []],
  ['24, 2', 'no_unit'],
  ['ежедневно', 'unreadable'],
  [', ,', 'unreadable'],
] as const)('list %j', (typed, expected) => {
  expect(readDurations(typed)).toEqual(expected);
});

const good: readonly (readonly [SettingKey, string, unknown])[] = [
  ['slotGridMinutes', '45 мин', 45],
  ['slotGridMinutes', '20', 20],
  ['horizonDays', '45', 45],
  ['horizonDays', '6 недель', 42],
  ['minNoticeMinutes', 'нет', 0],
  ['changeDeadlineMinutes', '2 дня', 2 * day],
  ['maxActiveBookings', '５', 5],
  ['maxBookingsPerDay', '100', 100],
  ['reminderMinutes', '1 день, 3 ч', [day, 180]],
  ['quietHours', '22:00-8:00', { startMinute: 1320, endMinute: 480 }],
  ['quietHours', 'нет', null],
  ['feedbackDelayMinutes', '0', 0],
  ['address', '  Мира, 5 ', 'Мира, 5'],
  ['phone', '8 (495) 123-45-67', '+74951234567'],
  ['faq', 'Где?\n\n\n\nТут', 'Где?\n\nТут'],
  ['location', '55.7558, 37.6173', { latitude: 55.7558, longitude: 37.6173 }],
  ['location', '-33.86 151.2', { latitude: -33.86, longitude: 151.2 }],
  ['zone', 'Новосибирск', 'Asia/Novosibirsk'],
  ['zone', 'europe/samara', 'Europe/Samara'],
  ['zone', 'new york', 'America/New_York'],
  ['currency', 'kzt', 'KZT'],
  ['currency', '₽', 'RUB'],
  ['locale', 'английский', 'en'],
];

test.each(good)('%s: %j is taken, and may be stored', (key, typed, value) => {
  expect(readSettingText(key, typed, by)).toEqual({ ok: true, value });
  expect(ownSettingsSchema.shape[key].safeParse(value).success).toBe(true);
});

test.each([
  ['slotGridMinutes', '3', 'duration_range'],
  ['slotGridMinutes', '25 ч', 'duration_range'],
  ['slotGridMinutes', 'полчаса', 'duration'],
  ['horizonDays', '0', 'days_range'],
  ['horizonDays', '731', 'days_range'],
  ['horizonDays', '36 ч', 'days_range'],
  ['minNoticeMinutes', '3', 'duration_unit'],
  ['minNoticeMinutes', '31 день', 'duration_range'],
  ['changeDeadlineMinutes', 'завтра', 'duration'],
  ['maxActiveBookings', '0', 'count_range'],
  ['maxActiveBookings', '2.5', 'count_range'],
  ['maxBookingsPerDay', '101', 'count_range'],
  ['reminderMinutes', '2 мин', 'reminders_range'],
  ['reminderMinutes', '24, 2', 'reminders_unit'],
  ['reminderMinutes', 'часто', 'reminders'],
  ['reminderMinutes', '1,2,3,4,5,6,7,8,9,10,11 ч', 'reminders_many'],
  ['quietHours', '22-22', 'quiet'],
  ['feedbackDelayMinutes', '8 дней', 'duration_range'],
  ['address', 'м'.repeat(201), 'text_long'],
  ['phone', '123', 'phone'],
  ['faq', 'м'.repeat(2001), 'text_long'],
  ['location', '95, 37', 'location'],
  ['location', 'тут', 'location'],
  ['zone', 'Атлантида', 'zone'],
  ['currency', 'тугрик', 'currency'],
  ['locale', 'клингонский', 'locale'],
] as const)('%s: %j is refused: %s', (key, typed, problem) => {
  expect(readSettingText(key, typed, by)).toEqual({ ok: false, problem });
});

test('whatever is typed, only what may be stored is taken', () => {
  const typed = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc
      .tuple(fc.integer(), fc.constantFrom('', ' мин', ' ч', ' дней', ', 5 ч'))
      .map(([n, unit]) => `${n}${unit}`),
  );
  fc.assert(
    fc.property(fc.constantFrom(...settingKeys.filter((key) => key !== 'zone')), typed, (key, text) => {
      const reading = readSettingText(key, text, by);
      if (reading.ok) expect(ownSettingsSchema.shape[key].safeParse(reading.value).success).toBe(true);
    }),
    { numRuns: 1500 },
  );
});

test('every setting stands in one group, and its presets may be stored', () => {
  expect(Object.values(settingGroups).flat().sort()).toEqual([...settingKeys].sort());
  expect(Object.keys(defaultSettings).every((key) => settingKeys.includes(key as SettingKey))).toBe(true);
  for (const key of settingKeys) {
    expect((settingGroups[groupOf(key)] as readonly SettingKey[]).includes(key)).toBe(true);
    for (const preset of settingPresets[key])
      expect(ownSettingsSchema.shape[key].safeParse(preset)).toMatchObject({ success: true });
  }
});

test('the names of cities are learnt a few at a time, and a search asks for none again', async () => {
  const format = jest.spyOn(Intl, 'DateTimeFormat');
  const goes: number[] = [];
  const breathe = (): Promise<void> => {
    goes.push(format.mock.calls.length);
    format.mockClear();
    return Promise.resolve();
  };
  await learnCityNames('ru-RU', breathe);
  const left = format.mock.calls.length;
  expect(Math.max(...goes, left)).toBeLessThanOrEqual(10);
  expect(goes.reduce((sum, count) => sum + count, left)).toBeGreaterThan(300);
  format.mockClear();
  expect([findZone('Владивосток', 'ru-RU'), findZone('нигде', 'ru-RU')]).toEqual(['Asia/Vladivostok', null]);
  expect(format).not.toHaveBeenCalled();
  format.mockRestore();
});

test('places', () => {
  const winter = Date.parse('2026-01-15T12:00:00Z');
  expect(utcOffset('Europe/Moscow', winter)).toBe('UTC+3');
  expect(utcOffset('America/St_Johns', winter)).toBe('UTC−3:30');
  expect(cityName('Asia/Novosibirsk', 'ru')).toBe('Новосибирск');
  expect(cityName('Europe/Samara', 'en')).toBe('Samara');
  const russian = zonesOfCountry('RU', winter, 12);
  expect(russian).toHaveLength(11);
  expect(russian[0]).toBe('Europe/Kaliningrad');
  expect(russian).toContain('Europe/Moscow');
  expect(zonesOfCountry('XX', winter, 12)).toEqual([]);
  expect(zonesOfCountry('garbage', winter, 12)).toEqual([]);
  expect(findZone('', 'ru')).toBeNull();
  expect(findCurrency('')).toBeNull();
  expect([minorDigits('RUB'), minorDigits('JPY'), minorDigits('KWD')]).toEqual([2, 0, 3]);
});

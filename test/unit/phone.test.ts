import { formatPhone, parsePhone, parseSharedPhone } from '../../src/lib/phone.js';

describe('parsePhone', () => {
  it.each([
    '+79991234567',
    '+7 999 123-45-67',
    '8 (999) 123-45-67',
    '89991234567',
    '79991234567',
    '9991234567',
    '8.999.123.45.67',
    '8–999–123–45–67',
    '8\u00a0999\u00a0123\u202f45\u200967',
    ' \u202a+7 999 123-45-67\u202c\n',
    '\u200e8999123\u200b4567',
    '＋７９９９１２３４５６７',
    '٨٩٩٩١٢٣٤٥٦٧',
    '८९९९१२३४५६७',
    '𝟖𝟗𝟗𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕',
    '8 999 123 45 67 доб. 12',
  ])('reads %j in Russia', (typed) => {
    expect(parsePhone(typed, 'RU')).toBe('+79991234567');
  });

  it.each([
    ['+7 999 123 45 67', 'GB', '+79991234567'],
    ['07911 123456', 'GB', '+447911123456'],
    ['8 701 123 45 67', 'KZ', '+77011234567'],
    ['8 029 123-45-67', 'BY', '+375291234567'],
    ['06 1234 5678', 'IT', '+390612345678'],
    ['(202) 555-0123', 'US', '+12025550123'],
    ['8-10-49-30-901820', 'RU', '+4930901820'],
    ['+375 29 123-45-67', 'RU', '+375291234567'],
  ])('reads %j in %s as %s', (typed, country, expected) => {
    expect(parsePhone(typed, country)).toBe(expected);
  });

  it.each([
    '',
    '+',
    '112',
    '101',
    '911',
    '+7112',
    '8112',
    '12345',
    '8 999 123 45 6',
    '8 999 123 45 678',
    '+7 000 000 00 00',
    '+8 999 123 45 67',
    '+999 1234567890',
    '+888 0123 4567',
    '8999123456O',
    'звоните 89991234567',
    '89991234567 или 89991234568',
    '+79991234567+79991234568',
    'Анна',
    '/start',
    '\u0000',
    '\ud83d',
  ])('refuses %j', (typed) => {
    expect(parsePhone(typed, 'RU')).toBeNull();
  });

  it('needs the international form where the country is not known', () => {
    expect(parsePhone('89991234567', 'XX')).toBeNull();
    expect(parsePhone('+79991234567', 'XX')).toBe('+79991234567');
    expect(parsePhone('+79991234567', '')).toBe('+79991234567');
  });

  it('does not look at endless text', () => {
    for (const part of ['1', '+', '(', ' ', '٨', '\u200b', '8999']) {
      expect(parsePhone(part.repeat(10_000), 'RU')).toBeNull();
      expect(parsePhone(part.repeat(600), 'RU')).toBeNull();
    }
    expect(parsePhone(`${' '.repeat(300)}89991234567`, 'RU')).toBe('+79991234567');
  });
});

describe('parseSharedPhone', () => {
  it('reads the full number with or without its plus', () => {
    expect(parseSharedPhone('79991234567')).toBe('+79991234567');
    expect(parseSharedPhone('+79991234567')).toBe('+79991234567');
    expect(parseSharedPhone(' 447911123456')).toBe('+447911123456');
  });

  it('never takes it for a national one', () => {
    expect(parseSharedPhone('89991234567')).toBeNull();
    expect(parseSharedPhone('nonsense')).toBeNull();
  });
});

describe('formatPhone', () => {
  it('writes a number as people read it, and leaves the rest alone', () => {
    expect(formatPhone('+79991234567')).toBe('+7 999 123 45 67');
    expect(formatPhone('+442079460958')).toBe('+44 20 7946 0958');
    expect(formatPhone('nonsense')).toBe('nonsense');
    expect(formatPhone('1'.repeat(10_000))).toBe('1'.repeat(10_000));
  });

  it('writes what parsePhone reads back', () => {
    for (const number of ['+79991234567', '+375291234567', '+390612345678', '+12025550123']) {
      expect(parsePhone(formatPhone(number), 'RU')).toBe(number);
    }
  });
});

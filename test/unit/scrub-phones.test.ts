import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json';
import { DateTime } from 'luxon';
import { scrubPhones } from '../../src/lib/scrub-phones.js';

const around = (text: string): string => `call ${text}, please`;

test.each([
  '+49 (30) 901820',
  '89261234567',
  '8 926 123-45-67',
  '8 (495) 123-45-67',
  '8-800-555-35-35',
  '8 48762 1-23-45',
  '(495) 123-45-67',
  '926 123 45 67',
  '015123456789',
  '0151 23456789',
  '(030) 901820',
  '06.12.34.56.78',
  '(212) 555-0199',
  '1-212-555-0199',
  '212.555.0199',
  '612 34 56 78',
])('%s is masked', (number) => {
  expect(scrubPhones(around(number))).toBe(around('[phone]'));
});

test.each(['тел. ', 'Телефон: ', 'phone=', '"phone": "', 'tel. '])('whatever %s announces', (word) => {
  expect(scrubPhones(`${word}600 333 444 …`)).toBe(`${word}[phone] …`);
});

/** As people of a country write a number among themselves, where that differs from a bare number and from a sum. */
const national = getCountries().flatMap((country) => {
  const written = getExampleNumber(country, examples)?.formatNational() ?? '';
  const groups = written.split(/[\s-]/).slice(1);
  const tells = /^[0(]/.test(written) || (groups.length > 1 && /^(..|....)$/.test(groups.at(-1) ?? ''));
  const isBare = !/\D/.test(written) && !written.startsWith('0');
  return tells && !isBare && written.replace(/\D/g, '').length >= 9 ? [{ country, written }] : [];
});

test('numbers as they are written in over a hundred countries are masked, whatever their digits', () => {
  expect(national.length).toBeGreaterThan(100);
  // The first digits say how long a number is and how it is written; any may follow.
  const number = fc
    .tuple(fc.constantFrom(...national), fc.array(fc.nat(9), { minLength: 16, maxLength: 16 }))
    .map(([{ country, written }, digits]) => {
      let place = 0;
      const changed = written.replace(/\d/g, (digit) => (place++ < 5 ? digit : String(digits[place % 16])));
      return { country, changed };
    });
  fc.assert(
    fc.property(number, ({ changed }) => {
      expect(scrubPhones(around(changed))).toBe(around('[phone]'));
    }),
    { numRuns: 3_000 },
  );
});

const instant = fc
  .integer({ min: 946_684_800_000, max: 4_102_444_800_000 })
  .map((ms) => DateTime.fromMillis(ms, { zone: 'utc' }));
const patterns = [
  'yyyy-MM-dd',
  'yyyy-MM-dd HH:mm:ss.SSS',
  "yyyy-MM-dd'T'HH:mm:ss'Z'",
  'dd.MM.yyyy',
  'dd.MM.yyyy HH:mm',
  'dd.MM HH:mm',
  'dd.MM.yy',
  'dd/MM/yyyy',
  'dd-MM-yyyy',
  'dd-MM-yyyy HHmm',
  'yyyyMMdd',
  'yyyyMMddHHmmss',
  'HH:mm–HH:mm',
  'dd LLL HH:mm',
];
const sum = fc.tuple(
  fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n }),
  fc.constantFrom('ru', 'en', 'de', 'fr', 'de-CH', 'hi'),
  fc.constantFrom('RUB', 'EUR', 'USD', 'JPY'),
);
const others: Readonly<Record<string, fc.Arbitrary<string>>> = {
  ids: fc
    .oneof(fc.bigInt({ min: 0n, max: 9_999_999_999n }), fc.bigInt({ min: 10n ** 12n, max: 10n ** 19n }))
    .map(String),
  'ids of groups': fc.bigInt({ min: 10n ** 9n, max: 10n ** 10n - 1n }).map((id) => `-100${id}`),
  'moments and dates': fc.tuple(instant, fc.constantFrom(...patterns)).map(([at, form]) => at.toFormat(form)),
  sums: sum.map(([n, locale, currency]) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency }).format(n),
  ),
  'bare sums': sum.map(([n, locale]) => new Intl.NumberFormat(locale).format(n)),
  shares: fc.double({ min: 0, max: 1, noNaN: true }).map(String),
  uuids: fc.uuid(),
  'hashes, where they are not all digits': fc
    .array(fc.constantFrom(...('0123456789abcdef'.match(/./g) ?? [])), { minLength: 16, maxLength: 40 })
    .map((all) => `${all.join('')}f`),
  addresses: fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65_535 })).map(([ip, port]) => `${ip}:${port}`),
  'places in files': fc
    .tuple(fc.nat(99_999), fc.nat(999))
    .map(([line, column]) => `main.js:${line}:${column}`),
};

test.each(Object.entries(others))('%s are left as they are', (_what, other) => {
  fc.assert(
    fc.property(other, (text) => {
      expect(scrubPhones(`took ${text} of it`)).toBe(`took ${text} of it`);
    }),
    { numRuns: 1_000 },
  );
});

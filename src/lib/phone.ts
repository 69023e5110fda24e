import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** The longest written form of a number of 15 digits is far below it; what is longer is not looked at. */
const longestWritten = 64;

/**
 * Reads a phone number as a person types it: with `+` and the country's code, or in the national form of `country`
 * (ISO 3166 alpha-2; RU: `8…`). Digits of any script, brackets, dashes, any spaces and invisible marks are understood;
 * the whole text must be the number. An extension is dropped.
 *
 * Returns E.164 (`+79991234567`), or null for anything that is not a number in use: too short or long, emergency and
 * short numbers, unassigned ranges. Never throws.
 */
export function parsePhone(typed: string, country: string): string | null {
  if (typed.length > 10 * longestWritten) return null;
  const text = plain(typed);
  if (text.length > longestWritten) return null;
  const region = isSupportedCountry(country) ? country : undefined;
  const number = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false });
  return number?.isValid() === true ? number.number : null;
}

/**
 * Reads the number of a contact shared by Telegram, which writes the country's code always and the `+` only sometimes.
 * Returns E.164 or null, as `parsePhone` does.
 */
export function parseSharedPhone(shared: string): string | null {
  const text = shared.trim();
  return parsePhone(text.startsWith('+') ? text : `+${text}`, '');
}

/** An E.164 number as people read it: `+7 999 123 45 67`. What is not a number comes back as it is. */
export function formatPhone(e164: string): string {
  if (e164.length > longestWritten) return e164;
  return parsePhoneNumberFromString(e164, { extract: false })?.formatInternational() ?? e164;
}

function plain(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/\p{Nd}/gu, asciiDigit)
    .trim();
}

/** Decimal digits stand in Unicode in runs of ten, zero first. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

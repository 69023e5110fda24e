import { minorDigits } from './place.js';

/** Whole units of any currency: more than anything a salon sells costs. */
export const largestPrice = 100_000_000;

/** Why a text is no price; each has its own words. */
export type MoneyProblem = 'unreadable' | 'negative' | 'too_large' | 'too_fine';
export type MoneyReading =
  { readonly ok: true; readonly minor: number } | { readonly ok: false; readonly problem: MoneyProblem };

const free = /^(?:бесплатно|даром|free|gratis)$/u;
const sign = '(?:[\\p{Sc}]|руб(?:\\.|л\\p{L}*)?|р\\.?|[a-z]{3})?';
/** Digits in one piece, or in groups of three; then at most four behind the point, which may be a comma. */
const amount = new RegExp(
  `^${sign} ?([-−–])? ?(\\d{1,15}|\\d{1,3}(?:[ '’]\\d{3}){1,4})(?:[.,](\\d{1,4}))? ?${sign}$`,
  'u',
);

/**
 * Reads a price as a person types it: `1500`, `1 500,50`, `12.50`, `1 500 ₽`, `бесплатно`. Gives minor units of the
 * ISO 4217 currency, 0 to `largestPrice` whole units. A point or a comma is always the decimal one, so three digits
 * behind it are refused, zeros or not, where there are kopecks: whoever writes `1,500` may mean thousands. Never throws.
 */
export function readMoney(typed: string, currency: string): MoneyReading {
  const text = typed.slice(0, 100).normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  if (free.test(text)) return { ok: true, minor: 0 };
  const match = amount.exec(text);
  if (match === null) return refused('unreadable');
  const whole = Number(match[2]?.replace(/\D/g, ''));
  const behind = match[3] ?? '';
  const fraction = behind.replace(/0+$/, '');
  const digits = minorDigits(currency);
  if (match[1] !== undefined) return refused('negative');
  if (behind.length > Math.max(digits, 2) || fraction.length > digits) return refused('too_fine');
  if (whole > largestPrice || (whole === largestPrice && fraction !== '')) return refused('too_large');
  return { ok: true, minor: whole * 10 ** digits + Number(fraction.padEnd(digits, '0')) };
}

function refused(problem: MoneyProblem): MoneyReading {
  return { ok: false, problem };
}

/** Whether an amount in minor units can be a price. */
export function isPrice(minor: number, currency: string): boolean {
  return Number.isSafeInteger(minor) && minor >= 0 && minor <= largestPrice * 10 ** minorDigits(currency);
}

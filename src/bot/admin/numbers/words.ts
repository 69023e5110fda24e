import type { Revenue } from '../../../commands/desk/figures.js';
import { formatMoney } from '../../../i18n/amounts.js';
import type { Wording } from '../../wording.js';

const tags = { ru: 'ru-RU', en: 'en-GB' } as const;
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(
  locale: 'ru' | 'en',
  name: string,
  options: Intl.NumberFormatOptions,
): Intl.NumberFormat {
  const key = `${locale} ${name}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(tags[locale], options);
  formats.set(key, known);
  return known;
}

const percent = { style: 'percent', maximumFractionDigits: 0 } as const;

/** `64 %`. */
export function shareWords(share: number, { formats: { locale } }: Wording): string {
  return numberFormat(locale, 'share', percent).format(share);
}

/** `4,8`. */
export function averageWords(average: number, { formats: { locale } }: Wording): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return numberFormat(locale, 'average', digits).format(average);
}

/** An amount with its currency, nothing as a zero. */
export function moneyWords(minor: number, currency: string, { formats: { locale } }: Wording): string {
  return formatMoney(minor, currency, locale);
}

/** `187 500 ₽ + $20`; null when nothing came in. */
export function revenueWords(revenue: readonly Revenue[], wording: Wording): string | null {
  if (revenue.length === 0) return null;
  return revenue.map(({ minor, currency }) => moneyWords(minor, currency, wording)).join(' + ');
}

/** The average check of each currency; null without completed visits. */
export function checkWords(revenue: readonly Revenue[], wording: Wording): string | null {
  if (revenue.length === 0) return null;
  return revenue
    .map(({ minor, visits, currency }) => moneyWords(Math.round(minor / visits), currency, wording))
    .join(' + ');
}

/** In brackets, behind a number: ` (+12 %)`, ` (раньше 0)`; nothing where there is nothing to compare. */
export function changeWords(now: number, before: number, wording: Wording): string {
  if (before === 0) return now === 0 ? '' : ` (${wording.texts.plain('d_numbers.was_none')})`;
  const change = numberFormat(wording.formats.locale, 'change', { ...percent, signDisplay: 'exceptZero' });
  return ` (${withMinus(change.format(now / before - 1))})`;
}

/** In brackets, behind a share: ` (+5 п. п.)`. */
export function pointsWords(now: number, before: number | null, wording: Wording): string {
  if (before === null) return '';
  const points = withMinus(signed('points', 0, wording).format((now - before) * 100));
  return ` (${wording.texts.plain('d_numbers.points', { points })})`;
}

/** In brackets, behind an average: ` (−0,2)`. */
export function differenceWords(now: number, before: number | null, wording: Wording): string {
  return before === null ? '' : ` (${withMinus(signed('difference', 1, wording).format(now - before))})`;
}

/** A hyphen before a number is easily overlooked. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}

function signed(name: string, digits: number, { formats: { locale } }: Wording): Intl.NumberFormat {
  return numberFormat(locale, name, { signDisplay: 'exceptZero', maximumFractionDigits: digits });
}

/** Revenue compared in the currency that most visits of either period were paid in. */
export function revenueChange(
  now: readonly Revenue[],
  before: readonly Revenue[],
  amount: (revenue: Revenue) => number,
  wording: Wording,
): string {
  const currency = now[0]?.currency ?? before[0]?.currency;
  const of = (revenue: readonly Revenue[]): number => {
    const found = revenue.find((one) => one.currency === currency);
    return found === undefined ? 0 : amount(found);
  };
  return changeWords(of(now), of(before), wording);
}

/** `102 ч`: hours, without the minutes from ten hours on. */
export function hoursWords(minutes: number, wording: Wording): string {
  return wording.duration(minutes < 600 ? Math.round(minutes) : Math.round(minutes / 60) * 60);
}

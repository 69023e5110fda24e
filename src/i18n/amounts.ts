import type { Locale } from './catalogue.js';

const tags = { ru: 'ru-RU', en: 'en-US' } as const satisfies Record<Locale, string>;
const moneyFormats = new Map<string, MoneyFormats>();

interface MoneyFormats {
  /** Minor units of a whole one. */
  readonly minor: number;
  readonly exact: Intl.NumberFormat;
  readonly round: Intl.NumberFormat;
}

/** `1 500 ₽`, `$15`, `€12.50`: minor units of an ISO 4217 currency, without a fraction that is zero. */
export function formatMoney(minor: number, currency: string, locale: Locale): string {
  const formats = moneyFormatsOf(currency, locale);
  const amount = minor / formats.minor;
  return (Number.isInteger(amount) ? formats.round : formats.exact).format(amount);
}

function moneyFormatsOf(currency: string, locale: Locale): MoneyFormats {
  const key = `${locale} ${currency}`;
  const known = moneyFormats.get(key);
  if (known !== undefined) return known;
  const format = (digits?: number): Intl.NumberFormat =>
    new Intl.NumberFormat(tags[locale], {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    });
  const exact = format();
  const digits = exact.resolvedOptions().maximumFractionDigits ?? 2;
  const formats = { exact, round: format(0), minor: 10 ** digits };
  moneyFormats.set(key, formats);
  return formats;
}

const unit = (locale: Locale, name: 'hour' | 'minute'): Intl.NumberFormat =>
  new Intl.NumberFormat(tags[locale], { style: 'unit', unit: name, unitDisplay: 'short' });

const units = {
  ru: { hour: unit('ru', 'hour'), minute: unit('ru', 'minute') },
  en: { hour: unit('en', 'hour'), minute: unit('en', 'minute') },
} as const;

/** `45 мин`, `1 ч 30 мин`, `2 hr`. */
export function formatDuration(minutes: number, locale: Locale): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const { hour, minute } = units[locale];
  if (hours === 0) return minute.format(rest);
  return rest === 0 ? hour.format(hours) : `${hour.format(hours)} ${minute.format(rest)}`;
}

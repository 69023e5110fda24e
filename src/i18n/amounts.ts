import type { Locale } from './catalogue.js';

const tags = { ru: 'ru-RU', en: 'en-US' } as const satisfies Record<Locale, string>;
const moneyFormats = new Map<string, Intl.NumberFormat>();

/** `1 500 ₽`, `$15`, `€12.50`: minor units of an ISO 4217 currency, without a fraction that is zero. */
export function formatMoney(minor: number, currency: string, locale: Locale): string {
  const whole = moneyFormat(currency, locale, undefined);
  const digits = whole.resolvedOptions().maximumFractionDigits ?? 2;
  const amount = minor / 10 ** digits;
  return (Number.isInteger(amount) ? moneyFormat(currency, locale, 0) : whole).format(amount);
}

function moneyFormat(currency: string, locale: Locale, digits: number | undefined): Intl.NumberFormat {
  const key = `${locale} ${currency} ${digits ?? ''}`;
  const known = moneyFormats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(tags[locale], {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  });
  moneyFormats.set(key, format);
  return format;
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

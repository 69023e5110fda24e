import type { SettingView } from '../../../commands/desk/settings.js';
import { cityName, utcOffset } from '../../../domain/place.js';
import type { OwnSettings, SettingKey } from '../../../domain/setting-rules.js';
import { formatPhone } from '../../../lib/phone.js';
import type { Wording } from '../../wording.js';

const day = 24 * 60;

/** A value of a setting as people read it, without markup. `now`: epoch milliseconds, for the clocks of zones. */
export function valueWords<Key extends SettingKey>(
  key: Key,
  value: OwnSettings[Key],
  now: number,
  wording: Wording,
): string {
  return words[key](value as never, wording, now);
}

/** The value a setting has now. */
export function currentWords({ key, value }: SettingView, now: number, wording: Wording): string {
  return valueWords(key, value, now, wording);
}

type Words = {
  readonly [Key in SettingKey]: (value: OwnSettings[Key], wording: Wording, now: number) => string;
};

const words: Words = {
  slotGridMinutes: span,
  horizonDays: (days, { texts }) => texts.plain('d_settings.days', { days }),
  minNoticeMinutes: (minutes, wording) =>
    minutes === 0 ? wording.texts.plain('d_settings.notice_none') : span(minutes, wording),
  changeDeadlineMinutes: (minutes, wording) =>
    minutes === 0 ? wording.texts.plain('d_settings.deadline_none') : span(minutes, wording),
  maxActiveBookings: String,
  maxBookingsPerDay: String,
  reminderMinutes: (list, wording) =>
    list.length === 0
      ? wording.texts.plain('d_settings.reminders_none')
      : list.map((minutes) => span(minutes, wording)).join(', '),
  quietHours: (quiet, { texts, formats }) =>
    quiet === null
      ? texts.plain('d_settings.quiet_none')
      : `${formats.minuteOfDay(quiet.startMinute)}–${formats.minuteOfDay(quiet.endMinute)}`,
  feedbackDelayMinutes: (minutes, wording) =>
    minutes === 0 ? wording.texts.plain('d_settings.feedback_at_once') : span(minutes, wording),
  address: orEmpty,
  phone: (phone, wording) => (phone === null ? orEmpty(null, wording) : formatPhone(phone)),
  faq: orEmpty,
  location: (point, wording) =>
    point === null ? orEmpty(null, wording) : `${point.latitude.toFixed(5)}, ${point.longitude.toFixed(5)}`,
  zone: (zone, { texts }, now) => zoneWords(zone, now, texts.locale),
  currency: (currency, { texts }) => currencyWords(currency, texts.locale),
  locale: (locale, { texts }) => texts.plain(`d_settings.locale_${locale}`),
};

function orEmpty(value: string | null, { texts }: Wording): string {
  return value ?? texts.plain('d_settings.empty');
}

/** Whole days from two on as days, anything else as hours and minutes. */
function span(minutes: number, wording: Wording): string {
  return minutes >= 2 * day && minutes % day === 0
    ? wording.texts.plain('d_settings.days', { days: minutes / day })
    : wording.duration(minutes);
}

/** `Москва, UTC+3` */
export function zoneWords(zone: string, now: number, locale: string): string {
  return `${cityName(zone, locale)}, ${utcOffset(zone, now)}`;
}

/** `RUB, российский рубль` */
export function currencyWords(currency: string, locale: string): string {
  const name = new Intl.DisplayNames(locale, { type: 'currency' }).of(currency);
  return name === undefined || name === currency ? currency : `${currency}, ${name}`;
}

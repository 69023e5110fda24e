import { parsePhone } from '../lib/phone.js';
import { readDuration, readDurations, saysNone } from './durations.js';
import { findCurrency, findZone } from './place.js';
import { settingRules, type SettingKey, type SettingRule } from './setting-rules.js';
import { readStretch } from './typed-hours.js';

/** What a text is read with. */
export interface TypedBy {
  /** ISO 3166 alpha-2 of the salon. */
  readonly country: string;
  /** The language of the person who types. */
  readonly locale: string;
}

/** Why a text is no value of a setting; each has its own words. */
export type SettingProblem =
  | 'duration'
  | 'duration_unit'
  | 'duration_range'
  | 'days_range'
  | 'count_range'
  | 'reminders'
  | 'reminders_unit'
  | 'reminders_range'
  | 'reminders_many'
  | 'quiet'
  | 'text_long'
  | 'phone'
  | 'location'
  | 'zone'
  | 'currency'
  | 'locale';

export type SettingReading =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: SettingProblem };

/** The value a person means for a setting, within its limits, or what is wrong with the text. Never throws. */
export function readSettingText(key: SettingKey, typed: string, by: TypedBy): SettingReading {
  const rule: SettingRule = settingRules[key];
  switch (rule.kind) {
    case 'duration':
      return readLength(rule, typed);
    case 'days':
      return readDays(rule, typed);
    case 'count':
      return readCount(rule, typed);
    case 'reminders':
      return readReminders(rule, typed);
    case 'quiet':
      return saysNone(typed) ? value(null) : found(readStretch(typed), 'quiet');
    case 'text':
      return readWords(rule, typed);
    case 'phone':
      return saysNone(typed) ? value(null) : found(parsePhone(typed, by.country), 'phone');
    case 'location':
      return saysNone(typed) ? value(null) : found(readPoint(typed), 'location');
    case 'zone':
      return found(findZone(typed, by.locale), 'zone');
    case 'currency':
      return found(findCurrency(typed), 'currency');
    case 'locale':
      return found(readLocale(typed), 'locale');
  }
}

function value(read: unknown): SettingReading {
  return { ok: true, value: read };
}

function problem(reason: SettingProblem): SettingReading {
  return { ok: false, problem: reason };
}

function found(read: unknown, reason: SettingProblem): SettingReading {
  return read === null ? problem(reason) : value(read);
}

function readLength(rule: SettingRule & { kind: 'duration' }, typed: string): SettingReading {
  const minutes = rule.min === 0 && saysNone(typed) ? 0 : readDuration(typed, rule.bare);
  if (minutes === 'no_unit') return problem('duration_unit');
  if (minutes === 'unreadable') return problem('duration');
  return minutes >= rule.min && minutes <= rule.max ? value(minutes) : problem('duration_range');
}

function readDays(rule: SettingRule & { kind: 'days' }, typed: string): SettingReading {
  const minutes = readDuration(typed, 24 * 60);
  const days = typeof minutes === 'number' ? minutes / (24 * 60) : NaN;
  return Number.isInteger(days) && days >= rule.min && days <= rule.max ? value(days) : problem('days_range');
}

function readCount(rule: SettingRule & { kind: 'count' }, typed: string): SettingReading {
  const text = typed.normalize('NFKC').trim();
  const count = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return count >= rule.min && count <= rule.max ? value(count) : problem('count_range');
}

function readReminders(rule: SettingRule & { kind: 'reminders' }, typed: string): SettingReading {
  const minutes = readDurations(typed);
  if (minutes === 'no_unit') return problem('reminders_unit');
  if (minutes === 'unreadable') return problem('reminders');
  if (minutes.length > rule.most) return problem('reminders_many');
  const fits = minutes.every((one) => one >= rule.min && one <= rule.max);
  return fits ? value(minutes) : problem('reminders_range');
}

function readWords(rule: SettingRule & { kind: 'text' }, typed: string): SettingReading {
  const text = typed
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (text === '' || saysNone(text)) return value(null);
  return text.length <= rule.most ? value(text) : problem('text_long');
}

function readPoint(typed: string): { latitude: number; longitude: number } | null {
  const numbers = /^(-?\d{1,3}(?:\.\d{1,12})?)[\s,;]+(-?\d{1,3}(?:\.\d{1,12})?)$/.exec(
    typed.normalize('NFKC').trim(),
  );
  const latitude = Number(numbers?.[1]);
  const longitude = Number(numbers?.[2]);
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

function readLocale(typed: string): 'ru' | 'en' | null {
  const text = typed.toLowerCase().trim();
  if (/^(?:ru|рус\p{L}*|russian)$/u.test(text)) return 'ru';
  return /^(?:en|англ\p{L}*|english)$/u.test(text) ? 'en' : null;
}

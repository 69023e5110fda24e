import { language, t } from './language.js';
import { now } from './store.js';

const DAY_MS = 86_400_000;
const locale = () => (language() === 'ru' ? 'ru-RU' : 'en-GB');
const format = (ms, options) => new Intl.DateTimeFormat(locale(), options).format(ms);

function midnight(ms) {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** 14:05 @param {number} ms */
export const clockTime = (ms) => format(ms, { hour: '2-digit', minute: '2-digit' });

/** The whole instant, for tooltips. @param {number} ms */
export const fullTime = (ms) => format(ms, { dateStyle: 'full', timeStyle: 'medium' });

/** Whether two instants are on one day here. */
export const sameDay = (one, other) => midnight(one) === midnight(other);

function daysAgo(ms, today) {
  return Math.round((midnight(today) - midnight(ms)) / DAY_MS);
}

/** Today, Yesterday, 21 November, 21 November 2025. @param {number} ms @param {number} [today] */
export function dayName(ms, today = now()) {
  const days = daysAgo(ms, today);
  if (days === 0) return t('today');
  if (days === 1) return t('yesterday');
  const thisYear = new Date(ms).getFullYear() === new Date(today).getFullYear();
  return format(ms, { day: 'numeric', month: 'long', ...(thisYear ? {} : { year: 'numeric' }) });
}

/** For the list of chats: the time today, the weekday within a week, else the date. @param {number} ms */
export function shortTime(ms) {
  const days = daysAgo(ms, now());
  if (days === 0) return clockTime(ms);
  if (days > 0 && days < 7) return format(ms, { weekday: 'short' });
  return format(ms, { day: '2-digit', month: '2-digit', year: '2-digit' });
}

import type { LocalDate } from './availability-types.js';
import { dateOfDay, dayOfDate } from './local-time.js';

/** Whole days of the salon's calendar, both ends inclusive. */
export interface Period {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** Figures are not made of more days at once. */
export const longestPeriodDays = 5 * 366;

/** How many days a period has; 0 or less when it ends before it begins. Throws RangeError for what is not a date. */
export function daysIn({ from, to }: Period): number {
  return dayOfDate(to) - dayOfDate(from) + 1;
}

/** As many days, right before. */
export function previousPeriod(period: Period): Period {
  return moved(period, -daysIn(period));
}

/** The day, the week that begins on `firstWeekday` (ISO, 1 = Monday), the month or the year that a date belongs to. */
export function periodAround(
  date: LocalDate,
  kind: 'day' | 'week' | 'month' | 'year',
  firstWeekday = 1,
): Period {
  switch (kind) {
    case 'day':
      return { from: date, to: date };
    case 'week': {
      const day = dayOfDate(date);
      // 1970-01-01 was a Thursday.
      const into = (((day + 4 - firstWeekday) % 7) + 7) % 7;
      return { from: dateOfDay(day - into), to: dateOfDay(day - into + 6) };
    }
    case 'month':
      return monthOf(date.slice(0, 7));
    case 'year':
      return { from: `${date.slice(0, 4)}-01-01`, to: `${date.slice(0, 4)}-12-31` };
  }
}

/** The period beside it: a month beside a month, a year beside a year, else as many days. */
export function neighbour(period: Period, step: -1 | 1): Period {
  const { from, to } = period;
  const beyond = step === 1 ? dateOfDay(dayOfDate(to) + 1) : dateOfDay(dayOfDate(from) - 1);
  for (const kind of ['month', 'year'] as const) {
    const whole = periodAround(from, kind);
    if (whole.from === from && whole.to === to) return periodAround(beyond, kind);
  }
  return moved(period, step * daysIn(period));
}

/** Whether a period is one whole month of the calendar. */
export function isMonth({ from, to }: Period): boolean {
  return from.endsWith('-01') && monthOf(from.slice(0, 7)).to === to;
}

function moved({ from, to }: Period, days: number): Period {
  return { from: dateOfDay(dayOfDate(from) + days), to: dateOfDay(dayOfDate(to) + days) };
}

/** `2026-02` as a period. */
function monthOf(month: string): Period {
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  next.setUTCDate(0);
  return { from: `${month}-01`, to: next.toISOString().slice(0, 10) };
}

/** Stands for all time: the first and the last day that buttons can carry. */
export const everything: Period = { from: '2002-01-01', to: '2997-12-31' };

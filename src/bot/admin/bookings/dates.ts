import type { LocalDate } from '../../../domain/availability-types.js';
import { dateOfDay, dayOfDate } from '../../../domain/local-time.js';

/** A date moved by whole days; it stays inside what a button can hold. */
export function plusDays(date: LocalDate, days: number): LocalDate {
  const moved = dateOfDay(dayOfDate(date) + days);
  return moved < '2002-01-01' || moved > '2997-12-31' ? date : moved;
}

/** A month (`2026-03`) moved by whole months; it stays inside what a button can hold. */
export function plusMonths(month: string, months: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  const moved = date.toISOString().slice(0, 7);
  return moved < '2002-01' || moved > '2997-12' ? month : moved;
}

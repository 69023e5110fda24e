import { dayMs, minuteMs, type DayNumber, type ZonePeriods } from './local-time.js';

/**
 * Visits every start of the wall-clock grid on the local days `first`..`last`, in order of time: the minutes after the
 * salon's midnight that `gridMinutes` divides. Minutes the clocks skip are left out, minutes they repeat come twice.
 * `dayIndex` counts from `first`.
 */
export function forEachGridStart(
  periods: ZonePeriods,
  { first, last, gridMinutes }: { first: DayNumber; last: DayNumber; gridMinutes: number },
  visit: (start: number, dayIndex: number) => void,
): void {
  for (const { from, until, offset } of periods) {
    const firstDay = Math.max(first, Math.floor((from + offset) / dayMs));
    const lastDay = Math.min(last, Math.floor((until - 1 + offset) / dayMs));
    for (let day = firstDay; day <= lastDay; day++) {
      const midnight = day * dayMs - offset;
      for (let start = midnight; start < midnight + dayMs; start += gridMinutes * minuteMs) {
        if (start >= from && start < until) visit(start, day - first);
      }
    }
  }
}

import type { ScheduleRules } from './availability-types.js';
import { localDayAt } from './local-time.js';
import { readZoneForShifts, shiftReachDays, workingRangesOfDays } from './working-ranges.js';

/** A visit of one master. Instants are epoch milliseconds. */
export interface PlannedVisitTime {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Those of one master's visits that do not lie whole in the working time of `rules`. Throws as `workingRanges` does. */
export function visitsOutside<Visit extends PlannedVisitTime>(
  visits: readonly Visit[],
  rules: ScheduleRules,
  zone: string,
): Visit[] {
  if (visits.length === 0) return [];
  const days = visits.map(({ startsAt }) => localDayAt(startsAt, zone));
  const first = Math.min(...days) - shiftReachDays;
  const last = Math.max(...days) + shiftReachDays;
  const ranges = workingRangesOfDays(rules, first, last, readZoneForShifts(zone, first, last));
  return visits.filter(
    ({ startsAt, endsAt }) => !ranges.some(({ start, end }) => start <= startsAt && endsAt <= end),
  );
}

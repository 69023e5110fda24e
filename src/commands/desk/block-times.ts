import { readTeamSchedule } from '../../db/desk-schedule.js';
import type { InstantRange, LocalDate, MinuteInterval } from '../../domain/availability-types.js';
import { dayOfDate, endInstant, minuteMs, readZone, startInstant } from '../../domain/local-time.js';
import { workingRanges } from '../../domain/working-ranges.js';
import { dayBounds, plusDays, type DateSpan } from '../local-dates.js';
import type { TenantContext } from '../tenant-context.js';

/** The instants of hours on a local date, as the clock on the wall says them. */
export function hoursOn(
  { zone }: Pick<TenantContext, 'zone'>,
  date: LocalDate,
  { startMinute, endMinute }: MinuteInterval,
): InstantRange {
  const day = dayOfDate(date);
  const periods = readZone(zone, day - 1, day + 3);
  return { start: startInstant(periods, day, startMinute), end: endInstant(periods, day, endMinute) };
}

/** The instants of whole local dates, both ends inclusive. */
export function wholeDays({ zone }: Pick<TenantContext, 'zone'>, { from, to }: DateSpan): InstantRange {
  return { start: dayBounds(from, zone).start, end: dayBounds(to, zone).end };
}

/** What can be closed of a day, in epoch milliseconds. */
export interface BlockTimes {
  /** On the full hour inside the working time, still to come. */
  readonly starts: readonly number[];
  /** When work ends on that day; null: nobody works. */
  readonly end: number | null;
}

const hourMs = 60 * minuteMs;

/**
 * Starts to choose from on a local date, of one master's working time or of the salon's (null). Instants are epoch
 * milliseconds.
 */
export async function readBlockTimes(
  ctx: TenantContext,
  staffId: number | null,
  date: LocalDate,
): Promise<BlockTimes> {
  const { schedule } = await ctx.db.read((tx) => readTeamSchedule(tx, plusDays(date, -3)));
  // Nobody has the id 0: these are the salon's own hours.
  const ranges = workingRanges(schedule.rulesOf(staffId ?? 0), date, date, ctx.zone);
  const now = ctx.clock.now();
  const starts: number[] = [];
  for (const { start, end } of ranges) {
    for (let at = start; at < end; at += hourMs) if (at > now) starts.push(at);
  }
  return { starts, end: ranges.at(-1)?.end ?? null };
}

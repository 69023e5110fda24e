import { setImmediate as breathe } from 'node:timers/promises';
import {
  blocksWithin,
  namesOfAll,
  scheduleSince,
  tallyClients,
  tallyRatings,
  tallyVisits,
  type BlockRow,
  type ClientsTally,
  type NamedRow,
  type PeriodName,
  type RatingTally,
  type StatisticsWindow,
  type TallyRow,
} from '../../db/statistics.js';
import type { Schedule } from '../../db/schedule.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { InstantRange } from '../../domain/availability-types.js';
import { dayOfDate, readZone } from '../../domain/local-time.js';
import { minutesAtWork } from '../../domain/occupancy.js';
import { daysIn, longestPeriodDays, previousPeriod, type Period } from '../../domain/period.js';
import { workingRanges } from '../../domain/working-ranges.js';
import { dayBounds, plusDays } from '../local-dates.js';
import type { TenantContext } from '../tenant-context.js';
import {
  dayFigures,
  figuresOf,
  linesOf,
  peaksOf,
  type DayFigures,
  type Figures,
  type Line,
  type Peaks,
} from './figures.js';

export interface Numbers {
  readonly period: Period;
  /** As many days, right before. */
  readonly previous: Period;
  /** Something of the period is still to come. */
  readonly isRunning: boolean;
  readonly current: Figures;
  readonly before: Figures;
  /** Services and masters with visits in the period, by revenue, then by visits. */
  readonly services: readonly Line[];
  readonly staff: readonly Line[];
  readonly peaks: Peaks;
  /** One for each day of the period, and of the one before. */
  readonly days: readonly DayFigures[];
  readonly daysBefore: readonly DayFigures[];
}

/**
 * The salon's figures for a period and for the period of as many days right before it, in one snapshot of the database.
 * `too_long`: more than `longestPeriodDays`. What the figures mean:
 *
 * - A visit belongs to the period in which it starts, by the salon's own calendar; a day is 23 or 25 hours long when the
 *   clocks change. `bookings` are all of them, whatever became of them.
 * - What became of a visit says `outcomeOf`: `cancelled` by either side, `noShows`, `active` (still to come or under way),
 *   else `completed`: a booked visit that is over took place unless somebody noted that the client did not come. The
 *   four make up all bookings, and shares are parts of them.
 * - `revenue` is the agreed price of completed visits, by currency; the average check is revenue ÷ completed visits of
 *   that currency, free ones among them. A line of a service or master counts its own visits.
 * - Occupancy is booked minutes ÷ working minutes. Booked: the length, without buffers, of active and completed visits of
 *   the masters who work here now. Working: the hours of these masters by the rules of today, without breaks, closed days
 *   and blocked time. Visits outside the hours may lift it above 1; null without working minutes.
 * - Clients: those with a completed visit in the period. `newClients` had none before the period, `returningClients` had.
 * - Rating: mean and number of the reviews written in the period, hidden ones too.
 * - Peaks: visits that were not cancelled by the hour and the weekday of their start.
 */
export async function readNumbers(ctx: TenantContext, period: Period): Promise<Numbers | 'too_long'> {
  if (daysIn(period) > longestPeriodDays) return 'too_long';
  const now = ctx.clock.now();
  const previous = previousPeriod(period);
  const window = windowOf(period, previous, ctx.zone, now);
  const read = await ctx.db.read((tx) => readAll(tx, window, previous));
  const working = {
    current: await minutesOfTeam(read, period, ctx.zone),
    previous: await minutesOfTeam(read, previous, ctx.zone),
  };
  const figures = (name: PeriodName): Figures => figuresOf(name, { ...read, workingMinutes: working[name] });
  return {
    period,
    previous,
    isRunning: now < window.end,
    current: figures('current'),
    before: figures('previous'),
    services: linesOf(read.tallies, 'service', read.names),
    staff: linesOf(read.tallies, 'staff', read.names),
    peaks: peaksOf(read.tallies),
    days: dayFigures(read.tallies, 'current', period),
    daysBefore: dayFigures(read.tallies, 'previous', previous),
  };
}

interface Read {
  readonly tallies: readonly TallyRow[];
  readonly clients: readonly ClientsTally[];
  readonly ratings: readonly RatingTally[];
  readonly names: readonly NamedRow[];
  readonly blocks: readonly BlockRow[];
  readonly schedule: Schedule;
}

async function readAll(tx: ReadTx, window: StatisticsWindow, previous: Period): Promise<Read> {
  return {
    tallies: await tallyVisits(tx, window),
    clients: await tallyClients(tx, window),
    ratings: await tallyRatings(tx, window),
    names: await namesOfAll(tx),
    blocks: await blocksWithin(tx, { start: window.previousStart, end: window.end + shiftReachMs }),
    schedule: await scheduleSince(tx, plusDays(previous.from, -shiftReachDays)),
  };
}

/** A shift that starts on the last day may reach so far beyond it. */
const shiftReachDays = 3;
const shiftReachMs = shiftReachDays * 86_400_000;

function windowOf(period: Period, previous: Period, zone: string, now: number): StatisticsWindow {
  return {
    previousStart: dayBounds(previous.from, zone).start,
    start: dayBounds(period.from, zone).start,
    end: dayBounds(period.to, zone).end,
    now,
    clocks: readZone(zone, dayOfDate(previous.from) - 1, dayOfDate(period.to) + 1),
  };
}

/** Days whose hours are worked out at a time: a few milliseconds of work. */
const daysAtOnce = 31;

async function minutesOfTeam(
  { names, schedule, blocks }: Pick<Read, 'names' | 'schedule' | 'blocks'>,
  period: Period,
  zone: string,
): Promise<number> {
  let minutes = 0;
  for (const { kind, id, active } of names) {
    if (kind !== 'staff' || !active) continue;
    const working: InstantRange[] = [];
    for (let from = period.from; from <= period.to; from = plusDays(from, daysAtOnce)) {
      const last = plusDays(from, daysAtOnce - 1);
      const to = last < period.to ? last : period.to;
      working.push(...workingRanges(schedule.rulesOf(id), from, to, zone));
      await breathe();
    }
    const own = blocks.filter(({ staffId }) => staffId === null || staffId === id);
    minutes += minutesAtWork(working, own);
  }
  return minutes;
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { comingVisits, readSchedule, type ComingVisit } from '../../db/desk-hours.js';
import type { Schedule } from '../../db/schedule.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { LocalDate, ScheduleException, ScheduleRules } from '../../domain/availability-types.js';
import { visitsOutside } from '../../domain/visits-outside.js';
import { localDateOf, plusDays } from '../local-dates.js';
import type { TenantContext } from '../tenant-context.js';

/** Visits that hours do not cover, by the date of their start. */
export interface InTheWay {
  readonly count: number;
  readonly dates: readonly { readonly date: LocalDate; readonly count: number }[];
}

export const nothingInTheWay: InTheWay = { count: 0, dates: [] };

/** A shift of some days ago may reach into today. */
const shiftMarginDays = 3;

/** The hours of all masters as they are stored now. */
export function scheduleNow(tx: ReadTx, ctx: TenantContext): Promise<Schedule> {
  const today = localDateOf(ctx.clock.now(), ctx.zone);
  return readSchedule(tx, plusDays(today, -shiftMarginDays));
}

/** Visits to come that fitted the hours `before` and do not fit those `after`. */
export async function newlyOutside(
  tx: ReadTx,
  ctx: TenantContext,
  staffId: number | null,
  { before, after }: { readonly before: Schedule; readonly after: Schedule },
): Promise<InTheWay> {
  const visits = await comingVisits(tx, staffId, ctx.clock.now());
  const lost = await eachMaster(visits, (id, own) => {
    const outside = visitsOutside(own, after.rulesOf(id), ctx.zone);
    const outsideBefore = new Set(visitsOutside(outside, before.rulesOf(id), ctx.zone));
    return outside.filter((visit) => !outsideBefore.has(visit));
  });
  return byDate(lost, ctx.zone);
}

/**
 * Visits to come that differing days leave without working time: what begins on those dates and is not covered, however
 * it was made, and what reaches into them.
 */
export async function inTheWayOf(
  tx: ReadTx,
  ctx: TenantContext,
  staffId: number | null,
  exceptions: readonly ScheduleException[],
): Promise<InTheWay> {
  const { zone } = ctx;
  const visits = await comingVisits(tx, staffId, ctx.clock.now());
  const near = visits.filter(({ startsAt }) => {
    const date = localDateOf(startsAt, zone);
    return exceptions.some(({ from, to }) => plusDays(from, -1) <= date && date <= plusDays(to, 1));
  });
  const schedule = await scheduleNow(tx, ctx);
  const lost = await eachMaster(near, (id, own) => {
    const rules = schedule.rulesOf(id);
    const outside = visitsOutside(own, withExceptions(rules, exceptions), zone);
    const before = new Set(visitsOutside(outside, rules, zone));
    return outside.filter(
      (visit) => !before.has(visit) || isOn(exceptions, localDateOf(visit.startsAt, zone)),
    );
  });
  return byDate(lost, zone);
}

function withExceptions(rules: ScheduleRules, exceptions: readonly ScheduleException[]): ScheduleRules {
  return { ...rules, exceptions: [...rules.exceptions, ...exceptions] };
}

function isOn(exceptions: readonly ScheduleException[], date: LocalDate): boolean {
  return exceptions.some(({ from, to }) => from <= date && date <= to);
}

/** Looks at one master after another; in between the event loop belongs to others. */
async function eachMaster(
  visits: readonly ComingVisit[],
  look: (staffId: number, own: readonly ComingVisit[]) => ComingVisit[],
): Promise<ComingVisit[]> {
  const found: ComingVisit[] = [];
  for (const staffId of new Set(visits.map((visit) => visit.staffId))) {
    const own = visits.filter((visit) => visit.staffId === staffId);
    found.push(...look(staffId, own));
    await nextTurn();
  }
  return found.sort((a, b) => a.startsAt - b.startsAt);
}

function byDate(visits: readonly ComingVisit[], zone: string): InTheWay {
  const counts = new Map<LocalDate, number>();
  for (const { startsAt } of visits) {
    const date = localDateOf(startsAt, zone);
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  return { count: visits.length, dates: [...counts].map(([date, count]) => ({ date, count })) };
}

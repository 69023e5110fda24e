import {
  blocksDuring,
  countVisits,
  readTeamSchedule,
  visitsDuring,
  type CalendarBlock,
  type CalendarVisit,
  type DayCount,
} from '../../db/desk-schedule.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { InstantRange, LocalDate } from '../../domain/availability-types.js';
import { planDay, type PlanEntry } from '../../domain/day-plan.js';
import { outcomeOf } from '../../domain/booking.js';
import { dayOfDate, startInstant } from '../../domain/local-time.js';
import { readZoneForShifts, workingRangesOfDays } from '../../domain/working-ranges.js';
import { datesOf, datesOfMonth, dayBounds, localDateOf, plusDays, type DateSpan } from '../local-dates.js';
import type { TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';

/** Whose calendar: one master's, or everybody's (null). Somebody who may see only the own one gets that one. */
export interface CalendarOf {
  readonly staffId: number | null;
}

/** One master's day. Instants are epoch milliseconds. */
export interface MasterDay {
  readonly staffId: number;
  readonly name: string;
  /** Working time with the breaks inside it; null: does not work. */
  readonly hours: InstantRange | null;
  /** Visits, closed times, breaks and what is still free, in order of time. */
  readonly entries: readonly PlanEntry<CalendarVisit>[];
}

export interface DayPlan {
  readonly date: LocalDate;
  /** Null: everybody's. */
  readonly staff: { readonly id: number; readonly name: string } | null;
  readonly masters: readonly MasterDay[];
  readonly now: number;
}

/** A day of the calendar, of the shifts that begin on it and the visits that start on it. */
export async function readDayPlan(
  ctx: TenantContext,
  by: Admin,
  { date, staffId }: CalendarOf & { readonly date: LocalDate },
): Promise<DayPlan> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const calendar = await readCalendar(tx, ctx, { from: date, to: date }, narrowed(by, staffId));
    return { date, staff: calendar.staff, masters: calendar.day(date, now), now };
  });
}

/** One day of a week or a month. */
export interface DaySummary {
  readonly date: LocalDate;
  readonly visits: number;
  /** Nobody works. */
  readonly off: boolean;
  /** Free time still ahead, of all masters together. */
  readonly freeMinutes: number;
  /** One master's stretches of free time that are still ahead; none for everybody's calendar. */
  readonly free: readonly InstantRange[];
}

export interface SpanPlan extends DateSpan {
  readonly staff: { readonly id: number; readonly name: string } | null;
  readonly days: readonly DaySummary[];
  readonly now: number;
}

/** The seven days from a date on. */
export async function readWeekPlan(
  ctx: TenantContext,
  by: Admin,
  { date, staffId }: CalendarOf & { readonly date: LocalDate },
): Promise<SpanPlan> {
  return readSpan(ctx, by, { from: date, to: plusDays(date, 6) }, staffId);
}

/** A month given as `2026-03`; null when it is not one. */
export async function readMonthPlan(
  ctx: TenantContext,
  by: Admin,
  { month, staffId }: CalendarOf & { readonly month: string },
): Promise<SpanPlan | null> {
  const span = datesOfMonth(month);
  return span === null ? null : readSpan(ctx, by, span, staffId);
}

async function readSpan(
  ctx: TenantContext,
  by: Admin,
  span: DateSpan,
  staffId: number | null,
): Promise<SpanPlan> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const calendar = await readCalendar(tx, ctx, span, narrowed(by, staffId));
    const days = datesOf(span).map((date) =>
      summaryOf(date, calendar.day(date, now), calendar.staff !== null),
    );
    return { ...span, staff: calendar.staff, days, now };
  });
}

function summaryOf(date: LocalDate, masters: readonly MasterDay[], alone: boolean): DaySummary {
  const entries = masters.flatMap((master) => master.entries);
  const free = entries.flatMap((entry) => (entry.kind === 'free' ? [entry] : []));
  const freeMs = free.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    date,
    visits: entries.filter(({ kind }) => kind === 'visit').length,
    off: masters.every(({ hours }) => hours === null),
    freeMinutes: Math.round(freeMs / 60_000),
    free: alone ? free.map(({ start, end }) => ({ start, end })) : [],
  };
}

/** The masters whose calendars somebody may look at, in the owner's order. */
export async function listCalendars(
  ctx: TenantContext,
  by: Admin,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  const own = scopeOf(by);
  const today = localDateOf(ctx.clock.now(), ctx.zone);
  const { masters } = await ctx.db.read((tx) => readTeamSchedule(tx, today));
  return masters.filter(({ id, active }) => active && (own === null || own === id));
}

/** How today looks: live visits of the salon's day, and the next one. */
export async function readToday(ctx: TenantContext, by: Admin): Promise<DayCount> {
  const now = ctx.clock.now();
  const day = dayBounds(localDateOf(now, ctx.zone), ctx.zone);
  return ctx.db.read((tx) => countVisits(tx, day, scopeOf(by), now));
}

function narrowed(by: Admin, staffId: number | null): number | null {
  return scopeOf(by) ?? staffId;
}

interface Calendar {
  readonly staff: { readonly id: number; readonly name: string } | null;
  day(date: LocalDate, now: number): MasterDay[];
}

/** A visit of the evening before, and the days a shift may reach into. */
const daysBefore = 1;
const daysAfter = 3;

/** Everything about some days in three queries; what a single day looks like is then only counted. */
async function readCalendar(
  tx: ReadTx,
  { zone }: TenantContext,
  span: DateSpan,
  staffId: number | null,
): Promise<Calendar> {
  const { masters, schedule } = await readTeamSchedule(tx, plusDays(span.from, -daysAfter));
  const first = dayOfDate(span.from) - daysBefore;
  const last = dayOfDate(span.to) + daysAfter;
  const periods = readZoneForShifts(zone, first, last);
  const midnights = Array.from({ length: last - first + 2 }, (_, index) =>
    startInstant(periods, first + index, 0),
  );
  const midnight = (index: number): number => midnights[index] ?? 0;
  const reach = { start: midnight(0), end: midnight(midnights.length - 1) };
  const visits = await visitsDuring(tx, reach, staffId);
  const blocks = await blocksDuring(tx, reach, staffId);
  const found = masters.find(({ id }) => id === staffId);
  const byMaster = byStaffAndDay(visits, midnights);
  const shown = masters
    .filter(({ id }) => staffId === null || id === staffId)
    .map((master) => ({
      ...master,
      rules: schedule.rulesOf(master.id),
      days: byMaster.get(master.id) ?? [],
    }));
  return {
    staff: found === undefined ? null : { id: found.id, name: found.name },
    day: (date, now) => {
      const day = dayOfDate(date);
      const index = day - first;
      const bounds = { start: midnight(index), end: midnight(index + 1) };
      return shown.flatMap(({ id, name, active, rules, days }) => {
        const starting = days[index] ?? [];
        if (!active && starting.length === 0) return [];
        const hours = active ? workingRangesOfDays(rules, day, day, periods) : [];
        const closed = blocks.filter((block) => block.staffId === null || block.staffId === id);
        const around = days.slice(index - daysBefore, index + daysAfter + 1).flat();
        const taken = around.filter((visit) => outcomeOf(visit, now) !== 'no_show');
        return [masterDay({ id, name }, { hours, starting, taken, closed, bounds, now })];
      });
    },
  };
}

/** Visits in order of time, by master and by the local day they start on; `midnights`: where the days begin. */
function byStaffAndDay(
  visits: readonly CalendarVisit[],
  midnights: readonly number[],
): Map<number, CalendarVisit[][]> {
  const masters = new Map<number, CalendarVisit[][]>();
  let index = 0;
  for (const visit of visits) {
    if (visit.startsAt < (midnights[0] ?? 0)) continue;
    while (visit.startsAt >= (midnights[index + 1] ?? Infinity)) index++;
    const days = masters.get(visit.staffId) ?? Array.from(midnights, (): CalendarVisit[] => []);
    masters.set(visit.staffId, days);
    days[index]?.push(visit);
  }
  return masters;
}

interface DayFacts {
  readonly hours: readonly InstantRange[];
  readonly starting: readonly CalendarVisit[];
  readonly taken: readonly CalendarVisit[];
  readonly closed: readonly CalendarBlock[];
  readonly bounds: InstantRange;
  readonly now: number;
}

function masterDay({ id, name }: { readonly id: number; readonly name: string }, facts: DayFacts): MasterDay {
  const [first] = facts.hours;
  const last = facts.hours.at(-1);
  return {
    staffId: id,
    name,
    hours: first === undefined || last === undefined ? null : { start: first.start, end: last.end },
    entries: planDay(facts),
  };
}

export type { CalendarVisit, DayCount, PlanEntry };

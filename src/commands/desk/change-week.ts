import { lockOffer } from '../../db/advisory-locks.js';
import { deleteWeekly } from '../../db/desk-hours.js';
import { insertWeekly } from '../../db/schedule.js';
import type { ReadTx, WriteTx } from '../../db/tenant-db.js';
import type { MinuteInterval } from '../../domain/availability-types.js';
import { liesInside, withoutBreaks } from '../../domain/typed-hours.js';
import { decideOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { newlyOutside, nothingInTheWay, scheduleNow, type InTheWay } from './visits-in-the-way.js';
import { findWeek, weekdays, type Week, type WeekDay } from './week.js';

/** What is to become of a week. Minutes are of the salon's wall clock. */
export type WeekChange =
  /** No hours: a day off. Breaks that no longer lie in the hours go. */
  | { readonly kind: 'hours'; readonly weekday: number; readonly hours: readonly MinuteInterval[] }
  | { readonly kind: 'breaks'; readonly weekday: number; readonly breaks: readonly MinuteInterval[] }
  /** The hours and breaks of one day for other days as well. */
  | { readonly kind: 'copy'; readonly weekday: number; readonly to: readonly number[] }
  /** A master gets hours of the own, the salon's to begin with. */
  | { readonly kind: 'own' }
  /** A master works as the salon does. */
  | { readonly kind: 'as_salon' };

export interface WeekOrder {
  /** Null: the salon. */
  readonly staffId: number | null;
  readonly change: WeekChange;
  /** `Week.seen` of the week that the person saw. */
  readonly seen: string;
}

export type ChangeWeekResult =
  /** `outside`: visits that the hours covered and cover no more; they stay as they are. */
  | { readonly outcome: 'saved'; readonly week: Week; readonly outside: InTheWay }
  | { readonly outcome: 'same'; readonly week: Week }
  /** Somebody else has changed the week meanwhile; nothing was done. */
  | { readonly outcome: 'changed'; readonly week: Week }
  /** A break that is not inside the hours of its day, or leaves nothing of them. */
  | { readonly outcome: 'break_outside' | 'nothing_left'; readonly week: Week }
  /** A master's own week needs a working day: without one the salon's would hold. */
  | { readonly outcome: 'no_day_left'; readonly week: Week }
  | { readonly outcome: 'gone' };

type Verdict =
  | { readonly outcome: Exclude<ChangeWeekResult['outcome'], 'saved'> }
  | { readonly outcome: 'saved'; readonly outside: InTheWay };

/** Changes somebody's weekly hours; what clients can book follows at once. Visits there are stay as they are. */
export async function changeWeek(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: WeekOrder,
): Promise<ChangeWeekResult> {
  const show = async (tx: ReadTx, verdict: Verdict): Promise<ChangeWeekResult> => {
    const week = await findWeek(tx, by, order.staffId);
    return week === null || verdict.outcome === 'gone' ? { outcome: 'gone' } : { ...verdict, week };
  };
  return decideOnce(ctx, cause, 'change-week', (tx) => write(tx, ctx, by, order), show);
}

type Days = readonly Pick<WeekDay, 'weekday' | 'hours' | 'breaks'>[];

async function write(tx: WriteTx, ctx: TenantContext, by: Admin, order: WeekOrder): Promise<Verdict> {
  await lockOffer(tx);
  const { staffId, change } = order;
  const week = await findWeek(tx, by, staffId);
  if (week === null) return { outcome: 'gone' };
  if (week.seen !== order.seen) return { outcome: 'changed' };
  const wanted = daysAfter(week, change);
  if (typeof wanted === 'string') return { outcome: wanted };
  const isOwn = staffId === null || wanted !== null;
  if (wanted !== null && staffId !== null && wanted.every(({ hours }) => hours.length === 0)) {
    return { outcome: 'no_day_left' };
  }
  if (isOwn === week.isOwn && (wanted === null || text(wanted) === text(week.days)))
    return { outcome: 'same' };
  const before = await scheduleNow(tx, ctx);
  await store(tx, staffId, wanted ?? []);
  const action = isOwn === week.isOwn ? 'hours.edit' : isOwn ? 'hours.own' : 'hours.as_salon';
  await audit(tx, by, {
    ...{ action, subject: 'hours', subjectId: staffId ?? 'salon', at: ctx.clock.now() },
    ...differences(week.days, wanted ?? []),
  });
  const outside = await newlyOutside(tx, ctx, staffId, { before, after: await scheduleNow(tx, ctx) });
  return { outcome: 'saved', outside: outside.count === 0 ? nothingInTheWay : outside };
}

/** Null: no week of the own. A word: why it cannot be. */
function daysAfter(week: Week, change: WeekChange): Days | null | 'break_outside' | 'nothing_left' {
  switch (change.kind) {
    case 'own':
      return week.days;
    case 'as_salon':
      return week.staffId === null ? week.days : null;
    case 'hours':
      return replaceDays(week, [change.weekday], (day) => ({
        hours: change.hours,
        breaks: day.breaks.filter((pause) => liesInside(pause, change.hours)),
      }));
    case 'breaks': {
      const hours = week.days.find(({ weekday }) => weekday === change.weekday)?.hours ?? [];
      if (!change.breaks.every((pause) => liesInside(pause, hours))) return 'break_outside';
      if (hours.length > 0 && withoutBreaks(hours, change.breaks).length === 0) return 'nothing_left';
      return replaceDays(week, [change.weekday], () => ({ hours, breaks: change.breaks }));
    }
    case 'copy': {
      const source = week.days.find(({ weekday }) => weekday === change.weekday);
      return source === undefined ? week.days : replaceDays(week, change.to, () => source);
    }
  }
}

function replaceDays(
  { days }: Week,
  chosen: readonly number[],
  replace: (day: WeekDay) => Pick<WeekDay, 'hours' | 'breaks'>,
): Days {
  return days.map((day) => {
    if (!chosen.includes(day.weekday)) return day;
    const { hours, breaks } = replace(day);
    return { weekday: day.weekday, hours, breaks };
  });
}

async function store(tx: WriteTx, staffId: number | null, days: Days): Promise<void> {
  const weekly = (intervals: (day: Days[number]) => readonly MinuteInterval[]) =>
    days.flatMap((day) => intervals(day).map((interval) => ({ weekday: day.weekday, ...interval })));
  await deleteWeekly(tx, 'working_hours', staffId, weekdays);
  await deleteWeekly(tx, 'breaks', staffId, weekdays);
  await insertWeekly(
    tx,
    'working_hours',
    staffId,
    weekly(({ hours }) => hours),
  );
  await insertWeekly(
    tx,
    'breaks',
    staffId,
    weekly(({ breaks }) => breaks),
  );
}

/** Only the days that differ, for the audit log. */
function differences(before: Days, after: Days): { readonly old: Days; readonly new: Days } {
  const differs = (weekday: number) => text(ofDay(before, weekday)) !== text(ofDay(after, weekday));
  const changed = weekdays.filter(differs);
  return {
    old: changed.flatMap((weekday) => ofDay(before, weekday)),
    new: changed.flatMap((weekday) => ofDay(after, weekday)),
  };
}

function ofDay(days: Days, weekday: number): Days {
  return days
    .filter((day) => day.weekday === weekday)
    .map(({ hours, breaks }) => ({ weekday, hours, breaks }));
}

function text(days: Days): string {
  return JSON.stringify(days.map(({ weekday, hours, breaks }) => ({ weekday, hours, breaks })));
}

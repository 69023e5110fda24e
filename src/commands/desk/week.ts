import { createHash } from 'node:crypto';
import { listMasterHours, masterName, weeklyOf, type MasterHours } from '../../db/desk-hours.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { MinuteInterval, WeeklyInterval } from '../../domain/availability-types.js';
import type { TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';

/** One weekday of somebody's week. */
export interface WeekDay {
  /** ISO, 1 = Monday. */
  readonly weekday: number;
  readonly hours: readonly MinuteInterval[];
  readonly breaks: readonly MinuteInterval[];
  /** The salon's breaks, which hold for a master too. */
  readonly salonBreaks: readonly MinuteInterval[];
}

/** The weekly hours of the salon, or of one master. */
export interface Week {
  /** Null: the salon. */
  readonly staffId: number | null;
  readonly name: string | null;
  /** False: a master without hours of the own, who works as the salon does. */
  readonly isOwn: boolean;
  /** Monday first. */
  readonly days: readonly WeekDay[];
  /** Says which state of the week was seen: another one after every change. */
  readonly seen: string;
}

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** The week of the salon (null) or of an active master; null when there is no such master in the person's reach. */
export async function readWeek(ctx: TenantContext, by: Admin, staffId: number | null): Promise<Week | null> {
  return ctx.db.read((tx) => findWeek(tx, by, staffId));
}

/** As `readWeek`, in a transaction. */
export async function findWeek(tx: ReadTx, by: Admin, staffId: number | null): Promise<Week | null> {
  if (!isInReach(by, staffId)) return null;
  const name = staffId === null ? null : await masterName(tx, staffId);
  if (staffId !== null && name === null) return null;
  const salonHours = await weeklyOf(tx, 'working_hours', null);
  const salonBreaks = await weeklyOf(tx, 'breaks', null);
  const ownHours = staffId === null ? salonHours : await weeklyOf(tx, 'working_hours', staffId);
  const ownBreaks = staffId === null ? salonBreaks : await weeklyOf(tx, 'breaks', staffId);
  const isOwn = staffId === null || ownHours.length > 0;
  const hours = isOwn ? ownHours : salonHours;
  const days = weekdays.map((weekday) => ({
    weekday,
    hours: ofDay(hours, weekday),
    breaks: ofDay(ownBreaks, weekday),
    salonBreaks: staffId === null ? [] : ofDay(salonBreaks, weekday),
  }));
  return { staffId, name, isOwn, days, seen: fingerprint({ isOwn, days }) };
}

/** People who keep to their own calendar reach their own hours; everybody else all. */
export function isInReach(by: Admin, staffId: number | null): boolean {
  const scope = scopeOf(by);
  return scope === null || scope === staffId;
}

/** Active masters, and whose hours are their own. */
export async function readMasterHours(ctx: TenantContext, by: Admin): Promise<MasterHours[]> {
  const masters = await ctx.db.read(listMasterHours);
  return masters.filter(({ id }) => isInReach(by, id));
}

function ofDay(intervals: readonly WeeklyInterval[], weekday: number): MinuteInterval[] {
  return intervals
    .filter((interval) => interval.weekday === weekday)
    .map(({ startMinute, endMinute }) => ({ startMinute, endMinute }));
}

function fingerprint(state: object): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 8);
}

import type { LocalDate, MinuteInterval, WeeklyInterval } from '../domain/availability-types.js';
import { isRowId } from './row-id.js';
import { scheduleFrom, scheduleSql, type Schedule, type ScheduleRow } from './schedule.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Weekly hours or breaks of one master, or of the salon (null), in the order of the week. */
export async function weeklyOf(
  tx: ReadTx,
  table: 'working_hours' | 'breaks',
  staffId: number | null,
): Promise<WeeklyInterval[]> {
  return tx.rows<WeeklyInterval>(
    tx
      .sql(table)
      .where({ staff_id: staffId })
      .orderBy(['weekday', 'start_minute', 'id'])
      .select({ weekday: 'weekday', startMinute: 'start_minute', endMinute: 'end_minute' }),
  );
}

/** Takes away the weekly hours or breaks of some weekdays. */
export async function deleteWeekly(
  tx: WriteTx,
  table: 'working_hours' | 'breaks',
  staffId: number | null,
  weekdays: readonly number[],
): Promise<void> {
  await tx.rows(
    tx
      .sql(table)
      .where({ staff_id: staffId })
      .whereIn('weekday', [...weekdays])
      .delete(),
  );
}

/** The hours of all masters, with the exceptions that reach `since` or later. */
export async function readSchedule(tx: ReadTx, since: LocalDate): Promise<Schedule> {
  return scheduleFrom(await tx.rows<ScheduleRow>(tx.sql.raw(scheduleSql, { since })));
}

/** An active master by id; any number may be asked for. */
export async function masterName(tx: ReadTx, staffId: number): Promise<string | null> {
  if (!isRowId(staffId)) return null;
  const [row] = await tx.rows<{ name: string }>(
    tx.sql('staff').where({ id: staffId, active: true }).select('name'),
  );
  return row?.name ?? null;
}

export interface MasterHours {
  readonly id: number;
  readonly name: string;
  /** Has hours of the own. */
  readonly isOwn: boolean;
}

/** Active masters in the owner's order. */
export async function listMasterHours(tx: ReadTx): Promise<MasterHours[]> {
  return tx.rows<MasterHours>(
    tx
      .sql('staff as m')
      .where({ 'm.active': true })
      .orderBy(['m.position', 'm.id'])
      .select({
        id: 'm.id',
        name: 'm.name',
        isOwn: tx.sql.raw('exists (select from working_hours w where w.staff_id = m.id)'),
      }),
  );
}

/** A visit still to come. Instants are epoch milliseconds. */
export interface ComingVisit {
  readonly id: number;
  readonly staffId: number;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Visits that end after `from` (epoch milliseconds), of one master or of all (null), in the order of their starts. */
export async function comingVisits(tx: ReadTx, staffId: number | null, from: number): Promise<ComingVisit[]> {
  const rows = await tx.rows<{ id: number; staffId: number; startsAt: Date; endsAt: Date }>(
    tx
      .sql('bookings')
      .where({ status: 'booked', ...(staffId === null ? {} : { staff_id: staffId }) })
      .where('ends_at', '>', new Date(from))
      .orderBy(['starts_at', 'id'])
      .select({ id: 'id', staffId: 'staff_id', startsAt: 'starts_at', endsAt: 'ends_at' }),
  );
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime(), endsAt: row.endsAt.getTime() }));
}

/** Days that differ from the week: closed, or with hours of their own. */
export interface DayOffRow {
  readonly id: number;
  /** Null: the whole salon. */
  readonly staffId: number | null;
  readonly staffName: string | null;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly kind: 'closed' | 'special';
  readonly intervals: readonly MinuteInterval[];
  readonly reason: string | null;
  /** `holiday`: from the calendar of the country. */
  readonly source: string | null;
}

export interface NewDayOff {
  readonly staffId: number | null;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly kind: 'closed' | 'special';
  readonly intervals: readonly MinuteInterval[];
  readonly reason: string | null;
  readonly source: 'holiday' | null;
}

const dayOffColumns = {
  id: 'e.id',
  staffId: 'e.staff_id',
  staffName: 'm.name',
  from: 'e.from_date',
  to: 'e.to_date',
  kind: 'e.kind',
  intervals: 'e.intervals',
  reason: 'e.reason',
  source: 'e.source',
} as const;

/** Days off that are not over on `today`, the nearest first: all of them, or those that concern one master. */
export async function comingDaysOff(
  tx: ReadTx,
  staffId: number | null,
  today: LocalDate,
): Promise<DayOffRow[]> {
  return tx.rows<DayOffRow>(
    tx
      .sql('schedule_exceptions as e')
      .leftJoin('staff as m', 'm.id', 'e.staff_id')
      .where('e.to_date', '>=', today)
      .whereRaw('(cast(:staffId as integer) is null or e.staff_id is null or e.staff_id = :staffId)', {
        staffId,
      })
      .orderBy(['e.from_date', 'e.id'])
      .select(dayOffColumns),
  );
}

/** One of them; null when there is none with this id. Any number may be asked for. */
export async function findDayOff(tx: ReadTx, id: number): Promise<DayOffRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<DayOffRow>(
    tx
      .sql('schedule_exceptions as e')
      .leftJoin('staff as m', 'm.id', 'e.staff_id')
      .where('e.id', id)
      .select(dayOffColumns),
  );
  return row ?? null;
}

/** Writes days off and gives their ids in the same order. */
export async function insertDaysOff(tx: WriteTx, days: readonly NewDayOff[]): Promise<number[]> {
  if (days.length === 0) return [];
  const rows = await tx.rows<{ id: number }>(
    tx
      .sql('schedule_exceptions')
      .insert(
        days.map((day) => ({
          staff_id: day.staffId,
          from_date: day.from,
          to_date: day.to,
          kind: day.kind,
          intervals: JSON.stringify(day.intervals),
          reason: day.reason,
          source: day.source,
        })),
      )
      .returning('id'),
  );
  return rows.map(({ id }) => id);
}

/** Takes days off away. */
export async function deleteDaysOff(tx: WriteTx, ids: readonly number[]): Promise<void> {
  await tx.rows(
    tx
      .sql('schedule_exceptions')
      .whereIn('id', [...ids])
      .delete(),
  );
}

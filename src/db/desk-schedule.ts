import type { InstantRange, LocalDate } from '../domain/availability-types.js';
import type { BookingStatus } from '../domain/booking.js';
import { scheduleFrom, scheduleSql, type Schedule, type ScheduleRow } from './schedule.js';
import type { ReadTx } from './tenant-db.js';

/** A master the salon has or had. */
export interface DeskMaster {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
}

/** All masters in the owner's order, and the hours with the exceptions that reach `since` (a local date) or later. */
export async function readTeamSchedule(
  tx: ReadTx,
  since: LocalDate,
): Promise<{ readonly masters: readonly DeskMaster[]; readonly schedule: Schedule }> {
  const [row] = await tx.rows<{
    masters: readonly DeskMaster[] | null;
    schedule: readonly ScheduleRow[] | null;
  }>(
    tx.sql.raw(
      `select
         (select json_agg(json_build_object('id', id, 'name', name, 'active', active) order by position, id)
           from staff) as masters,
         (select json_agg(rule) from (${scheduleSql}) as rule) as schedule`,
      { since },
    ),
  );
  return { masters: row?.masters ?? [], schedule: scheduleFrom(row?.schedule ?? []) };
}

/** A visit in somebody's calendar. Instants are epoch milliseconds; `start` and `end` hold the buffers too. */
export interface CalendarVisit extends InstantRange {
  readonly id: number;
  readonly staffId: number;
  readonly status: BookingStatus;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly serviceName: string;
  readonly contactName: string;
}

/** No visit is longer. */
const longestMs = 24 * 3_600_000;

/**
 * The visits that are not cancelled and touch the range (epoch milliseconds), in the calendar `staffId` or in all (null),
 * earliest first.
 */
export async function visitsDuring(
  tx: ReadTx,
  { start, end }: InstantRange,
  staffId: number | null,
): Promise<CalendarVisit[]> {
  const rows = await tx.rows<
    Omit<CalendarVisit, 'start' | 'end' | 'startsAt' | 'endsAt'> & {
      readonly startsAt: Date;
      readonly endsAt: Date;
      readonly before: number;
      readonly after: number;
    }
  >(
    tx.sql.raw(
      `select b.id, b.staff_id as "staffId", b.status, b.starts_at as "startsAt", b.ends_at as "endsAt",
         b.buffer_before_minutes as before, b.buffer_after_minutes as after, s.name as "serviceName",
         b.contact_name as "contactName"
       from bookings b join services s on s.id = b.service_id
       where b.starts_at >= :earliest and b.starts_at < :end and b.ends_at > :start and b.status <> 'cancelled'
         ${staffId === null ? '' : 'and b.staff_id = :staffId'}
       order by b.starts_at, b.id`,
      {
        earliest: new Date(start - longestMs),
        start: new Date(start),
        end: new Date(end),
        ...(staffId === null ? {} : { staffId }),
      },
    ),
  );
  return rows.map(({ before, after, ...row }) => ({
    ...row,
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt.getTime(),
    start: row.startsAt.getTime() - before * 60_000,
    end: row.endsAt.getTime() + after * 60_000,
  }));
}

/** A time that was closed by hand. Instants are epoch milliseconds; `staffId` null: for the whole salon. */
export interface CalendarBlock extends InstantRange {
  readonly staffId: number | null;
  readonly reason: string | null;
}

/** The closed times that touch the range, cut to it, of one master with the whole salon's, or of all (null). */
export async function blocksDuring(
  tx: ReadTx,
  { start, end }: InstantRange,
  staffId: number | null,
): Promise<CalendarBlock[]> {
  const rows = await tx.rows<
    Omit<CalendarBlock, 'start' | 'end'> & { readonly start: Date; readonly end: Date }
  >(
    tx.sql.raw(
      `select staff_id as "staffId", reason, greatest(lower(during), :start) as start,
         least(upper(during), :end) as end
       from time_blocks
       where during && tstzrange(:start, :end)
         ${staffId === null ? '' : 'and (staff_id is null or staff_id = :staffId)'}
       order by lower(during), id`,
      { start: new Date(start), end: new Date(end), ...(staffId === null ? {} : { staffId }) },
    ),
  );
  return rows.map((row) => ({ ...row, start: row.start.getTime(), end: row.end.getTime() }));
}

/** How many visits a stretch of time holds, and the first one that starts after `now`. Epoch milliseconds. */
export interface DayCount {
  readonly visits: number;
  readonly next: { readonly startsAt: number; readonly contactName: string } | null;
}

/** Counts the visits that start in the range and are live, in the calendar `staffId` or in all (null). */
export async function countVisits(
  tx: ReadTx,
  { start, end }: InstantRange,
  staffId: number | null,
  now: number,
): Promise<DayCount> {
  const [row] = await tx.rows<{ visits: number; startsAt: Date | null; contactName: string | null }>(
    tx.sql.raw(
      `with today as (
         select starts_at, contact_name, status, id from bookings
         where starts_at >= :start and starts_at < :end and status in ('booked', 'completed')
           ${staffId === null ? '' : 'and staff_id = :staffId'}
       ), next as (
         select starts_at, contact_name from today where status = 'booked' and starts_at >= :now
         order by starts_at, id limit 1
       )
       select (select count(*)::int from today) as visits, next.starts_at as "startsAt",
         next.contact_name as "contactName"
       from (select 1) one left join next on true`,
      {
        start: new Date(start),
        end: new Date(end),
        now: new Date(now),
        ...(staffId === null ? {} : { staffId }),
      },
    ),
  );
  const { visits = 0, startsAt = null, contactName = null } = row ?? {};
  const next = startsAt === null ? null : { startsAt: startsAt.getTime(), contactName: contactName ?? '' };
  return { visits, next };
}

import type { InstantRange, LocalDate } from '../domain/availability-types.js';
import type { ZonePeriods } from '../domain/local-time.js';
import { scheduleFrom, scheduleSql, type Schedule, type ScheduleRow } from './schedule.js';
import type { ReadTx } from './tenant-db.js';

/** Two periods that follow each other, of visits by their start. Instants are epoch milliseconds, `end` excluded. */
export interface StatisticsWindow {
  readonly previousStart: number;
  readonly start: number;
  readonly end: number;
  /** What is over by then and was not cancelled or missed took place. */
  readonly now: number;
  /** The clocks of the salon over the whole window. */
  readonly clocks: ZonePeriods;
}

export type PeriodName = 'current' | 'previous';

/** Visits of one currency that have something in common. Money is in minor units. */
export interface Tally {
  readonly period: PeriodName;
  readonly currency: string;
  readonly bookings: number;
  readonly active: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly noShows: number;
  /** The price of completed visits. */
  readonly revenueMinor: number;
  /** Length of the visits that occupy their master's time, active and completed ones. */
  readonly minutes: number;
}

/** What the visits of a tally share; null: that is not what it is about. */
export interface TallyRow extends Tally {
  readonly by: 'service' | 'staff' | 'day' | 'hour';
  readonly serviceId: number | null;
  readonly staffId: number | null;
  /** Days since 1970-01-01 on the salon's calendar. */
  readonly day: number | null;
  /** 0 to 23, by the salon's clocks. */
  readonly hour: number | null;
}

/**
 * Counts the visits that start in a window by period and currency: by service, by master, by day, and by hour of the day,
 * each time all of them. One pass over the bookings; the salon's clocks come with the window, so that the days are those of the screens
 * whatever the server knows of the zone.
 */
export async function tallyVisits(tx: ReadTx, window: StatisticsWindow): Promise<TallyRow[]> {
  const { clocks, ...instants } = window;
  return tx.rows<TallyRow>(
    tx.sql.raw(tallySql, {
      ...datesOf(instants),
      changes: clocks.slice(1).map(({ from }) => new Date(from)),
      shifts: clocks.map(({ offset }) => offset / 1000),
    }),
  );
}

const outcome = `case when status <> 'booked' then status when ends_at <= :now then 'completed' else 'active' end`;
const period = `case when starts_at >= :start then 'current' else 'previous' end`;

const tallySql = `
  with visits as (
    select ${period} as period, ${outcome} as outcome, service_id, staff_id, currency, price_minor,
      date_part('epoch', ends_at - starts_at) / 60 as minutes,
      date_part('epoch', starts_at)::bigint
        + (cast(:shifts as int[]))[1 + width_bucket(starts_at, cast(:changes as timestamptz[]))] as wall
    from bookings
    where starts_at >= :previousStart and starts_at < :end
  ), placed as materialized (
    select *, (wall / 86400)::int as day, (wall % 86400 / 3600)::int as hour from visits
  )
  select period, currency, service_id as "serviceId", staff_id as "staffId", day, hour,
    case grouping(service_id, staff_id, day, hour)
      when 7 then 'service' when 11 then 'staff' when 13 then 'day' else 'hour' end as by,
    count(*)::int as bookings,
    (count(*) filter (where outcome = 'active'))::int as active,
    (count(*) filter (where outcome = 'completed'))::int as completed,
    (count(*) filter (where outcome = 'cancelled'))::int as cancelled,
    (count(*) filter (where outcome = 'no_show'))::int as "noShows",
    (coalesce(sum(price_minor) filter (where outcome = 'completed'), 0))::bigint as "revenueMinor",
    coalesce(sum(minutes) filter (where outcome in ('active', 'completed')), 0) as minutes
  from placed
  group by grouping sets (
    (period, currency, service_id), (period, currency, staff_id), (period, currency, day), (period, currency, hour))`;

export interface ClientsTally {
  readonly period: PeriodName;
  /** Whose first visit ever took place in the period. */
  readonly fresh: number;
  /** Who came in the period and had come before it. */
  readonly returning: number;
}

/** Counts the clients whose visits took place in each period of a window. A period without any is left out. */
export async function tallyClients(tx: ReadTx, window: StatisticsWindow): Promise<ClientsTally[]> {
  return tx.rows<ClientsTally>(tx.sql.raw(clientsSql, datesOf(window)));
}

/** What became of a visit is asked so that no index can answer it: one over the status would read most of the table. */
const clientsSql = `
  with came as (
    select distinct ${period} as period, client_id from bookings
    where starts_at >= :previousStart and starts_at < :end and ${outcome} = 'completed'
  ), known as (
    select period, (
      select starts_at from bookings where client_id = came.client_id and ${outcome} = 'completed'
      order by starts_at limit 1
    ) < case when period = 'current' then cast(:start as timestamptz) else :previousStart end as before
    from came
  )
  select period, (count(*) filter (where not before))::int as fresh, (count(*) filter (where before))::int as returning
  from known group by period`;

export interface RatingTally {
  readonly period: PeriodName;
  readonly average: number;
  readonly count: number;
}

/** Count and mean of the stars given in each period of a window, hidden reviews too. A period without any is left out. */
export async function tallyRatings(tx: ReadTx, window: StatisticsWindow): Promise<RatingTally[]> {
  return tx.rows<RatingTally>(
    tx.sql.raw(
      `select case when created_at >= :start then 'current' else 'previous' end as period,
         avg(stars)::float8 as average, count(*)::int as count
       from reviews where created_at >= :previousStart and created_at < :end group by 1`,
      datesOf(window),
    ),
  );
}

export interface NamedRow {
  readonly kind: 'service' | 'staff';
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
}

/** All services and masters there ever were, each kind in the owner's order. */
export async function namesOfAll(tx: ReadTx): Promise<NamedRow[]> {
  return tx.rows<NamedRow>(
    tx.sql.raw(
      `select kind, id, name, active from (
         select 'service' as kind, id, name, active, position from services
         union all select 'staff', id, name, active, position from staff) as named
       order by kind, position, id`,
    ),
  );
}

/** A stretch of blocked time; `staffId` null: of the whole salon. Instants are epoch milliseconds. */
export interface BlockRow extends InstantRange {
  readonly staffId: number | null;
}

/** Blocked time that touches a range. */
export async function blocksWithin(tx: ReadTx, { start, end }: InstantRange): Promise<BlockRow[]> {
  const rows = await tx.rows<{ staffId: number | null; start: Date; end: Date }>(
    tx.sql.raw(
      `select staff_id as "staffId", greatest(lower(during), :start) as start, least(upper(during), :end) as "end"
       from time_blocks where during && tstzrange(:start, :end)`,
      { start: new Date(start), end: new Date(end) },
    ),
  );
  return rows.map((row) => ({ staffId: row.staffId, start: row.start.getTime(), end: row.end.getTime() }));
}

function datesOf({ previousStart, start, end, now }: Omit<StatisticsWindow, 'clocks'>) {
  return {
    previousStart: new Date(previousStart),
    start: new Date(start),
    end: new Date(end),
    now: new Date(now),
  };
}

/** The hours of all masters by the rules of today, with the exceptions that reach `since` or later. */
export async function scheduleSince(tx: ReadTx, since: LocalDate): Promise<Schedule> {
  return scheduleFrom(await tx.rows<ScheduleRow>(tx.sql.raw(scheduleSql, { since })));
}

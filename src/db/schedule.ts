import type {
  InstantRange,
  LocalDate,
  MinuteInterval,
  ScheduleException,
  ScheduleRules,
  WeeklyInterval,
} from '../domain/availability-types.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A time a master is not free. `booking` ranges hold the visit with its buffers. Instants are epoch milliseconds. */
export interface BusyRow extends InstantRange {
  /** Null: the whole salon is blocked. */
  readonly staffId: number | null;
  readonly kind: 'booking' | 'block';
}

/** The hours of masters, each as the rules that hold for this master. */
export interface Schedule {
  /** Own weekly hours when there are any, else the salon's; breaks and exceptions of the salon and own ones. */
  rulesOf(staffId: number): ScheduleRules;
}

/** Rules of the salon and of all masters, exceptions only those that reach the date `:since` or later. */
export const scheduleSql = `
  select 'hours' as kind, id, staff_id, weekday, start_minute, end_minute,
    null as from_date, null as to_date, null::jsonb as intervals
  from working_hours
  union all
  select 'break', id, staff_id, weekday, start_minute, end_minute, null, null, null from breaks
  union all
  select kind, id, staff_id, null, null, null,
    to_char(from_date, 'YYYY-MM-DD'), to_char(to_date, 'YYYY-MM-DD'), intervals
  from schedule_exceptions where to_date >= cast(:since as date)
  order by kind, weekday, start_minute, id`;

/** The salon's own weekly hours, in the order of the week. */
export async function salonHours(tx: ReadTx): Promise<WeeklyInterval[]> {
  return tx.rows<WeeklyInterval>(
    tx
      .sql('working_hours')
      .whereNull('staff_id')
      .orderBy(['weekday', 'start_minute', 'id'])
      .select({ weekday: 'weekday', startMinute: 'start_minute', endMinute: 'end_minute' }),
  );
}

/**
 * Live bookings and blocks that overlap `start`..`end` (epoch milliseconds), of these masters or of the whole salon.
 * The time of the booking `exceptId` counts as free.
 */
export async function readBusy(
  tx: ReadTx,
  staffIds: readonly number[],
  { start, end }: InstantRange,
  exceptId: number | null = null,
): Promise<BusyRow[]> {
  const rows = await tx.rows<{
    kind: BusyRow['kind'];
    staff_id: number | null;
    starts_at: Date;
    ends_at: Date;
  }>(
    tx.sql.raw(
      `select 'booking' as kind, staff_id, lower(during) as starts_at, upper(during) as ends_at
       from bookings
       where staff_id = any(:staffIds) and during && tstzrange(:start, :end) and status in ('booked', 'completed')
         and id is distinct from cast(:exceptId as integer)
       union all
       select 'block', staff_id, greatest(lower(during), :start), least(upper(during), :end)
       from time_blocks
       where (staff_id is null or staff_id = any(:staffIds)) and during && tstzrange(:start, :end)`,
      { staffIds, start: new Date(start), end: new Date(end), exceptId },
    ),
  );
  return rows.map((row) => ({
    kind: row.kind,
    staffId: row.staff_id,
    start: row.starts_at.getTime(),
    end: row.ends_at.getTime(),
  }));
}

/** Writes weekly hours (or breaks) of the salon, or of one master. */
export async function insertWeekly(
  tx: WriteTx,
  table: 'working_hours' | 'breaks',
  staffId: number | null,
  intervals: readonly WeeklyInterval[],
): Promise<void> {
  if (intervals.length === 0) return;
  await tx.rows(
    tx.sql(table).insert(
      intervals.map(({ weekday, startMinute, endMinute }) => ({
        staff_id: staffId,
        weekday,
        start_minute: startMinute,
        end_minute: endMinute,
      })),
    ),
  );
}

/** A row of `scheduleSql`. */
export type ScheduleRow = { readonly staff_id: number | null } & (
  | {
      readonly kind: 'hours' | 'break';
      readonly weekday: number;
      readonly start_minute: number;
      readonly end_minute: number;
    }
  | {
      readonly kind: 'closed' | 'special';
      readonly from_date: LocalDate;
      readonly to_date: LocalDate;
      readonly intervals: readonly MinuteInterval[];
    }
);

interface OwnRules {
  readonly hours: WeeklyInterval[];
  readonly breaks: WeeklyInterval[];
  readonly exceptions: ScheduleException[];
}

const noRules = (): OwnRules => ({ hours: [], breaks: [], exceptions: [] });

/** The rules by master, from the rows of `scheduleSql`. */
export function scheduleFrom(rows: readonly ScheduleRow[]): Schedule {
  const rules = new Map<number | null, OwnRules>();
  for (const row of rows) {
    const own = rules.get(row.staff_id) ?? noRules();
    rules.set(row.staff_id, own);
    sort(row, own);
  }
  const salon = rules.get(null) ?? noRules();
  return {
    rulesOf(staffId) {
      const own = rules.get(staffId) ?? noRules();
      return {
        weekly: own.hours.length > 0 ? own.hours : salon.hours,
        breaks: [...salon.breaks, ...own.breaks],
        exceptions: [...salon.exceptions, ...own.exceptions],
      };
    },
  };
}

function sort(row: ScheduleRow, own: OwnRules): void {
  switch (row.kind) {
    case 'hours':
      own.hours.push(weekly(row));
      break;
    case 'break':
      own.breaks.push(weekly(row));
      break;
    case 'closed':
      own.exceptions.push({ kind: 'closed', from: row.from_date, to: row.to_date });
      break;
    case 'special':
      own.exceptions.push({
        kind: 'special',
        from: row.from_date,
        to: row.to_date,
        intervals: row.intervals,
      });
      break;
  }
}

function weekly(row: { weekday: number; start_minute: number; end_minute: number }): WeeklyInterval {
  return { weekday: row.weekday, startMinute: row.start_minute, endMinute: row.end_minute };
}

import { isRowId } from './row-id.js';
import { scheduleFrom, scheduleSql, type Schedule, type ScheduleRow } from './schedule.js';
import type { OfferedService, ServiceRow } from './services.js';
import type { MasterRow } from './staff.js';
import type { ReadTx } from './tenant-db.js';
import type { LocalDate } from '../domain/availability-types.js';

/** Everything that says when and by whom a service can be done, but the busy times. */
export interface StoredOffer {
  readonly service: OfferedService;
  /** Active masters who offer it, at least one, in the owner's order. */
  readonly masters: readonly MasterRow[];
  readonly schedule: Schedule;
  /** What the owner changed: key to JSON value of any shape. */
  readonly settings: ReadonlyMap<string, unknown>;
}

/**
 * An active service with the active masters who offer it, the settings, and the hours with the exceptions
 * that reach `since` (a local date) or later, in one statement; null when there is no such service or nobody offers it.
 * Any number may be asked for.
 */
export async function findOffer(
  tx: ReadTx,
  serviceId: number,
  since: LocalDate,
): Promise<StoredOffer | null> {
  if (!isRowId(serviceId)) return null;
  const [row] = await tx.rows<OfferRow>(tx.sql.raw(offerSql, { serviceId, since }));
  if (row?.service == null || row.masters === null) return null;
  return {
    service: { ...row.service, staffCount: row.masters.length },
    masters: row.masters,
    schedule: scheduleFrom(row.schedule ?? []),
    settings: new Map(Object.entries(row.settings ?? {})),
  };
}

/** Absent when no row was found to aggregate. */
interface OfferRow {
  readonly service: ServiceRow | null;
  readonly masters: readonly MasterRow[] | null;
  readonly schedule: readonly ScheduleRow[] | null;
  readonly settings: Readonly<Record<string, unknown>> | null;
}

const offerSql = `
  select
    (select json_build_object('id', id, 'name', name, 'description', description, 'category', category,
        'priceMinor', price_minor, 'currency', currency, 'durationMinutes', duration_minutes,
        'bufferBeforeMinutes', buffer_before_minutes, 'bufferAfterMinutes', buffer_after_minutes,
        'hasPhoto', photo_file_id is not null)
      from services where id = :serviceId and active) as service,
    (select json_agg(json_build_object('id', m.id, 'name', m.name, 'about', m.about,
        'priceMinor', coalesce(o.price_minor, s.price_minor),
        'durationMinutes', coalesce(o.duration_minutes, s.duration_minutes)) order by m.position, m.id)
      from staff_services o
      join staff m on m.id = o.staff_id
      join services s on s.id = o.service_id
      where o.service_id = :serviceId and m.active) as masters,
    (select json_agg(rule) from (${scheduleSql}) as rule) as schedule,
    (select json_object_agg(key, value) from settings) as settings`;

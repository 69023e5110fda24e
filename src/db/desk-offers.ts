import type { LocalDate } from '../domain/availability-types.js';
import type { StoredOffer } from './offers.js';
import { isRowId } from './row-id.js';
import { scheduleFrom, scheduleSql, type ScheduleRow } from './schedule.js';
import type { ServiceRow } from './services.js';
import type { MasterRow } from './staff.js';
import type { ReadTx } from './tenant-db.js';

/**
 * As `findOffer`, for the salon itself: a visit that is booked already (`keptStaffId`: with whom) may stay with a service
 * and a master that clients are not offered any more; null for a new visit.
 */
export async function findDeskOffer(
  tx: ReadTx,
  serviceId: number,
  keptStaffId: number | null,
  since: LocalDate,
): Promise<StoredOffer | null> {
  if (!isRowId(serviceId)) return null;
  const [row] = await tx.rows<{
    service: ServiceRow | null;
    masters: readonly MasterRow[] | null;
    schedule: readonly ScheduleRow[] | null;
    settings: Readonly<Record<string, unknown>> | null;
  }>(tx.sql.raw(offerSql, { serviceId, keptStaffId, since }));
  if (row?.service == null || row.masters === null) return null;
  return {
    service: { ...row.service, staffCount: row.masters.length },
    masters: row.masters,
    schedule: scheduleFrom(row.schedule ?? []),
    settings: new Map(Object.entries(row.settings ?? {})),
  };
}

const offerSql = `
  select
    (select json_build_object('id', id, 'name', name, 'description', description, 'category', category,
        'priceMinor', price_minor, 'currency', currency, 'durationMinutes', duration_minutes,
        'bufferBeforeMinutes', buffer_before_minutes, 'bufferAfterMinutes', buffer_after_minutes,
        'hasPhoto', photo_file_id is not null)
      from services where id = :serviceId and (active or cast(:keptStaffId as integer) is not null)) as service,
    (select json_agg(json_build_object('id', m.id, 'name', m.name, 'about', m.about,
        'priceMinor', coalesce(o.price_minor, s.price_minor),
        'durationMinutes', coalesce(o.duration_minutes, s.duration_minutes)) order by m.position, m.id)
      from staff m
      join services s on s.id = :serviceId
      left join staff_services o on o.staff_id = m.id and o.service_id = s.id
      where o.staff_id is not null and m.active or m.id = cast(:keptStaffId as integer)) as masters,
    (select json_agg(rule) from (${scheduleSql}) as rule) as schedule,
    (select json_object_agg(key, value) from settings) as settings`;

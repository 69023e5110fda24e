import type { ReadTx, WriteTx } from './tenant-db.js';

/** A service as the salon sells it. Money is in minor units of `currency`. */
export interface ServiceRow {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly currency: string;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly hasPhoto: boolean;
}

export interface OfferedService extends ServiceRow {
  /** Active masters who offer it, at least one. */
  readonly staffCount: number;
}

export interface NewService {
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly currency: string;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly position: number;
}

/** Active services that at least one active master offers, in the owner's order. */
export async function listOfferedServices(tx: ReadTx): Promise<OfferedService[]> {
  return tx.rows<OfferedService>(
    tx
      .sql('services as s')
      .join('staff_services as o', 'o.service_id', 's.id')
      .join('staff as m', 'm.id', 'o.staff_id')
      .where({ 's.active': true, 'm.active': true })
      .groupBy('s.id')
      .select({
        id: 's.id',
        name: 's.name',
        description: 's.description',
        category: 's.category',
        priceMinor: 's.price_minor',
        currency: 's.currency',
        durationMinutes: 's.duration_minutes',
        bufferBeforeMinutes: 's.buffer_before_minutes',
        bufferAfterMinutes: 's.buffer_after_minutes',
        hasPhoto: tx.sql.raw('s.photo_file_id is not null'),
        staffCount: tx.sql.raw('count(*)::int'),
      })
      .orderBy(['s.position', 's.id']),
  );
}

/** Active services of one master at this master's price and duration, in the owner's order. */
export async function listServicesOfMaster(tx: ReadTx, staffId: number): Promise<OfferedService[]> {
  return tx.rows<OfferedService>(tx.sql.raw(ofMasterSql, { staffId }));
}

const ofMasterSql = `
  select s.id, s.name, s.description, s.category, coalesce(o.price_minor, s.price_minor) as "priceMinor", s.currency,
    coalesce(o.duration_minutes, s.duration_minutes) as "durationMinutes",
    s.buffer_before_minutes as "bufferBeforeMinutes", s.buffer_after_minutes as "bufferAfterMinutes",
    s.photo_file_id is not null as "hasPhoto",
    (select count(*)::int from staff_services other join staff m on m.id = other.staff_id
      where other.service_id = s.id and m.active) as "staffCount"
  from staff_services o
  join services s on s.id = o.service_id
  where o.staff_id = :staffId and s.active
  order by s.position, s.id`;

/** Whether the salon has or ever had a service. */
export async function hasServices(tx: ReadTx): Promise<boolean> {
  return (await tx.rows(tx.sql('services').select('id').limit(1))).length > 0;
}

/** Writes services and gives their ids in the same order. */
export async function insertServices(tx: WriteTx, services: readonly NewService[]): Promise<number[]> {
  if (services.length === 0) return [];
  const rows = await tx.rows<{ id: number }>(
    tx
      .sql('services')
      .insert(
        services.map((service) => ({
          name: service.name,
          description: service.description,
          category: service.category,
          price_minor: service.priceMinor,
          currency: service.currency,
          duration_minutes: service.durationMinutes,
          buffer_before_minutes: service.bufferBeforeMinutes,
          buffer_after_minutes: service.bufferAfterMinutes,
          position: service.position,
        })),
      )
      .returning('id'),
  );
  return rows.map((row) => row.id);
}

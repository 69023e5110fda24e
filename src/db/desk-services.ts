import { lockName } from './advisory-locks.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A service as the salon's list shows it. Money is in minor units of `currency`. */
export interface DeskServiceRow {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly currency: string;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly photoFileId: string | null;
  readonly active: boolean;
  readonly version: number;
  /** Active masters who offer it. */
  readonly staffCount: number;
}

/** What can be changed about a service. */
export interface ServiceValues {
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly photoFileId: string | null;
  readonly active: boolean;
}

const columns = {
  name: 'name',
  description: 'description',
  category: 'category',
  priceMinor: 'price_minor',
  durationMinutes: 'duration_minutes',
  bufferBeforeMinutes: 'buffer_before_minutes',
  bufferAfterMinutes: 'buffer_after_minutes',
  photoFileId: 'photo_file_id',
  active: 'active',
} as const satisfies Record<keyof ServiceValues, string>;

/** Changes of services, masters and who offers what happen one after another: waits, then holds until the transaction ends. */
export async function lockCatalogue(tx: WriteTx): Promise<void> {
  await tx.rows(
    tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lockName(tx, 'catalogue')]),
  );
}

/** All services, hidden ones too, in the owner's order. */
export async function allServices(tx: ReadTx): Promise<DeskServiceRow[]> {
  return tx.rows<DeskServiceRow>(servicesOf(tx).orderBy(['position', 'id']));
}

/** A service, hidden or not; null when there is none. Any number may be asked for. */
export async function findService(tx: ReadTx, id: number): Promise<DeskServiceRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<DeskServiceRow>(servicesOf(tx).where({ id }));
  return row ?? null;
}

/**
 * Waits for the visits that are being booked for this service, and lets no other be booked until the transaction ends:
 * a booking holds the rows it points to.
 */
export async function holdService(tx: WriteTx, id: number): Promise<void> {
  await tx.rows(tx.sql('services').where({ id }).select('id').forUpdate());
}

function servicesOf(tx: ReadTx) {
  return tx.sql('services as s').select({
    id: 'id',
    currency: 'currency',
    version: 'version',
    ...columns,
    staffCount: tx.sql.raw(
      `(select count(*)::int from staff_services o join staff m on m.id = o.staff_id
        where o.service_id = s.id and m.active)`,
    ),
  });
}

/** Changes values of a service and counts its version up. */
export async function updateService(tx: WriteTx, id: number, values: Partial<ServiceValues>): Promise<void> {
  const entries = Object.entries(values).map(([key, value]) => [columns[key as keyof ServiceValues], value]);
  await tx.rows(
    tx
      .sql('services')
      .where({ id })
      .update({ ...Object.fromEntries(entries), version: tx.sql.raw('version + 1') }),
  );
}

/** Puts rows into an order; what is not named stays behind those that are. */
export async function reorder(
  tx: WriteTx,
  table: 'services' | 'staff',
  ids: readonly number[],
): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `update ${table} set position = wanted.position
       from unnest(cast(? as integer[])) with ordinality as wanted(id, position)
       where ${table}.id = wanted.id and ${table}.position <> wanted.position`,
      [[...ids]],
    ),
  );
}

/** How many visits there are of a service or with a master: still to come at `now` (epoch milliseconds), and ever. */
export interface VisitCounts {
  readonly upcoming: number;
  /** Cancelled ones too. */
  readonly all: number;
}

/** Counts the visits of one service or of one master. */
export async function countVisits(
  tx: ReadTx,
  of: { readonly serviceId: number } | { readonly staffId: number },
  now: number,
): Promise<VisitCounts> {
  const where = 'serviceId' in of ? { service_id: of.serviceId } : { staff_id: of.staffId };
  const [row] = await tx.rows<VisitCounts>(
    tx
      .sql('bookings')
      .where(where)
      .select({
        upcoming: tx.sql.raw(`count(*) filter (where status = 'booked' and starts_at > ?)::int`, [
          new Date(now),
        ]),
        all: tx.sql.raw('count(*)::int'),
      }),
  );
  return row ?? { upcoming: 0, all: 0 };
}

/** The photo of a service that clients can book, as Telegram knows it; null when there is none. Any number may be asked for. */
export async function findServicePhoto(tx: ReadTx, id: number): Promise<string | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<{ fileId: string | null }>(
    tx.sql('services').where({ id, active: true }).select({ fileId: 'photo_file_id' }),
  );
  return row?.fileId ?? null;
}

import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A master as the salon's list shows it. */
export interface DeskStaffRow {
  readonly id: number;
  readonly name: string;
  readonly about: string | null;
  readonly photoFileId: string | null;
  readonly active: boolean;
  readonly version: number;
  /** Active services this master offers. */
  readonly serviceCount: number;
  /** Whether there are own weekly hours; else the salon's hold. */
  readonly hasOwnHours: boolean;
  /** Names (or ids) of the people of the desk whose calendar it is. */
  readonly people: readonly string[];
}

/** What can be changed about a master. */
export interface StaffValues {
  readonly name: string;
  readonly about: string | null;
  readonly photoFileId: string | null;
  readonly active: boolean;
}

const columns = {
  name: 'name',
  about: 'about',
  photoFileId: 'photo_file_id',
  active: 'active',
} as const satisfies Record<keyof StaffValues, string>;

/** All masters, those who left too, in the owner's order. */
export async function allStaff(tx: ReadTx): Promise<DeskStaffRow[]> {
  return tx.rows<DeskStaffRow>(staffOf(tx).orderBy(['position', 'id']));
}

/** A master, active or not; null when there is none. Any number may be asked for. */
export async function findStaff(tx: ReadTx, id: number): Promise<DeskStaffRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<DeskStaffRow>(staffOf(tx).where({ id }));
  return row ?? null;
}

/** Waits for the visits that are being booked with this master, and lets no other be booked until the transaction ends. */
export async function holdStaff(tx: WriteTx, id: number): Promise<void> {
  await tx.rows(tx.sql('staff').where({ id }).select('id').forUpdate());
}

function staffOf(tx: ReadTx) {
  return tx.sql('staff as m').select({
    id: 'id',
    version: 'version',
    ...columns,
    serviceCount: tx.sql.raw(
      `(select count(*)::int from staff_services o join services s on s.id = o.service_id
        where o.staff_id = m.id and s.active)`,
    ),
    hasOwnHours: tx.sql.raw('exists (select from working_hours h where h.staff_id = m.id)'),
    people: tx.sql.raw(
      `(select coalesce(json_agg(coalesce(a.name, a.telegram_id::text) order by a.created_at), '[]')
        from admins a where a.staff_id = m.id)`,
    ),
  });
}

/** Changes values of a master and counts the version up. */
export async function updateStaff(tx: WriteTx, id: number, values: Partial<StaffValues>): Promise<void> {
  const entries = Object.entries(values).map(([key, value]) => [columns[key as keyof StaffValues], value]);
  await tx.rows(
    tx
      .sql('staff')
      .where({ id })
      .update({ ...Object.fromEntries(entries), version: tx.sql.raw('version + 1') }),
  );
}

/** A service and whether one master offers it. Money is in minor units of `currency`. */
export interface OfferRow {
  readonly serviceId: number;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly durationMinutes: number;
  readonly active: boolean;
  readonly isOffered: boolean;
  /** This master's own; null: the service's. */
  readonly ownPriceMinor: number | null;
  readonly ownDurationMinutes: number | null;
}

/** All services from one master's side, in the owner's order. */
export async function offersOf(tx: ReadTx, staffId: number): Promise<OfferRow[]> {
  return tx.rows<OfferRow>(tx.sql.raw(offersSql, { staffId }));
}

const offersSql = `
  select s.id as "serviceId", s.name, s.price_minor as "priceMinor", s.currency, s.active,
    s.duration_minutes as "durationMinutes", o.service_id is not null as "isOffered",
    o.price_minor as "ownPriceMinor", o.duration_minutes as "ownDurationMinutes"
  from services s
  left join staff_services o on o.service_id = s.id and o.staff_id = :staffId
  order by s.position, s.id`;

/** What one master's price and duration are; null: the service's. */
export interface OwnTerms {
  readonly priceMinor: number | null;
  readonly durationMinutes: number | null;
}

/** Says at which price and how long a master does a service, or that this master does not (null). */
export async function saveOffer(
  tx: WriteTx,
  { staffId, serviceId }: { readonly staffId: number; readonly serviceId: number },
  terms: OwnTerms | null,
): Promise<void> {
  const key = { staff_id: staffId, service_id: serviceId };
  if (terms === null) {
    await tx.rows(tx.sql('staff_services').where(key).delete());
    return;
  }
  const values = { price_minor: terms.priceMinor, duration_minutes: terms.durationMinutes };
  await tx.rows(
    tx
      .sql('staff_services')
      .insert({ ...key, ...values })
      .onConflict(['staff_id', 'service_id'])
      .merge(values),
  );
}

/** The photo of an active master, as Telegram knows it; null when there is none. Any number may be asked for. */
export async function findStaffPhoto(tx: ReadTx, id: number): Promise<string | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<{ fileId: string | null }>(
    tx.sql('staff').where({ id, active: true }).select({ fileId: 'photo_file_id' }),
  );
  return row?.fileId ?? null;
}

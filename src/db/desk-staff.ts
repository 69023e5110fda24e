import { masterFields, type FieldValues } from '../domain/catalogue-fields.js';
import { CatalogueTable, type EntryKeys } from './catalogue-table.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A master as the salon's list shows it. */
export interface DeskStaffRow extends EntryKeys, FieldValues<typeof masterFields> {
  /** Active services this master offers. */
  readonly serviceCount: number;
  /** Whether there are own weekly hours; else the salon's hold. */
  readonly hasOwnHours: boolean;
  /** Names (or ids) of the people of the desk whose calendar it is. */
  readonly people: readonly string[];
}

/** The salon's masters, those who left too. */
export const staffTable = new CatalogueTable<typeof masterFields, DeskStaffRow>(masterFields, {
  table: 'staff',
  bookedAs: 'staff_id',
  facts: {
    serviceCount: `(select count(*)::int from staff_services o join services s on s.id = o.service_id
      where o.staff_id = entry.id and s.active)`,
    hasOwnHours: 'exists (select from working_hours h where h.staff_id = entry.id)',
    people: `(select coalesce(json_agg(coalesce(a.name, a.telegram_id::text) order by a.created_at), '[]')
      from admins a where a.staff_id = entry.id)`,
  },
});

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

import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** An active master who offers a service, with what it costs and takes with this master. */
export interface MasterRow {
  readonly id: number;
  readonly name: string;
  readonly about: string | null;
  /** Minor units of the service's currency. */
  readonly priceMinor: number;
  readonly durationMinutes: number;
}

export interface NewMaster {
  readonly name: string;
  readonly about: string | null;
  readonly position: number;
}

/** An active master; null when there is none with this id. Any number may be asked for. */
export async function findMaster(
  tx: ReadTx,
  staffId: number,
): Promise<(Pick<MasterRow, 'id' | 'name' | 'about'> & { readonly hasPhoto: boolean }) | null> {
  if (!isRowId(staffId)) return null;
  const [row] = await tx.rows<Pick<MasterRow, 'id' | 'name' | 'about'> & { readonly hasPhoto: boolean }>(
    tx
      .sql('staff')
      .where({ id: staffId, active: true })
      .select('id', 'name', 'about', { hasPhoto: tx.sql.raw('photo_file_id is not null') }),
  );
  return row ?? null;
}

/** Whether the salon has or ever had a master. */
export async function hasStaff(tx: ReadTx): Promise<boolean> {
  return (await tx.rows(tx.sql('staff').select('id').limit(1))).length > 0;
}

/** Writes masters and gives their ids in the same order. */
export async function insertStaff(tx: WriteTx, staff: readonly NewMaster[]): Promise<number[]> {
  if (staff.length === 0) return [];
  const rows = await tx.rows<{ id: number }>(
    tx
      .sql('staff')
      .insert(staff.map(({ name, about, position }) => ({ name, about, position })))
      .returning('id'),
  );
  return rows.map((row) => row.id);
}

/** Says who offers what, at the service's own price and duration. */
export async function insertOffers(
  tx: WriteTx,
  offers: readonly { readonly staffId: number; readonly serviceId: number }[],
): Promise<void> {
  if (offers.length === 0) return;
  await tx.rows(
    tx
      .sql('staff_services')
      .insert(offers.map(({ staffId, serviceId }) => ({ staff_id: staffId, service_id: serviceId }))),
  );
}

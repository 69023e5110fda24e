import type { ReadTx } from './tenant-db.js';

/** Whether somebody has entered weekly hours for the salon itself. */
export async function hasSalonHours(tx: ReadTx): Promise<boolean> {
  const rows = await tx.rows(tx.sql('working_hours').whereNull('staff_id').select('id').limit(1));
  return rows.length > 0;
}

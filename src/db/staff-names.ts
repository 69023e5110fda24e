import type { ReadTx } from './tenant-db.js';

/** The names of all masters the salon has or had, by id. */
export async function staffNames(tx: ReadTx): Promise<ReadonlyMap<number, string>> {
  const rows = await tx.rows<{ id: number; name: string }>(tx.sql('staff').select('id', 'name'));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

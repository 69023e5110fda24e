import type { ReadTx } from './tenant-db.js';

/** What the owner changed, as stored: key to JSON value of any shape. */
export async function storedSettings(tx: ReadTx): Promise<Map<string, unknown>> {
  const rows = await tx.rows<{ key: string; value: unknown }>(tx.sql('settings').select('key', 'value'));
  return new Map(rows.map(({ key, value }) => [key, value]));
}

import type { WriteTx } from './tenant-db.js';

/**
 * The locks of PostgreSQL belong to the whole database, so the tenant's id is part of the key. Hashed in 64 bits: two
 * names that meet by chance wait for each other, nothing worse.
 */
export function lockName(tx: WriteTx, name: string): string {
  return `botel:${tx.tenantId}:${name}`;
}

/** Filling an empty tenant happens once, however many processes start it: waits, then holds until the transaction ends. */
export async function lockFurnishing(tx: WriteTx): Promise<void> {
  const name = lockName(tx, 'furnishing');
  await tx.rows(tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]));
}

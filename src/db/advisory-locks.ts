import type { WriteTx } from './tenant-db.js';

/**
 * The locks of PostgreSQL belong to the whole database, so the tenant's id is part of the key. Hashed in 64 bits: two
 * names that meet by chance wait for each other, nothing worse.
 */
export function lockName(tx: WriteTx, name: string): string {
  return `botel:${tx.tenantId}:${name}`;
}

/** Of what can be booked: hours, days off, blocks, services and masters. */
export const offerLock = (tx: WriteTx): string => lockName(tx, 'offer');

/**
 * What can be booked changes one change after another, and no visit finds its place meanwhile: waits, then holds until the
 * transaction ends, so that a visit is either seen by the change or sees it. Taken before clients, bookings and staff are
 * locked, so that two never wait crosswise.
 */
export async function lockOffer(tx: WriteTx): Promise<void> {
  await tx.rows(tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [offerLock(tx)]));
}

/** What can be booked stays as it is until the transaction ends; those who only book do not wait for each other. */
export async function holdOffer(tx: WriteTx): Promise<void> {
  await tx.rows(tx.sql.raw('select pg_advisory_xact_lock_shared(hashtextextended(?, 0))', [offerLock(tx)]));
}

/** Filling an empty tenant happens once, however many processes start it: waits, then holds until the transaction ends. */
export async function lockFurnishing(tx: WriteTx): Promise<void> {
  const name = lockName(tx, 'furnishing');
  await tx.rows(tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]));
}

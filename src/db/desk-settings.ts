import { lockName } from './advisory-locks.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** One setting as stored. */
export interface StoredSetting {
  readonly value: unknown;
  readonly version: number;
}

/** All that is stored, by key; what is absent has its starting value, at version 0. */
export async function storedWithVersions(tx: ReadTx): Promise<Map<string, StoredSetting>> {
  const rows = await tx.rows<StoredSetting & { key: string }>(
    tx.sql('settings').select('key', 'value', 'version'),
  );
  return new Map(rows.map(({ key, value, version }) => [key, { value, version }]));
}

/** Changes of settings happen one after another: waits, then holds until the transaction ends. */
export async function lockSettings(tx: WriteTx): Promise<void> {
  await tx.rows(
    tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lockName(tx, 'settings')]),
  );
}

/**
 * Stores a value and gives its version. A key that had been reset goes on counting from the changes in the audit log,
 * so that no two states of a setting ever have the same version. `now` is epoch milliseconds.
 */
export async function storeSetting(tx: WriteTx, key: string, value: unknown, now: number): Promise<number> {
  const [row] = await tx.rows<{ version: number }>(
    tx.sql.raw(
      `insert into settings (key, value, version, updated_at)
       values (:key, cast(:value as jsonb),
         1 + (select count(*)::int from audit_log where subject = 'setting' and subject_id = :key), :now)
       on conflict (key) do update
         set value = excluded.value, version = excluded.version, updated_at = excluded.updated_at
       returning version`,
      { key, value: JSON.stringify(value), now: new Date(now) },
    ),
  );
  return row?.version ?? 0;
}

/** Takes a stored value away: the starting value holds again. */
export async function dropSetting(tx: WriteTx, key: string): Promise<void> {
  await tx.rows(tx.sql('settings').where({ key }).delete());
}

/**
 * Puts all services, and the own prices of masters, into another currency: the amounts stay as people read them, so the
 * minor units are multiplied by `factor` where the currencies count them differently. Gives the number of services.
 */
export async function changeServicesCurrency(tx: WriteTx, currency: string, factor: number): Promise<number> {
  await tx.rows(
    tx.sql.raw(
      `update staff_services o set price_minor = round(o.price_minor * cast(:factor as numeric))
       from services s
       where s.id = o.service_id and s.currency <> :currency and o.price_minor is not null`,
      { currency, factor },
    ),
  );
  const rows = await tx.rows(
    tx.sql.raw(
      `update services
       set currency = :currency, price_minor = round(price_minor * cast(:factor as numeric)), version = version + 1
       where currency <> :currency returning id`,
      { currency, factor },
    ),
  );
  return rows.length;
}

/** How many visits are still to come at `now` (epoch milliseconds). */
export async function countUpcoming(tx: ReadTx, now: number): Promise<number> {
  const [row] = await tx.rows<{ count: number }>(
    tx
      .sql('bookings')
      .where({ status: 'booked' })
      .where('starts_at', '>', new Date(now))
      .select({ count: tx.sql.raw('count(*)::int') }),
  );
  return row?.count ?? 0;
}

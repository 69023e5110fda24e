import type { Knex } from 'knex';
import { TenantInMaintenanceError, sqlStateOf } from './errors.js';
import { schemaOf } from './names.js';
import type { ConnectionPool } from './pool.js';
import type { TenantDb } from './tenant-db.js';
import { builder } from './transaction.js';

/*
 * While a backup takes the place of a tenant's tables, its role may not use its schema: every statement fails as if the
 * tables were not there. botel.tenants says why, and the restorer holds a lock for as long as it lives. Whoever meets a
 * maintenance without a restorer ends it, so that no tenant stays locked out by a restorer that died.
 */

/** What a statement ends with whose schema may not be used: tables and functions without a schema have no name there. */
const outOfReach = new Set(['42P01', '42501', '3F000', '42883']);

/** Of the lock a restorer holds for its whole life, as a key for PostgreSQL's advisory locks. */
export function restorerKey(tenantId: string): string {
  return `botel:restore:${tenantId}`;
}

/**
 * The same door, which tells a schema out of reach for a restore from tables that do not exist: the former rejects with
 * `TenantInMaintenanceError`. Work that failed in the moment when the maintenance ended is done once more.
 */
export function awareOfMaintenance(db: TenantDb, pool: ConnectionPool): TenantDb {
  const tried = async <T>(run: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await run();
      } catch (error) {
        if (!outOfReach.has(sqlStateOf(error) ?? '')) throw error;
        if (await isInMaintenance(pool, db.tenantId)) throw new TenantInMaintenanceError(db.tenantId);
        if (attempt > 0) throw error;
      }
    }
  };
  return {
    tenantId: db.tenantId,
    read: (work, asking) => tried(() => db.read(work, asking)),
    transact: (work) => tried(() => db.transact(work)),
  };
}

/** Whether a backup is about to take the place of the tenant's tables; ends a maintenance whose restorer is gone. */
export async function isInMaintenance(pool: ConnectionPool, id: string): Promise<boolean> {
  const [row] = await pool.query<{ on: boolean }>(
    'select maintenance is not null as "on" from botel.tenants where id = $1',
    [id],
  );
  if (row?.on !== true) return false;
  return pool.use((connection) =>
    builder.transaction(async (trx) => !(await endAbandonedMaintenance(trx, id)), { connection }),
  );
}

/** Gives the tenant its tables back unless a restorer is at work; tells whether they are in reach. */
export async function endAbandonedMaintenance(trx: Knex.Transaction, id: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { abandoned: boolean }[] }>(
    'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as abandoned',
    [restorerKey(id)],
  );
  if (rows[0]?.abandoned !== true) return false;
  await endMaintenance(trx, id);
  return true;
}

/** Puts a tenant's tables out of its reach. Whoever calls holds the restorer's lock. */
export async function beginMaintenance(trx: Knex.Transaction, id: string): Promise<void> {
  await trx.raw('update botel.tenants set maintenance = now(), updated_at = now() where id = ?', [id]);
  if (await schemaExists(trx, schemaOf(id)))
    await trx.raw(`revoke usage on schema "${schemaOf(id)}" from "${schemaOf(id)}"`);
}

/** Gives a tenant its tables back. Whoever calls holds the restorer's lock. */
export async function endMaintenance(trx: Knex.Transaction, id: string): Promise<void> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    'update botel.tenants set maintenance = null, updated_at = now() where id = ? and maintenance is not null',
    [id],
  );
  if (rowCount > 0 && (await schemaExists(trx, schemaOf(id))))
    await trx.raw(`grant usage on schema "${schemaOf(id)}" to "${schemaOf(id)}"`);
}

/** Whether the database has a schema of this name. */
export async function schemaExists(trx: Knex.Transaction, schema: string): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>('select from pg_namespace where nspname = ?', [
    schema,
  ]);
  return rowCount > 0;
}

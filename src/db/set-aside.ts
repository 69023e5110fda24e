import { RestoreError } from './errors.js';
import { restorerKey } from './maintenance.js';
import { checkTenantId, readSetAside } from './names.js';
import type { ConnectionPool } from './pool.js';
import { lockTenant } from './provision.js';
import { builder } from './transaction.js';

/** A schema that no bot uses: what a backup took the place of, or what an interrupted restore left. */
export interface SetAside {
  readonly schema: string;
  readonly tenantId: string;
  /** When it was replaced, epoch milliseconds; null: it never was in use. */
  readonly at: number | null;
  readonly bytes: number;
}

/** Schemas that wait to be thrown away, by tenant, the oldest first. */
export async function listSetAside(pool: ConnectionPool): Promise<SetAside[]> {
  const rows = await pool.query<{ schema: string; bytes: number }>(
    `select n.nspname as schema,
       coalesce((select sum(pg_total_relation_size(c.oid)) from pg_class c
         where c.relnamespace = n.oid and c.relkind = 'r'), 0)::bigint as bytes
     from pg_namespace n where n.nspname ~ '^[or]_[a-z][a-z0-9_]+$' and pg_get_userbyid(n.nspowner) = current_user
     order by 1`,
  );
  return rows.flatMap(({ schema, bytes }) => {
    const known = identify(schema);
    return known === null ? [] : [{ schema, ...known, bytes }];
  });
}

/**
 * Throws such a schema away for good. Rejects with `RestoreError` for a name that is none, and for what a restore that is
 * under way works on.
 */
export async function dropSetAside(pool: ConnectionPool, schema: string): Promise<void> {
  const known = identify(schema);
  if (known === null) throw new RestoreError(`${schema} is not the name of a schema that was set aside`);
  await pool.use((connection) =>
    builder.transaction(
      async (trx) => {
        await trx.raw(`set local statement_timeout to '10min'`);
        await lockTenant(trx, known.tenantId);
        const { rows } = await trx.raw<{ rows: { free: boolean }[] }>(
          'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as free',
          [restorerKey(known.tenantId)],
        );
        if (rows[0]?.free !== true)
          throw new RestoreError(`a restore of ${known.tenantId} is under way; try again when it has ended`);
        await trx.raw('drop schema if exists ?? cascade', [schema]);
      },
      { connection },
    ),
  );
}

function identify(schema: string): Pick<SetAside, 'tenantId' | 'at'> | null {
  const replaced = readSetAside(schema);
  if (replaced !== null) return replaced;
  if (!schema.startsWith('r_')) return null;
  try {
    return { tenantId: checkTenantId(schema.slice(2)), at: null };
  } catch {
    return null;
  }
}

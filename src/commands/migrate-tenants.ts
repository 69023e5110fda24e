import type { Database } from '../db/database.js';
import { messageOf } from '../lib/errors.js';

export interface Migration {
  readonly database: Database;
  readonly tenantIds: readonly string[];
  /** How many at a time. */
  readonly atOnce: number;
  /** Told after each tenant. */
  readonly progress: (done: number, of: number) => void;
  /** No further tenant is begun after it aborts. */
  readonly signal: AbortSignal;
}

export interface MigrationReport {
  readonly migrated: number;
  /** What was not, and why; their tables are as they were. */
  readonly broken: readonly { readonly tenantId: string; readonly reason: string }[];
}

/** The tenants whose tables are missing or of an older version, out of these. */
export async function tenantsToMigrate(
  database: Database,
  tenantIds: Iterable<string>,
): Promise<{ readonly tenantId: string; readonly version: string | null }[]> {
  const states = await database.platform.tenantStates();
  return Array.from(tenantIds)
    .filter((id) => database.platform.needsMigration(states.get(id)))
    .map((tenantId) => ({ tenantId, version: states.get(tenantId)?.schemaVersion ?? null }));
}

/**
 * Brings the tables of tenants to this program's version, each in a transaction of its own: what was done stays done
 * when this ends in the middle, and one that cannot be migrated is named and keeps nobody else from it. Never rejects for
 * the sake of one tenant.
 */
export async function migrateTenants(migration: Migration): Promise<MigrationReport> {
  const { database, tenantIds, atOnce, progress, signal } = migration;
  const waiting = [...tenantIds];
  const broken: { tenantId: string; reason: string }[] = [];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined && !signal.aborted; id = waiting.shift()) {
      try {
        await database.provision(id);
      } catch (error) {
        broken.push({ tenantId: id, reason: messageOf(error) });
      }
      done += 1;
      progress(done, tenantIds.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { migrated: done - broken.length, broken };
}

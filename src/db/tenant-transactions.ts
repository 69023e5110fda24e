import { backoffMs, pause } from '../lib/retry.js';
import { DatabaseUnavailableError, isRetryable, unavailableBecause } from './errors.js';
import { checkTenantId } from './names.js';
import type { ConnectionPool } from './pool.js';
import type { TenantDb, WriteTx } from './tenant-db.js';
import { runAsTenant } from './transaction.js';

const retries = 3;
const backoff = { firstMs: 10, capMs: 200 };

type Mode = 'read' | 'write';
type Work<T> = (tx: WriteTx) => Promise<T>;

/** The door to one tenant's tables on a pool that all tenants share. `id` is checked; the schema need not exist yet. */
export function tenantTransactions(pool: ConnectionPool, id: string): TenantDb {
  const tenantId = checkTenantId(id);
  return {
    tenantId,
    read: async (work) => untilDone(pool, tenantId, 'read', work),
    transact: async (work) => untilDone(pool, tenantId, 'write', work),
  };
}

async function untilDone<T>(pool: ConnectionPool, tenantId: string, mode: Mode, work: Work<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    let phase: 'waiting' | 'lent' | 'begun' = 'waiting';
    try {
      return await pool.use(async (connection) => {
        phase = 'lent';
        return runAsTenant(connection, tenantId, mode, async (tx) => {
          phase = 'begun';
          return work(tx);
        });
      });
    } catch (error) {
      const again =
        isRetryable(error) || (isPhase(phase, 'lent') && error instanceof DatabaseUnavailableError);
      if (!again) throw error;
      if (attempt >= retries) throw unavailableBecause(error);
    }
    // A connection that died while it was idle was found out before any work was done on it; the next may be alive.
    await pause(backoffMs(attempt, backoff));
  }
}

/** The compiler does not see that a callback has changed the variable. */
const isPhase = (phase: string, wanted: string): boolean => phase === wanted;

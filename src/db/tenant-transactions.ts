import { performance } from 'node:perf_hooks';
import { backoffMs, pause } from '../lib/retry.js';
import { DatabaseUnavailableError, isRetryable, unavailableBecause } from './errors.js';
import { checkTenantId } from './names.js';
import type { ConnectionPool } from './pool.js';
import type { TenantDb, WriteTx } from './tenant-db.js';
import { runAsTenant } from './transaction.js';

const retries = 3;
const backoff = { firstMs: 10, capMs: 200 };
/** A connection that was dead says so at once; behind one that had to be waited for is a server that hangs. */
const quickMs = 1_000;

type TenantPool = Pick<ConnectionPool, 'use'>;
type Mode = 'read' | 'write';
type Work<T> = (tx: WriteTx) => Promise<T>;

/** The door to one tenant's tables on its share of the pool of all tenants. `id` is checked; the schema need not exist yet. */
export function tenantTransactions(pool: TenantPool, id: string): TenantDb {
  const tenantId = checkTenantId(id);
  return {
    tenantId,
    read: async (work) => untilDone(pool, tenantId, 'read', work),
    transact: async (work) => untilDone(pool, tenantId, 'write', work),
  };
}

async function untilDone<T>(pool: TenantPool, tenantId: string, mode: Mode, work: Work<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    let phase: 'waiting' | 'lent' | 'begun' = 'waiting';
    const since = performance.now();
    try {
      return await pool.use(async (connection) => {
        phase = 'lent';
        return runAsTenant(connection, tenantId, mode, async (tx) => {
          phase = 'begun';
          return work(tx);
        });
      });
    } catch (error) {
      const isDead = isPhase(phase, 'lent') && error instanceof DatabaseUnavailableError;
      const again = isRetryable(error) || (isDead && performance.now() - since < quickMs);
      if (!again) throw error;
      if (attempt >= retries) throw unavailableBecause(error);
    }
    // A connection that died while it was idle was found out before any work was done on it; the next may be alive.
    await pause(backoffMs(attempt, backoff));
  }
}

/** The compiler does not see that a callback has changed the variable. */
const isPhase = (phase: string, wanted: string): boolean => phase === wanted;

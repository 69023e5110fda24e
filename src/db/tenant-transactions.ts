import { performance } from 'node:perf_hooks';
import type { PoolClient } from 'pg';
import { backoffMs, pause } from '../lib/retry.js';
import { DatabaseUnavailableError, isRetryable, unavailableBecause } from './errors.js';
import { Looks } from './looks.js';
import { checkTenantId } from './names.js';
import type { ConnectionPool } from './pool.js';
import type { TenantDb, WriteTx } from './tenant-db.js';
import { runAsTenant } from './transaction.js';

const retries = 3;
const backoff = { firstMs: 10, capMs: 200 };
/** A connection that was dead says so at once; behind one that had to be waited for is a server that hangs. */
const quickMs = 1_000;

type TenantPool = Pick<ConnectionPool, 'use'>;
/** Calls `begun` when it has started what must not be done a second time. */
type Attempt<T> = (connection: PoolClient, begun: () => void) => Promise<T>;

/** The door to one tenant's tables on its share of the pool of all tenants. `id` is checked; the schema need not exist yet. */
export function tenantTransactions(pool: TenantPool, id: string): TenantDb {
  const tenantId = checkTenantId(id);
  const run = <T>(mode: 'read' | 'write', work: (tx: WriteTx) => Promise<T>): Promise<T> =>
    untilDone(pool, (connection, begun) =>
      runAsTenant(connection, tenantId, mode, (tx) => {
        begun();
        return work(tx);
      }),
    );
  const looks = new Looks(tenantId, (work) => untilDone(pool, work));
  return {
    tenantId,
    read: async (work, asking) => (asking === 'at once' ? looks.read(work) : run('read', work)),
    transact: async (work) => run('write', work),
  };
}

async function untilDone<T>(pool: TenantPool, work: Attempt<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    let phase: 'waiting' | 'lent' | 'begun' = 'waiting';
    const since = performance.now();
    try {
      return await pool.use((connection) => {
        phase = 'lent';
        return work(connection, () => (phase = 'begun'));
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

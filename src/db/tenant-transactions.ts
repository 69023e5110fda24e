import { backoffMs, pause } from '../lib/retry.js';
import { isRetryable, translate } from './errors.js';
import { checkTenantId } from './names.js';
import type { ConnectionPool } from './pool.js';
import type { TenantDb, WriteTx } from './tenant-db.js';
import { runAsTenant } from './transaction.js';

const retries = 3;
const backoff = { firstMs: 10, capMs: 200 };

/** The door to one tenant's tables on a pool that all tenants share. `id` is checked; the schema need not exist yet. */
export function tenantTransactions(pool: ConnectionPool, id: string): TenantDb {
  const tenantId = checkTenantId(id);
  const run = async <T>(mode: 'read' | 'write', work: (tx: WriteTx) => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await pool.use(async (connection) => {
        try {
          return { done: true as const, value: await runAsTenant(connection, tenantId, mode, work) };
        } catch (error) {
          if (!isRetryable(error) || attempt >= retries) throw translate(error);
          return { done: false as const };
        }
      });
      if (outcome.done) return outcome.value;
      await pause(backoffMs(attempt, backoff));
    }
  };
  return {
    tenantId,
    read: (work) => run('read', work),
    transact: (work) => run('write', work),
  };
}

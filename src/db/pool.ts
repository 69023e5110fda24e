import { Pool, type PoolClient, type QueryResult } from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../lib/errors.js';
import { DatabaseUnavailableError, translate, unavailableBecause } from './errors.js';
import { valueTypes } from './value-types.js';

/** A backend never gives back the catalog memory of the tenants it served: few connections, and none lives for long. */
const mostConnections = 10;
const usesOfAConnection = 5_000;
const lifetimeSeconds = 1_800;
const waitMs = 10_000;
const mostWaiting = 5_000;

const statementTimeoutMs = 15_000;
const answerTimeoutMs = 20_000;
/** A server that is alive begins a transaction in no time: one that hangs is found out before any work is done on it. */
export const openingTimeoutMs = 5_000;

export interface ConnectionPool {
  /** Lends a connection for as long as `work` runs. One left inside a transaction is closed, not lent again. */
  use<T>(work: (connection: PoolClient) => Promise<T>): Promise<T>;
  /** One statement in its own transaction, as the login role. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Waits for lent connections, then closes all. */
  close(): Promise<void>;
}

export function openPool(url: string, size: number, log: Logger): ConnectionPool {
  const pool = new Pool({
    connectionString: url,
    max: Math.max(1, Math.min(size, mostConnections)),
    maxUses: usesOfAConnection,
    maxLifetimeSeconds: lifetimeSeconds,
    connectionTimeoutMillis: waitMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'botel',
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
    // Without a tenant no table has a name: nothing but the catalog is on the path.
    options: '-c search_path=pg_catalog',
    types: valueTypes,
  });
  // A connection that breaks while it is lent reports to its client, while it is idle to the pool; unheard, either
  // would end the process. The statement that needed it fails by itself.
  pool.on('connect', (connection) => {
    connection.on('error', (error) =>
      log.debug({ reason: messageOf(error) }, 'a database connection was lost'),
    );
  });
  pool.on('error', (error) => log.warn({ reason: messageOf(error) }, 'an idle database connection was lost'));

  const use: ConnectionPool['use'] = async (work) => {
    const connection = await lend(pool);
    let broken = false;
    try {
      return await work(connection);
    } catch (error) {
      const translated = translate(error);
      broken = translated instanceof DatabaseUnavailableError;
      throw translated;
    } finally {
      connection.release(broken || connection.getTransactionStatus() !== 'I');
    }
  };
  return {
    use,
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      use(async (connection) => {
        const result: QueryResult = await connection.query(extended(sql, values));
        return result.rows as Row[];
      }),
    close: () => pool.end(),
  };
}

async function lend(pool: Pool): Promise<PoolClient> {
  if (pool.waitingCount >= mostWaiting) {
    throw new DatabaseUnavailableError(`${pool.waitingCount} transactions are waiting for a connection`);
  }
  try {
    return await pool.connect();
  } catch (error) {
    throw unavailableBecause(error);
  }
}

/** Several commands of ours in one message; the driver's own timeout covers a network that swallows answers. */
export function command(sql: string) {
  return { text: sql, query_timeout: answerTimeoutMs };
}

/** As `command`, for what opens a transaction. */
export function opening(sql: string) {
  return { text: sql, query_timeout: openingTimeoutMs };
}

/** The extended protocol even without values: it takes one command only, so nothing can be appended to a statement. */
export function extended(sql: string, values: readonly unknown[]) {
  return { text: sql, values: [...values], queryMode: 'extended', query_timeout: answerTimeoutMs };
}

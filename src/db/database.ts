import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { BotelError, messageOf } from '../lib/errors.js';
import { pause } from '../lib/retry.js';
import { backupRows, type BackupRows } from './backup-rows.js';
import { leaseDesk, type ChatLeases } from './chat-leases.js';
import { DatabaseUnavailableError, MigrationError, unavailableBecause } from './errors.js';
import { failedUpdates, type FailedUpdates } from './failed-updates.js';
import { awareOfMaintenance } from './maintenance.js';
import { latestTenantVersion, platformMigrations } from './migrations.js';
import { platformRows, type PlatformDb } from './platform.js';
import { openPool, type ConnectionPool } from './pool.js';
import { archiveTenant, provisionTenant, type Provision } from './provision.js';
import {
  checkServer,
  closeWaysOut,
  ensureExtension,
  readServerFacts,
  type ServerFacts,
} from './requirements.js';
import { restoreTenantSchema } from './restore.js';
import type { Restored, RestoreRequest } from './restore-types.js';
import { dropSetAside, listSetAside, type SetAside } from './set-aside.js';
import { withSnapshot, type Snapshot } from './snapshot.js';
import type { TenantDb } from './tenant-db.js';
import { sharesOf, TenantShares } from './tenant-share.js';
import { tenantTransactions } from './tenant-transactions.js';
import { builder } from './transaction.js';

const pingMs = 2_000;

/** One PostgreSQL database with the platform's schema and the schemas of tenants. Nobody is given a bare connection. */
export interface Database {
  /** The door to one tenant's tables; opens nothing by itself. Throws for what is not a tenant id. */
  tenant(id: string): TenantDb;
  readonly platform: PlatformDb;
  /** A new holder of leases on the tenant's chats. */
  chatLeases(id: string): ChatLeases;
  failedUpdates(id: string): FailedUpdates;
  /**
   * Creates role and schema of a tenant, brings an archived one back, runs missing migrations; tells whether the tables
   * are new, and empty. Idempotent, and safe from several processes. Rejects with `MigrationError` (nothing half applied) or `DatabaseUnavailableError`.
   */
  provision(id: string): Promise<Provision>;
  readonly backups: BackupRows;
  /** Lends everything of a tenant as it stood at one moment, on a connection besides the pool; see `withSnapshot`. */
  snapshot<T>(id: string, signal: AbortSignal, work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** Takes the schema out of reach and keeps its data; `provision` brings it back. */
  archive(id: string): Promise<void>;
  /** Lets a backup take the place of a tenant's tables; see `restoreTenantSchema`. */
  restore(request: RestoreRequest): Promise<Restored>;
  /** What restores left behind and nobody uses. */
  setAside(): Promise<SetAside[]>;
  /** Throws one of these schemas away for good. */
  dropSetAside(schema: string): Promise<void>;
  /** Resolves when the server answers within two seconds; else rejects with `DatabaseUnavailableError`. */
  ping(): Promise<void>;
  /** What the server's clock shows, in epoch milliseconds. Rejects with `DatabaseUnavailableError`. */
  time(): Promise<number>;
  /** Waits for running transactions, then closes the connections. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** postgres:// URL of a login role with CREATEROLE that may create schemas, PostgreSQL 15 or newer. */
  readonly url: string;
  readonly log: Logger;
  /** Connections at most, 1 to 10; 10 when unset. */
  readonly poolSize?: number;
  /** Of these, for one tenant at once; four of ten when unset. */
  readonly tenantConnections?: number;
  /** Directory of the tenants' migrations, when it is not the program's own. */
  readonly tenantMigrations?: string;
}

/**
 * Connects, checks server and login role, and migrates the platform's schema. Rejects with `DatabaseSetupError` (says
 * what to run), `MigrationError` or `DatabaseUnavailableError`.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, log, poolSize = 10, tenantMigrations: directory } = options;
  const pool = openPool(url, poolSize, log);
  const shares = new TenantShares(pool, sharesOf(poolSize, options.tenantConnections));
  try {
    const facts = await readServerFacts(pool);
    checkServer(facts);
    await preparePlatform(pool, facts, log);
    return {
      tenant: (id) => awareOfMaintenance(tenantTransactions(shares.of(id), id), pool),
      platform: platformRows(pool, latestTenantVersion(directory)),
      chatLeases: leaseDesk(pool),
      failedUpdates: (id) => failedUpdates(pool, id),
      provision: (id) => provisionTenant(pool, facts, id, directory),
      archive: (id) => archiveTenant(pool, id),
      backups: backupRows(pool),
      snapshot: (id, signal, work) => withSnapshot(url, id, signal, work),
      restore: (request) => restoreTenantSchema({ url, facts, log, directory }, request),
      setAside: () => listSetAside(pool),
      dropSetAside: (schema) => dropSetAside(pool, schema),
      ping: async () => ping(pool),
      time: () => readTime(pool),
      close: () => pool.close(),
    };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function readTime(pool: ConnectionPool): Promise<number> {
  const [row] = await pool.query<{ ms: number }>(
    'select cast(extract(epoch from clock_timestamp()) * 1000 as float8) as ms',
  );
  if (row === undefined) throw new BotelError('no_time', 'the server told no time');
  return row.ms;
}

async function ping(pool: ConnectionPool): Promise<void> {
  const answered = new AbortController();
  const silence = pause(pingMs, answered.signal).then((waited) => {
    if (waited) throw new DatabaseUnavailableError(`no answer within ${pingMs} ms`);
  });
  const answer = pool.query('select 1').then(
    () => undefined,
    (error: unknown) => Promise.reject(unavailableBecause(error)),
  );
  try {
    await Promise.race([answer, silence]);
  } finally {
    answered.abort();
  }
}

/** The platform's schema and what belongs to the whole database; one process at a time. */
async function preparePlatform(pool: ConnectionPool, facts: ServerFacts, log: Logger): Promise<void> {
  const prepare = async (trx: Knex.Transaction): Promise<void> => {
    await trx.raw(`select pg_advisory_xact_lock(hashtextextended('botel:platform', 0))`);
    await trx.raw('create schema if not exists botel');
    await trx.migrate.latest(platformMigrations());
    await ensureExtension(trx, facts);
    await closeWaysOut(trx, facts, log);
  };
  try {
    await pool.use(async (connection) => builder.transaction(prepare, { connection }));
  } catch (error) {
    if (error instanceof BotelError) throw error;
    throw new MigrationError('the platform', messageOf(error), { cause: error });
  }
}

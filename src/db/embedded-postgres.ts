import { realpath } from 'node:fs/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../lib/errors.js';
import { pause } from '../lib/retry.js';
import {
  clusterData,
  openCluster,
  readCredentials,
  removeLeftovers,
  superuser,
  type Cluster,
} from './embedded/cluster.js';
import { guardServer } from './embedded/guard.js';
import { isServerOf, readPidFile } from './embedded/pid-file.js';
import { ensureRunning, stopServer, type ServerSettings } from './embedded/server.js';
import { DatabaseSetupError, DatabaseUnavailableError } from './errors.js';
import { closingStatements } from './requirements.js';

export interface EmbeddedPostgres {
  /** For the role `botel`: owns the database `botel`, may create roles, is no superuser. */
  readonly url: string;
  /** For the superuser, database `postgres`. */
  readonly adminUrl: string;
  /** Stops the server and waits for its end. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Tried first; another free port is taken when it is in use. */
  readonly port?: number;
  readonly log: Logger;
  /** Server settings over ours; values without spaces. */
  readonly settings?: ServerSettings;
  /** How long to wait for another process that owns the server and may be stopping; 15 seconds when unset. */
  readonly ownerPatienceMs?: number;
}

const loginRole = 'botel';
const ownerKey = 7_205_759;

/**
 * Starts the PostgreSQL server that npm installed, with its files in `dataDir/postgres`, on loopback. The first start
 * makes the database. A server left running by a crash is taken over, and one that ends while it is needed is brought
 * back. Works as root too: the server then runs as another user. Rejects with `DatabaseSetupError` when something must be
 * changed, also when another process owns the server, else with `DatabaseUnavailableError`.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, settings = {} } = options;
  log.info('starting the embedded PostgreSQL …');
  const cluster = await openCluster(dataDir, settings.fsync !== 'off', log);
  const { port, owner } = await startAndOwn(cluster, options);
  try {
    await removeLeftovers(cluster.home, log);
    await furnish(owner, cluster, port);
  } catch (error) {
    await owner.end();
    throw error;
  }
  log.info({ port }, 'the embedded PostgreSQL is ready');
  const again = async () => (await startAndOwn(cluster, { ...options, port }, 'at this port')).owner;
  const guard = guardServer(owner, again, log);
  let stopping: Promise<void> | null = null;
  return {
    url: urlOf(loginRole, cluster.credentials.login, port, loginRole),
    adminUrl: urlOf(superuser, cluster.credentials.superuser, port, 'postgres'),
    stop: async () => (stopping ??= guard.stop().then(async () => stopServer(cluster))),
  };
}

/** The URL of the embedded server under `dataDir` when one is running, else null. Starts nothing. */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | null> {
  const data = await realpath(clusterData(dataDir)).catch(() => null);
  if (data === null) return null;
  const found = await readPidFile(data);
  const credentials = await readCredentials(dataDir);
  if (found?.port == null || credentials === null || !(await isServerOf(data, found.pid))) return null;
  return urlOf(loginRole, credentials.login, found.port, loginRole);
}

function urlOf(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * The owner of the server is the process that holds a lock in it: the lock ends with the process, however that ends.
 * A predecessor on its way out may stop the server under our hands; then it is started again.
 */
async function startAndOwn(
  cluster: Cluster,
  { port, settings = {}, log, ownerPatienceMs = 15_000 }: EmbeddedOptions,
  where: 'anywhere' | 'at this port' = 'anywhere',
) {
  const deadline = Date.now() + ownerPatienceMs;
  for (;;) {
    const actual = await ensureRunning(cluster, { port: port ?? null, where }, settings, log);
    const owner = adminClient(cluster, actual, 'postgres');
    owner.on('error', (error) =>
      log.warn({ reason: messageOf(error) }, 'the embedded PostgreSQL closed a connection'),
    );
    try {
      await owner.connect();
      const { rows } = await owner.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
        ownerKey,
      ]);
      if (rows[0]?.mine === true) return { port: actual, owner };
      await owner.end();
    } catch (error) {
      await owner.end().catch(() => undefined);
      if (Date.now() > deadline)
        throw new DatabaseUnavailableError(`the embedded PostgreSQL: ${messageOf(error)}`);
    }
    if (Date.now() > deadline) {
      throw new DatabaseSetupError(
        `another Botel process uses the database in ${cluster.home}; stop it, or give this one another DATA_DIR`,
      );
    }
    await pause(200);
  }
}

function adminClient(cluster: Cluster, port: number, database: string): Client {
  const connectionString = urlOf(superuser, cluster.credentials.superuser, port, database);
  return new Client({ connectionString, application_name: 'botel-owner', connectionTimeoutMillis: 5_000 });
}

/** Role and database of the program, each made where it is missing, so that an interrupted first start is completed. */
async function furnish(admin: Client, cluster: Cluster, port: number): Promise<void> {
  const role = await admin.query('select from pg_roles where rolname = $1', [loginRole]);
  if (role.rowCount === 0) {
    const password = admin.escapeLiteral(cluster.credentials.login);
    await admin.query(`create role ${loginRole} login createrole noinherit nosuperuser password ${password}`);
  }
  const database = await admin.query('select from pg_database where datname = $1', [loginRole]);
  if (database.rowCount === 0) await admin.query(`create database ${loginRole} owner ${loginRole}`);
  const inside = adminClient(cluster, port, loginRole);
  await inside.connect();
  try {
    for (const statement of closingStatements(loginRole, loginRole)) await inside.query(statement);
  } finally {
    await inside.end();
  }
}

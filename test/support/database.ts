import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import pino from 'pino';
import { openDatabase, type Database } from '../../src/db/database.js';
import type { TenantDb } from '../../src/db/tenant-db.js';
import { atDatabase, testServer } from './database-url.js';
import { keepStoredSecrets } from './leak-harvest.js';
import { keepSecret } from './leak-watch.js';

export interface TestDatabase {
  /** URL of the login role Botel runs as. */
  readonly url: string;
  /** URL of a superuser for the same database: to look at what no tenant may. */
  readonly adminUrl: string;
  readonly database: Database;
  /** Closes and drops the database. Rejects when the test left a connection open. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  readonly poolSize?: number;
  /** Of these, for one tenant: all when absent, for most tests have one tenant and want it to race. */
  readonly tenantConnections?: number;
}

/** A database of its own for a test file, cloned from the migrated template. */
export async function testDatabase({
  poolSize = 4,
  tenantConnections = poolSize,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { adminUrl, loginUrl, template } = testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const owner = new URL(loginUrl).username;
  // The lock keeps files that start at once from cloning the template while another clones it.
  await asAdmin(adminUrl, [
    'select pg_advisory_lock(7205760)',
    `create database ${name} template ${template} owner ${owner}`,
    `revoke connect, temporary on database ${name} from public`,
  ]);
  const url = atDatabase(loginUrl, name);
  keepSecret('secret', new URL(url).password);
  const database = await openDatabase({ url, log: pino({ level: 'silent' }), poolSize, tenantConnections });
  return {
    url,
    adminUrl: atDatabase(adminUrl, name),
    database,
    close: async () => {
      await database.close();
      try {
        await keepStoredSecrets(atDatabase(adminUrl, name));
      } finally {
        await drop(adminUrl, name);
      }
    },
  };
}

let counter = 0;

/** A tenant with its tables, ready to use; `id` is made up when it does not matter. */
export async function testTenant({ database }: TestDatabase, id?: string): Promise<TenantDb> {
  counter += 1;
  const name = id ?? `salon_${counter}`;
  await database.provision(name);
  return database.tenant(name);
}

async function drop(adminUrl: string, name: string): Promise<void> {
  try {
    // Without FORCE the server waits five seconds for connections to end and then refuses.
    await asAdmin(adminUrl, [`drop database ${name}`]);
  } catch (error) {
    await asAdmin(adminUrl, [`drop database if exists ${name} with (force)`]);
    throw new Error('a connection to the test database was left open', { cause: error });
  }
}

async function asAdmin(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

import '../../src/lib/typescript-sources';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { openDatabase } from '../../src/db/database.js';
import { clusterData } from '../../src/db/embedded/cluster.js';
import { isServerOf, readPidFile } from '../../src/db/embedded/pid-file.js';
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.js';
import { closingStatements } from '../../src/db/requirements.js';
import { atDatabase, testServer } from './database-url.js';
import { figuresVariable } from './fault-figures.js';
import { flushOutput, leakVariable, watchOutput } from './leak-watch.js';

const prefix = 'botel-test-';
const leaksPrefix = 'botel-leaks-';
const log = pino({ level: 'silent' });

interface TestServer {
  stop(): Promise<void>;
}
declare global {
  var botelTestServer: TestServer | undefined;
}

/**
 * One PostgreSQL server for the whole run, with a migrated database for the test files to clone. DATABASE_URL_TEST (a
 * superuser's URL) names a server to use instead.
 */
export default async function globalSetup(): Promise<void> {
  const run = randomBytes(4).toString('hex');
  process.env.BOTEL_TEST_TEMPLATE = `botel_template_${run}`;
  process.env[figuresVariable] = join(tmpdir(), `botel-figures-${run}.jsonl`);
  process.env[leakVariable] = join(tmpdir(), `${leaksPrefix}${process.pid}-${run}`);
  const given = process.env.DATABASE_URL_TEST;
  globalThis.botelTestServer =
    given === undefined ? await startServer() : await useServer(given, `botel_${run}`);
  await createTemplate();
}

async function startServer(): Promise<TestServer> {
  await removeOrphans();
  const directory = await mkdtemp(join(tmpdir(), prefix));
  await writeFile(join(directory, 'owner'), String(process.pid));
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 300,
    shared_buffers: '128MB',
    // A host that is frozen or killed while it connects would hold up every DROP DATABASE for a minute.
    authentication_timeout: '5s',
  };
  const server = await startEmbeddedPostgres({ dataDir: directory, log, settings });
  process.env.BOTEL_TEST_ADMIN_URL = server.adminUrl;
  process.env.BOTEL_TEST_LOGIN_URL = server.url;
  return {
    stop: async () => {
      await server.stop();
      await watchServerLog(join(directory, 'postgres', 'server.log'));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What PostgreSQL itself wrote is read by operators, too. */
async function watchServerLog(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) watchOutput('program', line);
  flushOutput();
}

async function useServer(adminUrl: string, login: string): Promise<TestServer> {
  const password = randomBytes(16).toString('hex');
  await asAdmin(adminUrl, `create role ${login} login createrole noinherit password '${password}'`);
  const url = new URL(adminUrl);
  url.username = login;
  url.password = password;
  process.env.BOTEL_TEST_ADMIN_URL = adminUrl;
  process.env.BOTEL_TEST_LOGIN_URL = url.toString();
  return {
    stop: async () => {
      await asAdmin(adminUrl, `drop database if exists ${testServer().template} with (force)`);
      // Roles of tenants stay: they belong to the server, and other runs may be using the same names.
      await asAdmin(adminUrl, `alter role ${login} nologin`);
    },
  };
}

async function createTemplate(): Promise<void> {
  const { adminUrl, loginUrl, template } = testServer();
  const login = new URL(loginUrl).username;
  await asAdmin(adminUrl, `create database ${template} owner ${login}`);
  await asAdmin(atDatabase(adminUrl, template), closingStatements(login, template).join('; '));
  const database = await openDatabase({ url: atDatabase(loginUrl, template), log, poolSize: 1 });
  await database.close();
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A run that was killed left its server behind: end it by its own pid file and take its files away. */
async function removeOrphans(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const noted = name.startsWith(leaksPrefix) ? Number.parseInt(name.slice(leaksPrefix.length), 10) : NaN;
    if (!Number.isNaN(noted) && !isAlive(noted)) await rm(join(tmpdir(), name), { force: true });
    if (!name.startsWith(prefix)) continue;
    const directory = join(tmpdir(), name);
    const owner = Number(await readFile(join(directory, 'owner'), 'utf8').catch(() => 'NaN'));
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const left = await readPidFile(clusterData(directory));
    if (left !== null && (await isServerOf(clusterData(directory), left.pid)))
      process.kill(left.pid, 'SIGQUIT');
    await rm(directory, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { migrateTenants, tenantsToMigrate } from '../../src/commands/migrate-tenants.js';
import { openDatabase } from '../../src/db/database.js';
import { latestTenantVersion } from '../../src/db/migrations.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { registryText, startTestHost } from '../support/host.js';
import { startBotel } from '../support/process.js';

/** Many tenants at once: killed in the middle, two at a time, and one that is broken. */
const ours = readdirSync(join(__dirname, '../../migrations/tenant'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();
const silent = pino({ level: 'silent' });
const idsOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}_${index}`);

let db: TestDatabase;
let admin: Client;
beforeAll(async () => {
  db = await testDatabase({ poolSize: 8 });
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

/** What was run on each schema, each time it was run. */
async function historyOf(ids: readonly string[]): Promise<string[][]> {
  const histories: string[][] = [];
  for (const id of ids) {
    const { rows } = await admin.query<{ name: string }>(`select name from "t_${id}".migrations order by id`);
    histories.push(rows.map(({ name }) => name));
  }
  return histories;
}

async function schemasOf(prefix: string): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    'select nspname as name from pg_namespace where nspname like $1',
    [`t\\_${prefix}\\_%`],
  );
  return rows.map(({ name }) => name);
}

test('a migration that is killed in the middle goes on where it was', async () => {
  const ids = idsOf('killed', 16);
  const registry = registryText(Object.fromEntries(ids.map((id) => [id, {}])));
  const begin = () => startBotel(registry, { DATABASE_URL: db.url }, 'src/cli/botel/main.ts', ['migrate']);
  const first = await begin();
  await first.waitFor(/^Migrated [3-9] of 16/);
  first.signal('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');
  await first.clear();
  const states = await db.database.platform.tenantStates();
  const done = ids.filter((id) => states.get(id)?.schemaVersion === latestTenantVersion());
  expect(done.length).toBeGreaterThan(2);
  expect(done.length).toBeLessThan(16);

  const second = await begin();
  expect(await second.ended).toBe(0);
  expect(second.output()).toMatch(/Migrated: \d+ of \d+; \d+ were up to date\./);
  await second.clear();
  expect(await historyOf(ids)).toEqual(ids.map(() => ours));
  expect(await tenantsToMigrate(db.database, ids)).toEqual([]);
}, 120_000);

test('two processes at once, and a tenant whose tables were tampered with, which is named', async () => {
  const ids = idsOf('pair', 5);
  const [broken = ''] = ids;
  await admin.query(
    `create schema t_${broken} authorization ${new URL(db.url).username}; create table t_${broken}.staff (mine text)`,
  );
  const other = await openDatabase({ url: db.url, log: silent, poolSize: 8 });
  try {
    const reports = await Promise.all(
      [db.database, other].map((database) =>
        migrateTenants({
          ...{ database, tenantIds: ids, atOnce: 4, signal: new AbortController().signal },
          progress: () => undefined,
        }),
      ),
    );
    for (const report of reports) {
      expect(report.migrated).toBe(ids.length - 1);
      expect(report.broken).toEqual([
        {
          tenantId: broken,
          reason: expect.stringContaining('failed: relation "staff" already exists') as string,
        },
      ]);
    }
  } finally {
    await other.close();
  }
  expect(await historyOf(ids.slice(1))).toEqual(ids.slice(1).map(() => ours));
});

test('a host starts all but the one that cannot be migrated, parks that with its name, and says how far it is', async () => {
  const ids = idsOf('many', 22);
  const [broken = ''] = ids;
  await admin.query(
    `create schema t_${broken} authorization ${new URL(db.url).username}; create table t_${broken}.staff (mine text)`,
  );
  const sandbox = await startSandbox();
  const host = await startTestHost({
    tenants: Object.fromEntries(ids.map((id) => [id, {}])),
    sandbox,
    database: db,
  });
  try {
    const states = host.host.tenants();
    expect(states.filter(({ state }) => state === 'running')).toHaveLength(21);
    expect(states.find(({ id }) => id === broken)).toMatchObject({
      state: 'parked',
      reason: `migrating tenant ${broken} failed: relation "staff" already exists (42P07)`,
    });
    expect(host.logs.some((line) => line.includes('migrated 21 of 22'))).toBe(true);
    expect(await schemasOf('many')).toHaveLength(22);
  } finally {
    await host.stop();
    await sandbox.stop();
  }
}, 60_000);

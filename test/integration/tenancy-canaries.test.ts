import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength } from '../support/dice.js';
import type { ReadTx, TenantDb } from '../../src/db/tenant-db.js';

const tenantCount = 200;
const workers = 64;
const transactions = isFullLength ? 30_000 : 8_000;

let db: TestDatabase;
let tenants: TenantDb[];

beforeAll(async () => {
  db = await testDatabase({ poolSize: 4 });
  tenants = Array.from({ length: tenantCount }, (_, index) => db.database.tenant(`salon_${index}`));
  const waiting = tenants.values();
  const begun = performance.now();
  const provisioners = Array.from({ length: 4 }, async () => {
    for (const { tenantId } of waiting) await db.database.provision(tenantId);
  });
  await Promise.all(provisioners);
  process.stdout.write(
    `provisioned: ${tenantCount} tenants, ${((performance.now() - begun) / tenantCount).toFixed(1)} ms each\n`,
  );
  for (const tenant of tenants)
    await tenant.transact(async (tx) => tx.rows(tx.sql('clients').insert({ name: tenant.tenantId })));
}, 300_000);
afterAll(async () => db.close());

class Abort extends Error {
  readonly code = 'aborted';
}

async function canaries(tx: ReadTx): Promise<string[]> {
  return (await tx.rows<{ name: string }>(tx.sql('clients').distinct('name'))).map(({ name }) => name);
}

async function look(tenant: TenantDb, tx: ReadTx, seen: Seen): Promise<void> {
  const found = await canaries(tx);
  seen.looks += 1;
  for (const name of found) if (name !== tenant.tenantId) seen.foreign.push(`${tenant.tenantId} saw ${name}`);
  if (found.length === 0) seen.foreign.push(`${tenant.tenantId} saw nothing`);
}

interface Seen {
  looks: number;
  readonly foreign: string[];
  readonly endings: Record<string, number>;
}

const run = (tenant: TenantDb, sql: string) => tenant.transact(async (tx) => tx.rows(tx.sql.raw(sql)));

/** The ways a transaction of a busy program ends; each must leave the connection clean for the next tenant. */
const endings: Record<string, (tenant: TenantDb, seen: Seen) => Promise<unknown>> = {
  read: async (tenant, seen) => tenant.read(async (tx) => look(tenant, tx, seen)),
  write: async (tenant, seen) =>
    tenant.transact(async (tx) => {
      await tx.rows(tx.sql('clients').where({ name: tenant.tenantId }).update({ seen_at: new Date() }));
      await look(tenant, tx, seen);
    }),
  'abort by the program': async (tenant) =>
    tenant.transact(async (tx) => {
      await tx.rows(tx.sql('clients').insert({ name: 'aborted' }));
      throw new Abort();
    }),
  'abort by the server': async (tenant) => run(tenant, 'select 1/0'),
  'abort with statements under way': async (tenant) =>
    tenant.transact(async (tx) => {
      tx.rows(tx.sql.raw('select count(*) from generate_series(1, 2000)')).catch(ignore);
      tx.rows(tx.sql('clients').insert({ name: 'late' })).catch(ignore);
      throw new Abort();
    }),
  'swallowed error': async (tenant) =>
    tenant.transact(async (tx) => {
      await tx.rows(tx.sql.raw('select 1/0')).catch(ignore);
    }),
  'foreign table': async (tenant) =>
    run(tenant, `select * from t_salon_${tenant.tenantId === 'salon_0' ? 1 : 0}.clients`),
  'attempt to leave': async (tenant) => run(tenant, `select set_config('search_path', 't_salon_0', false)`),
};

/** What each of them must come to, whatever runs beside it. */
const expected = [
  'read: committed',
  'write: committed',
  'abort by the program: aborted',
  'abort by the server: 22012',
  'abort with statements under way: aborted',
  'swallowed error: statement_refused',
  'foreign table: 42501',
  'attempt to leave: 42501',
];

const codeOf = (error: unknown) => (error as { code?: string }).code ?? String(error);

function ignore(): void {}

test('no transaction ever sees the rows of another tenant', async () => {
  const kinds = Object.keys(endings);
  const seen: Seen = { looks: 0, foreign: [], endings: {} };
  let started = 0;
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    while (started < transactions) {
      started += 1;
      const tenant = tenants[Math.floor(Math.random() * tenantCount)];
      // Half of them look; the rest do their worst.
      const kind =
        Math.random() < 0.5
          ? Math.random() < 0.5
            ? 'read'
            : 'write'
          : kinds[Math.floor(Math.random() * kinds.length)];
      if (tenant === undefined || kind === undefined) throw new Error('out of range');
      const outcome = await endings[kind]?.(tenant, seen).then(() => 'committed', codeOf);
      const key = `${kind}: ${outcome ?? 'unknown'}`;
      seen.endings[key] = (seen.endings[key] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(
    `${started} transactions of ${tenantCount} tenants by ${workers} workers on 4 connections in ${seconds.toFixed(1)} s, ` +
      `${seen.looks} looks, ${seen.foreign.length} foreign canaries\n${JSON.stringify(seen.endings, null, 1)}\n`,
  );
  expect(seen.foreign).toEqual([]);
  expect(Object.keys(seen.endings).sort()).toEqual([...expected].sort());
  expect(seen.looks).toBeGreaterThan(transactions / 3);
}, 300_000);

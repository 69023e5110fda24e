import { Client } from 'pg';
import pino from 'pino';
import { openDatabase, type Database } from '../../src/db/database.js';
import { DatabaseUnavailableError } from '../../src/db/errors.js';
import type { TenantDb } from '../../src/db/tenant-db.js';
import { testDatabase, testTenant, type TestDatabase } from '../support/database.js';
import { frozenWay, type FrozenWay } from '../support/frozen-way.js';

/* What a transaction ends with when its server hangs, is slow or is told to stop. */

let db: TestDatabase;
let id: string;
let way: FrozenWay;
let far: Database;
let tenant: TenantDb;

beforeAll(async () => {
  db = await testDatabase();
  id = (await testTenant(db)).tenantId;
  way = await frozenWay(db.url);
  far = await openDatabase({ url: way.url, log: pino({ level: 'silent' }), poolSize: 1 });
  tenant = far.tenant(id);
});
afterAll(async () => {
  await far.close();
  await way.close();
  await db.close();
});

const one = (): Promise<unknown> => tenant.read((tx) => tx.rows(tx.sql.raw('select 1')));

test('a server that hangs is found out at the beginning of a transaction, and asked again once it answers', async () => {
  const second = await openDatabase({ url: way.url, log: pino({ level: 'silent' }), poolSize: 1 });
  await one();
  way.freeze();
  let isWorking = false;
  const look = second.tenant(id).read((tx) => tx.rows(tx.sql.raw('select 1')), 'at once');
  look.catch(() => undefined);
  const work = tenant.transact(async () => void (isWorking = true));
  await expect(work).rejects.toThrow(DatabaseUnavailableError);
  expect(isWorking).toBe(false);
  await expect(look).rejects.toThrow(DatabaseUnavailableError);
  way.thaw();
  await second.close();
  await expect(one()).resolves.toEqual([{ '?column?': 1 }]);
}, 15_000);

test('a transaction whose connection breaks in the middle is neither repeated nor half done', async () => {
  let runs = 0;
  const work = tenant.transact(async (tx) => {
    runs += 1;
    await tx.rows(tx.sql('settings').insert({ key: 'half', value: '1' }));
    way.cut();
    await tx.rows(tx.sql('settings').insert({ key: 'other half', value: '1' }));
  });
  await expect(work).rejects.toThrow(DatabaseUnavailableError);
  expect(runs).toBe(1);
  const kept = await tenant.read((tx) => tx.rows(tx.sql('settings').where('key', 'like', '%half')));
  expect(kept).toEqual([]);
});

test('a connection that died while nobody used it costs nobody anything', async () => {
  await one();
  way.cut();
  let runs = 0;
  await tenant.transact(async (tx) => {
    runs += 1;
    await tx.rows(tx.sql.raw('select 1'));
  });
  expect(runs).toBe(1);
});

test.each([
  ['cancelled because it takes too long', 'pg_cancel_backend'],
  ['thrown out', 'pg_terminate_backend'],
])('a statement that is %s has to wait for better times', async (_, remedy) => {
  const admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  const slow = tenant.transact((tx) => tx.rows(tx.sql.raw('select pg_sleep(60)')));
  const running = `from pg_stat_activity where query like 'select pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()`;
  while ((await admin.query(`select ${remedy}(pid) ${running}`)).rowCount === 0);
  await expect(slow).rejects.toThrow(DatabaseUnavailableError);
  await admin.end();
  await expect(one()).resolves.toBeDefined();
});

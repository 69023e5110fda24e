import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { verifyArchive } from '../../src/backups/archive.js';
import { folder } from '../../src/backups/catalogue.js';
import { readBackupKey } from '../../src/backups/key.js';
import { openQueue } from '../../src/queue/job-queue.js';
import { AdjustableClock } from '../../src/lib/clock.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { startTestHost, type TestHost, type TestHostOptions } from '../support/host.js';

const hourMs = 3_600_000;
const passphrase = 'many words that nobody guesses';

let sandbox: Sandbox;
let database: TestDatabase;
let admin: Client;
let clock: AdjustableClock;
const hosts: TestHost[] = [];

beforeEach(async () => {
  sandbox = await startSandbox();
  database = await testDatabase({ poolSize: 2 });
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  clock = new AdjustableClock();
});

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  await admin.end();
  await database.close();
  await sandbox.stop();
});

async function launch(changes: Partial<TestHostOptions> = {}): Promise<TestHost> {
  const host = await startTestHost({
    tenants: { anna: { template: 'beauty' }, boris: { state: 'suspended' } },
    sandbox,
    database,
    clock,
    ...changes,
    overrides: { backupSweepMs: 40, ...changes.overrides },
  });
  hosts.push(host);
  return host;
}

const folderOf = (host: TestHost) => folder(join(dirname(host.registryPath), 'backups'));

/** Resolves when the plan of every tenant is made. */
async function planned(count: number): Promise<void> {
  for (;;) {
    const { rows } = await admin.query<{ count: number }>(
      'select count(*)::int as count from botel.backups where next_due_at is not null',
    );
    if (rows[0]?.count === count) return;
  }
}

const madeOf = (tenant: string) => new RegExp(`"tenant":"${tenant}".*"msg":"backed up"`);

test('the night after a salon was opened it is backed up, a paused and a parked one too, and then again each night', async () => {
  const tenants = {
    anna: { template: 'beauty' },
    boris: { state: 'suspended' as const },
    clara: { token: '123456789:not-a-token-that-telegram-knows-x' },
  };
  const host = await launch({ tenants, variables: { BACKUP_KEY: passphrase } });
  await planned(3);
  expect(await folderOf(host).list()).toEqual([]);
  clock.advance(28 * hourMs);
  for (const id of Object.keys(tenants)) await host.waitForLog(madeOf(id));
  const key = await readBackupKey(passphrase);
  for (const { path, tenant, encrypted } of await folderOf(host).list()) {
    expect(encrypted).toBe(true);
    expect((await verifyArchive(path, key)).tenant).toBe(tenant);
  }
  expect((await folderOf(host).list()).map(({ tenant }) => tenant).sort()).toEqual([
    'anna',
    'boris',
    'clara',
  ]);
  clock.advance(24 * hourMs);
  const date = new Date(clock.now()).toISOString().slice(0, 10);
  for (const id of Object.keys(tenants))
    await host.waitForLog(new RegExp(`"tenant":"${id}","backup":"${date}`));
  expect(await folderOf(host).list('anna')).toHaveLength(2);
  const { rows } = await admin.query(
    'select count(*)::int as due from botel.backups where next_due_at <= $1',
    [new Date(clock.now())],
  );
  expect(rows).toEqual([{ due: 0 }]);
});

test('two hosts on one database make one backup of each salon', async () => {
  const tenants = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`salon_${at}`, {}]));
  const first = await launch({ tenants });
  const variables = { BACKUP_DIR: folderOf(first).dir };
  const second = await launch({ tenants, addBots: false, variables });
  await planned(6);
  clock.advance(28 * hourMs);
  for (const id of Object.keys(tenants)) {
    await Promise.race([
      first.waitForLog(madeOf(id)),
      second.waitForLog(madeOf(id)).catch(() => new Promise(() => undefined)),
    ]);
  }
  const made = [first, second].map(
    ({ logs }) => logs.filter((line) => line.includes('"msg":"backed up"')).length,
  );
  expect(made.reduce((sum, count) => sum + count)).toBe(6);
  expect(await folderOf(first).list()).toHaveLength(6);
});

test('a salon that cannot be backed up is an alert in the log and on /readyz, and the host stays ready', async () => {
  clock.advance(38 * hourMs);
  const host = await launch({ variables: { BACKUP_DIR: '/dev/null/backups' } });
  await planned(2);
  await admin.query('update botel.backups set next_due_at = now()');
  await host.waitForLog(/"alert":"backup_overdue","tenant":"anna"/);
  await host.waitForLog(/"alert":"backup_failed","tenant":"boris"/);
  await host.waitForLog(/set BACKUP_DIR to a folder where it may/);
  const answer = await fetch(`${host.host.httpUrl}/readyz`);
  expect(await answer.json()).toMatchObject({ ready: true, backups: { overdue: 2 } });
  expect(host.logs.filter((line) => line.includes('"alert":"backup_overdue","tenant":"anna"'))).toHaveLength(
    1,
  );
});

test('stopping in the middle of a backup is quick and leaves nothing half done', async () => {
  const host = await launch();
  await planned(2);
  // Somebody holds a table: the backup waits, with its lease and its connection.
  const holder = new Client({ connectionString: database.adminUrl });
  await holder.connect();
  await holder.query('begin; lock table t_anna.reviews in access exclusive mode');
  await admin.query(
    "update botel.backups set next_due_at = now() - interval '1 minute' where tenant_id = 'anna'",
  );
  for (let isWaiting = false; !isWaiting;) {
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where application_name = 'botel-backup' and wait_event_type = 'Lock' and datname = current_database()`,
    );
    isWaiting = rows[0]?.count === 1;
  }
  await host.host.stop();
  const { rows } = await admin.query(
    "select lease_until, failures from botel.backups where tenant_id = 'anna'",
  );
  expect(rows).toEqual([{ lease_until: null, failures: 0 }]);
  expect(await readdir(join(folderOf(host).dir, 'anna'))).toEqual([]);
  await holder.end();
});

test('a key that cannot be used ends the start and says why, without quoting it', async () => {
  const whole = (await readBackupKey(passphrase)).identity;
  const broken = `${whole.slice(0, -1)}${whole.endsWith('Q') ? 'P' : 'Q'}`;
  const starting = launch({ variables: { BACKUP_KEY: broken } });
  await expect(starting).rejects.toMatchObject({
    code: 'backup_key',
    message: expect.not.stringContaining(broken.slice(20, 40)) as string,
  });
});

test('the queue brings a backup that was asked for to a process, beside the wake-ups of the same salon', async () => {
  const heard: string[] = [];
  let hear = (): void => undefined;
  const both = new Promise<void>((resolve) => {
    hear = () => {
      if (heard.length === 2) resolve();
    };
  });
  const note = (what: string): void => {
    heard.push(what);
    hear();
  };
  const queue = openQueue({
    log: pino({ level: 'silent' }),
    redis: null,
    databaseUrl: () => Promise.resolve(database.url),
    serve: async (id) => note(`wake ${id}`),
    offerBackup: (id) => note(`backup ${id}`),
  });
  try {
    await queue.opened;
    expect(await Promise.all([queue.askForBackup('anna'), queue.wake('anna')])).toEqual([true, true]);
    await both;
    expect(heard.sort()).toEqual(['backup anna', 'wake anna']);
  } finally {
    await queue.close(1_000);
  }
});

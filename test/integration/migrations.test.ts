import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import pino from 'pino';
import { openDatabase, type Database } from '../../src/db/database.js';
import { MigrationError } from '../../src/db/errors.js';
import { latestTenantVersion } from '../../src/db/migrations.js';
import { testDatabase, testTenant, type TestDatabase } from '../support/database.js';

const root = resolve(__dirname, '..', '..');
/** The migrations of a tenant, in order. */
const ours = readdirSync(join(root, 'migrations', 'tenant'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();
const silent = pino({ level: 'silent' });
let db: TestDatabase;
let admin: Client;
let directory: string;

beforeAll(async () => {
  db = await testDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  directory = await mkdtemp(join(tmpdir(), 'botel-migrations-'));
  await cp(join(root, 'migrations', 'tenant'), directory, { recursive: true });
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await admin.end();
  await db.close();
});

async function tablesOf(schema: string): Promise<string[]> {
  const { rows } = await admin.query<{ tablename: string }>(
    'select tablename from pg_tables where schemaname = $1 order by 1',
    [schema],
  );
  return rows.map(({ tablename }) => tablename);
}

const versionOf = async (id: string): Promise<string | null | undefined> =>
  (await db.database.platform.tenantStates()).get(id)?.schemaVersion;

/** The command line an operator uses, on this test's database. */
async function knexCli(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const program = join(root, 'node_modules', '.bin', 'knex');
  const { stdout } = await promisify(execFile)(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH, DATABASE_URL: db.url, NO_COLOR: '1', ...env },
  });
  return stdout;
}

async function withMigrations<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url: db.url, log: silent, poolSize: 4, tenantMigrations: directory });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function addMigration(name: string, up: string, down: string): Promise<void> {
  const text = `exports.up = (knex) => knex.raw(${JSON.stringify(up)});\nexports.down = (knex) => knex.raw(${JSON.stringify(down)});\n`;
  await writeFile(join(directory, `${name}.js`), text);
}

describe('provisioning', () => {
  test('makes a tenant complete, again and again', async () => {
    await testTenant(db, 'first');
    await db.database.provision('first');
    const tables = await tablesOf('t_first');
    expect(tables).toContain('bookings');
    const state = (await db.database.platform.tenantStates()).get('first');
    expect(state?.schemaVersion).toBe(latestTenantVersion());
    expect(db.database.platform.needsMigration(state)).toBe(false);
    expect(db.database.platform.needsMigration(undefined)).toBe(true);
  });

  test('notes what it ran as knex notes what it runs', async () => {
    await testTenant(db, 'listed');
    const shapeIn = async (schema: string): Promise<unknown[]> => {
      const { rows } = await admin.query<{ table: string; column: string; type: string }>(
        `select relname as table, attname as column, format_type(atttypid, atttypmod) as type, attnotnull as needed,
           pg_get_serial_sequence(attrelid::regclass::text, attname) is not null as counted,
           exists (select from pg_index where indrelid = attrelid and indisprimary and attnum = any (indkey)) as key
         from pg_attribute join pg_class on pg_class.oid = attrelid
         where relnamespace = $1::regnamespace and relname in ('migrations', 'migrations_lock') and relkind = 'r'
           and attnum > 0
         order by relname, attnum`,
        [schema],
      );
      return rows;
    };
    const shape = await shapeIn('t_listed');
    expect(shape).toHaveLength(6);
    expect(shape).toEqual(await shapeIn('botel'));
    const { rows } = await admin.query(
      `select id, name, batch, migration_time <= clock_timestamp() as past from t_listed.migrations order by id`,
    );
    expect(rows).toEqual(ours.map((name, index) => ({ id: index + 1, name, batch: 1, past: true })));
    expect((await admin.query('select index, is_locked from t_listed.migrations_lock')).rows).toEqual([
      { index: 1, is_locked: 0 },
    ]);
    const reach = `select has_table_privilege('t_listed', 't_listed.migrations', 'select') as mine`;
    expect((await admin.query(reach)).rows).toEqual([{ mine: false }]);
  });

  test('by many processes at once: all succeed, the tables are there once', async () => {
    const others = await Promise.all(
      Array.from({ length: 4 }, async () => openDatabase({ url: db.url, log: silent, poolSize: 2 })),
    );
    try {
      for (const id of ['race_one', 'race_two', 'race_three']) {
        await Promise.all([db.database, ...others].map(async (database) => database.provision(id)));
        expect(await versionOf(id)).toBe(latestTenantVersion());
        const { rows } = await admin.query<{ name: string }>(`select name from t_${id}.migrations`);
        expect(rows.map(({ name }) => name)).toEqual(ours);
      }
    } finally {
      await Promise.all(others.map(async (database) => database.close()));
    }
  });

  test('keeps working when the note about a version was lost', async () => {
    await testTenant(db, 'forgotten');
    await admin.query(`delete from botel.tenants where id = 'forgotten'`);
    await db.database.provision('forgotten');
    expect(await versionOf('forgotten')).toBe(latestTenantVersion());
  });
});

describe('a migration that fails', () => {
  test('concerns its tenant alone and leaves nothing of itself', async () => {
    await admin.query(
      `create schema t_broken authorization ${new URL(db.url).username}; create table t_broken.staff (mine text)`,
    );
    const error: unknown = await db.database.provision('broken').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MigrationError);
    expect(error).toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(/tenant broken.*"staff" already exists/s) as string,
    });
    expect(await tablesOf('t_broken')).toEqual(['staff']);
    expect(await versionOf('broken')).toBeUndefined();
    const next = await testTenant(db, 'after_broken');
    await next.transact(async (tx) => tx.rows(tx.sql('clients').insert({ name: 'fine' })));
    await admin.query('drop table t_broken.staff');
    await db.database.provision('broken');
    expect(await versionOf('broken')).toBe(latestTenantVersion());
  });

  test('in the middle of an upgrade takes the ones before it back', async () => {
    await testTenant(db, 'upgrade');
    await testTenant(db, 'upgrade_too');
    await addMigration(
      '9998_good',
      'alter table clients add column good text',
      'alter table clients drop column good',
    );
    await addMigration(
      '9999_bad',
      `update clients set name = (1 / (select count(*) from services))::text`,
      'select 1',
    );
    const upgrade_too = db.database.tenant('upgrade_too');
    await upgrade_too.transact(async (tx) => {
      await tx.rows(
        tx.sql('services').insert({ name: 's', price_minor: 1, currency: 'RUB', duration_minutes: 5 }),
      );
    });
    await db.database
      .tenant('upgrade')
      .transact(async (tx) => tx.rows(tx.sql('clients').insert({ name: 'keep' })));
    await withMigrations(async (database) => {
      const before = await database.platform.tenantStates();
      expect(database.platform.needsMigration(before.get('upgrade'))).toBe(true);
      const results = await Promise.allSettled([
        database.provision('upgrade'),
        database.provision('upgrade_too'),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(await versionOf('upgrade')).toBe(latestTenantVersion());
      expect(await versionOf('upgrade_too')).toBe('9999_bad');
      await expect(
        database.tenant('upgrade').read(async (tx) => tx.rows(tx.sql('clients').select('good'))),
      ).rejects.toMatchObject({ code: '42703' });
      await expect(
        database.tenant('upgrade_too').read(async (tx) => tx.rows(tx.sql('clients').select('good'))),
      ).resolves.toEqual([]);
    });
    const kept = await db.database
      .tenant('upgrade')
      .read(async (tx) => tx.rows(tx.sql('clients').select('name')));
    expect(kept).toEqual([{ name: 'keep' }]);
  });

  test('a schema from a newer program is not touched', async () => {
    await expect(db.database.provision('upgrade_too')).rejects.toThrow(/9998_good, 9999_bad/);
    expect(await versionOf('upgrade_too')).toBe('9999_bad');
  });
});

describe('archiving', () => {
  test('puts the data out of reach and brings it back', async () => {
    const tenant = await testTenant(db, 'leaver');
    await tenant.transact(async (tx) => tx.rows(tx.sql('clients').insert({ name: 'loyal' })));
    await db.database.archive('leaver');
    await db.database.archive('leaver');
    await expect(tenant.read(async (tx) => tx.rows(tx.sql('clients').select('name')))).rejects.toMatchObject({
      code: '42P01',
    });
    await expect(
      tenant.read(async (tx) => tx.rows(tx.sql('clients').withSchema('x_leaver').select('name'))),
    ).rejects.toMatchObject({ code: '42501' });
    const state = (await db.database.platform.tenantStates()).get('leaver');
    expect(state?.archivedAt).toBeInstanceOf(Date);
    expect(db.database.platform.needsMigration(state)).toBe(true);
    await db.database.provision('leaver');
    expect(await tenant.read(async (tx) => tx.rows(tx.sql('clients').select('name')))).toEqual([
      { name: 'loyal' },
    ]);
    expect((await db.database.platform.tenantStates()).get('leaver')?.archivedAt).toBeNull();
  });

  test('of a tenant that never was changes nothing', async () => {
    await db.database.archive('never_was');
    expect(await versionOf('never_was')).toBeUndefined();
  });
});

describe('rows of the platform', () => {
  test('remember identity and error of a tenant', async () => {
    const identity = { id: 1, is_bot: true, first_name: 'B', username: 'b_bot' } as never;
    await db.database.platform.saveIdentity('noted', { fingerprint: 'f', identity });
    await db.database.platform.saveError('noted', 'token refused');
    expect((await db.database.platform.tenantStates()).get('noted')).toEqual({
      id: 'noted',
      schemaVersion: null,
      botIdentity: identity,
      tokenFingerprint: 'f',
      lastError: 'token refused',
      archivedAt: null,
      profileHash: null,
      template: null,
      webhookHash: null,
    });
    await db.database.platform.saveError('noted', null);
    expect((await db.database.platform.tenantStates()).get('noted')?.lastError).toBeNull();
  });
});

describe('npx knex', () => {
  test('takes a tenant down and up again, and the program knows', async () => {
    await testTenant(db, 'operated');
    const tenant = { TENANT: 'operated' };
    expect(await knexCli(['migrate:rollback', '--env', 'tenant'], tenant)).toContain('rolled back');
    expect(await tablesOf('t_operated')).toEqual(['migrations', 'migrations_lock']);
    expect(await versionOf('operated')).toBeNull();
    expect(await knexCli(['migrate:up', '--env', 'tenant'], tenant)).toContain('0001_salon');
    expect(await versionOf('operated')).toBe('0001_salon');
    const left = `${ours.length - 1} migrations`;
    expect(await knexCli(['migrate:latest', '--env', 'tenant'], tenant)).toContain(left);
    expect(await versionOf('operated')).toBe(latestTenantVersion());
    for (const newest of ours.slice(1).reverse()) {
      expect(await knexCli(['migrate:down', '--env', 'tenant'], tenant)).toContain(newest);
    }
    expect(await versionOf('operated')).toBe('0001_salon');
    expect(await knexCli(['migrate:latest', '--env', 'tenant'], tenant)).toContain(left);
    const completed = `Found ${ours.length} Completed`;
    expect(await knexCli(['migrate:list', '--env', 'tenant'], tenant)).toContain(completed);
    const rows = await db.database
      .tenant('operated')
      .transact(async (tx) => tx.rows(tx.sql('clients').insert({ name: 'x' }).returning('name')));
    expect(rows).toEqual([{ name: 'x' }]);
  });

  test("takes the platform's schema down and up again", async () => {
    const all = readdirSync(join(__dirname, '../../migrations/platform'));
    expect(await knexCli(['migrate:list'])).toContain(`Found ${all.length} Completed`);
    for (let step = 0; step < all.length; step += 1) await knexCli(['migrate:down']);
    expect(await tablesOf('botel')).toEqual(['migrations', 'migrations_lock']);
    await knexCli(['migrate:latest', '--env', 'platform']);
    expect(await tablesOf('botel')).toContain('tenants');
    expect(await db.database.platform.tenantStates()).toEqual(new Map());
    // What exists is found again: a tenant's own bookkeeping is in its schema.
    await db.database.provision('operated');
    expect(await versionOf('operated')).toBe(latestTenantVersion());
  });

  test('says what is missing', async () => {
    await expect(knexCli(['migrate:list', '--env', 'tenant'])).rejects.toMatchObject({
      stderr: expect.stringContaining('TENANT=<id') as string,
    });
    await expect(knexCli(['migrate:list'], { DATABASE_URL: '', DATA_DIR: directory })).rejects.toMatchObject({
      stderr: expect.stringContaining('no embedded PostgreSQL is running') as string,
    });
  });
});

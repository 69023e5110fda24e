import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import pino from 'pino';
import { openDatabase, type Database } from '../../src/db/database.js';
import { DatabaseSetupError } from '../../src/db/errors.js';
import { checkServer } from '../../src/db/requirements.js';
import { atDatabase, testServer } from '../support/database-url.js';

const silent = pino({ level: 'silent' });
const login = `poor_${randomBytes(4).toString('hex')}`;
const name = `test_${login}`;
let admin: Client;
let url: string;

beforeAll(async () => {
  const { adminUrl } = testServer();
  admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create role ${login} login password 'x'`);
  await admin.query(`create database ${name}`);
  const changed = new URL(atDatabase(adminUrl, name));
  changed.username = login;
  changed.password = 'x';
  url = changed.toString();
});
afterAll(async () => {
  await admin.query(`drop database ${name} with (force)`);
  await admin.query(`drop role ${login}`);
  await admin.end();
});

const open = async (): Promise<Database> => openDatabase({ url, log: silent, poolSize: 1 });

test('a login role without the rights is told all that is missing, and what it is told is enough', async () => {
  const error: unknown = await open().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DatabaseSetupError);
  const sql = (error as Error).message.split('\n').slice(1);
  expect(sql).toEqual([
    `ALTER ROLE "${login}" CREATEROLE;`,
    `GRANT CREATE ON DATABASE "${name}" TO "${login}";`,
  ]);
  for (const statement of sql) await admin.query(statement);
  const database = await open();
  await database.provision('setup_test');
  await database
    .tenant('setup_test')
    .transact(async (tx) => tx.rows(tx.sql('clients').insert({ name: 'x' })));
  await database.close();
});

test('a role of the same name that belongs to somebody else is named with the SQL that helps', async () => {
  const id = `taken_${randomBytes(4).toString('hex')}`;
  const [facts] = (
    await admin.query<{ modern: boolean }>(
      `select current_setting('server_version_num')::int >= 160000 as modern`,
    )
  ).rows;
  await admin.query(`create role t_${id} nologin`);
  const database = await open();
  try {
    if (facts?.modern === true) {
      const error: unknown = await database.provision(id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DatabaseSetupError);
      const sql = (error as Error).message.split('\n').at(-1) ?? '';
      expect(sql).toContain(`grant "t_${id}" to "${login}"`);
      await admin.query(sql);
    }
    // Up to version 15 a role with CREATEROLE may grant any role, and provisioning just goes on.
    await database.provision(id);
    expect((await database.platform.tenantStates()).get(id)?.schemaVersion).not.toBeNull();
  } finally {
    await database.close();
    const inside = new Client({ connectionString: atDatabase(testServer().adminUrl, name) });
    await inside.connect();
    await inside.query(`drop owned by t_${id}`);
    await inside.end();
    await admin.query(`drop role t_${id}`);
  }
});

test('an old server is refused by its version', () => {
  const facts = {
    version: 140_011,
    database: 'd',
    login: 'l',
    superuser: true,
    mayCreateRoles: true,
    mayCreateSchemas: true,
  };
  expect(() => checkServer(facts)).toThrow('PostgreSQL 15 or newer is needed, this server is 14.11');
  expect(() => checkServer({ ...facts, version: 150_000 })).not.toThrow();
});

test('a superuser closes the ways out of its database by itself', async () => {
  const { adminUrl } = testServer();
  const other = `test_super_${randomBytes(4).toString('hex')}`;
  await admin.query(`create database ${other}`);
  const database = await openDatabase({ url: atDatabase(adminUrl, other), log: silent, poolSize: 1 });
  try {
    await database.provision('setup_super');
    const attempt = database
      .tenant('setup_super')
      .read(async (tx) => tx.rows(tx.sql.raw(`select set_config('role', 'none', true)`)));
    await expect(attempt).rejects.toMatchObject({ code: '42501' });
  } finally {
    await database.close();
    await admin.query(`drop database ${other}`);
  }
});

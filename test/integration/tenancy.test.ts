import { Client, DatabaseError } from 'pg';
import pino from 'pino';
import { openDatabase } from '../../src/db/database.js';
import { sqlStateOf } from '../../src/db/errors.js';
import { openPool } from '../../src/db/pool.js';
import type { TenantDb } from '../../src/db/tenant-db.js';
import { tenantTransactions } from '../../src/db/tenant-transactions.js';
import { testDatabase, testTenant, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let anna: TenantDb;
let bob: TenantDb;
let login: string;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 2 });
  login = new URL(db.url).username;
  anna = await testTenant(db, 'anna');
  bob = await testTenant(db, 'bob');
  for (const tenant of [anna, bob]) {
    await tenant.transact(async (tx) =>
      tx.rows(tx.sql('clients').insert({ name: `Канарейка ${tenant.tenantId}` })),
    );
  }
});
afterAll(async () => db.close());

const names = async (tenant: TenantDb): Promise<string[]> =>
  tenant.read(async (tx) =>
    (await tx.rows<{ name: string }>(tx.sql('clients').select('name').orderBy('id'))).map(({ name }) => name),
  );

/** The SQLSTATE (or our own code) a raw statement of a tenant ends with, 'none' when it runs. */
async function stateOf(
  tenant: TenantDb,
  sql: string,
  mode: 'read' | 'at once' | 'transact' = 'transact',
): Promise<string> {
  const attempt =
    mode === 'transact'
      ? tenant.transact(async (tx) => tx.rows(tx.sql.raw(sql)))
      : tenant.read(async (tx) => tx.rows(tx.sql.raw(sql)), mode === 'read' ? 'step by step' : mode);
  return attempt.then(
    () => 'none',
    (error: unknown) => sqlStateOf(error) ?? (error as { code?: string }).code ?? String(error),
  );
}

describe('a tenant', () => {
  test('reads what it wrote, and only that', async () => {
    expect(await names(anna)).toEqual(['Канарейка anna']);
    expect(await names(bob)).toEqual(['Канарейка bob']);
  });

  test('works as its own role with nothing but its schema on the path', async () => {
    for (const asking of ['step by step', 'at once'] as const) {
      const [row] = await anna.read(
        async (tx) =>
          tx.rows(tx.sql.raw(`select current_user::text as role, current_setting('search_path') as path`)),
        asking,
      );
      expect(row).toEqual({ role: 't_anna', path: 't_anna' });
    }
  });

  test.each([
    ['reading', 'select * from t_bob.clients'],
    ['writing', `insert into t_bob.clients (name) values ('x')`],
    ['changing', `update t_bob.clients set name = 'x'`],
    ['deleting', 'delete from t_bob.clients'],
    ['locking', 'select * from t_bob.clients for update'],
    ['its sequence', `select nextval('t_bob.clients_id_seq')`],
    ['the platform', 'select * from botel.tenants'],
    ['its own bookkeeping', 'select * from t_anna.migrations'],
    ['its own history', 'delete from booking_events'],
    ['reading files', `select pg_read_file('/etc/passwd')`],
    ['passwords', 'select * from pg_authid'],
    ['ending others', `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()`],
  ])('is refused by the server (42501): %s', async (_what, sql) => {
    expect(await stateOf(anna, sql)).toBe('42501');
    expect(await stateOf(anna, sql, 'at once')).toMatch(/^(?:42501|25006)$/);
  });

  test('is refused in the other direction too', async () => {
    expect(await stateOf(bob, 'select * from t_anna.clients')).toBe('42501');
    expect(await stateOf(bob, 'select * from t_anna.clients', 'read')).toBe('42501');
  });

  test('is refused through the statement builder as well', async () => {
    const attempt = anna.read(async (tx) => tx.rows(tx.sql('clients').withSchema('t_bob').select()));
    await expect(attempt).rejects.toMatchObject({ code: '42501' });
  });

  test('gets 42501 even when it looks like its own table was meant', async () => {
    await asAdmin(
      `create function t_bob.spy() returns text language sql as 'select name from t_bob.clients'`,
    );
    expect(await stateOf(anna, 'select t_bob.spy()')).toBe('42501');
  });

  test("sees no other tenant's rows in the catalog's statistics or the activity of the server", async () => {
    await asAdmin('analyze t_bob.clients; analyze t_anna.clients');
    const seen = await anna.read(async (tx) => ({
      statistics: await tx.rows(tx.sql.raw(`select from pg_stats where schemaname = 't_bob'`)),
      own: await tx.rows(tx.sql.raw(`select from pg_stats where schemaname = 't_anna'`)),
      queries: await tx.rows<{ query: string }>(
        tx.sql.raw(`select distinct query from pg_stat_activity where query <> ''`),
      ),
    }));
    expect(seen.statistics).toEqual([]);
    expect(seen.own).not.toEqual([]);
    expect(seen.queries).toEqual([{ query: '<insufficient privilege>' }]);
  });

  test("cannot read the sequence value another tenant's insert left in the session", async () => {
    const single = await openDatabase({ url: db.url, log: pino({ level: 'silent' }), poolSize: 1 });
    try {
      await single
        .tenant('bob')
        .transact(async (tx) =>
          tx.rows(
            tx.sql('services').insert({ name: 'x', price_minor: 1, currency: 'RUB', duration_minutes: 10 }),
          ),
        );
      expect(await stateOf(single.tenant('anna'), 'select lastval()')).toBe('42501');
    } finally {
      await single.close();
    }
  });
});

describe('the way out of the role', () => {
  test.each([
    'reset role',
    'set role botel',
    'set local role botel',
    'set local role t_bob',
    'set session authorization default',
    'set search_path to t_bob',
    'set local search_path to t_bob',
    'discard all',
    'commit',
    'rollback',
    'end',
    '/* */ reset role',
    '-- select\nreset role',
    'do $$ begin reset role; end $$',
    "prepare transaction 'x'",
    'create temp table t (i int)',
    'grant t_bob to t_anna',
    'drop table clients',
    "copy clients to program 'id'",
    'listen x',
    '',
  ])('is refused before it reaches the server: %j', async (sql) => {
    expect(await stateOf(anna, sql)).toBe('statement_refused');
    expect(await stateOf(anna, sql, 'at once')).toBe('statement_refused');
  });

  test.each([
    ['42601', 'select 1; reset role'],
    ['42601', `select 1; commit; select * from t_bob.clients`],
    ['42601', 'select 1 /* ; */ ; reset role;'],
    ['42501', `select set_config('role', 'botel', true)`],
    ['42501', `select set_config('role', 't_bob', false)`],
    ['42501', `select pg_catalog.set_config('search_path', 't_bob', false)`],
    ['42501', `with x as (select set_config('role', 'none', true)) select * from x`],
    ['42501', `update pg_catalog.pg_settings set setting = 'botel' where name = 'role'`],
    ['42501', 'select 1 as x into temp table t'],
    ['0A000', `select query_to_xml('reset role', true, true, '')`],
  ])('is refused by the server (%s): %s', async (state, sql) => {
    expect(await stateOf(anna, sql)).toBe(state);
  });

  test('leaves the next transaction of the same connection where it belongs', async () => {
    for (const sql of ['reset role', 'select 1; reset role', `select set_config('role', 'botel', false)`]) {
      await expect(anna.transact(async (tx) => tx.rows(tx.sql.raw(sql)))).rejects.toThrow();
      await expect(anna.read(async (tx) => tx.rows(tx.sql.raw(sql)), 'at once')).rejects.toThrow();
      expect(await names(bob)).toEqual(['Канарейка bob']);
      expect(await stateOf(anna, 'select * from t_bob.clients')).toBe('42501');
    }
  });

  test('values cannot carry a command', async () => {
    const evil = `x'); reset role; select * from t_bob.clients; --`;
    await anna.transact(async (tx) => {
      await tx.rows(tx.sql('clients').insert({ name: evil }));
      expect(await tx.rows(tx.sql('clients').where({ name: evil }).delete().returning('name'))).toEqual([
        { name: evil },
      ]);
    });
  });

  test.each(['Anna', 'a', '', 'anna"; drop', '1anna', 'a'.repeat(32), 'anna-b', 'anna\n'])(
    'an id that is not one opens no door: %j',
    async (id) => {
      expect(() => db.database.tenant(id)).toThrow('not a tenant id');
      await expect(db.database.provision(id)).rejects.toThrow('not a tenant id');
      await expect(db.database.archive(id)).rejects.toThrow('not a tenant id');
    },
  );
});

describe('without a tenant', () => {
  test('a query fails, before and after a tenant used the connection', async () => {
    const pool = openPool(db.url, 1, pino({ level: 'silent' }));
    try {
      for (const round of ['before', 'after']) {
        await expect(pool.query('select * from clients')).rejects.toMatchObject({ code: '42P01' });
        const [state] = await pool.query(
          `select current_user::text as role, current_setting('search_path') as path`,
        );
        expect({ round, state }).toEqual({ round, state: { role: login, path: 'pg_catalog' } });
        const read = async (asking: 'step by step' | 'at once') =>
          tenantTransactions(pool, 'anna').read(async (tx) => tx.rows(tx.sql('clients').select()), asking);
        expect(await read('at once')).toEqual(await read('step by step'));
        await expect(
          tenantTransactions(pool, 'anna').transact(() => Promise.reject(new Error('no'))),
        ).rejects.toThrow('no');
      }
    } finally {
      await pool.close();
    }
  });

  test('a connection that was left inside a transaction is not lent again', async () => {
    const pool = openPool(db.url, 1, pino({ level: 'silent' }));
    const who = 'select pg_backend_pid() as pid, current_user::text as role';
    try {
      const [before] = await pool.query<{ pid: number }>(who);
      await pool.use(async (connection) => connection.query('begin; set local role t_anna'));
      const [after] = await pool.query<{ pid: number }>(who);
      expect(after).toEqual({ pid: expect.any(Number) as number, role: login });
      expect(after?.pid).not.toBe(before?.pid);
    } finally {
      await pool.close();
    }
  });

  test("nothing the database gives out runs a statement but a tenant's transaction and the platform's own rows", () => {
    expect(Object.keys(db.database).sort()).toEqual([
      'archive',
      'backups',
      'chatLeases',
      'close',
      'dropSetAside',
      'failedUpdates',
      'ping',
      'platform',
      'provision',
      'restore',
      'setAside',
      'snapshot',
      'tenant',
      'time',
    ]);
    expect(Object.keys(anna).sort()).toEqual(['read', 'tenantId', 'transact']);
  });

  test('the builder inside a transaction has no connection of its own', async () => {
    const attempt = anna.read(async (tx) => tx.sql('clients').select());
    await expect(attempt).rejects.toThrow(/Unable to acquire a connection/);
  });

  test('a tenant that was never provisioned has no transaction', async () => {
    const nobody = db.database.tenant('nobody_here');
    await expect(names(nobody)).rejects.toMatchObject({ code: 'tenant_not_provisioned' });
    const look = nobody.read((tx) => tx.rows(tx.sql.raw('select 1')), 'at once');
    await expect(look).rejects.toMatchObject({ code: 'tenant_not_provisioned' });
  });

  test('the role of a tenant does not log in, and the login role does not inherit its rights', async () => {
    expect(await asAdmin(`select rolcanlogin from pg_roles where rolname = 't_anna'`)).toEqual([
      { rolcanlogin: false },
    ]);
    // Owned by somebody else and granted to the tenant: the login role could see it only by inheriting.
    await asAdmin('create table t_anna.gift (i int); grant select on t_anna.gift to t_anna');
    const pool = openPool(db.url, 1, pino({ level: 'silent' }));
    try {
      await expect(pool.query('select * from t_anna.gift')).rejects.toMatchObject({ code: '42501' });
      expect(await stateOf(anna, 'select * from gift')).toBe('none');
    } finally {
      await pool.close();
    }
  });
});

describe('a reader', () => {
  test.each([
    `insert into clients (name) values ('x')`,
    `update clients set name = 'x'`,
    'delete from clients',
    `with x as (insert into clients (name) values ('x') returning id) select * from x`,
    `select nextval('clients_id_seq')`,
  ])('cannot write (25006): %s', async (sql) => {
    expect(await stateOf(anna, sql, 'read')).toBe('25006');
    expect(await stateOf(anna, sql, 'at once')).toBe('25006');
  });

  test('sees one moment, whatever is committed between its statements', async () => {
    const count = async (tx: Parameters<Parameters<TenantDb['read']>[0]>[0]) =>
      (await tx.rows<{ count: number }>(tx.sql('clients').count()))[0]?.count;
    const seen = await anna.read(async (tx) => {
      const before = await count(tx);
      await anna.transact(async (other) => other.rows(other.sql('clients').insert({ name: 'late' })));
      return { before, after: await count(tx) };
    });
    expect(seen.after).toBe(seen.before);
  });
});

describe('values', () => {
  test('arrive as the types the program computes with', async () => {
    const [row] = await anna.read(async (tx) =>
      tx.rows(
        tx.sql.raw(
          `select 9007199254740991::bigint as safe, 9007199254740993::bigint as unsafe, date '2026-03-29' as day,
             timestamptz '2026-03-29T01:00:00Z' as instant, array[1,2]::bigint[] as ids, array[date '2026-01-01'] as days,
             count(*) as count, jsonb '{"a":[1]}' as json, tstzrange('2026-01-01Z', null) as during, 12.50::numeric as exact
           from pg_class where false`,
        ),
      ),
    );
    expect(row).toEqual({
      safe: Number.MAX_SAFE_INTEGER,
      unsafe: '9007199254740993',
      day: '2026-03-29',
      instant: new Date('2026-03-29T01:00:00Z'),
      ids: [1, 2],
      days: ['2026-01-01'],
      count: 0,
      json: { a: [1] },
      during: '["2026-01-01 00:00:00+00",)',
      exact: '12.50',
    });
  });

  test('an error of the server keeps its code and constraint and does not quote the row', async () => {
    const twice = anna.transact(async (tx) => {
      await tx.rows(tx.sql('clients').insert([{ telegram_id: 77 }, { telegram_id: 77 }]));
    });
    const error: unknown = await twice.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ code: '23505', constraint: 'clients_telegram_id_key' });
    expect(error).not.toHaveProperty('detail');
  });
});

async function asAdmin(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: db.adminUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

import { Client } from 'pg';
import pino from 'pino';
import { openDatabase, type Database } from '../../src/db/database.js';
import { DatabaseUnavailableError } from '../../src/db/errors.js';
import type { TenantDb, WriteTx } from '../../src/db/tenant-db.js';
import { testDatabase, testTenant, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let anna: TenantDb;
let admin: Client;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 2 });
  anna = await testTenant(db, 'anna');
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  await anna.transact(async (tx) => tx.rows(tx.sql('clients').insert([{ name: 'a' }, { name: 'b' }])));
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

const touch = async (tx: WriteTx, name: string) =>
  tx.rows(tx.sql('clients').where({ name }).update({ source: 'x' }));
const countOf = async (name: string): Promise<number | undefined> =>
  anna.read(
    async (tx) => (await tx.rows<{ count: number }>(tx.sql('clients').where({ name }).count()))[0]?.count,
  );

/** A gate: `passed` resolves once `open` was called. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe('commit and rollback', () => {
  test('what a rejecting work wrote is gone', async () => {
    const attempt = anna.transact(async (tx) => {
      await tx.rows(tx.sql('clients').insert({ name: 'ghost' }));
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await countOf('ghost')).toBe(0);
  });

  test('a statement whose error was swallowed does not look like a commit', async () => {
    const attempt = anna.transact(async (tx) => {
      await tx.rows(tx.sql('clients').insert({ name: 'lost' }));
      await tx.rows(tx.sql.raw('select 1/0')).catch(() => undefined);
      return 'fine';
    });
    await expect(attempt).rejects.toThrow('rolled back');
    expect(await countOf('lost')).toBe(0);
  });

  test('statements sent together run one after the other', async () => {
    const rows = await anna.transact(async (tx) =>
      Promise.all([1, 2, 3].map(async (n) => tx.rows<{ n: number }>(tx.sql.raw('select ?::int as n', [n])))),
    );
    expect(rows.flat().map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  test('a transaction that leaked out of its callback is shut', async () => {
    let leaked: WriteTx | undefined;
    await anna.transact(async (tx) => {
      leaked = tx;
      return Promise.resolve();
    });
    if (leaked === undefined) throw new Error('the work did not run');
    await expect(leaked.rows(leaked.sql('clients').insert({ name: 'too late' }))).rejects.toThrow(
      'has ended',
    );
    expect(await countOf('too late')).toBe(0);
  });
});

describe('what is asked at once', () => {
  interface Seen {
    readonly pid: number;
    readonly began: Date;
  }
  const sight = `select pg_backend_pid() as pid, now() as began, ?::text as what`;
  const look = (what: string | null): Promise<Seen[]> =>
    anna.read((tx) => tx.rows<Seen>(tx.sql.raw(sight, [what])), 'at once');

  test('by several in one moment is answered in one transaction, to each its own rows', async () => {
    const seen = await Promise.all([look('a'), look(null), look('c')]);
    const [first] = seen[0];
    expect(seen).toEqual(['a', null, 'c'].map((what) => [{ ...first, what }]));
    expect(await look('later')).not.toMatchObject([{ began: first?.began }]);
  });

  test('sees what was committed before it was asked, and values as any reader does', async () => {
    await anna.transact(async (tx) => tx.rows(tx.sql('clients').insert({ name: 'seen', phone: '+7' })));
    const at = new Date('2026-03-29T01:00:00Z');
    const rows = await anna.read(
      (tx) =>
        tx.rows(
          tx.sql.raw(
            'select name, phone, ?::timestamptz as at, ?::int as n, ?::bool as yes from clients where name = ?',
            [at, 7, true, 'seen'],
          ),
        ),
      'at once',
    );
    expect(rows).toEqual([{ name: 'seen', phone: '+7', at, n: 7, yes: true }]);
  });

  test('may be several statements, which see one moment', async () => {
    const [one, other] = await anna.read(
      (tx) => Promise.all(['x', 'y'].map((what) => tx.rows<Seen>(tx.sql.raw(sight, [what])))),
      'at once',
    );
    expect(one).toMatchObject([{ what: 'x' }]);
    expect(other).toMatchObject([{ what: 'y', began: one?.[0]?.began }]);
  });

  test('and fails hurts nobody who asked in the same moment', async () => {
    const wrong = anna.read((tx) => tx.rows(tx.sql.raw('select 1 / ?::int', [0])), 'at once');
    const strange = anna.read((tx) => tx.rows(tx.sql.raw('select ?::text', [{ no: 'value' }])), 'at once');
    const results = await Promise.allSettled([look('before'), wrong, strange, look('after')]);
    expect(results).toMatchObject([
      { status: 'fulfilled', value: [{ what: 'before' }] },
      { status: 'rejected', reason: { code: '22012' } },
      { status: 'rejected', reason: { code: 'statement_refused' } },
      { status: 'fulfilled', value: [{ what: 'after' }] },
    ]);
    await db.database.ping();
  });

  test('is all that is asked: a later statement is refused', async () => {
    const attempt = anna.read(async (tx) => {
      await tx.rows(tx.sql.raw('select 1'));
      return tx.rows(tx.sql.raw('select 2'));
    }, 'at once');
    await expect(attempt).rejects.toMatchObject({ code: 'statement_refused' });
  });

  test('by more than go together is answered all the same', async () => {
    const asked = Array.from({ length: 40 }, (_, n) => String(n));
    const seen = await Promise.all(asked.map(look));
    expect(seen).toMatchObject(asked.map((what) => [{ what }]));
  });
});

describe('deadlocks', () => {
  /** Two transactions take the rows in opposite order; the first attempts meet in the middle. */
  async function embrace(attempts: { first: number; second: number }): Promise<void> {
    const [firstHolds, secondHolds] = [gate(), gate()];
    await Promise.all([
      anna.transact(async (tx) => {
        attempts.first += 1;
        await touch(tx, 'a');
        firstHolds.open();
        await secondHolds.passed;
        await touch(tx, 'b');
      }),
      anna.transact(async (tx) => {
        attempts.second += 1;
        await touch(tx, 'b');
        secondHolds.open();
        await firstHolds.passed;
        await touch(tx, 'a');
      }),
    ]);
  }

  test('are run again until both are done', async () => {
    const attempts = { first: 0, second: 0 };
    await embrace(attempts);
    expect(attempts.first + attempts.second).toBe(3);
  });

  test('that do not end are given up after three retries, as something that may pass', async () => {
    await admin.query(
      `create or replace function t_anna.raise_serialization_failure() returns void language plpgsql as
       $$ begin raise exception 'again' using errcode = '40001'; end $$`,
    );
    let attempts = 0;
    const attempt = anna.transact(async (tx) => {
      attempts += 1;
      await tx.rows(tx.sql.raw(`select raise_serialization_failure()`));
    });
    await expect(attempt).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(attempts).toBe(4);
  });
});

describe('lost connections', () => {
  const backends = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'botel'`;

  test('between statements: the work fails as unavailable, nothing is committed, the next one works', async () => {
    const attempt = anna.transact(async (tx) => {
      await tx.rows(tx.sql('clients').insert({ name: 'cut' }));
      await admin.query(backends);
      await tx.rows(tx.sql('clients').insert({ name: 'cut' }));
    });
    await expect(attempt).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(await countOf('cut')).toBe(0);
  });

  test('before the commit: it is not reported as done', async () => {
    const attempt = anna.transact(async (tx) => {
      await tx.rows(tx.sql('clients').insert({ name: 'cut' }));
      await admin.query(backends);
    });
    await expect(attempt).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(await countOf('cut')).toBe(0);
  });

  test('while idle: the next transaction takes another connection and nobody notices', async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([countOf('a'), countOf('b')]);
      await admin.query(backends);
      expect(await Promise.all([countOf('a'), countOf('a'), countOf('b')])).toEqual([1, 1, 1]);
    }
  });

  test('while idle: what is asked at once is asked on another one, too', async () => {
    const look = () => anna.read((tx) => tx.rows(tx.sql.raw('select 7 as n')), 'at once');
    for (let round = 0; round < 5; round += 1) {
      await look();
      await admin.query(backends);
      expect(await Promise.all([look(), look()])).toEqual([[{ n: 7 }], [{ n: 7 }]]);
    }
  });

  test('a server that is not there is named without password', async () => {
    const url = new URL(db.url);
    url.port = '1';
    url.password = 'a-very-secret-word';
    const error: unknown = await open(url.toString()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(error).toMatchObject({ message: expect.stringContaining('ECONNREFUSED') as string });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('secret');
  });

  test('a wrong password is named without password', async () => {
    const url = new URL(db.url);
    url.password = 'a-very-secret-word';
    const error: unknown = await open(url.toString()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('28P01') as string,
    });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('secret');
  });
});

describe('ping', () => {
  test('answers, and says so when all connections are held', async () => {
    await db.database.ping();
    const [held, free] = [gate(), gate()];
    let waiting = 2;
    const holders = [1, 2].map(async () =>
      anna.read(async () => {
        waiting -= 1;
        if (waiting === 0) held.open();
        await free.passed;
      }),
    );
    await held.passed;
    await expect(db.database.ping()).rejects.toBeInstanceOf(DatabaseUnavailableError);
    free.open();
    await Promise.all(holders);
    await db.database.ping();
  });
});

test('every connection is given back: twice as many transactions as connections, all failing, then all running', async () => {
  const failing = Array.from({ length: 40 }, async () =>
    anna.transact(() => Promise.reject(new Error('no'))),
  );
  for (const result of await Promise.allSettled(failing)) expect(result.status).toBe('rejected');
  const running = await Promise.all(Array.from({ length: 40 }, async () => countOf('a')));
  expect(running).toEqual(Array.from({ length: 40 }, () => 1));
});

async function open(url: string): Promise<Database> {
  return openDatabase({ url, log: pino({ level: 'silent' }), poolSize: 1 });
}

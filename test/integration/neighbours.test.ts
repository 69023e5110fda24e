import { readdir } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { Client } from 'pg';
import pino from 'pino';
import { TenantBusyError } from '../../src/db/errors.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { DueWork } from '../../src/host/due-work.js';
import { UpdatePace } from '../../src/telegram/update-pace.js';
import type { TableOrder } from '../../src/reports/table.js';
import { WorkshopShares } from '../../src/reports/workshop-share.js';
import { openWorkshop, WorkshopBusyError } from '../../src/reports/workshop.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { openPool, type ConnectionPool } from '../../src/db/pool.js';
import type { ReadTx, TenantDb } from '../../src/db/tenant-db.js';
import { sharesOf, TenantShares } from '../../src/db/tenant-share.js';
import { buildSalon } from '../support/builders.js';
import { startTestHost } from '../support/host.js';
import { testDatabase, testTenant, type TestDatabase } from '../support/database.js';

/*
 * What one salon does to the others, told by the order of what happens: however much of it waits or fails, theirs is done
 * meanwhile.
 */

let db: TestDatabase;
let noisy: TenantDb;
let quiet: TenantDb;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 10, tenantConnections: sharesOf(10).each });
  noisy = await testTenant(db, 'noisy');
  quiet = await testTenant(db, 'quiet');
});
afterAll(() => db.close());

const silent = pino({ level: 'silent' });
const countClients = (tx: ReadTx) => tx.rows(tx.sql('clients').count());

/** Somebody outside holds all rows of the noisy tenant's clients. */
async function lockNoisyTables(): Promise<() => Promise<void>> {
  const outside = new Client({ connectionString: db.adminUrl });
  await outside.connect();
  await outside.query('begin; lock table t_noisy.clients in access exclusive mode');
  return () => outside.end();
}

describe('a salon whose tables are locked', () => {
  test('does not keep another from its own, however many of its transactions wait', async () => {
    const unlock = await lockNoisyTables();
    const over: string[] = [];
    const waiting = Array.from({ length: 50 }, () =>
      noisy.read(countClients).finally(() => over.push('noisy')),
    );
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([1, 2, 3].map(() => quiet.transact(countClients)));
    }
    over.push('quiet');
    await unlock();
    await Promise.all(waiting);
    expect(over.indexOf('quiet')).toBe(0);
    expect(over).toHaveLength(51);
  });

  test('gives its connections back after a while, to be tried again later', async () => {
    const unlock = await lockNoisyTables();
    const looks = [1, 2, 3].map(() => noisy.read(countClients, 'at once'));
    const settled = Promise.allSettled(looks);
    try {
      await Promise.all([
        expect(noisy.read(countClients)).rejects.toThrow(TenantBusyError),
        expect(Promise.race(looks)).rejects.toThrow(TenantBusyError),
      ]);
    } finally {
      await unlock();
    }
    // They waited together, not one after another.
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await noisy.read(countClients)).toHaveLength(1);
  });
});

describe('places', () => {
  let pool: ConnectionPool;
  beforeAll(() => {
    pool = openPool(db.url, 4, silent);
  });
  afterAll(() => pool.close());
  const open = new Set<() => void>();
  afterEach(() => {
    for (const end of open) end();
  });

  const limits = { places: 4, each: 2, spare: 1, mostWaiting: 3, waitMs: 60_000 };

  /** Transactions that begin and end when the test says so. */
  function scene(shares: TenantShares) {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    let isOver = false;
    open.add(() => {
      isOver = true;
      for (const end of ends.values()) end();
    });
    let look = (): void => undefined;
    const enter = (tenant: string, name: string): Promise<void> =>
      shares.of(tenant).use(async () => {
        begun.push(name);
        look();
        if (!isOver) await new Promise<void>((resolve) => ends.set(name, resolve));
      });
    const until = (count: number) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (begun.length >= count) resolve();
        };
        look();
      });
    return { begun, enter, until, end: (name: string) => ends.get(name)?.() };
  }

  test('are taken in turns, and some are left to those who have none', async () => {
    const { begun, enter, until, end } = scene(new TenantShares(pool, limits));
    const all = ['a1', 'a2', 'a3', 'a4'].map((name) => enter('noisy', name));
    all.push(enter('second', 'b1'), enter('second', 'b2'), enter('third', 'c1'));
    await until(4);
    expect(begun.toSorted()).toEqual(['a1', 'a2', 'b1', 'c1']);
    // One of the two that are free then is left for a fourth tenant.
    end('a1');
    end('c1');
    await until(5);
    expect(begun[4]).toBe('a3');
    end('a2');
    await until(6);
    expect(begun[5]).toBe('b2');
    for (const name of ['a3', 'b1', 'b2']) end(name);
    await until(7);
    end('a4');
    await Promise.all(all);
  });

  test('are not waited for by more than a few of one tenant, nor for ever', async () => {
    const { enter, end, until } = scene(new TenantShares(pool, { ...limits, waitMs: 30 }));
    const running = [enter('noisy', 'a1'), enter('noisy', 'a2')];
    await until(2);
    const late = [3, 4, 5].map((n) => enter('noisy', `a${n}`));
    await expect(enter('noisy', 'a6')).rejects.toThrow('3 transactions wait');
    for (const one of late) await expect(one).rejects.toThrow(TenantBusyError);
    end('a1');
    end('a2');
    await Promise.all(running);
  });

  test('one connection is the host’s own, and a small pool still lets a tenant do two things', () => {
    expect(sharesOf(10)).toMatchObject({ places: 9, each: 4, spare: 2 });
    expect(sharesOf(2)).toMatchObject({ places: 2, each: 2, spare: 0 });
    expect(sharesOf(1)).toMatchObject({ places: 1, each: 1, spare: 0 });
    expect(sharesOf(10, 10)).toMatchObject({ places: 10, each: 10, spare: 0 });
  });
});

describe('salons whose bots have to wait for Telegram', () => {
  test.each([
    ['without a queue', () => Promise.reject(new Error('there is no queue'))],
    ['with the queue', () => Promise.resolve(db.url)],
  ])('do not hold up what others have to send, %s', async (_, databaseUrl) => {
    const { ctx } = await buildSalon(db.database);
    const slow = Array.from({ length: 40 }, (_unused, index) => `slow_${index}`);
    const served: string[] = [];
    let release = (): void => undefined;
    const telegram = new Promise<void>((resolve) => (release = resolve));
    let reached = (): void => undefined;
    const last = new Promise<void>((resolve) => (reached = resolve));
    const asTenant = (id: string): TenantContext => ({ ...ctx, id });
    const due = [...slow, 'last_one'].map((id) => ({ id, dueAt: 1 }));
    const work = new DueWork({
      log: silent,
      redis: null,
      databaseUrl,
      databases: () => Promise.resolve([{ dueTenants: () => Promise.resolve(due) }]),
      tenant: asTenant,
      process: async ({ id }) => {
        if (id === 'last_one') reached();
        else if (!served.includes(id)) served.push(id);
        if (id !== 'last_one') await telegram;
        return { more: false };
      },
      sweepMs: 50,
      turnMs: 50,
    });
    work.start();
    await last;
    expect(served).toEqual(expect.arrayContaining(slow.slice(0, 16)));
    release();
    await work.stop(2_000);
  });
});

const csvOf = (): TableOrder => ({
  ...{ format: 'csv', title: 'Clients', zone: 'UTC', mostBytes: 10_000 },
  columns: [{ title: 'Name', kind: 'text', width: 20 }],
  csv: { delimiter: ';', decimal: ',' },
});

describe('a salon that makes one file after another', () => {
  test('is told to wait while another salon’s file is made', async () => {
    const workshop = openWorkshop();
    const shares = new WorkshopShares(workshop);
    const order = csvOf();
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const long = shares.of('noisy').writeTable(order, () => finished);
    await expect(shares.of('noisy').writeTable(order, () => finished)).rejects.toThrow(WorkshopBusyError);
    const file = await shares.of('quiet').writeTable(order, (write) => write([['Vera']]));
    expect(file.toString('utf8')).toContain('Vera');
    finish();
    await long;
    expect(await shares.of('noisy').writeTable(order, () => finished)).toBeInstanceOf(Buffer);
    await workshop.close();
  });
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('threads that make charts and files give way to the one that answers chats', async () => {
  const workshop = openWorkshop();
  await workshop.writeTable(csvOf(), (write) => write([['Vera']]));
  const threads = await readdir('/proc/self/task');
  const priorities = threads.map((thread) => getPriority(Number(thread)));
  expect(priorities).toContain(10);
  expect(getPriority()).toBe(0);
  await workshop.close();
});

describe('a flooded bot', () => {
  test('is begun with no more of its updates than its pace allows, while another bot answers', async () => {
    const sandbox = await startSandbox();
    const begun = new Map<string, number>();
    let paceReached = (): void => undefined;
    const atPace = new Promise<void>((resolve) => (paceReached = resolve));
    const host = await startTestHost({
      tenants: { flooded: {}, calm: {} },
      sandbox,
      database: db,
      overrides: {
        // So slow that the sixth has its turn long after the test.
        queueLimits: { pace: { burst: 5, perSecond: 0.001 } },
        entrance: async (ctx) => {
          const count = (begun.get(ctx.tenant.id) ?? 0) + 1;
          begun.set(ctx.tenant.id, count);
          if (ctx.tenant.id === 'flooded' && count === 5) paceReached();
          await ctx.reply('hello');
        },
      },
    });
    for (let person = 0; person < 60; person += 1) {
      await sandbox
        .person({ id: 9_000 + person, firstName: 'Marta' })
        .chat('flooded_bot')
        .send('hello');
    }
    await atPace;
    const chat = sandbox.person({ id: 8_999, firstName: 'Vera' }).chat('calm_bot');
    await chat.send('hello');
    await chat.waitFor(({ fromBot }) => fromBot);
    expect(begun).toEqual(
      new Map([
        ['flooded', 5],
        ['calm', 1],
      ]),
    );
    await host.stop();
    await sandbox.stop();
  });

  test('comes to its turns evenly after a burst, and has a burst again after a rest', () => {
    const pace = new UpdatePace({ burst: 3, perSecond: 10 });
    expect([0, 0, 0, 0, 0].map((now) => pace.reserve(now))).toEqual([0, 0, 0, 100, 200]);
    expect(pace.reserve(300)).toBe(0);
    expect(pace.reserve(300)).toBe(100);
    expect([2_000, 2_000, 2_000, 2_000].map((now) => pace.reserve(now))).toEqual([0, 0, 0, 100]);
  });
});

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { Redis } from 'ioredis';
import pino from 'pino';
import { openQueue, type JobQueue } from '../../src/queue/job-queue.js';
import { RedisLink, reconnectDelay } from '../../src/queue/redis-link.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { describeRedis, testRedis, type TestRedis } from '../support/redis.js';

/** What a queue handed out, with a way to wait for it. */
class Served {
  readonly ids: string[] = [];
  private readonly lookers = new Set<() => void>();
  /** Awaited before a job counts as served. */
  hold: Promise<void> = Promise.resolve();

  readonly serve = async (id: string): Promise<void> => {
    this.ids.push(id);
    for (const look of [...this.lookers]) look();
    await this.hold;
  };

  until(isEnough: (ids: readonly string[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isEnough(this.ids)) return;
        this.lookers.delete(look);
        resolve();
      };
      this.lookers.add(look);
      look();
    });
  }
}

const log = pino({ level: 'silent' });

function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function behavesAsAQueue(open: (served: Served) => { queue: JobQueue; close(): Promise<void> }): void {
  const opened: { close(): Promise<void> }[] = [];
  const start = async (): Promise<{ served: Served; queue: JobQueue }> => {
    const served = new Served();
    const house = open(served);
    opened.push(house);
    await house.queue.opened;
    return { served, queue: house.queue };
  };
  afterEach(async () => {
    for (const house of opened.splice(0)) await house.close();
  });

  test('brings each wake-up to one of the processes', async () => {
    const one = await start();
    const two = await start();
    const ids = Array.from({ length: 30 }, (_, index) => `salon_${index}`);
    expect(await Promise.all(ids.map((id) => one.queue.wake(id)))).toEqual(ids.map(() => true));
    const both = (): string[] => [...one.served.ids, ...two.served.ids].sort();
    const enough = () => both().length >= ids.length;
    await Promise.race([one.served.until(enough), two.served.until(enough)]);
    expect(both()).toEqual([...ids].sort());
  });

  test('makes one of many wake-ups, and serves once more whom somebody wakes while being served', async () => {
    const { served, queue } = await start();
    const work = gate();
    served.hold = work.opened;
    await queue.wake('anna');
    await served.until((ids) => ids.length === 1);
    for (let wake = 0; wake < 20; wake += 1) expect(await queue.wake('anna')).toBe(true);
    served.hold = Promise.resolve();
    work.open();
    await served.until((ids) => ids.length === 2);
    await queue.wake('boris');
    await served.until((ids) => ids.includes('boris'));
    expect(served.ids).toEqual(['anna', 'anna', 'boris']);
  });

  test('is not stopped by work that fails', async () => {
    const { served, queue } = await start();
    served.hold = Promise.reject(new Error('no'));
    served.hold.catch(() => undefined);
    await queue.wake('anna');
    await served.until((ids) => ids.length === 1);
    served.hold = Promise.resolve();
    await queue.wake('boris');
    await served.until((ids) => ids.includes('boris'));
    // The failed wake-up is over: a new one of the same tenant is not taken for it.
    await queue.wake('anna');
    await served.until((ids) => ids.filter((id) => id === 'anna').length === 2);
  });

  test('when closed waits for running work, hands out nothing more and takes nothing', async () => {
    const { served, queue } = await start();
    const work = gate();
    served.hold = work.opened;
    await queue.wake('anna');
    await served.until((ids) => ids.length === 1);
    let isClosed = false;
    const closing = queue.close(10_000).then(() => {
      isClosed = true;
    });
    expect(await queue.wake('boris')).toBe(false);
    expect(isClosed).toBe(false);
    work.open();
    await closing;
    expect(served.ids).toEqual(['anna']);
  });

  test('when closed leaves work behind that does not end', async () => {
    const { served, queue } = await start();
    const work = gate();
    served.hold = work.opened;
    await queue.wake('anna');
    await served.until((ids) => ids.length === 1);
    await queue.close(50);
    expect(await queue.wake('anna')).toBe(false);
    work.open();
  });
}

describe('the queue on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ poolSize: 1 });
  });
  afterAll(() => database.close());

  behavesAsAQueue((served) => {
    const queue = openQueue({
      redis: null,
      databaseUrl: () => Promise.resolve(database.url),
      log,
      serve: served.serve,
    });
    return { queue, close: () => queue.close(2_000) };
  });

  test('when closed over unfinished work keeps the process no longer', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const served = new Served();
    const work = gate();
    served.hold = work.opened;
    const before = timers();
    const queue = openQueue({
      redis: null,
      databaseUrl: () => Promise.resolve(database.url),
      log,
      serve: served.serve,
    });
    await queue.opened;
    await queue.wake('clara');
    await served.until((ids) => ids.length === 1);
    await queue.close(50);
    work.open();
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test('is out of reach for the roles of tenants', async () => {
    const queue = openQueue({
      redis: null,
      databaseUrl: () => Promise.resolve(database.url),
      log,
      serve: () => Promise.resolve(),
    });
    await queue.opened;
    await database.database.provision('anna');
    const reading = database.database
      .tenant('anna')
      .read((tx) => tx.rows(tx.sql.raw('select * from botel_queue.job')));
    await expect(reading).rejects.toMatchObject({ code: '42501' });
    await queue.close(2_000);
  });
});

describe('the queue without its database', () => {
  test('takes nothing, keeps nobody waiting, says so once, and closes', async () => {
    const lines: string[] = [];
    const queue = openQueue({
      redis: null,
      databaseUrl: () => Promise.reject(new Error('away')),
      log: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
      serve: () => Promise.resolve(),
    });
    expect(await Promise.all([queue.wake('anna'), queue.wake('anna')])).toEqual([false, false]);
    await queue.close(2_000);
    await queue.opened;
    expect(lines).toHaveLength(1);
  });
});

describeRedis('the queue on Redis', () => {
  let redis: TestRedis;
  const lines: string[] = [];
  const watched = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const open = (served: Served) => {
    const link = new RedisLink(redis.url, watched);
    const queue = openQueue({
      redis: { url: redis.url, link },
      databaseUrl: () => Promise.reject(new Error('Redis is what it has')),
      log: watched,
      serve: served.serve,
    });
    const close = async (): Promise<void> => {
      await queue.close(2_000);
      link.close();
    };
    return { queue, link, close };
  };
  beforeAll(async () => {
    redis = await testRedis();
  });
  beforeEach(async () => {
    lines.splice(0);
    await redis.wipe();
  });
  afterAll(() => redis.close());

  behavesAsAQueue(open);

  test('goes on after it was wiped, also for whom it knew before', async () => {
    const served = new Served();
    const { queue, close } = open(served);
    await queue.opened;
    const work = gate();
    served.hold = work.opened;
    await queue.wake('anna');
    await served.until((ids) => ids.length === 1);
    await redis.wipe();
    served.hold = Promise.resolve();
    await queue.wake('anna');
    work.open();
    await served.until((ids) => ids.length === 2);
    await close();
  });

  test('refuses at once while the server is gone, and goes on when it is back, with one line for each', async () => {
    const served = new Served();
    const { queue, link, close } = open(served);
    await queue.opened;
    const gone = once(link.client, 'close');
    await redis.kill();
    await gone;
    expect(await Promise.all(Array.from({ length: 500 }, () => queue.wake('anna')))).not.toContain(true);
    await redis.start();
    await link.opened();
    expect(await queue.wake('boris')).toBe(true);
    await served.until((ids) => ids.includes('boris'));
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages.filter((text) => text.startsWith('Redis is'))).toEqual([
      'Redis is away; work goes on without it',
      'Redis is back',
    ]);
    await close();
  });

  test('does not wait for a server that is frozen', async () => {
    const served = new Served();
    const { queue, close } = open(served);
    await queue.opened;
    redis.freeze();
    const taken = await Promise.all(Array.from({ length: 50 }, () => queue.wake('anna')));
    redis.resume();
    await redis.client.ping();
    expect(taken).not.toContain(true);
    expect(await queue.wake('boris')).toBe(true);
    await served.until((ids) => ids.includes('boris'));
    await close();
  });

  test('closes although the server is gone', async () => {
    const { queue, close } = open(new Served());
    await queue.opened;
    await redis.kill();
    await close();
    await redis.start();
    expect(await queue.wake('anna')).toBe(false);
  });

  test('when closed does not go on looking for a server that it never reached', async () => {
    let refused = 0;
    // The link comes through. The worker's own connections do not.
    const door = await doorTo(redis.url, () => {
      refused += 1;
    });
    const link = new RedisLink(door.url, watched);
    const serve = (): Promise<void> => Promise.resolve();
    const databaseUrl = (): Promise<string> => Promise.reject(new Error('Redis is what it has'));
    const queue = openQueue({ redis: { url: door.url, link }, databaseUrl, log: watched, serve });
    await queue.opened;
    await queue.close(2_000);
    link.close();
    const before = refused;
    await attempts(6);
    // Each of the two may have been about to try.
    expect(refused - before).toBeLessThanOrEqual(2);
    door.server.close();
  });
});

/** Leads the first connection to the server, and refuses all others. */
async function doorTo(url: string, onRefused: () => void): Promise<{ url: string; server: Server }> {
  let isFirst = true;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (!isFirst) {
      socket.destroy();
      onRefused();
      return;
    }
    isFirst = false;
    const outer = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => socket.destroy());
    socket.pipe(outer).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Resolves when somebody who goes on looking has tried so often, at the same pace. */
async function attempts(count: number): Promise<void> {
  const looking = new Redis('redis://127.0.0.1:9', {
    maxRetriesPerRequest: null,
    retryStrategy: reconnectDelay,
  });
  looking.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    let tried = 0;
    looking.on('close', () => {
      tried += 1;
      if (tried === count) resolve();
    });
  });
  looking.disconnect();
}

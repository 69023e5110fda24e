import pino from 'pino';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { DueWork, type DueWorkOptions } from '../../src/host/due-work.js';
import { Sweep } from '../../src/host/sweep.js';
import { openQueue, type JobQueueOptions } from '../../src/queue/job-queue.js';
import { RedisLink } from '../../src/queue/redis-link.js';
import { TransientError } from '../../src/lib/errors.js';
import { buildSalon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { describeRedis, testRedis, type TestRedis } from '../support/redis.js';

interface Signal {
  readonly raised: Promise<void>;
  raise(): void;
}

function signal(): Signal {
  let raise = (): void => undefined;
  const raised = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return { raised, raise: () => raise() };
}

/** Counts what happens, with a way to wait for the n-th time. */
class Count {
  private total = 0;
  private readonly waiting: { readonly at: number; readonly reached: () => void }[] = [];

  add(): number {
    this.total += 1;
    for (const { at, reached } of this.waiting) if (this.total >= at) reached();
    return this.total;
  }

  get value(): number {
    return this.total;
  }

  reaches(at: number): Promise<void> {
    if (this.total >= at) return Promise.resolve();
    return new Promise((reached) => this.waiting.push({ at, reached }));
  }
}

const silent = pino({ level: 'silent' });
const sweepMs = 20;

let db: TestDatabase;
let tenant: TenantContext;
beforeAll(async () => {
  db = await testDatabase();
  tenant = (await buildSalon(db.database)).ctx;
});
afterAll(() => db.close());

/** Since the same instant, for as long as it is due. */
const dueNow = (id: string) => ({ id, dueAt: 1 });

/** Due work of one salon without a queue, unless the test brings one. */
function options(changes: Partial<DueWorkOptions>): DueWorkOptions {
  return {
    log: silent,
    redis: null,
    databaseUrl: () => Promise.reject(new Error('there is no queue')),
    databases: () => Promise.resolve([{ dueTenants: () => Promise.resolve([dueNow(tenant.id)]) }]),
    tenant: (id) => (id === tenant.id ? tenant : null),
    process: () => Promise.resolve({ more: false }),
    sweepMs,
    ...changes,
  };
}

/**
 * A worker that died while it served the salon: its job and the key that makes one of many wake-ups are still in the
 * queue, and stay there until BullMQ finds the job stalled, half a minute later.
 */
async function leaveBehindACrash(queue: Pick<JobQueueOptions, 'redis' | 'databaseUrl'>): Promise<void> {
  const begun = signal();
  const forEver = new Promise<void>(() => undefined);
  const dead = openQueue({
    ...queue,
    log: silent,
    serve: () => {
      begun.raise();
      return forEver;
    },
  });
  await dead.opened;
  expect(await dead.wake(tenant.id)).toBe(true);
  await begun.raised;
  await dead.close(1);
}

async function expectRescue(queue: Pick<JobQueueOptions, 'redis' | 'databaseUrl'>): Promise<void> {
  await leaveBehindACrash(queue);
  const open = signal();
  const served = signal();
  let isOpen = false;
  let beats = 0;
  const write = (line: string): void => {
    if (line.includes('the queue is open')) open.raise();
  };
  const log = pino({ level: 'info' }, { write });
  const work = new DueWork(
    options({
      ...queue,
      log,
      databases: () => {
        if (isOpen) beats += 1;
        return Promise.resolve([{ dueTenants: () => Promise.resolve(isOpen ? [dueNow(tenant.id)] : []) }]);
      },
      process: () => {
        served.raise();
        return Promise.resolve({ more: false });
      },
    }),
  );
  work.start();
  await open.raised;
  isOpen = true;
  await served.raised;
  // The queue said yes and brought nothing until the next beat: then the salon is served without it.
  expect(beats).toBe(2);
  await work.stop(2_000);
}

describe('a wake-up swallowed by what a crashed worker left behind', () => {
  test('is made up for by the sweep, on PostgreSQL', async () => {
    await expectRescue({ redis: null, databaseUrl: () => Promise.resolve(db.url) });
  });

  describeRedis('with a Redis', () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await testRedis();
    });
    afterAll(() => redis.close());

    test('is made up for by the sweep, on Redis', async () => {
      const link = new RedisLink(redis.url, silent);
      const databaseUrl = () => Promise.reject(new Error('Redis is what it has'));
      await expectRescue({ redis: { url: redis.url, link }, databaseUrl });
      link.close();
    });
  });
});

describe('a queue that took a wake-up', () => {
  /** At which beat the salon is served without the queue, and at which ones it was asked for it. */
  async function lookOn(queue: {
    readonly isMoving: boolean;
    readonly waiting?: number;
    readonly dueAt: (beat: number) => number;
  }) {
    const served = signal();
    const asked: number[] = [];
    let beat = 0;
    const sweep = new Sweep({
      log: silent,
      everyMs: 1,
      databases: () => {
        beat += 1;
        if (beat === 20) served.raise();
        const due = [{ id: tenant.id, dueAt: queue.dueAt(beat) }];
        return Promise.resolve([{ dueTenants: () => Promise.resolve(due) }]);
      },
      isServedHere: () => true,
      isBeingServed: () => false,
      brought: () => (queue.isMoving ? beat : 0),
      waiting: () => Promise.resolve(queue.waiting ?? 1),
      wake: () => {
        asked.push(beat);
        return Promise.resolve(true);
      },
      serve: () => {
        served.raise();
        sweep.stop();
        return Promise.resolve();
      },
    });
    sweep.start();
    await served.raised;
    sweep.stop();
    return { asked, servedAt: beat };
  }

  test('and brings nobody has one more beat', async () => {
    expect(await lookOn({ isMoving: false, dueAt: () => 1 })).toEqual({ asked: [1], servedAt: 2 });
  });

  test('and brings others has more, and is not asked again', async () => {
    expect(await lookOn({ isMoving: true, dueAt: () => 1 })).toEqual({ asked: [1], servedAt: 7 });
  });

  test('and brings others has one more beat when nobody waits in it any more', async () => {
    const look = await lookOn({ isMoving: true, waiting: 0, dueAt: () => 1 });
    expect(look).toEqual({ asked: [1], servedAt: 2 });
  });

  test('is asked again for who was served and has something due anew', async () => {
    const { asked, servedAt } = await lookOn({ isMoving: true, dueAt: (beat) => Math.ceil(beat / 3) });
    expect(asked.slice(0, 4)).toEqual([1, 4, 7, 10]);
    expect(servedAt).toBe(20);
  });
});

describe('without a queue', () => {
  test('the sweep serves a salon again and again while it is due, one serving at a time', async () => {
    const [servings, beats] = [new Count(), new Count()];
    const first = signal();
    let running = 0;
    let most = 0;
    const work = new DueWork(
      options({
        databases: () => {
          beats.add();
          return Promise.resolve([{ dueTenants: () => Promise.resolve([dueNow(tenant.id)]) }]);
        },
        process: async () => {
          most = Math.max(most, (running += 1));
          if (servings.add() === 1) await first.raised;
          running -= 1;
          return { more: false };
        },
      }),
    );
    work.start();
    // The beats go on while the first serving does not end.
    await beats.reaches(5);
    expect(servings.value).toBe(1);
    first.raise();
    await servings.reaches(3);
    expect(most).toBe(1);
    await work.stop(2_000);
  });

  test('what is left over is served at once, not at the next beat', async () => {
    const servings = new Count();
    const work = new DueWork(
      options({ sweepMs: 3_600_000, process: () => Promise.resolve({ more: servings.add() < 3 }) }),
    );
    work.start();
    await servings.reaches(3);
    await work.stop(2_000);
    expect(servings.value).toBe(3);
  });

  test('a salon whose bot does not run here is left to whoever runs it', async () => {
    const asked: string[] = [];
    const served = signal();
    const work = new DueWork(
      options({
        databases: () =>
          Promise.resolve([{ dueTenants: () => Promise.resolve(['elsewhere', tenant.id].map(dueNow)) }]),
        process: ({ id }) => {
          asked.push(id);
          served.raise();
          return Promise.resolve({ more: false });
        },
      }),
    );
    work.start();
    await served.raised;
    await work.stop(2_000);
    expect(new Set(asked)).toEqual(new Set([tenant.id]));
  });

  test('a database that is away is told of once, and hides no other database’s salons', async () => {
    const warnings: string[] = [];
    const servings = new Count();
    const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
    const away = { dueTenants: () => Promise.reject(new Error('gone fishing')) };
    const work = new DueWork(
      options({
        log,
        databases: () => Promise.resolve([away, { dueTenants: () => Promise.resolve([dueNow(tenant.id)]) }]),
        process: () => {
          servings.add();
          return Promise.resolve({ more: false });
        },
      }),
    );
    work.start();
    await servings.reaches(4);
    await work.stop(2_000);
    expect(warnings.filter((line) => line.includes('gone fishing'))).toHaveLength(1);
  });

  test.each([
    ['has to wait', new TransientError('away', 'not now'), 30],
    ['is a defect', new Error('broken'), 50],
  ])('work that fails is tried again at the next beat and logged: it %s', async (_what, error, level) => {
    const levels: number[] = [];
    const servings = new Count();
    const log = pino(
      { level: 'info' },
      { write: (line: string) => void levels.push((JSON.parse(line) as { level: number }).level) },
    );
    const work = new DueWork(
      options({
        tenant: () => ({ ...tenant, log }),
        process: () => {
          servings.add();
          return Promise.reject(error);
        },
      }),
    );
    work.start();
    await servings.reaches(2);
    await work.stop(2_000);
    expect(new Set(levels)).toEqual(new Set([level]));
  });

  test('stopping waits for what is being sent, takes nothing more, and leaves what does not end', async () => {
    const begun = signal();
    const end = signal();
    const servings = new Count();
    const work = new DueWork(
      options({
        process: async () => {
          servings.add();
          begun.raise();
          await end.raised;
          return { more: true };
        },
      }),
    );
    work.start();
    await begun.raised;
    let isStopped = false;
    const stopping = work.stop(10_000).then(() => {
      isStopped = true;
    });
    await work.stop(1);
    expect(isStopped).toBe(false);
    end.raise();
    await stopping;
    expect(servings.value).toBe(1);
  });
});

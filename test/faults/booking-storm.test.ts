import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { judgeBookings } from '../support/booking-judge.js';
import { startBookingLoad, type BookingLoad } from '../support/booking-load.js';
import { addBusyBots, busyClients, busyRegistry, prepareBusySalons } from '../support/booking-salons.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength, testDice, type Dice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { startBotel, type BotelProcess } from '../support/process.js';
import { hasRedis, testRedis } from '../support/redis.js';

/*
 * Many people book, move and cancel while the host is killed, or asked to stop, at random moments. All that is left of a
 * host is what it committed; its successor gets from Telegram what was not confirmed. In the end every word that a bot
 * said about a booking must be true.
 */

interface Case {
  readonly queue: 'PostgreSQL' | 'Redis';
  readonly kills: number;
  readonly stops: number;
  readonly isThere: boolean;
}

const cases: readonly Case[] = isFullLength
  ? [
      { queue: 'PostgreSQL', kills: 150, stops: 15, isThere: true },
      { queue: 'Redis', kills: 50, stops: 5, isThere: hasRedis },
    ]
  : [{ queue: 'PostgreSQL', kills: 4, stops: 1, isThere: true }];
const people = busyClients(isFullLength ? 48 : 15);
/** More than a host takes from being let go to its first answer, also on a busy machine. */
const startMs = isFullLength ? 20_000 : 10_000;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

for (const one of cases) {
  const title = `killed ${one.kills} times and stopped ${one.stops} times while people book, with the queue on ${one.queue}`;
  (one.isThere ? test : test.skip)(title, () => weather(one), 60_000 + (one.kills + one.stops) * 30_000);
}

interface Storm {
  readonly dice: Dice;
  readonly load: BookingLoad;
  readonly launch: () => Promise<BotelProcess>;
}

async function weather({ queue, kills, stops }: Case): Promise<void> {
  const dice = testDice(queue === 'Redis' ? 1 : 0);
  const sandbox = await startSandbox({ callLogSize: 2_000_000 });
  cleanUps.push(() => sandbox.stop());
  addBusyBots(sandbox);
  const database = await testDatabase();
  cleanUps.push(() => database.close());
  await prepareBusySalons(database, people);
  const variables = {
    DATABASE_URL: database.url,
    TELEGRAM_API_ROOT: sandbox.apiRoot,
    ...(await redisOf(queue)),
  };
  const launch = async (): Promise<BotelProcess> => {
    const botel = await startBotel(busyRegistry(), variables, 'test/support/booking-host.ts');
    cleanUps.push(() => botel.clear());
    return botel;
  };
  const load = startBookingLoad(sandbox, people, dice);
  cleanUps.push(() => load.abandon());
  const stopMs = await rage(
    { dice, load, launch },
    dice.shuffled([...many('SIGKILL', kills), ...many('SIGTERM', stops)]),
  );
  await judge({ load, sandbox, database, dice }, { queue, kills, stops, stopMs });
}

const many = (signal: 'SIGKILL' | 'SIGTERM', count: number) => Array.from({ length: count }, () => signal);

async function redisOf(queue: Case['queue']): Promise<{ REDIS_URL?: string }> {
  if (queue === 'PostgreSQL') return {};
  const redis = await testRedis();
  cleanUps.push(() => redis.close());
  return { REDIS_URL: redis.url };
}

/** All the ends, each at a random moment of a host's life; gives how long the slowest orderly one took. */
async function rage(
  { dice, load, launch }: Storm,
  ends: readonly ('SIGKILL' | 'SIGTERM')[],
): Promise<number> {
  let slowest = 0;
  let next = await launch();
  next.begin();
  // Everybody has come in and begun before the first one ends.
  await load.answers(5 * people.length, 6 * startMs);
  for (const signal of ends) {
    const botel = next;
    next = await launch();
    await moment(dice, load);
    // Before it listens to signals a process can only be killed.
    if (signal === 'SIGTERM') await botel.waitFor(/Botel is starting/);
    const askedAt = performance.now();
    botel.signal(signal);
    // Code 1 would be that of its own watchdog, which ends it after 9.5 s.
    expect(await botel.ended).toBe(signal === 'SIGTERM' ? 0 : 'SIGKILL');
    if (signal === 'SIGTERM') slowest = Math.max(slowest, performance.now() - askedAt);
    await botel.clear();
    next.begin();
  }
  while (load.asked.length < 2 * people.length && (await load.answers(people.length, 3 * startMs)));
  await load.end();
  next.signal('SIGTERM');
  expect(await next.ended).toBe(0);
  return slowest;
}

/** While it starts, or some answers and a few milliseconds later. */
async function moment(dice: Dice, load: BookingLoad): Promise<void> {
  if (dice.below(5) === 0) await load.answers(Infinity, dice.below(1_200));
  else await load.answers(1 + dice.below(isFullLength ? 200 : 60), startMs);
  await new Promise((resolve) => setTimeout(resolve, dice.below(20)));
}

interface Scene {
  readonly load: BookingLoad;
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  readonly dice: Dice;
}

async function judge(
  { load, sandbox, database, dice }: Scene,
  { queue, kills, stops, stopMs }: Omit<Case, 'isThere'> & { readonly stopMs: number },
): Promise<void> {
  const { asked, acknowledged, lost, phantoms, doubled, bookings } = await judgeBookings(
    load,
    sandbox,
    database.adminUrl,
  );
  noteFaults({
    fault: `host killed and stopped under booking load, queue on ${queue}`,
    seed: dice.seed,
    faults: kills + stops,
    operations: asked,
    acknowledged,
    lost: lost.length + phantoms.length,
    doubled: doubled.length,
    remark: `${bookings} bookings; the slowest of ${stops} orderly stops took ${Math.round(stopMs)} ms`,
  });
  expect({ lost, phantoms, doubled }).toEqual({ lost: [], phantoms: [], doubled: [] });
  expect(acknowledged).toBeGreaterThan(kills);
}

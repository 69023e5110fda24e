import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { judgeBookings } from '../support/booking-judge.js';
import { startBookingLoad, type BookingLoad } from '../support/booking-load.js';
import { addBusyBots, busyClients, busyRegistry, prepareBusySalons } from '../support/booking-salons.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength, testDice, type Dice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { frontDoor, type FrontDoor } from '../support/front-door.js';
import { startBotel, type BotelProcess } from '../support/process.js';
import { describeRedis, testRedis } from '../support/redis.js';

/*
 * Two processes serve the same salons behind one address, and many people book there while now one, now the other is
 * killed, asked to stop or frozen. The one that is left has to do all of it, and what the other had begun; a chat whose
 * process was killed or frozen in the middle waits for its lease to run out.
 */

type Blow = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP';

const blows: readonly Blow[] = isFullLength
  ? [...many('SIGKILL', 25), ...many('SIGTERM', 15), ...many('SIGSTOP', 5)]
  : ['SIGKILL'];
const people = busyClients(isFullLength ? 36 : 9);
const startMs = 20_000;
/** Longer than a lease lasts. */
const frozenMs = 20_000;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function many(blow: Blow, count: number): Blow[] {
  return Array.from({ length: count }, () => blow);
}

interface Serving {
  readonly botel: BotelProcess;
  readonly address: string;
}

/** Two processes, each replaced by a new one when it has ended. */
class Pair {
  private readonly serving: [Serving | null, Serving | null] = [null, null];

  constructor(
    front: FrontDoor,
    private readonly launch: () => Promise<Serving>,
  ) {
    // A balancer that has not noticed yet: it leads to the dead one as well.
    front.lead(...[0, 1].map((place) => () => this.serving[place]?.address ?? 'http://127.0.0.1:9'));
  }

  /** Starts whoever is missing. */
  async fill(): Promise<void> {
    const begin = async (place: 0 | 1): Promise<void> => {
      this.serving[place] ??= await this.launch();
    };
    await Promise.all([begin(0), begin(1)]);
  }

  async strike(place: 0 | 1, blow: Blow, load: BookingLoad): Promise<void> {
    const struck = this.serving[place]?.botel;
    if (struck === undefined) throw new Error('there is nobody to strike');
    struck.signal(blow);
    if (blow === 'SIGSTOP') {
      await load.answers(Infinity, frozenMs);
      struck.signal('SIGCONT');
      return;
    }
    expect(await struck.ended).toBe(blow === 'SIGTERM' ? 0 : blow);
    this.serving[place] = null;
    // The other one alone goes on answering.
    expect(await load.answers(people.length, startMs)).toBe(true);
  }

  async end(): Promise<void> {
    for (const one of this.serving) {
      one?.botel.signal('SIGTERM');
      expect(one === null ? 0 : await one.botel.ended).toBe(0);
    }
  }
}

describeRedis('two processes to which Telegram delivers', () => {
  const title = `lose nothing and double nothing while they are ended ${blows.length} times`;
  test(title, weather, 120_000 + blows.length * 60_000);
});

async function weather(): Promise<void> {
  const dice = testDice();
  const sandbox = await startSandbox({ callLogSize: 2_000_000, webhookRetry: { firstMs: 20, capMs: 200 } });
  cleanUps.push(() => sandbox.stop());
  addBusyBots(sandbox);
  const database = await testDatabase();
  cleanUps.push(() => database.close());
  await prepareBusySalons(database, people);
  const redis = await testRedis();
  cleanUps.push(() => redis.close());
  const front = await frontDoor();
  cleanUps.push(() => front.stop());
  const variables = {
    ...{ DATABASE_URL: database.url, REDIS_URL: redis.url },
    ...{ TELEGRAM_API_ROOT: sandbox.apiRoot, PUBLIC_URL: front.url },
  };
  const pair = new Pair(front, async () => {
    const botel = await startBotel(busyRegistry(), variables, 'test/support/booking-host.ts');
    cleanUps.push(() => botel.clear());
    botel.begin();
    const line = await botel.waitFor(/"Botel is starting"/);
    await botel.waitFor(/every tenant that can start has started/);
    return { botel, address: (JSON.parse(line) as { http: string }).http };
  });
  await pair.fill();
  const load = startBookingLoad(sandbox, people, dice);
  // Everybody has come in and begun before the first one ends.
  await load.answers(8 * people.length, 6 * startMs);
  for (const blow of dice.shuffled(blows)) {
    await pair.fill();
    await load.answers(1 + dice.below(60), startMs);
    await pair.strike(dice.below(2) === 0 ? 0 : 1, blow, load);
  }
  await load.answers(6 * people.length, 2 * startMs);
  await load.end();
  await pair.end();
  await judge(load, sandbox, database, dice);
}

async function judge(load: BookingLoad, sandbox: Sandbox, database: TestDatabase, dice: Dice): Promise<void> {
  const found = await judgeBookings(load, sandbox, database.adminUrl);
  const { asked, acknowledged, lost, phantoms, doubled, bookings } = found;
  noteFaults({
    fault: 'one of two webhook processes killed, stopped and frozen under booking load',
    ...{ seed: dice.seed, faults: blows.length, operations: asked, acknowledged },
    ...{ lost: lost.length + phantoms.length, doubled: doubled.length, remark: `${bookings} bookings` },
  });
  expect({ lost, phantoms, doubled }).toEqual({ lost: [], phantoms: [], doubled: [] });
  expect(acknowledged).toBeGreaterThan(blows.length);
  // Two that start at once may both set it; whoever comes later does not.
  expect(sandbox.calls({ method: 'setWebhook' }).length).toBeLessThanOrEqual(6);
}

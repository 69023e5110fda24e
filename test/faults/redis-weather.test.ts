import { DateTime } from 'luxon';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { all, nextPersonId, type Salon } from '../support/builders.js';
import { testDatabase } from '../support/database.js';
import { isFullLength, testDice, type Dice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { startTestHost, type TestHost } from '../support/host.js';
import { describeRedis, testRedis, type TestRedis } from '../support/redis.js';
import { remindedSalons, type RemindedSalons } from '../support/reminded-salons.js';
import { slowTcp, type SlowTcp } from '../support/slow-tcp.js';

/*
 * Things happen to Redis while people are in the middle of typing and reminders are due. In each trouble somebody answers a
 * question that was asked before it, somebody is asked in it and answers afterwards, and a share of the reminders is sent.
 */

const rounds = isFullLength ? 3 : 1;
const remindersATrouble = isFullLength ? 16 : 4;
/** The queue shows that it is back when something is asked of it. */
const knocks = 6;
const patienceMs = 20_000;

interface Place {
  readonly redis: TestRedis;
  readonly way: SlowTcp;
  readonly dice: Dice;
}

interface Trouble {
  readonly name: string;
  begin(place: Place): unknown;
  end(place: Place): unknown;
}

const troubles: readonly Trouble[] = [
  {
    name: 'slow',
    begin: ({ way, dice }) => way.delay(() => 200 + dice.below(1_800)),
    end: ({ way }) => way.delay(null),
  },
  { name: 'stopped', begin: ({ redis }) => redis.freeze(), end: ({ redis }) => redis.resume() },
  { name: 'killed', begin: ({ redis }) => redis.kill(), end: ({ redis }) => redis.start() },
  { name: 'wiped', begin: ({ redis }) => redis.wipe(), end: () => undefined },
  {
    name: 'full',
    begin: ({ redis }) => redis.client.config('SET', 'maxmemory', '1'),
    end: ({ redis }) => redis.client.config('SET', 'maxmemory', '0'),
  },
  {
    name: 'read-only',
    begin: ({ redis }) => redis.client.replicaof('127.0.0.1', 1),
    end: ({ redis }) => redis.client.replicaof('NO', 'ONE'),
  },
];

interface Client {
  readonly salon: Salon;
  readonly chat: Chat;
  readonly id: number;
  readonly start: number;
  readonly comment: string;
}

const cleanUps: (() => Promise<void>)[] = [];

describeRedis('Redis in trouble', () => {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  test(
    'who is in the middle of a question loses nothing, reminders arrive once, and the queue comes back',
    async () => {
      for (let round = 0; round < rounds; round += 1) await troubledRound(testDice(round));
    },
    rounds * 240_000,
  );
});

async function troubledRound(dice: Dice): Promise<void> {
  const redis = await testRedis();
  cleanUps.push(() => redis.close());
  const way = await slowTcp(redis.url);
  cleanUps.push(() => way.stop());
  const sandbox = await startSandbox({ callbackTtlMs: patienceMs });
  cleanUps.push(() => sandbox.stop());
  const database = await testDatabase({ poolSize: 4 });
  cleanUps.push(() => database.close());
  const visits = (remindersATrouble + knocks) * troubles.length;
  const salons = await remindedSalons(database, sandbox, { zones: ['Europe/Moscow'], visits });
  cleanUps.push(() => salons.close());
  const house = await startTestHost({
    tenants: salons.tenants,
    ...{ sandbox, database, addBots: false },
    variables: { REDIS_URL: way.url },
    overrides: { sweepMs: 100 },
  });
  cleanUps.push(() => house.stop());
  await house.waitForLog(/the queue is open/);
  const clients: Client[] = [];
  const due = [...salons.visits];
  for (const trouble of dice.shuffled(troubles)) {
    const [salon] = salons.salons;
    if (salon === undefined) throw new Error('there is no salon');
    const [before, within] = [
      person(sandbox, salon, clients.length),
      person(sandbox, salon, clients.length + 1),
    ];
    clients.push(before, within);
    const place = { redis, way, dice };
    await Promise.all([reachSummary(before), reachSummary(within)]);
    await askComment(before);
    await trouble.begin(place);
    await salons.release(due.splice(0, remindersATrouble));
    await Promise.all([typeComment(before), askComment(within)]);
    await salons.settled();
    await trouble.end(place);
    await typeComment(within);
    await Promise.all([confirm(before), confirm(within)]);
    const knock = async (): Promise<void> => {
      await salons.release(due.splice(0, 1));
      await salons.settled();
    };
    await isBack(house, knock, trouble.name);
  }
  await salons.release(due);
  await salons.settled();
  await judge(salons, clients, house, dice);
}

function person(sandbox: Sandbox, salon: Salon, index: number): Client {
  const zone = salon.ctx.zone;
  const day = DateTime.fromMillis(Date.now(), { zone }).plus({ days: 5 }).toISODate() ?? '';
  const id = nextPersonId();
  const chat = sandbox
    .person({ id, firstName: 'Вера', languageCode: 'ru', phone: `+7916${id}` })
    .chat(`${salon.ctx.id}_bot`);
  const start = salon.at(`${day}T${String(9 + (index % 12)).padStart(2, '0')}:00`);
  return { salon, chat, id, start, comment: `Комментарий № ${index}` };
}

const orderOf = ({ start }: Client): string => `1:0:${Math.round(start / 60_000).toString(36)}`;

/** A message of the bot since the person did something. */
const sees = ({ chat }: Client, words: RegExp): Promise<unknown> =>
  chat.waitFor(({ fromBot, text = '' }) => fromBot && words.test(text), String(words), {
    timeoutMs: patienceMs,
  });

async function reachSummary(client: Client): Promise<void> {
  const { chat } = client;
  await chat.start();
  await sees(client, /./);
  await chat.press({ data: `1ou:${orderOf(client)}` });
  await chat.shareContact();
  await sees(client, /Имя: Вера/);
}

async function askComment({ chat }: Client): Promise<void> {
  await chat.press(/комментарий/i);
}

async function typeComment(client: Client): Promise<void> {
  await client.chat.send(client.comment);
  await sees(client, new RegExp(client.comment));
}

async function confirm(client: Client): Promise<void> {
  await client.chat.press({ data: `1ok:${orderOf(client)}` });
  await sees(client, /вы записаны/i);
}

/** The host says that its queue is connected, as soon as what it is asked for is taken by it. */
async function isBack({ host }: TestHost, knock: () => Promise<void>, trouble: string): Promise<void> {
  for (let count = 0; count < knocks; count += 1) {
    await knock();
    const answer = await fetch(`${host.httpUrl}/readyz`);
    const { queue } = (await answer.json()) as { queue: { connected: boolean } | null };
    if (queue?.connected === true) return;
    // After a command without an answer nothing is asked of Redis for a second.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new Error(`the queue does not come back after Redis was ${trouble}`);
}

async function judge(
  salons: RemindedSalons,
  clients: readonly Client[],
  house: TestHost,
  dice: Dice,
): Promise<void> {
  const copies = salons.visits.map(
    ({ chat }) =>
      chat.messages().filter(({ fromBot, text = '' }) => fromBot && text.includes('Ждём вас')).length,
  );
  const kept = await Promise.all(clients.map((client) => commentKept(client)));
  noteFaults({
    ...{
      fault: `Redis ${troubles.map(({ name }) => name).join(', ')}`,
      seed: dice.seed,
      faults: troubles.length,
    },
    ...{ operations: copies.length + clients.length, acknowledged: copies.length + clients.length },
    lost: copies.filter((count) => count === 0).length + kept.filter((isKept) => !isKept).length,
    doubled: copies.filter((count) => count > 1).length,
    remark: 'reminders, and questions answered in or after the trouble',
  });
  expect(kept).toEqual(clients.map(() => true));
  expect(copies).toEqual(salons.visits.map(() => 1));
  // The new bookings have reminders, too, for another day.
  const due = (await salons.rows()).filter(({ state }) => state !== 'ahead');
  expect(new Set(due.map((row) => `${row.state} ${row.copies}`))).toEqual(new Set(['sent 1']));
  expect(house.logs.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
}

async function commentKept({ salon, start, comment }: Client): Promise<boolean> {
  const bookings = await all<{ starts_at: Date; comment: string | null }>(salon.ctx, 'bookings');
  return bookings.some((row) => row.starts_at.getTime() === start && row.comment === comment);
}

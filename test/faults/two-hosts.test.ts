import { DateTime } from 'luxon';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { all, nextPersonId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength, testDice, type Dice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { registryText } from '../support/host.js';
import { startBotel, type BotelProcess } from '../support/process.js';
import { remindedSalons, type RemindedSalons } from '../support/reminded-salons.js';
import { slowTelegram, type SlowTelegram } from '../support/slow-telegram.js';

/*
 * Somebody starts the program twice with one registry, on machines whose clocks are hours wrong. Telegram answers only the
 * one that asked last, and the other with 409: both get some of the updates, and some of them both. Both send what is due.
 */

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const people = isFullLength ? 24 : 6;
const wrongMs = 2 * 3_600_000;
const patienceMs = 90_000;

interface Way {
  readonly telegram: SlowTelegram;
  sent: number;
}

interface World {
  readonly dice: Dice;
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  readonly salons: RemindedSalons;
  readonly ways: readonly Way[];
}

async function build(visits: number): Promise<World> {
  const dice = testDice();
  const sandbox = await startSandbox({ callbackTtlMs: 20_000 });
  cleanUps.push(() => sandbox.stop());
  const database = await testDatabase();
  cleanUps.push(() => database.close());
  const zones = ['Europe/Moscow', 'Asia/Yekaterinburg'];
  const salons = await remindedSalons(database, sandbox, { zones, visits });
  cleanUps.push(() => salons.close());
  // Each process has a way of its own to Telegram, which tells who sent.
  const ways: Way[] = [];
  for (let index = 0; index < 2; index += 1) {
    const telegram = await slowTelegram(sandbox.apiRoot, {
      delayMs: () => dice.below(120),
      loses: () => false,
    });
    const way = { telegram, sent: 0 };
    telegram.onLeg((leg) => (way.sent += leg === 'delivered' ? 1 : 0));
    ways.push(way);
    cleanUps.push(() => telegram.stop());
  }
  return { dice, sandbox, database, salons, ways };
}

async function startBoth(
  { salons, ways }: World,
  databases: readonly [TestDatabase, TestDatabase],
): Promise<[BotelProcess, BotelProcess]> {
  const launch = async (index: 0 | 1): Promise<BotelProcess> => {
    const variables = {
      DATABASE_URL: databases[index].url,
      TELEGRAM_API_ROOT: ways[index]?.telegram.apiRoot,
      TEST_CLOCK_AHEAD_MS: String(index === 0 ? wrongMs : -wrongMs),
    };
    const host = await startBotel(registryText(salons.tenants), variables, 'test/support/storm-host.ts');
    cleanUps.push(() => host.clear());
    host.begin();
    return host;
  };
  const hosts = await Promise.all([launch(0), launch(1)]);
  await Promise.all(hosts.map((host) => host.waitFor(/every tenant that can start has started/)));
  return hosts;
}

test('two processes on one database send each reminder once, and both send', async () => {
  const world = await build(40);
  const { salons, ways, database, dice } = world;
  const hosts = await startBoth(world, [database, database]);
  for (const host of hosts) await host.waitFor(/the clock here was not the database/);
  await salons.release(salons.visits);
  await salons.settled();

  const copies = salons.visits.map(({ chat }) => chat.messages().filter(({ fromBot }) => fromBot).length);
  noteFaults({
    ...{ fault: 'two hosts, clocks 4 h apart: reminders', seed: dice.seed, faults: 2 },
    ...{ operations: copies.length, acknowledged: copies.filter((count) => count > 0).length },
    ...{
      lost: copies.filter((count) => count === 0).length,
      doubled: copies.filter((count) => count > 1).length,
    },
    remark: `sent by one ${ways[0]?.sent ?? 0}, by the other ${ways[1]?.sent ?? 0}`,
  });
  expect(copies).toEqual(salons.visits.map(() => 1));
  expect(new Set((await salons.rows()).map((row) => `${row.state} ${row.copies} ${row.claims}`))).toEqual(
    new Set(['sent 1 1']),
  );
  expect(ways.map(({ sent }) => sent > 0)).toEqual([true, true]);
  expect(ways.reduce((sum, { sent }) => sum + sent, 0)).toBe(salons.visits.length);
}, 180_000);

test('two processes that fight for the updates of their bots lose none, and book nothing twice; one leaves, the other has them all', async () => {
  const world = await build(8);
  const { salons, database, sandbox, dice } = world;
  const [leaving, staying] = await startBoth(world, [database, database]);
  await leaving.waitFor(/another receiver has this bot/);
  const clients = salons.salons.flatMap((salon) => clientsOf(sandbox, salon, 5));
  await Promise.all(clients.map((client) => book(client)));
  leaving.signal('SIGKILL');
  await leaving.ended;
  const later = salons.salons.flatMap((salon) => clientsOf(sandbox, salon, 6));
  await Promise.all(later.map((client) => book(client)));
  await Promise.all(later.map((client) => isConfirmed(sandbox, client)));
  const kept = await Promise.all([...clients, ...later].map((client) => bookingsOf(client)));
  noteFaults({
    ...{
      fault: 'two hosts poll the same bots (409)',
      seed: dice.seed,
      faults: conflictsOf(leaving, staying),
    },
    ...{ operations: kept.length, acknowledged: kept.length },
    ...{
      lost: kept.filter((count) => count === 0).length,
      doubled: kept.filter((count) => count > 1).length,
    },
  });
  expect(kept).toEqual(kept.map(() => 1));
  expect([leaving, staying].map((host) => /"level":"(?:error|fatal)"/.test(host.output()))).toEqual([
    false,
    false,
  ]);
}, 180_000);

// What happens is told in the log of both, and each keeps what it got: nobody can put two databases together again.
(isFullLength ? test : test.skip)(
  'on two databases by mistake both go on, and both say that somebody else has the bots',
  async () => {
    const world = await build(2);
    const other = await testDatabase();
    cleanUps.push(() => other.close());
    const hosts = await startBoth(world, [world.database, other]);
    await Promise.all(hosts.map((host) => host.waitFor(/another receiver has this bot/)));
    for (const client of world.salons.salons.flatMap((salon) => clientsOf(world.sandbox, salon, 5))) {
      await client.chat.start();
      await client.chat.waitFor(({ fromBot }) => fromBot, 'an answer of one of them', {
        timeoutMs: patienceMs,
      });
    }
    expect(hosts.map((host) => /"level":"(?:error|fatal)"/.test(host.output()))).toEqual([false, false]);
  },
  240_000,
);

interface Client {
  readonly salon: Salon;
  readonly id: number;
  readonly start: number;
  readonly chat: Chat;
}

function clientsOf(sandbox: Sandbox, salon: Salon, inDays: number): Client[] {
  const zone = salon.ctx.zone;
  const day = DateTime.fromMillis(Date.now(), { zone }).plus({ days: inDays }).toISODate() ?? '';
  return Array.from({ length: people / 2 }, (_, index) => {
    const id = nextPersonId();
    const person = sandbox.person({ id, firstName: 'Вера', languageCode: 'ru', phone: `+7916${id}` });
    const start = salon.at(`${day}T${String(9 + index).padStart(2, '0')}:00`);
    return { salon, id, start, chat: person.chat(`${salon.ctx.id}_bot`) };
  });
}

/** Says everything once: no update may be lost, whoever gets it. */
async function book({ chat, start }: Client): Promise<void> {
  const order = `1:0:${Math.round(start / 60_000).toString(36)}`;
  const sees = (words: RegExp): Promise<unknown> =>
    chat.waitFor(({ fromBot, text = '' }) => fromBot && words.test(text), String(words), {
      timeoutMs: patienceMs,
    });
  await chat.start();
  await sees(/./);
  await chat.press({ data: `1ou:${order}` });
  await chat.shareContact();
  await sees(/Вера/);
  await chat.press({ data: `1ok:${order}` });
  await sees(/вы записаны/i);
}

/** All that this person sent, and what others sent before, has been confirmed to Telegram. */
async function isConfirmed(sandbox: Sandbox, { chat, id, salon }: Client): Promise<void> {
  const last = chat.update({ message: { message_id: 0, date: 1, chat: { id, type: 'private' } } });
  if (last === null) throw new Error('the bot does not listen to messages');
  await sandbox.confirmed(`${salon.ctx.id}_bot`, last, { timeoutMs: patienceMs });
}

async function bookingsOf({ salon, start, id }: Client): Promise<number> {
  const clients = await all<{ id: number; telegram_id: string | number | null }>(salon.ctx, 'clients');
  const client = clients.find((row) => Number(row.telegram_id) === id);
  const bookings = await all<{ client_id: number; status: string; starts_at: Date }>(salon.ctx, 'bookings');
  return bookings.filter(
    (row) => row.client_id === client?.id && row.status === 'booked' && row.starts_at.getTime() === start,
  ).length;
}

/** Polls that were answered with 409, as far as the log tells. */
const conflictsOf = (...hosts: readonly BotelProcess[]): number =>
  hosts.reduce((sum, host) => sum + (host.output().match(/another receiver has this bot/g)?.length ?? 0), 0);

import { startSandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase } from '../support/database.js';
import { testDice } from '../support/dice.js';
import { registryText } from '../support/host.js';
import { startBotel } from '../support/process.js';
import { remindedSalons } from '../support/reminded-salons.js';
import { slowTelegram, type SlowTelegram } from '../support/slow-telegram.js';

/*
 * Somebody starts the program twice on one database. Only one of two polls is answered by Telegram, but both send what is
 * due: each message once, whoever claimed it.
 */

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test('two processes on one database send each reminder once, and both send', async () => {
  const dice = testDice();
  const sandbox = await startSandbox();
  cleanUps.push(() => sandbox.stop());
  const database = await testDatabase();
  cleanUps.push(() => database.close());
  const zones = ['Europe/Moscow', 'Asia/Yekaterinburg'];
  const house = await remindedSalons(database, sandbox, { zones, visits: 40 });
  cleanUps.push(() => house.close());

  // Each process has a way of its own to Telegram, which tells who sent.
  const ways: { telegram: SlowTelegram; sent: number }[] = [];
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
  const registry = registryText(house.tenants);
  const hosts = await Promise.all(
    ways.map(({ telegram }) =>
      startBotel(
        registry,
        { DATABASE_URL: database.url, TELEGRAM_API_ROOT: telegram.apiRoot },
        'test/support/storm-host.ts',
      ),
    ),
  );
  for (const host of hosts) {
    cleanUps.push(() => host.clear());
    host.begin();
  }
  await Promise.all(hosts.map((host) => host.waitFor(/every tenant that can start has started/)));
  await house.release(house.visits);
  await house.settled();

  const copies = house.visits.map(({ chat }) => chat.messages().filter(({ fromBot }) => fromBot).length);
  expect(copies).toEqual(house.visits.map(() => 1));
  expect(new Set((await house.rows()).map((row) => `${row.state} ${row.copies} ${row.claims}`))).toEqual(
    new Set(['sent 1 1']),
  );
  expect(ways.map(({ sent }) => sent > 0)).toEqual([true, true]);
  expect(ways.reduce((sum, { sent }) => sum + sent, 0)).toBe(house.visits.length);
});

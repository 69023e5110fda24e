import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { nextPersonId } from '../support/builders.js';
import { testDatabase } from '../support/database.js';
import { isFullLength, testDice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { registryText } from '../support/host.js';
import { startBotel } from '../support/process.js';
import { remindedSalons, type RemindedVisit } from '../support/reminded-salons.js';
import { legsLater, slowTelegram } from '../support/slow-telegram.js';

/*
 * The program is stopped in its tracks while it sends, as a frozen machine would be, and goes on much later: its leases have
 * run out, another process has done its work, Telegram has hung up. In the short version the leases end by being moved.
 */

const frozenMs = isFullLength ? 10 * 60_000 : 0;
const patienceMs = 60_000;

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test(
  'a host that was frozen while it sent says nothing twice that another has said since, and goes on',
  async () => {
    const dice = testDice();
    const sandbox = await startSandbox();
    cleanUps.push(() => sandbox.stop());
    const database = await testDatabase();
    cleanUps.push(() => database.close());
    const salons = await remindedSalons(database, sandbox, { zones: ['Europe/Moscow'], visits: 40 });
    cleanUps.push(() => salons.close());
    const telegram = await slowTelegram(sandbox.apiRoot, {
      delayMs: () => dice.below(60),
      loses: () => false,
    });
    cleanUps.push(() => telegram.stop());
    const launch = async () => {
      const variables = { DATABASE_URL: database.url, TELEGRAM_API_ROOT: telegram.apiRoot };
      const host = await startBotel(registryText(salons.tenants), variables, 'test/support/storm-host.ts');
      cleanUps.push(() => host.clear());
      return host;
    };
    const [frozen, other] = await Promise.all([launch(), launch()]);
    frozen.begin();
    await frozen.waitFor(/every tenant that can start has started/);
    const moment = legsLater(telegram, 3 + dice.below(30), patienceMs);
    await salons.release(salons.visits.slice(0, 30));
    await moment;
    frozen.signal('SIGSTOP');
    const held = (await salons.rows()).filter(({ state }) => state === 'sending');
    await new Promise((resolve) => setTimeout(resolve, frozenMs));
    await telegram.idle();
    await salons.endLeases({ copies: 2 });
    other.begin();
    await other.waitFor(/every tenant that can start has started/);
    await salons.release(salons.visits);
    await salons.settled();
    const settled = await salons.rows();
    frozen.signal('SIGCONT');
    other.signal('SIGKILL');
    await other.ended;
    const [someone] = salons.salons.map(({ ctx }) => newcomer(sandbox, `${ctx.id}_bot`));
    await someone?.start();
    await someone?.waitFor(({ fromBot }) => fromBot, 'an answer of the one that was frozen', {
      timeoutMs: patienceMs,
    });
    await telegram.idle();

    // What the frozen one still wanted to say of these rows is void: they stand as the other has left them.
    expect(await salons.rows()).toEqual(settled);
    const copies = salons.visits.map((visit) => ({ visit, count: remindersOf(visit) }));
    const inDoubt = new Set(held.filter((row) => row.copies > 0).map(({ booking }) => booking));
    noteFaults({
      ...{
        fault: `host frozen (SIGSTOP) ${isFullLength ? '10 min' : 'until its leases ended'}`,
        seed: dice.seed,
      },
      ...{ faults: 1, operations: copies.length },
      acknowledged: copies.filter(({ count }) => count > 0).length,
      lost: copies.filter(({ count }) => count === 0).length,
      doubled: copies.filter(({ count }) => count > 1).length,
      remark: `${held.length} rows held at the freeze, ${inDoubt.size} of them under way`,
    });
    expect(copies.filter(({ count }) => count === 0)).toEqual([]);
    expect(copies.filter(({ visit, count }) => count > (inDoubt.has(visit.bookingId) ? 2 : 1))).toEqual([]);
    expect(new Set(settled.map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(held.length).toBeGreaterThan(0);
  },
  frozenMs + 180_000,
);

function newcomer(sandbox: Sandbox, bot: string): Chat {
  return sandbox.person({ id: nextPersonId(), firstName: 'Вера', languageCode: 'ru' }).chat(bot);
}

const remindersOf = ({ chat }: RemindedVisit): number =>
  chat.messages().filter(({ fromBot, text = '' }) => fromBot && text.includes('Ждём вас')).length;

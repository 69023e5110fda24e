import { bookSlot } from '../../src/commands/book-slot.js';
import { openClient } from '../../src/commands/open-client.js';
import { saveContact } from '../../src/commands/save-contact.js';
import { AdjustableClock } from '../../src/lib/clock.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { all, buildSalon, haircut, nextPersonId, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { faultRounds, testDice, type Dice } from '../support/dice.js';
import { startTestHost } from '../support/host.js';
import { describeRedis, testRedis, type TestRedis } from '../support/redis.js';
import { remindedSalons } from '../support/reminded-salons.js';
import { legsLater, slowTelegram } from '../support/slow-telegram.js';

const clients = 16;

interface Notification {
  readonly kind: string;
  readonly state: string;
  readonly attempt: number;
}

/** A salon with as many visits at one time as it has clients, all of whom have talked to its bot. */
async function bookEverybody(salon: Salon, sandbox: Sandbox): Promise<number[]> {
  const { ctx } = salon;
  const chats: number[] = [];
  for (const [index, staffId] of salon.staff.entries()) {
    const telegramId = nextPersonId();
    const chat = sandbox
      .person({ id: telegramId, firstName: 'Мария', languageCode: 'ru' })
      .chat(`${ctx.id}_bot`);
    await chat.start();
    const { id: clientId } = await openClient(ctx, { telegramId, languageCode: 'ru' });
    const phone = `+7916${String(1_000_000 + index)}`;
    await saveContact(ctx, { updateId: nextUpdateId() }, { clientId, name: 'Мария', phone });
    const wish = {
      clientId,
      serviceId: salon.services[0] ?? 0,
      staffId,
      start: salon.at('2026-03-04T12:00'),
    };
    const result = await bookSlot(ctx, { updateId: nextUpdateId() }, wish);
    expect(result.outcome).toBe('booked');
    chats.push(telegramId);
  }
  return chats;
}

describeRedis('reminders while Redis comes and goes', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let sandbox: Sandbox;
  beforeAll(async () => {
    [redis, database, sandbox] = [await testRedis(), await testDatabase(), await startSandbox()];
  });
  afterAll(async () => {
    await sandbox.stop();
    await database.close();
    await redis.close();
  });

  test.each<[string, () => Promise<void>]>([
    ['goes on', () => Promise.resolve()],
    ['is wiped', () => redis.wipe()],
    ['is killed', () => redis.kill()],
    [
      'is killed and started again, empty',
      async () => {
        await redis.kill();
        await redis.start();
      },
    ],
  ])('each is sent once when Redis %s', async (_what, disturb) => {
    const salon = await buildSalon(database.database, {
      services: [haircut],
      staff: Array.from({ length: clients }, (_, index) => ({ name: `Мастер ${index + 1}` })),
    });
    const { id } = salon.ctx;
    const clock = new AdjustableClock();
    clock.setTo(salon.clock.now());
    const house = await startTestHost({
      tenants: { [id]: {} },
      sandbox,
      database,
      clock,
      variables: { REDIS_URL: redis.url },
      overrides: { sweepMs: 100 },
    });
    const chats = await bookEverybody(salon, sandbox);
    clock.setTo(salon.at('2026-03-03T12:00'));
    await disturb();
    for (const chatId of chats) {
      const person = sandbox.person({ id: chatId, firstName: 'Мария' }).chat(`${id}_bot`);
      await person.waitFor(({ fromBot, html }) => fromBot && /завтра/iu.test(html ?? ''), 'a reminder');
    }
    await house.host.stop();
    const rows = await all<Notification>(salon.ctx, 'notifications');
    const reminders = rows.filter(({ kind, state }) => kind === 'reminder' && state === 'sent');
    expect(reminders).toHaveLength(clients);
    const copies = chats.map(
      (chatId) =>
        sandbox
          .person({ id: chatId, firstName: 'Мария' })
          .chat(`${id}_bot`)
          .messages()
          .filter(({ fromBot, html }) => fromBot && /завтра/iu.test(html ?? '')).length,
    );
    expect(copies).toEqual(chats.map(() => 1));
    await house.stop();
    await redis.kill();
    await redis.start();
  });

  test('each is sent once when Redis is wiped, stopped and killed all the time', async () => {
    for (let round = 0; round < faultRounds; round += 1) await trouble(testDice(round));
  });

  /** Reminders become due in portions; each time something happens to Redis meanwhile. */
  async function trouble(dice: Dice): Promise<void> {
    const telegram = await slowTelegram(sandbox.apiRoot, {
      delayMs: () => dice.below(40),
      loses: () => false,
    });
    const salons = await remindedSalons(database, sandbox, { zones: ['Europe/Moscow', 'UTC'], visits: 48 });
    const { host, ...house } = await startTestHost({
      tenants: salons.tenants,
      sandbox,
      addBots: false,
      database,
      variables: { REDIS_URL: redis.url, TELEGRAM_API_ROOT: telegram.apiRoot },
      overrides: { sweepMs: 100 },
    });
    await house.waitForLog(/the queue is open/);
    const toBeDue = dice.shuffled(salons.visits);
    const portion = Math.ceil(toBeDue.length / (troubles.length * 3));
    for (const { disturb, mend } of dice.shuffled([...troubles, ...troubles, ...troubles])) {
      const moment = legsLater(telegram, 1 + dice.below(24));
      await salons.release(toBeDue.splice(0, portion));
      await moment;
      await disturb(redis);
      // What is due is sent without Redis, too.
      if (dice.below(2) === 0) await salons.settled();
      else await legsLater(telegram, 1 + dice.below(24));
      await mend(redis);
    }
    await salons.settled();
    await host.stop();
    const copies = salons.visits.map(({ chat }) => chat.messages().filter(({ fromBot }) => fromBot).length);
    const total = copies.reduce((sum, count) => sum + count, 0);
    const figures = `${copies.length} due, ${total} sent, ${copies.filter((count) => count > 1).length} twice`;
    process.stdout.write(
      `Redis in trouble, seed ${dice.seed}: wiped, stopped, killed 3 times each, ${figures}\n`,
    );
    const states = (await salons.rows()).map((row) => `${row.state} ${row.copies}`);
    await house.stop();
    await salons.close();
    await telegram.stop();
    expect(copies).toEqual(salons.visits.map(() => 1));
    expect(new Set(states)).toEqual(new Set(['sent 1']));
  }
});

type Step = (redis: TestRedis) => void | Promise<void>;
/** What happens to Redis, and how it is put right. */
const troubles: readonly { readonly disturb: Step; readonly mend: Step }[] = [
  { disturb: (redis) => redis.wipe(), mend: () => undefined },
  { disturb: (redis) => redis.freeze(), mend: (redis) => redis.resume() },
  { disturb: (redis) => redis.kill(), mend: (redis) => redis.start() },
];

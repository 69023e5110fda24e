import { AdjustableClock } from '../../src/lib/clock.js';
import { startSandbox, type Chat, type ChatMessage, type Sandbox } from '../../src/sandbox/sandbox.js';
import { all, buildSalon, daily, nextPersonId, type Salon, type SalonOptions } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { faultRounds, testDice, type Dice } from '../support/dice.js';
import { startTestHost } from '../support/host.js';
import { book, type Booked, type StoredNotification } from '../support/notices.js';
import { startedChats } from '../support/reminded-salons.js';
import { legsLater, slowTelegram, type SlowTelegram } from '../support/slow-telegram.js';

/*
 * The whole host lives by a clock that is turned. In the spring night of Berlin the hour from two to three is missing, in the
 * autumn night it comes twice; 24 hours before a visit is another time of day then.
 */

const zone = 'Europe/Berlin';
const clock = new AdjustableClock();
let database: TestDatabase;
let sandbox: Sandbox;
let telegram: SlowTelegram;
let dice: Dice;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  dice = testDice();
  sandbox = await startSandbox({ clock });
  telegram = await slowTelegram(sandbox.apiRoot, { delayMs: () => dice.below(40), loses: () => false });
});
afterEach(async () => {
  await telegram.stop();
  await sandbox.stop();
});

/** A salon with these visits, whose bot runs; `now` is the clock's time, in UTC. */
async function open(now: string, options: SalonOptions, book: (salon: Salon) => Promise<Booked[]>) {
  const salon = await buildSalon(database.database, { zone, ...options, now });
  clock.setTo(salon.clock.now());
  const clients = await startedChats(salon, sandbox, await book(salon));
  const house = await startTestHost({
    tenants: { [salon.ctx.id]: { timezone: zone } },
    sandbox,
    addBots: false,
    database,
    clock,
    variables: { TELEGRAM_API_ROOT: telegram.apiRoot },
    overrides: { sweepMs: 50 },
  });
  const reminders = () => clients.map(({ chat }) => chat.messages().filter(isReminder));
  return { salon, clients, house, reminders };
}

// What is asked after a visit does not count.
const isReminder = ({ fromBot, text = '' }: ChatMessage): boolean => fromBot && text.includes('Ждём вас');

interface Night {
  readonly now: string;
  /** Local times of two visits: in the night itself, and in the morning after it. */
  readonly visits: readonly [string, string];
  /** When which of them is reminded of, in UTC, and what is said. */
  readonly reminders: readonly (readonly [at: string, visit: 0 | 1, says: string])[];
}

const spring: Night = {
  now: '2027-03-25T11:00',
  visits: ['2027-03-28T03:30', '2027-03-28T09:00'],
  reminders: [
    ['2027-03-27T01:30Z', 0, 'завтра в 03:30'],
    ['2027-03-27T07:00Z', 1, 'завтра в 09:00'],
    ['2027-03-27T23:30Z', 0, 'через 2 часа, в 03:30'],
    ['2027-03-28T00:30Z', 0, 'через 1 час, в 03:30'],
    ['2027-03-28T06:00Z', 1, 'через 1 час, в 09:00'],
  ],
};
const autumn: Night = {
  now: '2027-10-28T11:00',
  visits: ['2027-10-31T03:30', '2027-10-31T09:00'],
  reminders: [
    ['2027-10-30T02:30Z', 0, 'завтра в 03:30'],
    ['2027-10-30T08:00Z', 1, 'завтра в 09:00'],
    ['2027-10-31T00:30Z', 0, 'через 2 часа, в 03:30'],
    ['2027-10-31T01:30Z', 0, 'через 1 час, в 03:30'],
    ['2027-10-31T07:00Z', 1, 'через 1 час, в 09:00'],
  ],
};

test.each([
  ['spring', spring],
  ['autumn', autumn],
])('the night of %s: each reminder comes at its instant and says the right time', async (_, night) => {
  const { clients, house, reminders } = await open(night.now, { hours: daily(0, 12 * 60) }, async (salon) => {
    // The visit in the night belongs to a time when nobody is kept from being written to.
    const sleepless = { ...salon.ctx, settings: { ...salon.ctx.settings, quietHours: null } };
    const [atNight, inTheMorning] = night.visits;
    return [await book({ ...salon, ctx: sleepless }, atNight), await book(salon, inTheMorning)];
  });
  for (const [at, visit, says] of night.reminders) {
    const instant = Date.parse(at);
    // The clock goes on by itself: what comes before its instant comes within this second.
    clock.setTo(instant - 1_000);
    const isIt = (message: ChatMessage) =>
      isReminder(message) && message.text?.includes(`Ждём вас ${says}`) === true;
    const message = await clients[visit]?.chat.waitFor(isIt, `${says} (${at})`, { anyTime: true });
    expect(message?.date).toBeGreaterThanOrEqual(instant);
  }
  await house.stop();
  expect(reminders().map((messages) => messages.length)).toEqual([3, 2]);
});

test.each([
  ['spring', '2027-03-25T11:00', 28, '03:00', 1, '2027-03-28T01:00:00.000Z'],
  ['autumn', '2027-10-28T11:00', 31, '02:00', 2, '2027-10-31T01:00:00.000Z'],
] as const)(
  'in the night of %s a client is offered the hours there are, and gets the one that was pressed',
  async (night, now, date, time, times, instant) => {
    const { salon, house } = await open(now, { hours: daily(0, 24 * 60) }, () => Promise.resolve([]));
    const chat = sandbox
      .person({ id: nextPersonId(), firstName: 'Вера', languageCode: 'ru', phone: '+79161234567' })
      .chat(`${salon.ctx.id}_bot`);
    await chat.start();
    for (const label of ['Пропустить', '📅 Записаться', /^Стрижка/, new RegExp(`^${date}[●◑○]$`)])
      await tap(chat, label);
    const offered = await screenWith(chat, /^\d\d:\d\d/);
    const labels = (offered.inlineKeyboard ?? []).flat().filter(({ text }) => /^\d\d:\d\d/.test(text));
    const atNight = labels.filter(({ text }) => text.startsWith('02:'));
    expect(atNight.length > 0).toBe(night === 'autumn');
    const wanted = labels.filter(({ text }) => text.startsWith(time));
    expect(wanted).toHaveLength(times);
    await chat.press({ data: wanted.at(-1)?.data ?? '', messageId: offered.messageId });
    await tap(chat, /^Меня зовут/);
    await chat.shareContact();
    await tap(chat, /^✅/);
    await chat.waitFor(({ text = '' }) => text.includes('вы записаны'), 'the confirmation', {
      anyTime: true,
    });
    await house.stop();
    const [booking] = await all<{ starts_at: Date }>(salon.ctx, 'bookings');
    expect(booking?.starts_at.toISOString()).toBe(instant);
  },
);

const screenWith = (chat: Chat, label: RegExp): Promise<ChatMessage> =>
  chat.waitFor(
    ({ inlineKeyboard }) => inlineKeyboard?.flat().some(({ text }) => label.test(text)) === true,
    String(label),
    { anyTime: true },
  );

/** Presses a button as soon as it is there. */
async function tap(chat: Chat, label: string | RegExp): Promise<void> {
  const pattern = typeof label === 'string' ? new RegExp(`^${label}$`) : label;
  const { messageId } = await screenWith(chat, pattern);
  await chat.press({ label: pattern, messageId });
}

test('a clock that jumps by hours, forward and back, while messages are on their way: one copy each', async () => {
  for (let round = 0; round < faultRounds; round += 1) await jump(testDice(round));
});

const jumps = 12;
const mostHours = 12;

async function jump(die: Dice): Promise<void> {
  const visits = 48;
  const masters = Array.from({ length: visits / 8 }, (_, index) => ({ name: `M${index}` }));
  const { salon, clients, house, reminders } = await open(
    '2027-03-25T11:00',
    { staff: masters, settings: { reminderMinutes: [24 * 60] } },
    async (target) => {
      const booked: Booked[] = [];
      for (let index = 0; index < visits; index += 1)
        booked.push(await book(target, `2027-03-28T${10 + (index % 8)}:00`));
      return booked;
    },
  );
  // From before the first reminder is due until before the first visit begins.
  const [from, hours] = [salon.at('2027-03-26T21:00'), 30];
  let moved = 0;
  for (let count = 0; count < jumps; count += 1) {
    const target = from + die.below(hours * 60) * 60_000;
    const most = mostHours * 3_600_000;
    const step = Math.max(-most, Math.min(most, target - clock.now()));
    moved += Math.abs(step);
    clock.advance(step);
    await legsLater(telegram, 1 + die.below(12));
  }
  clock.setTo(salon.at('2027-03-28T09:00'));
  for (const { chat } of clients)
    await chat.waitFor(isReminder, 'a reminder', { anyTime: true, timeoutMs: 20_000 });
  // Back to before all of it, and on again: nobody is told a second time.
  clock.setTo(from);
  await legsLater(telegram, 1);
  clock.setTo(salon.at('2027-03-28T09:00'));
  await legsLater(telegram, 1);
  await house.stop();
  const copies = reminders().map((messages) => messages.length);
  const total = copies.reduce((sum, count) => sum + count, 0);
  process.stdout.write(
    `turned clock, seed ${die.seed}: ${jumps} jumps, ${Math.round(moved / 3_600_000)} hours in all, ` +
      `${visits} due, ${total} sent, ${copies.filter((count) => count > 1).length} twice\n`,
  );
  expect(copies).toEqual(clients.map(() => 1));
  const rows = (await all<StoredNotification>(salon.ctx, 'notifications')).filter(
    ({ kind }) => kind === 'reminder',
  );
  expect(new Set(rows.map(({ state, attempt }) => `${state} ${attempt}`))).toEqual(new Set(['sent 1']));
}

import { DateTime } from 'luxon';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { rescheduleBooking } from '../../src/commands/reschedule-booking.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { nextUpdateId } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { faultRounds, isFullLength, testDice, type Dice } from '../support/dice.js';
import { registryText } from '../support/host.js';
import { startBotel, type BotelProcess } from '../support/process.js';
import { hasRedis, testRedis, type TestRedis } from '../support/redis.js';
import {
  remindedSalons,
  type RemindedSalons,
  type RemindedVisit,
  type ReminderRow,
} from '../support/reminded-salons.js';
import { legsLater, slowTelegram, type SlowTelegram } from '../support/slow-telegram.js';

/*
 * A host with reminders due all the time is killed at random moments, again and again, while visits are cancelled and
 * moved. After each half of the kills it is left alone until everything that is due has been sent. Leases end as if their
 * time had passed: of rows that counted no copy after each kill, of those in doubt before the host is left alone.
 */

const killsAStorm = isFullLength ? 10 : 4;
const zones = ['Europe/Moscow', 'Asia/Yekaterinburg', 'Europe/Kaliningrad'];
const visitsASalon = 48;
/** More than a host takes from being let go to its first message, also on a busy machine; there is always one to come. */
const startMs = 20_000;

/** What was done to a visit, and whether its reminder may have left before. */
interface Change {
  readonly kind: 'cancelled' | 'moved';
  readonly mayHaveLeft: boolean;
}

interface Storm {
  readonly dice: Dice;
  readonly house: RemindedSalons;
  readonly telegram: SlowTelegram;
  readonly launch: () => Promise<BotelProcess>;
  readonly changes: Map<RemindedVisit, Change>;
  /** Ids of rows that had counted a copy and were not marked when a host was killed. */
  readonly inDoubt: Set<string>;
  starts: number;
}

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const backends = [
  ['PostgreSQL', true],
  ['Redis', hasRedis || process.env.REDIS_URL !== undefined],
] as const;
const rounds = Array.from({ length: faultRounds }, (_, index) => index);
const cases = backends.flatMap(([name, isThere]) => rounds.map((round) => [name, round, isThere] as const));

for (const [name, round, isThere] of cases) {
  const title = `killed ${killsAStorm} times, with the queue on ${name} (round ${round + 1}): every reminder arrives`;
  (isThere ? test : test.skip)(title, () => weather(name, round), 180_000);
}

async function weather(name: 'PostgreSQL' | 'Redis', round: number): Promise<void> {
  const dice = testDice(round);
  const sandbox = await startSandbox();
  cleanUps.push(() => sandbox.stop());
  const database = await testDatabase({ poolSize: 4 });
  cleanUps.push(() => database.close());
  const redis = name === 'Redis' ? await redisOfTest() : null;
  const telegram = await slowTelegram(sandbox.apiRoot, {
    delayMs: () => dice.below(60),
    loses: () => dice.below(2) === 0,
  });
  cleanUps.push(() => telegram.stop());
  const storm = await gather({ dice, telegram, database, sandbox, redis });
  await rage(storm);
  await telegram.idle();
  judge(storm, await storm.house.rows(), name);
}

async function redisOfTest(): Promise<{ url: string }> {
  const { REDIS_URL: given } = process.env;
  if (given !== undefined) return { url: given };
  const redis: TestRedis = await testRedis();
  cleanUps.push(() => redis.close());
  return redis;
}

async function gather(parts: {
  dice: Dice;
  telegram: SlowTelegram;
  database: TestDatabase;
  sandbox: Sandbox;
  redis: { url: string } | null;
}): Promise<Storm> {
  const { dice, telegram, database, sandbox, redis } = parts;
  const house = await remindedSalons(database, sandbox, { zones, visits: visitsASalon });
  cleanUps.push(() => house.close());
  const registry = registryText(house.tenants);
  const variables = {
    DATABASE_URL: database.url,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const launch = async (): Promise<BotelProcess> => {
    const botel = await startBotel(registry, variables, 'test/support/storm-host.ts');
    cleanUps.push(() => botel.clear());
    return botel;
  };
  return { dice, house, telegram, launch, changes: new Map(), inDoubt: new Set(), starts: 0 };
}

/** All the kills, a part of the reminders becoming due before each of them. */
async function rage(storm: Storm): Promise<void> {
  const { dice, house, launch } = storm;
  const toBeDue = dice.shuffled(house.visits);
  const share = Math.ceil(toBeDue.length / killsAStorm);
  let next = await launch();
  for (let kill = 1; kill <= killsAStorm; kill += 1) {
    const botel = next;
    next = await launch();
    await house.release(toBeDue.splice(0, share));
    await strike(storm, botel);
    if (kill % (killsAStorm / 2) !== 0) continue;
    // Visits that were moved have a new reminder.
    await house.release([...storm.changes.keys()]);
    await house.endLeases({ copies: 1 });
    const calm = next;
    next = await launch();
    storm.starts += 1;
    calm.begin();
    await house.settled();
    calm.signal('SIGKILL');
    await calm.ended;
  }
}

async function strike(storm: Storm, botel: BotelProcess): Promise<void> {
  const { dice, house, inDoubt } = storm;
  const moment = momentOf(storm);
  storm.starts += 1;
  botel.begin();
  await Promise.all([moment, meddle(storm)]);
  await new Promise((resolve) => setTimeout(resolve, dice.below(30)));
  botel.signal('SIGKILL');
  expect(await botel.ended).toBe('SIGKILL');
  for (const row of await house.rows()) if (row.state === 'sending' && row.copies > 0) inDoubt.add(row.id);
  await house.endLeases({ copies: 0 });
}

/** Some messages later, or after some time: while the host starts, sends, or has nothing to do. */
async function momentOf({ dice, telegram }: Storm): Promise<void> {
  if (dice.below(4) === 0) {
    const ms = dice.below(500);
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
  return legsLater(telegram, 1 + dice.below(24), startMs);
}

/** Two clients change their minds. */
async function meddle(storm: Storm): Promise<void> {
  const { dice, house, changes } = storm;
  for (const kind of ['cancelled', 'moved'] as const) {
    const untouched = house.visits.filter((visit) => !changes.has(visit));
    const visit = untouched[dice.below(untouched.length)];
    if (visit === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, dice.below(120)));
    visit.salon.clock.setTo(Date.now());
    await (kind === 'cancelled' ? cancel(visit) : move(visit));
    const before = (await house.rows()).find((row) => isOf(visit, row) && row.version === 1);
    changes.set(visit, { kind, mayHaveLeft: (before?.copies ?? 0) > 0 });
  }
}

async function cancel({ salon: { ctx }, clientId, bookingId }: RemindedVisit): Promise<void> {
  const { outcome } = await cancelBooking(ctx, { updateId: nextUpdateId() }, { clientId, bookingId });
  expect(outcome).toBe('cancelled');
}

/** To a day of its own, where all masters are free. */
async function move({ salon, clientId, bookingId }: RemindedVisit): Promise<void> {
  const day = DateTime.fromMillis(Date.now(), { zone: salon.ctx.zone }).plus({ days: 5 }).toISODate() ?? '';
  const [hour, half] = [10 + (bookingId % 10), bookingId % 20 < 10 ? '00' : '30'];
  const order = { clientId, bookingId, staffId: null, start: salon.at(`${day}T${hour}:${half}`) };
  const { outcome } = await rescheduleBooking(salon.ctx, { updateId: nextUpdateId() }, order);
  expect(outcome).toBe('moved');
}

const isOf = ({ salon, bookingId }: RemindedVisit, row: ReminderRow): boolean =>
  row.tenant === salon.ctx.id && row.booking === bookingId;

/** Reminders of this start that are in the chat. */
function arrived({ salon, chat }: RemindedVisit, { startsAt }: ReminderRow): number {
  const local = DateTime.fromJSDate(startsAt, { zone: salon.ctx.zone });
  const [day, time] = [local.setLocale('ru').toFormat('d MMMM'), local.toFormat('HH:mm')];
  const isOfIt = (text: string) => text.includes('Ждём вас') && text.includes(day) && text.includes(time);
  return chat.messages().filter(({ fromBot, text }) => fromBot && isOfIt(text ?? '')).length;
}

function judge({ house, changes, inDoubt, dice, starts }: Storm, rows: ReminderRow[], name: string): void {
  const facts = house.visits.flatMap((visit) =>
    rows
      .filter((row) => isOf(visit, row))
      .map((row) => ({ row, change: changes.get(visit), copies: arrived(visit, row) })),
  );
  const due = facts.filter(({ row, change }) =>
    row.version === 1 ? change === undefined : change?.kind === 'moved',
  );
  const gone = facts.filter(({ row, change }) => row.version === 1 && change?.mayHaveLeft === false);
  const total = (some: typeof facts, test: (fact: (typeof facts)[number]) => boolean) =>
    some.filter(test).length;
  const figures = [
    `${starts} starts, ${killsAStorm} kills, ${due.length} due`,
    `${total(due, ({ copies }) => copies > 0)} arrived`,
    `${total(facts, ({ copies }) => copies > 1)} twice (${inDoubt.size} in flight at a kill)`,
    `${total(facts, ({ row }) => row.state === 'failed')} failed`,
    `${gone.length} taken back, of which ${total(gone, ({ copies }) => copies > 0)} arrived`,
  ];
  process.stdout.write(`kill storm, queue on ${name}, seed ${dice.seed}: ${figures.join(', ')}\n`);

  expect(house.visits.flatMap(({ chat }) => chat.messages().filter(({ fromBot }) => fromBot))).toHaveLength(
    facts.reduce((sum, { copies }) => sum + copies, 0),
  );
  expect(due.filter(({ row, copies }) => row.state !== 'sent' || copies === 0)).toEqual([]);
  expect(facts.filter(({ row, copies }) => copies > row.copies || row.copies > 2)).toEqual([]);
  expect(facts.filter(({ row, copies }) => copies > 1 && !inDoubt.has(row.id))).toEqual([]);
  expect(gone.filter(({ row, copies }) => row.state !== 'skipped' || copies > 0)).toEqual([]);
  expect(due.length).toBe(facts.length - changes.size);
  expect(inDoubt.size).toBeGreaterThan(0);
}

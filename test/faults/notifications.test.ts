import type { TenantContext } from '../../src/commands/tenant-context.js';
import { processTenant } from '../../src/jobs/notifications.js';
import { DatabaseUnavailableError } from '../../src/db/errors.js';
import { TelegramUnavailableError } from '../../src/telegram/errors.js';
import type { Sender, SendOptions } from '../../src/telegram/sender.js';
import { buildSalon, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { book, Mailbox, notificationsOf, plainly } from '../support/notices.js';

/** The lease of a claim, and a little. */
const leaseMs = 91_000;

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 8 });
});

afterAll(async () => {
  await db.close();
});

const deaths = ['while it waits for its turn', 'before the send', 'after the send'] as const;
type Kill = (typeof deaths)[number];

interface Run {
  readonly killed: boolean;
}

/**
 * The next process of a host: it sends what is due, and dies at its `at`-th message, before Telegram has it or before
 * the row knows. What it was doing never goes on.
 */
async function runProcess(ctx: TenantContext, mail: Mailbox, kill: Kill | null, at = 1): Promise<Run> {
  let sends = 0;
  let die = (): void => undefined;
  const death = new Promise<Run>((resolve) => (die = () => resolve({ killed: true })));
  const forever = new Promise<never>(() => undefined);
  let dead = false;
  const sender: Sender = {
    call: async <Result>(
      method: string,
      payload: Readonly<Record<string, unknown>>,
      { beforeSend }: SendOptions = {},
    ): Promise<Result> => {
      if (dead) return forever;
      dead = kill !== null && (sends += 1) === at;
      if (kill !== 'while it waits for its turn' || !dead) await beforeSend?.();
      if (dead && kill !== 'after the send') {
        die();
        return forever;
      }
      const result = await mail.call<Result>(method, payload);
      if (!dead) return result;
      die();
      return forever;
    },
  };
  const work = processTenant({ ...ctx, sender }, plainly).then(() => ({ killed: false }));
  return Promise.race([work, death]);
}

function copiesOf(mail: Mailbox): Map<string, number> {
  const copies = new Map<string, number>();
  for (const text of mail.texts()) copies.set(text, (copies.get(text) ?? 0) + 1);
  return copies;
}

interface BusySalon extends Pick<Salon, 'ctx' | 'clock'> {
  readonly at: (wallTime: string) => number;
  readonly bookings: readonly number[];
}

/** One master each, so that as many visits fit into a day. */
async function busySalon(visits: number): Promise<BusySalon> {
  const salon = await buildSalon(db.database, {
    staff: Array.from({ length: Math.ceil(visits / 10) }, (_, index) => ({ name: `M${index}` })),
    settings: { reminderMinutes: [120] },
  });
  const bookings: number[] = [];
  for (let index = 0; index < visits; index += 1) {
    const hour = String(10 + (index % 10)).padStart(2, '0');
    bookings.push((await book(salon, `2026-03-05T${hour}:00`)).bookingId);
  }
  return { ctx: salon.ctx, clock: salon.clock, at: (wallTime) => salon.at(wallTime), bookings };
}

/** A repeatable die. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

test.each([
  ['while it waits for its turn', 1, 1],
  ['before the send', 1, 2],
  ['after the send', 2, 2],
] as const)('killed %s: it arrives, with %d copies', async (kill, copies, counted) => {
  const salon = await busySalon(1);
  const { ctx, clock, at } = salon;
  const mail = new Mailbox();
  clock.setTo(at('2026-03-05T08:00'));
  expect(await runProcess(ctx, mail, kill)).toEqual({ killed: true });
  expect(await runProcess(ctx, mail, null)).toEqual({ killed: false });
  expect(mail.delivered).toHaveLength(copies - 1);
  clock.setTo(clock.now() + leaseMs);
  await runProcess(ctx, mail, null);
  await runProcess(ctx, mail, null);
  expect(mail.delivered).toHaveLength(copies);
  expect((await notificationsOf(ctx))[0]).toMatchObject({
    state: 'sent',
    attempt: counted,
    claims: 2,
  });
});

test('killed five times while it waits for its turn: it arrives, once', async () => {
  const salon = await busySalon(1);
  const { ctx, clock, at } = salon;
  const mail = new Mailbox();
  clock.setTo(at('2026-03-05T08:00'));
  for (let round = 0; round < 5; round += 1) {
    expect(await runProcess(ctx, mail, 'while it waits for its turn')).toEqual({ killed: true });
    clock.setTo(clock.now() + leaseMs);
  }
  await runProcess(ctx, mail, null);
  expect(mail.delivered).toHaveLength(1);
  expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'sent', attempt: 1, claims: 6 });
});

test('killed twice at the same message: two copies and no third', async () => {
  const salon = await busySalon(1);
  const { ctx, clock, at } = salon;
  const mail = new Mailbox();
  clock.setTo(at('2026-03-05T08:00'));
  for (let round = 0; round < 2; round += 1) {
    expect(await runProcess(ctx, mail, 'after the send')).toEqual({ killed: true });
    clock.setTo(clock.now() + leaseMs);
  }
  for (let round = 0; round < 3; round += 1) {
    await runProcess(ctx, mail, null);
    clock.setTo(clock.now() + leaseMs);
  }
  expect(mail.delivered).toHaveLength(2);
  expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'failed', reason: 'unknown' });
});

test.each([1, 2, 3])(
  'sixty visits and a host that dies all day (%d): all arrive, two copies at most',
  async (seed) => {
    const salon = await busySalon(60);
    const { ctx, clock, at, bookings } = salon;
    const mail = new Mailbox();
    const random = randomOf(seed);
    let kills = 0;
    let recovering = false;
    clock.setTo(at('2026-03-05T08:00'));
    while (clock.now() < at('2026-03-05T18:00')) {
      const kill = deaths[random(deaths.length)] ?? null;
      const { killed } = await runProcess(ctx, mail, recovering ? null : kill, 1 + random(6));
      kills += killed ? 1 : 0;
      recovering = killed;
      clock.setTo(clock.now() + leaseMs);
    }
    const copies = copiesOf(mail);
    const counts = bookings.map((id) => copies.get(`reminder of ${id}`) ?? 0);
    expect(kills).toBeGreaterThanOrEqual(8);
    expect(counts.filter((count) => count === 1).length).toBeGreaterThan(30);
    expect(counts.filter((count) => count !== 1 && count !== 2)).toEqual([]);
    const rows = (await notificationsOf(ctx)).filter(({ kind }) => kind === 'reminder');
    // Given up only what two processes died over, each with a copy on its way.
    const unsure = rows.filter(({ state, reason, attempt }) => {
      return state === 'failed' && reason === 'unknown' && attempt === 2;
    });
    expect(rows.filter(({ state }) => state !== 'sent')).toEqual(unsure);
    // A second copy has a reason: the row was on its way when its process died.
    const doubted = rows.filter(({ attempt }) => attempt === 2).map(({ booking_id }) => booking_id);
    const doubled = bookings.filter((_, index) => counts[index] === 2);
    expect(doubted).toEqual(expect.arrayContaining(doubled));
    expect(doubted.length).toBeLessThanOrEqual(kills * 4);
  },
);

test('the same day without a kill: one copy each, with two hosts at work at once', async () => {
  const salon = await busySalon(40);
  const { ctx, clock, at, bookings } = salon;
  const mail = new Mailbox();
  clock.setTo(at('2026-03-05T08:00'));
  while (clock.now() < at('2026-03-05T18:00')) {
    await Promise.all([
      runProcess(ctx, mail, null),
      runProcess(ctx, mail, null),
      runProcess(ctx, mail, null),
    ]);
    clock.setTo(clock.now() + 600_000);
  }
  const copies = copiesOf(mail);
  expect(bookings.map((id) => copies.get(`reminder of ${id}`))).toEqual(bookings.map(() => 1));
});

describe('a clock that is moved while a message is on its way', () => {
  test.each([
    ['forward to half an hour before the visit', '2026-03-05T09:30'],
    ['back by five hours', '2026-03-05T03:00'],
  ])('%s: one copy', async (_, moved) => {
    const salon = await busySalon(1);
    const { ctx: plain, clock, at } = salon;
    const mail = new Mailbox();
    const ctx = { ...plain, sender: mail };
    clock.setTo(at('2026-03-05T08:00'));
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    mail.after = () => {
      arrive();
      return released;
    };
    const sending = processTenant(ctx, plainly);
    await arrived;
    // Not past the visit: otherwise nobody would want a second copy.
    clock.setTo(at(moved));
    await processTenant(ctx, plainly);
    await processTenant(ctx, plainly);
    release();
    await sending;
    clock.setTo(at('2026-03-05T09:55'));
    await processTenant(ctx, plainly);
    expect(mail.delivered).toHaveLength(1);
    expect((await notificationsOf(plain))[0]).toMatchObject({ state: 'sent', attempt: 1 });
  });
});

test('a clock that goes back sends nothing again, one that goes on sends what became due', async () => {
  const salon = await busySalon(2);
  const { ctx, clock, at } = salon;
  const mail = new Mailbox();
  for (const hour of ['08:00', '02:00', '08:00', '09:00', '05:00', '09:00']) {
    clock.setTo(at(`2026-03-05T${hour}`));
    await runProcess(ctx, mail, null);
  }
  expect([...copiesOf(mail).values()]).toEqual([1, 1]);
});

test('a database that is away between send and mark: one copy, marked when it is back', async () => {
  const salon = await busySalon(1);
  const { ctx: plain, clock, at } = salon;
  const mail = new Mailbox();
  let away = false;
  const door: TenantContext['db'] = {
    ...plain.db,
    transact: (work) =>
      away ? Promise.reject(new DatabaseUnavailableError('the cable is out')) : plain.db.transact(work),
  };
  const ctx = { ...plain, sender: mail, db: door };
  clock.setTo(at('2026-03-05T08:00'));
  mail.after = () => void (away = true);
  await expect(processTenant(ctx, plainly)).rejects.toThrow(DatabaseUnavailableError);
  clock.setTo(clock.now() + leaseMs);
  await expect(processTenant(ctx, plainly)).rejects.toThrow(DatabaseUnavailableError);
  away = false;
  await processTenant(ctx, plainly);
  expect(mail.delivered).toHaveLength(1);
  expect((await notificationsOf(plain))[0]).toMatchObject({ state: 'sent', message_id: 1 });
});

test('a connection that breaks while Telegram answers: once more, and then never again', async () => {
  const salon = await busySalon(1);
  const { ctx: plain, clock, at } = salon;
  const mail = new Mailbox();
  const ctx = { ...plain, sender: mail };
  mail.after = () => {
    throw new TelegramUnavailableError('sendMessage', 'connection reset', 'unknown');
  };
  clock.setTo(at('2026-03-05T08:00'));
  for (let round = 0; round < 5; round += 1) {
    await processTenant(ctx, plainly);
    clock.setTo(clock.now() + leaseMs);
  }
  expect(mail.delivered).toHaveLength(2);
  expect((await notificationsOf(plain))[0]).toMatchObject({ state: 'failed', reason: 'unknown', attempt: 2 });
});

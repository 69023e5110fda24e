import { bookSlot } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import {
  claimDue,
  countCopies,
  noteOutcomes,
  postponed,
  sent,
  type DueNotification,
} from '../../src/commands/claim-notifications.js';
import { confirmComing } from '../../src/commands/confirm-coming.js';
import { planForCancel, planForMove, planForNew } from '../../src/commands/plan-notifications.js';
import { DatabaseUnavailableError } from '../../src/db/errors.js';
import { processTenant } from '../../src/jobs/notifications.js';
import {
  ChatUnreachableError,
  TelegramRejectedError,
  TelegramUnavailableError,
  TokenRejectedError,
} from '../../src/telegram/errors.js';
import { add, all, buildSalon, change, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { book, Mailbox, notificationsOf, plainly, type Booked } from '../support/notices.js';

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 8 });
});

afterAll(async () => {
  await db.close();
});

const counted = async (ctx: Salon['ctx'], claim: DueNotification): Promise<boolean> =>
  (await countCopies(ctx, [claim])).has(claim.id);

const lease = { leaseMs: 90_000, except: [] };

/** A salon whose bot writes into a mailbox. */
async function openSalon(options: Parameters<typeof buildSalon>[1] = {}) {
  const salon = await buildSalon(db.database, options);
  const mail = new Mailbox();
  const ctx = { ...salon.ctx, sender: mail };
  return {
    salon: { ...salon, ctx } satisfies Salon,
    ctx,
    mail,
    clock: salon.clock,
    at: (wallTime: string) => salon.at(wallTime),
  };
}

const shortly = ({ kind, state, reason }: { kind: string; state: string; reason: string | null }) =>
  [kind, state, reason].filter((part) => part !== null).join(' ');

async function statesOf(ctx: Salon['ctx']): Promise<string[]> {
  return (await notificationsOf(ctx)).map(shortly).sort();
}

describe('planning', () => {
  test('a booking and all it causes are written together', async () => {
    const { salon, ctx, at } = await openSalon();
    const { bookingId } = await book(salon, '2026-03-05T14:00');
    const rows = await notificationsOf(ctx);
    expect(rows.map((row) => [row.kind, row.distance_minutes, row.due_at.getTime()])).toEqual([
      ['reminder', 1440, at('2026-03-04T14:00')],
      ['reminder', 120, at('2026-03-05T12:00')],
      ['reminder', 60, at('2026-03-05T13:00')],
      ['feedback', 0, at('2026-03-05T16:00')],
    ]);
    expect(new Set(rows.map(({ booking_id }) => booking_id))).toEqual(new Set([bookingId]));
  });

  test('the same update twice, and a second press, plan nothing twice', async () => {
    const { salon, ctx, at } = await openSalon();
    const { id: clientId } = await newClient(ctx);
    const order = {
      clientId,
      serviceId: salon.services[0] ?? 0,
      staffId: null,
      start: at('2026-03-05T14:00'),
    };
    const cause = { updateId: nextUpdateId() };
    await Promise.all([bookSlot(ctx, cause, order), bookSlot(ctx, cause, order)]);
    await bookSlot(ctx, { updateId: nextUpdateId() }, order);
    expect(await notificationsOf(ctx)).toHaveLength(4);
  });

  test('a booking that is refused causes nothing', async () => {
    const { salon, ctx, at } = await openSalon();
    await book(salon, '2026-03-05T14:00');
    const { id: clientId } = await newClient(ctx);
    const order = {
      clientId,
      serviceId: salon.services[0] ?? 0,
      staffId: null,
      start: at('2026-03-05T14:00'),
    };
    expect((await bookSlot(ctx, { updateId: nextUpdateId() }, order)).outcome).toBe('taken');
    expect(await notificationsOf(ctx)).toHaveLength(4);
  });

  test('the salon’s own distances, quiet hours and delay hold', async () => {
    const { salon, ctx, at } = await openSalon();
    await add(
      ctx,
      'settings',
      { key: 'reminderMinutes', value: JSON.stringify([180]) },
      { key: 'quietHours', value: JSON.stringify({ startMinute: 20 * 60, endMinute: 10 * 60 }) },
      { key: 'feedbackDelayMinutes', value: '15' },
    );
    await book(salon, '2026-03-05T11:00');
    expect((await notificationsOf(ctx)).map((row) => row.due_at.getTime())).toEqual([
      at('2026-03-05T10:00'),
      at('2026-03-05T12:15'),
    ]);
  });

  test('cancelling takes back all that waits; the client who cancelled gets no notice', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const target = await book(salon, '2026-03-05T14:00');
    const result = await cancelBooking(ctx, { updateId: nextUpdateId() }, target);
    expect(result.outcome).toBe('cancelled');
    expect(new Set(await statesOf(ctx))).toEqual(
      new Set(['feedback skipped cancelled', 'reminder skipped cancelled']),
    );
    clock.setTo(at('2026-03-06T14:00'));
    await processTenant(ctx, plainly);
    expect(mail.delivered).toEqual([]);
  });

  test('what the salon does is told to the client at once', async () => {
    const { salon, ctx, mail, clock } = await openSalon();
    const { bookingId, clientId, telegramId } = await book(salon, '2026-03-05T14:00');
    const visit = {
      id: bookingId,
      clientId,
      startsAt: salon.at('2026-03-05T14:00'),
      endsAt: salon.at('2026-03-05T15:00'),
    };
    await ctx.db.transact((tx) =>
      planForNew(tx, ctx, ctx.settings, { ...visit, version: 1 }, 'salon', clock.now()),
    );
    await processTenant(ctx, plainly);
    const moved = { ...visit, startsAt: salon.at('2026-03-06T14:00'), endsAt: salon.at('2026-03-06T15:00') };
    await change(ctx, 'bookings', { id: bookingId }, rangeOf(moved));
    await ctx.db.transact((tx) =>
      planForMove(tx, ctx, ctx.settings, { ...moved, version: 2 }, 'salon', clock.now()),
    );
    await processTenant(ctx, plainly);
    await change(ctx, 'bookings', { id: bookingId }, { status: 'cancelled', version: 3 });
    await ctx.db.transact((tx) => planForCancel(tx, ctx, { ...moved, version: 3 }, 'salon', clock.now()));
    await processTenant(ctx, plainly);
    expect(mail.delivered).toEqual(
      ['created', 'changed', 'cancelled'].map((kind) => ({
        chatId: telegramId,
        text: `${kind} of ${bookingId}`,
      })),
    );
  });

  test('a move by the client plans anew, and only the new time is reminded of', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const { bookingId, clientId } = await book(salon, '2026-03-05T14:00');
    const moved = {
      id: bookingId,
      clientId,
      startsAt: at('2026-03-07T14:00'),
      endsAt: at('2026-03-07T15:00'),
    };
    await change(ctx, 'bookings', { id: bookingId }, { ...rangeOf(moved), version: 2 });
    await ctx.db.transact((tx) =>
      planForMove(tx, ctx, ctx.settings, { ...moved, version: 2 }, 'client', clock.now()),
    );
    const said: string[] = [];
    for (const hour of ['05T13:00', '05T16:00', '06T14:00', '07T12:00', '07T13:00', '07T16:00']) {
      clock.setTo(at(`2026-03-${hour}`));
      await processTenant(ctx, plainly);
      said.push(...mail.delivered.splice(0).map(({ text }) => `${hour} ${text}`));
    }
    const of = (hour: string, kind: string) => `${hour} ${kind} of ${bookingId}`;
    expect(said).toEqual([
      of('06T14:00', 'reminder'),
      of('07T12:00', 'reminder'),
      of('07T13:00', 'reminder'),
      of('07T16:00', 'feedback'),
    ]);
  });
});

function rangeOf({ startsAt, endsAt }: { startsAt: number; endsAt: number }) {
  const [from, to] = [new Date(startsAt), new Date(endsAt)];
  return { starts_at: from, ends_at: to, during: `[${from.toISOString()},${to.toISOString()})` };
}

describe('claiming', () => {
  test('ten workers at once: every row is claimed by exactly one', async () => {
    const { salon, ctx, clock, at } = await openSalon({
      staff: [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
    });
    const hours = Array.from(
      { length: 12 },
      (_, index) => `2026-03-05T${String(9 + index).padStart(2, '0')}:00`,
    );
    for (const hour of [...hours, ...hours, ...hours]) await book(salon, hour);
    clock.setTo(at('2026-03-04T20:00'));
    const claimed: DueNotification[] = [];
    const worker = async (): Promise<void> => {
      for (;;) {
        const { due, seen } = await claimDue(ctx, { ...lease, limit: 3 });
        claimed.push(...due);
        if (seen === 0) return;
      }
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    expect(claimed).toHaveLength(36);
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(36);
    expect(new Set(claimed.map(({ claim, copy }) => `${claim} ${copy}`))).toEqual(new Set(['1 1']));
  });

  test('a lease that ran out is taken over, and the first holder cannot mark any more', async () => {
    const { salon, ctx, clock, at } = await openSalon();
    await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-04T14:00'));
    const [first] = (await claimDue(ctx, { ...lease, limit: 8 })).due;
    clock.setTo(clock.now() + lease.leaseMs - 1);
    expect((await claimDue(ctx, { ...lease, limit: 8 })).seen).toBe(0);
    clock.setTo(clock.now() + 1);
    const [second] = (await claimDue(ctx, { ...lease, limit: 8 })).due;
    if (first === undefined || second === undefined) throw new Error('not claimed twice');
    // No copy had left: the second claim sends the first copy.
    expect([second.id, second.claim, second.copy]).toEqual([first.id, 2, 1]);
    expect(await counted(ctx, first)).toBe(false);
    expect(await noteOutcomes(ctx, [sent(first, 1)])).toEqual(new Set());
    expect(await counted(ctx, second)).toBe(true);
    expect(await noteOutcomes(ctx, [sent(first, 1), sent(second, 2)])).toEqual(new Set([second.id]));
    expect(await counted(ctx, second)).toBe(false);
    expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'sent', message_id: 2, attempt: 1 });
  });

  test('a lease that runs out before a copy has left costs nothing, however often', async () => {
    const { salon, ctx, clock, at, mail } = await openSalon();
    await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-05T12:00'));
    for (let claims = 1; claims <= 5; claims += 1) {
      const { due } = await claimDue(ctx, { ...lease, limit: 8 });
      expect(due.map(({ claim, copy }) => [claim, copy])).toEqual([[claims, 1]]);
      clock.setTo(clock.now() + lease.leaseMs);
    }
    await processTenant(ctx, plainly);
    expect(mail.delivered).toHaveLength(1);
    const rows = (await notificationsOf(ctx)).filter(({ state }) => state === 'sent');
    expect(rows).toMatchObject([{ attempt: 1, claims: 6 }]);
  });

  test('counting the same copy again changes nothing; the second is the last', async () => {
    const { salon, ctx, clock, at } = await openSalon({ settings: { reminderMinutes: [120] } });
    await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-05T12:00'));
    for (const copies of [1, 2]) {
      const [held] = (await claimDue(ctx, { ...lease, limit: 8 })).due;
      if (held === undefined) throw new Error('not claimed');
      expect(held.copy).toBe(copies);
      expect([await counted(ctx, held), await counted(ctx, held)]).toEqual([true, true]);
      expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'sending', attempt: copies });
      clock.setTo(clock.now() + lease.leaseMs);
    }
    expect((await claimDue(ctx, { ...lease, limit: 8 })).due).toEqual([]);
    expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'failed', reason: 'unknown' });
  });

  test('a second copy that Telegram did not take leaves the first in doubt, not two', async () => {
    const { salon, ctx, clock, at } = await openSalon({ settings: { reminderMinutes: [120] } });
    await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-05T12:00'));
    for (const copies of [1, 2]) {
      const [held] = (await claimDue(ctx, { ...lease, limit: 8 })).due;
      if (held === undefined) throw new Error('not claimed');
      expect(await counted(ctx, held)).toBe(true);
      if (copies === 2) await noteOutcomes(ctx, [postponed(held, clock.now() + lease.leaseMs)]);
      clock.setTo(clock.now() + lease.leaseMs);
    }
    const [again] = (await claimDue(ctx, { ...lease, limit: 8 })).due;
    expect(again).toMatchObject({ copy: 2, claim: 3, postponed: 1 });
  });

  test('overdue reminders of one visit become one', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const { bookingId } = await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-05T13:30'));
    await processTenant(ctx, plainly);
    expect(mail.texts()).toEqual([`reminder of ${bookingId}`]);
    expect(await statesOf(ctx)).toEqual([
      'feedback pending',
      'reminder sent',
      'reminder skipped superseded',
      'reminder skipped superseded',
    ]);
  });

  test('a late one leaves the word to the next when that comes within twenty minutes', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-05T11:45'));
    await processTenant(ctx, plainly);
    expect(mail.delivered).toHaveLength(0);
    clock.setTo(at('2026-03-05T12:00'));
    await processTenant(ctx, plainly);
    expect(mail.delivered).toHaveLength(1);
  });

  test.each([
    ['cancelled', { status: 'cancelled' }, 'reminder skipped cancelled'],
    ['not visited', { status: 'no_show' }, 'reminder skipped no_show'],
  ])('a visit that was %s behind our back sends nothing', async (_, columns, expected) => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const { bookingId } = await book(salon, '2026-03-05T14:00');
    await change(ctx, 'bookings', { id: bookingId }, columns);
    for (const hour of ['04T14:00', '05T13:00', '05T16:00']) {
      clock.setTo(at(`2026-03-${hour}`));
      await processTenant(ctx, plainly);
    }
    expect(mail.delivered).toEqual([]);
    expect(await statesOf(ctx)).toContain(expected);
  });

  test('feedback comes once, after a visit that took place and is not reviewed', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const [asked, reviewed] = [await book(salon, '2026-03-05T14:00'), await book(salon, '2026-03-05T15:00')];
    await change(ctx, 'bookings', {}, { status: 'completed' });
    const [service_id, staff_id] = [salon.services[0], salon.staff[0]];
    await add(ctx, 'reviews', {
      booking_id: reviewed.bookingId,
      client_id: reviewed.clientId,
      service_id,
      staff_id,
      stars: 5,
    });
    clock.setTo(at('2026-03-05T17:00'));
    await processTenant(ctx, plainly);
    await processTenant(ctx, plainly);
    expect(mail.texts()).toEqual([`feedback of ${asked.bookingId}`]);
  });

  test('nobody is written to who blocked the bot or was forgotten', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const [blocked, erased] = [await book(salon, '2026-03-05T14:00'), await book(salon, '2026-03-05T15:00')];
    await change(ctx, 'clients', { id: blocked.clientId }, { blocked_bot_at: new Date() });
    await change(ctx, 'clients', { id: erased.clientId }, { telegram_id: null });
    clock.setTo(at('2026-03-04T15:00'));
    await processTenant(ctx, plainly);
    expect(mail.delivered).toEqual([]);
    expect((await statesOf(ctx)).filter((state) => state === 'reminder skipped unreachable')).toHaveLength(2);
  });
});

describe('while a message waits for its turn', () => {
  async function waiting(
    meanwhile: (house: Awaited<ReturnType<typeof openSalon>>, visit: Booked) => unknown,
  ) {
    const house = await openSalon({ settings: { reminderMinutes: [120] } });
    const visit = await book(house.salon, '2026-03-05T14:00');
    house.clock.setTo(house.at('2026-03-05T12:00'));
    house.mail.queued = async () => {
      house.mail.queued = () => undefined;
      await meanwhile(house, visit);
    };
    await processTenant(house.ctx, plainly);
    await processTenant(house.ctx, plainly);
    return house;
  }

  test('its visit is cancelled: it does not leave', async () => {
    const { ctx, mail } = await waiting(({ ctx: { settings, ...rest } }, visit) =>
      cancelBooking(
        { ...rest, settings: { ...settings, changeDeadlineMinutes: 0 } },
        { updateId: nextUpdateId() },
        visit,
      ),
    );
    expect(mail.delivered).toEqual([]);
    expect(await statesOf(ctx)).toContain('reminder skipped cancelled');
  });

  test('its visit is cancelled behind our back: it does not leave', async () => {
    const { ctx, mail } = await waiting(({ ctx: salon }, { bookingId }) =>
      change(salon, 'bookings', { id: bookingId }, { status: 'cancelled' }),
    );
    expect(mail.delivered).toEqual([]);
    expect(await statesOf(ctx)).toContain('reminder skipped cancelled');
  });

  test('its visit moves: the old time is not reminded of', async () => {
    const { ctx, mail } = await waiting(({ ctx: salon, at }, { bookingId }) =>
      change(
        salon,
        'bookings',
        { id: bookingId },
        {
          ...rangeOf({ startsAt: at('2026-03-05T16:00'), endsAt: at('2026-03-05T17:00') }),
          version: 2,
        },
      ),
    );
    expect(mail.delivered).toEqual([]);
    expect(await statesOf(ctx)).toContain('reminder skipped moved');
  });

  test('another master takes the visit: it is said anew', async () => {
    const { ctx, mail } = await waiting(({ ctx: salon }, { bookingId }) =>
      change(salon, 'bookings', { id: bookingId }, { version: 2 }),
    );
    expect(mail.delivered).toHaveLength(1);
    const [row] = await notificationsOf(ctx);
    expect(row).toMatchObject({ state: 'sent', attempt: 1, claims: 2, postponed: 0 });
  });

  test('another process takes it over: it leaves once', async () => {
    let second = -1;
    const { ctx, mail } = await waiting(async ({ ctx: salon, clock, mail: { delivered } }) => {
      clock.setTo(clock.now() + lease.leaseMs);
      const other = new Mailbox();
      await processTenant({ ...salon, sender: other }, plainly);
      second = other.delivered.length;
      expect(delivered).toEqual([]);
    });
    expect([mail.delivered.length, second]).toEqual([0, 1]);
    const [row] = await notificationsOf(ctx);
    expect(row).toMatchObject({ state: 'sent', attempt: 1, claims: 2 });
  });

  test('the database goes away: it does not leave, and is no copy when it is back', async () => {
    const { salon, ctx: plain, mail, clock, at } = await openSalon({ settings: { reminderMinutes: [120] } });
    await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-05T12:00'));
    let away = false;
    const ctx: Salon['ctx'] = {
      ...plain,
      db: {
        ...plain.db,
        transact: (work) =>
          away ? Promise.reject(new DatabaseUnavailableError('the cable is out')) : plain.db.transact(work),
      },
    };
    mail.queued = () => void (away = true);
    await expect(processTenant(ctx, plainly)).rejects.toThrow(DatabaseUnavailableError);
    expect(mail.delivered).toEqual([]);
    [away, mail.queued] = [false, () => undefined];
    const { nextDueAt } = await processTenant(ctx, plainly);
    expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'pending', attempt: 0 });
    clock.setTo(nextDueAt ?? 0);
    await processTenant(ctx, plainly);
    expect(mail.delivered).toHaveLength(1);
    expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'sent', attempt: 1 });
  });
});

describe('answers of Telegram', () => {
  async function afterOneSend(error: Error) {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const booked = await book(salon, '2026-03-05T14:00');
    clock.setTo(at('2026-03-04T14:00'));
    mail.before = () => {
      throw error;
    };
    const { nextDueAt } = await processTenant(ctx, plainly);
    const [row] = await notificationsOf(ctx);
    if (row === undefined) throw new Error('no row');
    return { row, ctx, clock, mail, booked, waitMs: (nextDueAt ?? 0) - clock.now() };
  }

  test('a blocked bot: failed, and the client is known to be out of reach', async () => {
    const { row, ctx, booked } = await afterOneSend(
      new ChatUnreachableError('sendMessage', 1, 403, 'blocked'),
    );
    expect(shortly(row)).toBe('reminder failed unreachable');
    const clients = await all<{ id: number; blocked_bot_at: Date | null }>(ctx, 'clients');
    expect(clients.find(({ id }) => id === booked.clientId)?.blocked_bot_at).not.toBeNull();
  });

  test('a refusal: failed, for the same words would be refused again', async () => {
    const { row } = await afterOneSend(new TelegramRejectedError('sendMessage', 400, 'can’t parse entities'));
    expect(shortly(row)).toBe('reminder failed rejected');
  });

  test('a defect of ours: failed, logged, and the others go on', async () => {
    const { row } = await afterOneSend(new TypeError('no such screen'));
    expect(shortly(row)).toBe('reminder failed defect');
  });

  test.each([
    ['is away', new TelegramUnavailableError('sendMessage', 'no connection', 'not_sent'), 5_000, 10_000],
    ['asks to wait', new TelegramUnavailableError('sendMessage', '429', 'not_sent', 90_000), 90_000, 90_000],
    ['does not know the token', new TokenRejectedError('sendMessage', 401, 'Unauthorized'), 5_000, 10_000],
  ])('Telegram %s: later, and it is still the first copy', async (_, error, least, most) => {
    const { row, ctx, clock, mail, waitMs } = await afterOneSend(error);
    expect([row.state, row.attempt, row.postponed]).toEqual(['pending', 0, 1]);
    expect(waitMs).toBeGreaterThanOrEqual(least);
    expect(waitMs).toBeLessThanOrEqual(most);
    mail.before = () => undefined;
    clock.setTo(clock.now() + waitMs);
    await processTenant(ctx, plainly);
    expect(mail.delivered).toHaveLength(1);
    expect((await notificationsOf(ctx))[0]).toMatchObject({ state: 'sent', attempt: 1 });
  });

  test('Telegram is away until the visit begins: tried more and more seldom, then not any more', async () => {
    const { ctx, clock, mail } = await afterOneSend(
      new TelegramUnavailableError('sendMessage', 'away', 'not_sent'),
    );
    let tries = 0;
    mail.before = () => {
      tries += 1;
      throw new TelegramUnavailableError('sendMessage', 'away', 'not_sent');
    };
    const start = clock.now() + 24 * 3_600_000;
    for (let next: number | null = clock.now(); next !== null && next < start + 3_600_000;) {
      clock.setTo(Math.max(next, clock.now()));
      ({ nextDueAt: next } = await processTenant(ctx, plainly));
    }
    expect(tries).toBeLessThan(600);
    expect((await statesOf(ctx)).filter((state) => state.startsWith('reminder'))).toEqual([
      'reminder skipped superseded',
      'reminder skipped superseded',
      'reminder skipped too_late',
    ]);
  });
});

describe('many at once', () => {
  test('at most four are on their way, a call takes 64 and says that there is more', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon({
      staff: Array.from({ length: 6 }, (_, index) => ({ name: `M${index}` })),
    });
    const hours = Array.from(
      { length: 12 },
      (_, index) => `2026-03-05T${String(9 + index).padStart(2, '0')}:00`,
    );
    for (const hour of hours) await Promise.all(salon.staff.map(() => book(salon, hour)));
    clock.setTo(at('2026-03-04T20:00'));
    let [now, most] = [0, 0];
    mail.queued = () => {
      most = Math.max(most, (now += 1));
    };
    mail.before = () => {
      now -= 1;
    };
    expect((await processTenant(ctx, plainly)).more).toBe(true);
    expect(mail.delivered).toHaveLength(64);
    expect((await processTenant(ctx, plainly)).more).toBe(false);
    expect(mail.delivered).toHaveLength(72);
    expect(new Set(mail.texts()).size).toBe(72);
    expect(most).toBe(4);
  });
});

test('messages that leave together are counted in one transaction', async () => {
  const { salon, ctx: plain, mail, clock, at } = await openSalon({ settings: { reminderMinutes: [120] } });
  for (const hour of ['10', '11', '12', '13']) await book(salon, `2026-03-05T${hour}:00`);
  await change(plain, 'notifications', { kind: 'reminder' }, { due_at: new Date(at('2026-03-05T08:00')) });
  clock.setTo(at('2026-03-05T08:00'));
  let transactions = 0;
  const transact: Salon['ctx']['db']['transact'] = (work) => {
    transactions += 1;
    return plain.db.transact(work);
  };
  await processTenant({ ...plain, db: { ...plain.db, transact } }, plainly);
  expect(mail.delivered).toHaveLength(4);
  // The claim, the count, and another claim, which marks all four, finds nothing and looks when something is due next.
  expect(transactions).toBe(3);
});

test('what was sent is in its row while another message is still on its way', async () => {
  const { salon, ctx, mail, clock, at } = await openSalon({ settings: { reminderMinutes: [120] } });
  for (const hour of ['10', '11']) await book(salon, `2026-03-05T${hour}:00`);
  await change(ctx, 'notifications', { kind: 'reminder' }, { due_at: new Date(at('2026-03-05T08:00')) });
  clock.setTo(at('2026-03-05T08:00'));
  const statesNow = async () => {
    const reminders = (await notificationsOf(ctx)).filter(({ kind }) => kind === 'reminder');
    return reminders.map(({ state }) => state).toSorted();
  };
  let leaving = 0;
  const seen: (string | undefined)[][] = [];
  mail.before = async () => {
    if ((leaving += 1) > 1) return;
    while (!(await statesNow()).includes('sent'));
    seen.push(await statesNow());
  };
  expect((await processTenant(ctx, plainly)).more).toBe(false);
  expect(seen).toEqual([['sending', 'sent']]);
  expect(await statesNow()).toEqual(['sent', 'sent']);
});

describe('confirmComing', () => {
  test('is noted once, in the history too, and leaves the version and the reminders', async () => {
    const { salon, ctx, mail, clock, at } = await openSalon();
    const target = await book(salon, '2026-03-05T14:00');
    const cause = { updateId: nextUpdateId() };
    for (const from of [cause, cause, { updateId: nextUpdateId() }]) {
      expect((await confirmComing(ctx, from, target)).outcome).toBe('confirmed');
    }
    const [booking] = await all<{ came_confirmed_at: Date; version: number }>(ctx, 'bookings');
    expect(booking).toMatchObject({ came_confirmed_at: new Date(clock.now()), version: 1 });
    const events = await all<{ kind: string }>(ctx, 'booking_events');
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'coming']);
    clock.setTo(at('2026-03-05T12:00'));
    await processTenant(ctx, plainly);
    expect(mail.delivered).toHaveLength(1);
  });

  test('another client’s visit is not found; one that has begun or was cancelled is past', async () => {
    const { salon, ctx, clock, at } = await openSalon();
    const target = await book(salon, '2026-03-05T14:00');
    const cancelled = await book(salon, '2026-03-05T16:00');
    const stranger = await newClient(ctx);
    const ask = (booking: { clientId: number; bookingId: number }) =>
      confirmComing(ctx, { updateId: nextUpdateId() }, booking);
    expect(await ask({ ...target, clientId: stranger.id })).toEqual({ outcome: 'not_found' });
    expect(await ask({ ...target, bookingId: 2 ** 40 })).toEqual({ outcome: 'not_found' });
    await cancelBooking(ctx, { updateId: nextUpdateId() }, cancelled);
    expect((await ask(cancelled)).outcome).toBe('past');
    clock.setTo(at('2026-03-05T14:00'));
    expect((await ask(target)).outcome).toBe('past');
  });
});

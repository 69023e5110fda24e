import { DateTime } from 'luxon';
import pino from 'pino';
import { bookSlot } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { changeWeek } from '../../src/commands/desk/change-week.js';
import { commitVisit } from '../../src/commands/desk/commit-visit.js';
import { draftDayOff, saveDayOff } from '../../src/commands/desk/days-off.js';
import { editEntry } from '../../src/commands/desk/edit-entry.js';
import { markVisit } from '../../src/commands/desk/mark-visit.js';
import { orderOfBlock } from '../../src/commands/desk/mass-order.js';
import { masters } from '../../src/commands/desk/masters.js';
import { changeDraft, startBooking, startChange } from '../../src/commands/desk/visit-draft.js';
import { readWeek } from '../../src/commands/desk/week.js';
import { openDatabase, type Database } from '../../src/db/database.js';
import {
  all,
  buildSalon,
  daily,
  newClient,
  nextUpdateId,
  throughPool,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength } from '../support/dice.js';
import { committed, prepared, previewed } from '../support/mass.js';

const hands = 64;
const roomySalon = {
  staff: [{ name: 'Анна' }, { name: 'Борис' }],
  hours: daily(0, 1440),
  settings: {
    maxActiveBookings: 10_000,
    maxBookingsPerDay: 10_000,
    minNoticeMinutes: 0,
    slotGridMinutes: 10,
  },
};
const minute = 60_000;
let test: TestDatabase;
let second: Database;
let salon: Salon;
let serviceId: number;
let anna: number;

beforeAll(async () => {
  test = await testDatabase({ poolSize: 6 });
  second = await openDatabase({ url: test.url, log: pino({ level: 'silent' }), poolSize: 6 });
});
afterAll(async () => {
  await second.close();
  await test.close();
});
beforeEach(async () => {
  salon = await buildSalon(test.database, roomySalon);
  [serviceId = 0] = salon.services;
  [anna = 0] = salon.staff;
});

const admin = (index: number): Admin => ({
  telegramId: 900 + index,
  role: 'manager',
  staffId: null,
  name: `Админ ${index}`,
});
const cause = () => ({ updateId: nextUpdateId() });
/** Two processes, as far as the database can tell. */
const ctxOf = (index: number) => throughPool(salon, index % 2 === 0 ? test.database : second);

async function booked(start: number): Promise<{ clientId: number; bookingId: number }> {
  const { id: clientId } = await newClient(salon.ctx);
  const order = { clientId, serviceId, staffId: anna, start };
  const result = await bookSlot(salon.ctx, cause(), order);
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return { clientId, bookingId: result.booking.id };
}

async function changeDraftOf(index: number, bookingId: number, start: number): Promise<number> {
  const draft = await startChange(salon.ctx, admin(index), cause(), bookingId);
  if (draft === null) throw new Error('no draft');
  await changeDraft(salon.ctx, admin(index), draft.id, { start });
  return draft.id;
}

async function overlaps(): Promise<number> {
  const [row] = await salon.ctx.db.read((tx) =>
    tx.rows<{ count: number }>(
      tx.sql.raw(
        `select count(*)::int as count from bookings a join bookings b
         on a.staff_id = b.staff_id and a.id < b.id and a.during && b.during
         where a.status in ('booked', 'completed') and b.status in ('booked', 'completed')`,
      ),
    ),
  );
  return row?.count ?? -1;
}

interface Stored {
  readonly id: number;
  readonly version: number;
  readonly status: string;
  readonly starts_at: Date;
}

/** Every version of a booking has its line of history and its entry of the audit log, and no more. */
async function expectHistory(changes: number): Promise<void> {
  const moved = (await all<{ kind: string }>(salon.ctx, 'booking_events')).filter(
    ({ kind }) => kind === 'moved',
  );
  const audited = (await all<{ action: string }>(salon.ctx, 'audit_log')).filter(
    ({ action }) => action === 'booking.move',
  );
  const told = (await all<{ kind: string }>(salon.ctx, 'notifications')).filter(
    ({ kind }) => kind === 'changed',
  );
  expect([moved.length, audited.length, told.length]).toEqual([changes, changes, changes]);
}

it(`lets one of ${hands} have a time: half move a visit there, half book it`, async () => {
  const base = salon.at('2026-03-05T00:00');
  const target = base + 20 * 24 * 60 * minute;
  const drafts: number[] = [];
  const clients: number[] = [];
  for (let index = 0; index < hands / 2; index++) {
    const { bookingId } = await booked(base + index * 60 * minute);
    drafts.push(await changeDraftOf(index, bookingId, target + (index % 3) * 20 * minute));
    clients.push((await newClient(salon.ctx)).id);
  }
  const outcomes = await Promise.all([
    ...drafts.map((draftId, index) =>
      commitVisit(ctxOf(index), admin(index), cause(), { draftId, anyway: true }),
    ),
    ...clients.map((clientId, index) =>
      bookSlot(ctxOf(index), cause(), { clientId, serviceId, staffId: anna, start: target }),
    ),
  ]);
  const won = outcomes.filter(({ outcome }) => outcome === 'done' || outcome === 'booked');
  expect(won).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === 'refused' || outcome === 'taken')).toHaveLength(
    hands - 1,
  );
  expect(await overlaps()).toBe(0);
  const there = (await all<Stored>(salon.ctx, 'bookings')).filter(
    ({ starts_at: start }) => start.getTime() >= target,
  );
  expect(there).toHaveLength(1);
  await expectHistory(won[0]?.outcome === 'done' ? 1 : 0);
}, 120_000);

it(`lets one of ${hands} who book at the desk have a time, and makes one client`, async () => {
  const start = salon.at('2026-03-05T10:00');
  const drafts = await Promise.all(
    Array.from({ length: hands }, async (_, index) => {
      const draft = await startBooking(salon.ctx, admin(index), cause(), null);
      if (draft === null) throw new Error('no draft');
      const phone = `+7916${String(1_000_000 + index)}`;
      await changeDraft(salon.ctx, admin(index), draft.id, {
        serviceId,
        staffId: anna,
        start,
        name: 'Ян',
        phone,
      });
      return draft.id;
    }),
  );
  const outcomes = await Promise.all(
    drafts.map((draftId, index) =>
      commitVisit(ctxOf(index), admin(index), cause(), { draftId, anyway: false }),
    ),
  );
  expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toHaveLength(hands - 1);
  expect(await overlaps()).toBe(0);
  expect(await all(salon.ctx, 'clients')).toHaveLength(1);
}, 120_000);

it(`of ${hands} people who change one booking at once one wins, the others are told`, async () => {
  const { bookingId } = await booked(salon.at('2026-03-05T10:00'));
  const drafts: number[] = [];
  for (let index = 0; index < hands; index++) {
    drafts.push(await changeDraftOf(index, bookingId, salon.at('2026-03-06T00:00') + index * 10 * minute));
  }
  const outcomes = await Promise.all(
    drafts.map((draftId, index) =>
      commitVisit(ctxOf(index), admin(index), cause(), { draftId, anyway: true }),
    ),
  );
  expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === 'changed')).toHaveLength(hands - 1);
  expect(await all(salon.ctx, 'bookings')).toMatchObject([{ version: 2 }]);
  await expectHistory(1);
}, 120_000);

it('a cancelling client and a moving salon never both win', async () => {
  for (let round = 0; round < 20; round++) {
    const start = salon.at('2026-03-05T00:00') + round * 120 * minute;
    const { clientId, bookingId } = await booked(start);
    const draftId = await changeDraftOf(round, bookingId, start + 50 * minute);
    const [moved, cancelled] = await Promise.all([
      commitVisit(ctxOf(0), admin(round), cause(), { draftId, anyway: true }),
      cancelBooking(ctxOf(1), cause(), { clientId, bookingId }),
    ]);
    const row = (await all<Stored>(salon.ctx, 'bookings')).find(({ id }) => id === bookingId);
    expect(cancelled.outcome).toBe('cancelled');
    expect(moved.outcome === 'done' ? row?.version : 3).toBe(3);
    expect(row?.status).toBe('cancelled');
    if (moved.outcome !== 'done') expect(row?.starts_at.getTime()).toBe(start);
  }
}, 120_000);

it('a no-show taken back and a booking of that time never both win', async () => {
  for (let round = 0; round < 20; round++) {
    const start = salon.at('2026-03-03T00:00') + round * 120 * minute;
    const { bookingId } = await booked(start);
    salon.clock.setTo(start + 5 * minute);
    const by = admin(round);
    await markVisit(salon.ctx, by, cause(), { bookingId, expectedVersion: 1, mark: 'no_show' });
    const { id: clientId } = await newClient(salon.ctx);
    const [back, book] = await Promise.all([
      markVisit(ctxOf(0), by, cause(), { bookingId, expectedVersion: 2, mark: 'booked' }),
      bookSlot(ctxOf(1), cause(), { clientId, serviceId, staffId: anna, start: start + 10 * minute }),
    ]);
    const wins = [back.outcome === 'marked', book.outcome === 'booked'].filter(Boolean);
    expect(wins).toHaveLength(1);
    expect(await overlaps()).toBe(0);
  }
}, 120_000);

/** One way to close a day; gives how many visits it said were in the way. */
type Closing = (date: string) => Promise<number | null>;

const owner: Admin = { telegramId: 899, role: 'owner', staffId: null, name: 'Хозяйка' };

async function closeByBlock(date: string): Promise<number | null> {
  const start = salon.at(`${date}T00:00`);
  const block = { start, end: start + 24 * 60 * minute, staffId: anna, reason: null };
  const operationId = await prepared(salon, owner, 'block.add', orderOfBlock(block));
  for (;;) {
    const preview = await previewed(salon, owner, 'block.add', operationId);
    const { outcome } = await committed(salon, owner, preview, true);
    if (outcome === 'done') return preview.visits.length;
    expect(outcome).toBe('changed');
  }
}

async function closeByDayOff(date: string): Promise<number | null> {
  const order = { staffId: anna, from: date, to: date, intervals: [], reason: null };
  const draftId = await draftDayOff(salon.ctx, owner, cause(), order);
  const saved = await saveDayOff(salon.ctx, owner, cause(), draftId ?? 0);
  return saved.outcome === 'saved' ? saved.inTheWay.count : null;
}

async function closeByWeek(date: string): Promise<number | null> {
  const { weekday } = DateTime.fromISO(date);
  let outside: number | null = null;
  for (const change of [{ kind: 'own' }, { kind: 'hours', weekday, hours: [] }] as const) {
    const seen = (await readWeek(salon.ctx, owner, anna))?.seen ?? '';
    const saved = await changeWeek(salon.ctx, owner, cause(), { staffId: anna, change, seen });
    outside = saved.outcome === 'saved' ? saved.outside.count : null;
  }
  return outside;
}

async function closeByHiding(): Promise<number | null> {
  const order = { id: anna, expectedVersion: 1, values: { active: false } };
  return (await editEntry(salon.ctx, owner, cause(), masters, order)).keptVisits;
}

const closings: readonly (readonly [string, Closing])[] = [
  ['a block', closeByBlock],
  ['a day off', closeByDayOff],
  ['other weekly hours', closeByWeek],
  ['a master who leaves', closeByHiding],
];

it.each(closings)(
  'nobody books into %s without being counted to whoever closes it',
  async (_, close) => {
    for (let round = 0; round < (isFullLength ? 25 : 2); round++) {
      salon = await buildSalon(test.database, roomySalon);
      [serviceId = 0] = salon.services;
      [anna = 0] = salon.staff;
      const date = '2026-03-05';
      const start = salon.at(`${date}T00:00`);
      const clients = await Promise.all(
        Array.from({ length: 12 }, async () => (await newClient(salon.ctx)).id),
      );
      const bookings = clients.map((clientId, index) =>
        bookSlot(ctxOf(index), cause(), {
          clientId,
          serviceId,
          staffId: anna,
          start: start + index * 120 * minute,
        }),
      );
      const [told, ...outcomes] = await Promise.all([close(date), ...bookings]);
      const live = outcomes.filter(({ outcome }) => outcome === 'booked').length;
      expect(told).toBe(live);
    }
  },
  120_000,
);

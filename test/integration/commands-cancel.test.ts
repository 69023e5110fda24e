import { Client } from 'pg';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { readDay } from '../../src/commands/read-day.js';
import {
  all,
  bookFor,
  buildSalon,
  change,
  newClient,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let salon: Salon;
let clientId: number;
let bookingId: number;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
  clientId = (await newClient(salon.ctx)).id;
  bookingId = await book('2026-03-05T10:00');
});

const book = (wallTime: string): Promise<number> => bookFor(salon, clientId, wallTime);

const cancel = (target = { clientId, bookingId }, updateId = nextUpdateId()) =>
  cancelBooking(salon.ctx, { updateId }, target);
const kinds = async () => (await all<{ kind: string }>(salon.ctx, 'booking_events')).map(({ kind }) => kind);

it('cancels, frees the time and adds to the history', async () => {
  salon.clock.setTo(salon.at('2026-03-03T09:00'));
  expect(await cancel()).toMatchObject({
    outcome: 'cancelled',
    booking: { id: bookingId, status: 'cancelled', version: 2, mayChange: false },
  });
  const now = new Date(salon.clock.now());
  expect(await all(salon.ctx, 'bookings')).toMatchObject([{ cancelled_by: 'client', updated_at: now }]);
  expect(await all(salon.ctx, 'booking_events')).toMatchObject([
    { kind: 'created' },
    { kind: 'cancelled', booking_id: bookingId, actor: `client:${clientId}`, at: now },
  ]);
  const day = await readDay(salon.ctx, {
    serviceId: salon.services[0] ?? 0,
    staffId: null,
    date: '2026-03-05',
  });
  expect(day?.slots.map(({ start }) => start)).toContain(salon.at('2026-03-05T10:00'));
  expect(await book('2026-03-05T10:00')).not.toBe(bookingId);
});

it('says so when it was cancelled before, and changes nothing', async () => {
  await cancel();
  expect(await cancel()).toMatchObject({ outcome: 'already_cancelled', booking: { version: 2 } });
  expect(await kinds()).toEqual(['created', 'cancelled']);
});

it('answers a redelivered update as before', async () => {
  const updateId = nextUpdateId();
  const target = { clientId, bookingId };
  const first = await cancel(target, updateId);
  expect(first.outcome).toBe('cancelled');
  expect(await cancel(target, updateId)).toEqual(first);
  expect(await kinds()).toEqual(['created', 'cancelled']);
});

it('cancels once when pressed many times at once', async () => {
  const admin = new Client({ connectionString: test.adminUrl });
  await admin.connect();
  // Somebody else holds the booking until all presses wait for it: none may act on what it read before.
  const presses = await salon.ctx.db
    .transact(async (tx) => {
      await tx.rows(tx.sql('bookings').where({ id: bookingId }).select('id').forUpdate());
      const pressed = Array.from({ length: 3 }, () => cancel());
      const waiting = `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
      for (let count = 0; count < pressed.length;) {
        count = (await admin.query<{ count: number }>(waiting)).rows[0]?.count ?? 0;
      }
      return pressed;
    })
    .then((pressed) => Promise.all(pressed))
    .finally(() => admin.end());
  expect(presses.map(({ outcome }) => outcome).sort()).toEqual([
    'already_cancelled',
    'already_cancelled',
    'cancelled',
  ]);
  expect(await kinds()).toEqual(['created', 'cancelled']);
});

it('allows it to the very minute of the deadline, and explains afterwards', async () => {
  const other = await book('2026-03-06T10:00');
  salon.clock.setTo(salon.at('2026-03-05T10:00'));
  expect(await cancel({ clientId, bookingId: other })).toMatchObject({ outcome: 'cancelled' });
  salon.clock.setTo(salon.at('2026-03-04T10:00') + 1);
  expect(await cancel()).toMatchObject({
    outcome: 'too_late',
    deadlineMinutes: 1440,
    booking: { id: bookingId, status: 'booked', mayChange: false, version: 1 },
  });
  expect(await kinds()).toEqual(['created', 'created', 'cancelled']);
});

it.each(['completed', 'no_show'])('leaves a visit alone that is %s', async (status) => {
  await change(salon.ctx, 'bookings', { id: bookingId }, { status });
  expect(await cancel()).toMatchObject({ outcome: 'too_late', booking: { status } });
});

it("finds no other client's booking and no garbage", async () => {
  const stranger = await newClient(salon.ctx);
  expect(await cancel({ clientId: stranger.id, bookingId })).toEqual({ outcome: 'not_found' });
  for (const garbage of [Number.NaN, -1, 0, 0.5, 2 ** 31, 2 ** 53, Infinity]) {
    expect(await cancel({ clientId, bookingId: garbage })).toEqual({ outcome: 'not_found' });
    expect(await cancel({ clientId: garbage, bookingId })).toEqual({ outcome: 'not_found' });
  }
  expect(await kinds()).toEqual(['created']);
});

it("reaches no other salon's booking of the same number", async () => {
  const other = await buildSalon(test.database);
  const there = await newClient(other.ctx);
  expect(there.id).toBe(clientId);
  const result = await cancelBooking(other.ctx, { updateId: nextUpdateId() }, { clientId, bookingId });
  expect(result).toEqual({ outcome: 'not_found' });
  expect(await kinds()).toEqual(['created']);
});

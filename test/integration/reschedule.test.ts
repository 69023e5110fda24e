import { bookSlot } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { readBookingHistory } from '../../src/commands/read-booking-history.js';
import { readDay } from '../../src/commands/read-day.js';
import { rescheduleBooking, type MoveOrder } from '../../src/commands/reschedule-booking.js';
import {
  add,
  all,
  buildSalon,
  change,
  newClient,
  nextUpdateId,
  type Salon,
  type SalonOptions,
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

const two = { staff: [{ name: 'Анна' }, { name: 'Борис' }] };
const [anna, boris] = [() => salon.staff[0] ?? 0, () => salon.staff[1] ?? 0];

/** A salon where the client has a visit with Anna on Thursday at 10:00. */
async function open(options: SalonOptions = two): Promise<void> {
  salon = await buildSalon(test.database, options);
  clientId = (await newClient(salon.ctx)).id;
  bookingId = await book('2026-03-05T10:00', { staffId: anna() });
}

async function book(
  wallTime: string,
  who: { clientId?: number; staffId?: number | null } = {},
): Promise<number> {
  const order = {
    clientId,
    serviceId: salon.services[0] ?? 0,
    staffId: null,
    ...who,
    start: salon.at(wallTime),
  };
  const result = await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return result.booking.id;
}

const someoneElse = async () => (await newClient(salon.ctx)).id;
const move = (wallTime: string, rest: Partial<MoveOrder> = {}, updateId = nextUpdateId()) =>
  rescheduleBooking(
    salon.ctx,
    { updateId },
    { clientId, bookingId, staffId: null, start: salon.at(wallTime), ...rest },
  );
const events = () => all<{ kind: string; booking_id: number; data: object }>(salon.ctx, 'booking_events');
const kinds = async () => (await events()).map(({ kind }) => kind);
const row = async (id = bookingId) =>
  (await all<Record<string, unknown> & { id: number }>(salon.ctx, 'bookings')).find(
    (found) => found.id === id,
  );

describe('a visit that moves', () => {
  beforeEach(() => open());

  it('keeps number, master and price, gets its new time, and its history says so', async () => {
    salon.clock.setTo(salon.at('2026-03-03T09:00'));
    await change(salon.ctx, 'services', {}, { price_minor: 999_900 });
    const before = await row();
    expect(await move('2026-03-06T14:30')).toMatchObject({
      outcome: 'moved',
      repeated: false,
      from: { startsAt: salon.at('2026-03-05T10:00'), staffId: anna(), priceMinor: 150_000 },
      booking: {
        id: bookingId,
        staffId: anna(),
        startsAt: salon.at('2026-03-06T14:30'),
        endsAt: salon.at('2026-03-06T15:30'),
        priceMinor: 150_000,
        status: 'booked',
        version: 2,
      },
    });
    expect(await row()).toEqual({
      ...before,
      starts_at: new Date(salon.at('2026-03-06T14:30')),
      ends_at: new Date(salon.at('2026-03-06T15:30')),
      during: expect.stringContaining('2026-03-06') as unknown,
      version: 2,
      updated_at: new Date(salon.clock.now()),
    });
    expect(await readBookingHistory(salon.ctx, { clientId, bookingId })).toMatchObject([
      { kind: 'created', by: 'client', startsAt: salon.at('2026-03-05T10:00') },
      {
        kind: 'moved',
        by: 'client',
        at: salon.clock.now(),
        from: salon.at('2026-03-05T10:00'),
        to: salon.at('2026-03-06T14:30'),
        staffName: null,
      },
    ]);
  });

  it('frees its old time for others', async () => {
    await move('2026-03-06T14:30');
    expect(await book('2026-03-05T10:00', { clientId: await someoneElse(), staffId: anna() })).not.toBe(
      bookingId,
    );
  });

  it('may overlap its own old time, which is offered as free', async () => {
    const moving = { bookingId, staffId: anna(), priceMinor: 150_000, durationMinutes: 60 };
    const wish = { serviceId: salon.services[0] ?? 0, staffId: anna() };
    const starts = async (more: object) =>
      (await readDay(salon.ctx, { ...wish, ...more, date: '2026-03-05' }))?.slots.map(({ start }) => start);
    expect(await starts({})).not.toContain(salon.at('2026-03-05T10:30'));
    expect(await starts({ moving })).toContain(salon.at('2026-03-05T10:30'));
    expect(await move('2026-03-05T10:30', { staffId: anna() })).toMatchObject({
      outcome: 'moved',
      booking: { staffId: anna(), startsAt: salon.at('2026-03-05T10:30') },
    });
  });

  it('keeps its master with "any" while this one is free, and takes another only when not', async () => {
    // By the number of visits that day it would be the other master's turn.
    await book('2026-03-05T19:00', { clientId: await someoneElse(), staffId: anna() });
    expect(await move('2026-03-05T15:00')).toMatchObject({ booking: { staffId: anna() } });
    await book('2026-03-05T17:00', { clientId: await someoneElse(), staffId: anna() });
    expect(await move('2026-03-05T17:00')).toMatchObject({ outcome: 'moved', booking: { staffId: boris() } });
    expect(await readBookingHistory(salon.ctx, { clientId, bookingId })).toMatchObject([
      { kind: 'created' },
      { kind: 'moved', staffName: null },
      { kind: 'moved', staffName: 'Борис' },
    ]);
  });

  it('costs and takes with another master what this one asks', async () => {
    await change(
      salon.ctx,
      'staff_services',
      { staff_id: boris() },
      { price_minor: 210_000, duration_minutes: 90 },
    );
    expect(await move('2026-03-06T12:00', { staffId: boris() })).toMatchObject({
      outcome: 'moved',
      from: { priceMinor: 150_000 },
      booking: { staffId: boris(), priceMinor: 210_000, durationMinutes: 90 },
    });
  });

  it('stays with the master as long as was agreed, whatever the service takes now', async () => {
    await change(salon.ctx, 'services', {}, { duration_minutes: 120 });
    expect(await move('2026-03-06T20:00', { staffId: anna() })).toMatchObject({
      outcome: 'moved',
      booking: { durationMinutes: 60 },
    });
  });

  it('forgets that the client promised to come at the old time', async () => {
    await change(salon.ctx, 'bookings', { id: bookingId }, { came_confirmed_at: new Date() });
    await move('2026-03-06T14:30');
    expect(await row()).toMatchObject({ came_confirmed_at: null });
  });
});

describe('nothing changes', () => {
  beforeEach(() => open());

  async function expectNothing(work: () => Promise<unknown>): Promise<void> {
    const before = [await row(), await kinds()];
    await work();
    expect([await row(), await kinds()]).toEqual(before);
  }

  it('when the update is delivered again: same answer', async () => {
    const updateId = nextUpdateId();
    const first = await move('2026-03-06T14:30', {}, updateId);
    expect(first).toMatchObject({ outcome: 'moved', repeated: false });
    await expectNothing(async () => expect(await move('2026-03-06T14:30', {}, updateId)).toEqual(first));
  });

  it('when a refusal is delivered again, though the time is free by now', async () => {
    const other = await someoneElse();
    const rival = await book('2026-03-06T14:30', { clientId: other, staffId: anna() });
    const updateId = nextUpdateId();
    const wanted = { staffId: anna() };
    const first = await move('2026-03-06T14:30', wanted, updateId);
    expect(first).toMatchObject({ outcome: 'taken', booking: { startsAt: salon.at('2026-03-05T10:00') } });
    await cancelBooking(salon.ctx, { updateId: nextUpdateId() }, { clientId: other, bookingId: rival });
    await expectNothing(async () => expect(await move('2026-03-06T14:30', wanted, updateId)).toEqual(first));
  });

  it('when it stands there already', async () => {
    await move('2026-03-06T14:30');
    await expectNothing(async () =>
      expect(await move('2026-03-06T14:30')).toMatchObject({ outcome: 'moved', repeated: true }),
    );
  });

  it.each([
    ['in the past', '2026-03-01T10:00', 'too_soon'],
    ['within the notice', '2026-03-02T11:30', 'too_soon'],
    ['beyond the horizon', '2027-03-05T10:00', 'too_far'],
    ['off the grid', '2026-03-06T10:07', 'outside_hours'],
    ['at night', '2026-03-06T03:00', 'outside_hours'],
  ])('for a time %s', async (_when, wallTime, reason) => {
    await expectNothing(async () =>
      expect(await move(wallTime)).toMatchObject({
        outcome: 'not_offered',
        reason,
        booking: { id: bookingId },
      }),
    );
  });

  it('for a time somebody has: it comes with free ones near it', async () => {
    await book('2026-03-06T14:30', { clientId: await someoneElse(), staffId: anna() });
    await expectNothing(async () => {
      const result = await move('2026-03-06T14:30', { staffId: anna() });
      if (result.outcome !== 'taken') throw new Error(result.outcome);
      expect(result.alternatives.map(({ start }) => start)).toContain(salon.at('2026-03-06T13:30'));
      expect(result.alternatives).toHaveLength(6);
    });
  });

  it('in time blocked by the salon', async () => {
    const during = '[2026-03-06T00:00+03:00,2026-03-07T00:00+03:00)';
    await add(salon.ctx, 'time_blocks', { staff_id: null, during });
    await expectNothing(async () =>
      expect(await move('2026-03-06T14:30')).toMatchObject({ outcome: 'taken' }),
    );
  });

  it('after the deadline, and not a moment before', async () => {
    salon.clock.setTo(salon.at('2026-03-04T10:00') + 1);
    await expectNothing(async () =>
      expect(await move('2026-03-06T14:30')).toMatchObject({ outcome: 'too_late', deadlineMinutes: 1440 }),
    );
    salon.clock.setTo(salon.at('2026-03-04T10:00'));
    expect(await move('2026-03-06T14:30')).toMatchObject({ outcome: 'moved' });
  });

  it.each(['cancelled', 'completed', 'no_show'])('for a visit that is %s', async (status) => {
    await change(salon.ctx, 'bookings', { id: bookingId }, { status });
    await expectNothing(async () =>
      expect(await move('2026-03-06T14:30')).toMatchObject({ outcome: 'too_late' }),
    );
  });

  it('for the time of another visit of this client, with whomever', async () => {
    const other = await book('2026-03-06T14:00', { staffId: boris() });
    await expectNothing(async () =>
      expect(await move('2026-03-06T14:30', { staffId: anna() })).toMatchObject({
        outcome: 'own_overlap',
        booking: { id: bookingId },
        other: { id: other },
      }),
    );
  });

  it("for another client's booking, and for garbage", async () => {
    const stranger = await someoneElse();
    await expectNothing(async () => {
      expect(await move('2026-03-06T14:30', { clientId: stranger })).toEqual({ outcome: 'not_found' });
      for (const garbage of [Number.NaN, -1, 0, 0.5, 2 ** 31, 2 ** 53, Infinity]) {
        expect(await move('2026-03-06T14:30', { bookingId: garbage })).toEqual({ outcome: 'not_found' });
        expect(await move('2026-03-06T14:30', { clientId: garbage })).toEqual({ outcome: 'not_found' });
        expect(await move('', { start: garbage })).toMatchObject({ outcome: 'not_offered' });
        expect(await move('2026-03-06T14:30', { staffId: garbage })).toMatchObject({ reason: 'staff_gone' });
      }
    });
  });

  it('when the service is no longer offered', async () => {
    await change(salon.ctx, 'services', {}, { active: false });
    await expectNothing(async () =>
      expect(await move('2026-03-06T14:30')).toMatchObject({
        outcome: 'not_offered',
        reason: 'service_gone',
      }),
    );
  });
});

describe('limits', () => {
  it('do not count the visit that moves', async () => {
    await open({ ...two, settings: { maxActiveBookings: 1, maxBookingsPerDay: 1 } });
    expect(await move('2026-03-05T15:00')).toMatchObject({ outcome: 'moved' });
    expect(await move('2026-03-06T15:00')).toMatchObject({ outcome: 'moved' });
  });

  it('of a day hold for the day it moves to', async () => {
    await open({ ...two, settings: { maxBookingsPerDay: 1 } });
    await book('2026-03-06T10:00');
    expect(await move('2026-03-06T15:00')).toMatchObject({ outcome: 'day_limit', limit: 1 });
    expect(await row()).toMatchObject({ starts_at: new Date(salon.at('2026-03-05T10:00')) });
  });
});

it('keeps its buffers, which others must not touch', async () => {
  await open({
    services: [
      {
        name: 'Стрижка',
        priceMinor: 150_000,
        durationMinutes: 60,
        bufferBeforeMinutes: 10,
        bufferAfterMinutes: 30,
      },
    ],
  });
  await move('2026-03-06T12:00');
  const other = await someoneElse();
  const tryAt = async (wallTime: string) => {
    const order = {
      clientId: other,
      serviceId: salon.services[0] ?? 0,
      staffId: null,
      start: salon.at(wallTime),
    };
    return (await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order)).outcome;
  };
  expect(await tryAt('2026-03-06T13:00')).toBe('taken');
  expect(await tryAt('2026-03-06T13:30')).toBe('taken');
  expect(await tryAt('2026-03-06T14:00')).toBe('booked');
});

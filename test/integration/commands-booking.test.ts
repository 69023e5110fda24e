import { bookSlot, type BookSlotResult, type SlotOrder } from '../../src/commands/book-slot.js';
import { listUpcoming } from '../../src/commands/list-bookings.js';
import { openClient } from '../../src/commands/open-client.js';
import { readBooking } from '../../src/commands/read-booking.js';
import { saveContact } from '../../src/commands/save-contact.js';
import {
  add,
  all,
  buildSalon,
  change,
  daily,
  haircut,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
  type SalonOptions,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const build = (options?: SalonOptions): Promise<Salon> => buildSalon(test.database, options);
const garbageIds = [Number.NaN, -1, 0, 0.5, 2 ** 31, 2 ** 53, Infinity];

function press(
  salon: Salon,
  order: Partial<SlotOrder> & { clientId: number; start: number },
): Promise<BookSlotResult> {
  const wish = { serviceId: salon.services[0] ?? 0, staffId: null };
  return bookSlot(salon.ctx, { updateId: nextUpdateId() }, { ...wish, ...order });
}

async function booked(pressing: Promise<BookSlotResult>): Promise<number> {
  const result = await pressing;
  if (result.outcome !== 'booked') throw new Error(`not booked but ${result.outcome}`);
  return result.booking.id;
}

describe('bookSlot', () => {
  it('writes the visit with its price, buffers, contact and history, and shows it', async () => {
    const salon = await build({
      services: [{ ...haircut, bufferBeforeMinutes: 5, bufferAfterMinutes: 10 }],
    });
    const client = await newClient(salon.ctx);
    const start = salon.at('2026-03-03T10:00');
    const result = await press(salon, { clientId: client.id, start });
    expect(result).toEqual({
      outcome: 'booked',
      repeated: false,
      booking: {
        id: expect.any(Number) as number,
        clientId: client.id,
        serviceId: salon.services[0],
        serviceName: 'Стрижка',
        staffId: salon.staff[0],
        staffName: 'Анна',
        startsAt: start,
        endsAt: salon.at('2026-03-03T11:00'),
        durationMinutes: 60,
        priceMinor: 150_000,
        currency: 'RUB',
        status: 'booked',
        contactName: 'Мария',
        contactPhone: client.phone,
        comment: null,
        cancelledBy: null,
        cancelReason: null,
        mayChange: false,
        version: 1,
      },
    });
    const now = new Date(salon.clock.now());
    expect(await all(salon.ctx, 'bookings')).toMatchObject([
      { buffer_before_minutes: 5, buffer_after_minutes: 10, created_at: now, updated_at: now },
    ]);
    expect(await all(salon.ctx, 'booking_events')).toMatchObject([
      {
        kind: 'created',
        actor: `client:${client.id}`,
        at: now,
        data: { startsAt: '2026-03-03T07:00:00.000Z', staffId: salon.staff[0], serviceId: salon.services[0] },
      },
    ]);
  });

  it("keeps the price and the length of the day of booking, and the master's own where there are", async () => {
    const salon = await build();
    const { id: clientId } = await newClient(salon.ctx);
    await change(salon.ctx, 'staff_services', {}, { price_minor: 99_000, duration_minutes: 45 });
    const bookingId = await booked(press(salon, { clientId, start: salon.at('2026-03-03T10:00') }));
    await change(salon.ctx, 'staff_services', {}, { price_minor: 500_000, duration_minutes: 120 });
    await saveContact(salon.ctx, { updateId: nextUpdateId() }, { clientId, name: 'Ольга' });
    expect(await readBooking(salon.ctx, { clientId, bookingId })).toMatchObject({
      priceMinor: 99_000,
      durationMinutes: 45,
      contactName: 'Мария',
    });
  });

  it('tells the second client that the time is taken, with the nearest starts', async () => {
    const salon = await build({ settings: { slotGridMinutes: 60 } });
    const [first, second] = [await newClient(salon.ctx), await newClient(salon.ctx)];
    const start = salon.at('2026-03-03T15:00');
    await booked(press(salon, { clientId: first.id, start }));
    const result = await press(salon, { clientId: second.id, start });
    const hours = ['12', '13', '14', '16', '17', '18'];
    expect(result).toEqual({
      outcome: 'taken',
      alternatives: hours.map((hour) => ({
        start: salon.at(`2026-03-03T${hour}:00`),
        staffIds: salon.staff,
      })),
    });
    const [alternative] = result.outcome === 'taken' ? result.alternatives : [];
    await booked(press(salon, { clientId: second.id, start: alternative?.start ?? 0 }));
  });

  describe('with one start a day', () => {
    const at = (salon: Salon, day: number) => salon.at(`2026-03-${String(day).padStart(2, '0')}T10:00`);
    const pressOn = async (salon: Salon, day: number) =>
      press(salon, { clientId: (await newClient(salon.ctx)).id, start: at(salon, day) });

    it('looks for alternatives in the days and weeks around, never in the past', async () => {
      const salon = await build({ hours: daily(600, 660) });
      await booked(pressOn(salon, 4));
      expect(await pressOn(salon, 4)).toMatchObject({
        outcome: 'taken',
        alternatives: [3, 5, 6, 7, 8, 9].map((day) => ({ start: at(salon, day) })),
      });
      await booked(pressOn(salon, 20));
      expect(await pressOn(salon, 20)).toMatchObject({
        outcome: 'taken',
        alternatives: [17, 18, 19, 21, 22, 23].map((day) => ({ start: at(salon, day) })),
      });
    });

    it('finds none beyond the horizon', async () => {
      const salon = await build({ hours: daily(600, 660), settings: { horizonDays: 3 } });
      for (const day of [3, 4, 5]) await booked(pressOn(salon, day));
      expect(await pressOn(salon, 4)).toEqual({ outcome: 'taken', alternatives: [] });
    });
  });

  it('keeps the choice of master in the alternatives', async () => {
    const salon = await build({ staff: [{ name: 'Анна' }, { name: 'Борис' }] });
    const [anna = 0, boris = 0] = salon.staff;
    const start = salon.at('2026-03-03T15:00');
    await booked(press(salon, { clientId: (await newClient(salon.ctx)).id, start, staffId: anna }));
    const { id: clientId } = await newClient(salon.ctx);
    const result = await press(salon, { clientId, start, staffId: anna });
    if (result.outcome !== 'taken') throw new Error(result.outcome);
    expect(new Set(result.alternatives.flatMap(({ staffIds }) => staffIds))).toEqual(new Set([anna]));
    expect(await press(salon, { clientId, start, staffId: boris })).toMatchObject({ outcome: 'booked' });
  });

  it('gives "any master" to the one with fewest visits that day, then in the owner\'s order', async () => {
    const salon = await build({ staff: [{ name: 'Анна' }, { name: 'Борис' }, { name: 'Вера' }] });
    const [anna = 0, boris = 0, vera = 0] = salon.staff;
    const any = async (wallTime: string) => {
      const { id: clientId } = await newClient(salon.ctx);
      const result = await press(salon, { clientId, start: salon.at(wallTime) });
      return result.outcome === 'booked' ? result.booking.staffId : result.outcome;
    };
    expect(await any('2026-03-03T10:00')).toBe(anna);
    expect(await any('2026-03-03T12:00')).toBe(boris);
    expect(await any('2026-03-03T12:00')).toBe(vera);
    expect(await any('2026-03-03T14:00')).toBe(anna);
    expect(await any('2026-03-04T14:00')).toBe(anna);
    expect(await any('2026-03-03T10:00')).toBe(boris);
    expect(await any('2026-03-03T10:30')).toBe(vera);
    expect(await any('2026-03-03T10:00')).toBe('taken');
  });

  it('keeps buffers of both visits free', async () => {
    const salon = await build({
      services: [
        { ...haircut, bufferAfterMinutes: 30 },
        { name: 'Укладка', priceMinor: 1, durationMinutes: 30, bufferBeforeMinutes: 30 },
      ],
    });
    const [cut = 0, styling = 0] = salon.services;
    const order = async (serviceId: number, wallTime: string) =>
      (
        await press(salon, {
          clientId: (await newClient(salon.ctx)).id,
          serviceId,
          start: salon.at(wallTime),
        })
      ).outcome;
    expect(await order(cut, '2026-03-03T10:00')).toBe('booked');
    expect(await order(styling, '2026-03-03T11:30')).toBe('taken');
    expect(await order(styling, '2026-03-03T12:00')).toBe('booked');
    expect(await order(cut, '2026-03-03T12:30')).toBe('booked');
  });

  it.each([
    ['off the grid', '2026-03-03T10:10', 'outside_hours'],
    ['off the minute', '2026-03-03T10:00:00.001', 'outside_hours'],
    ['before opening', '2026-03-03T08:30', 'outside_hours'],
    ['over closing time', '2026-03-03T20:30', 'outside_hours'],
    ['in the past', '2026-03-02T10:00', 'too_soon'],
    ['long ago', '1971-03-02T10:00', 'too_soon'],
    ['within the notice', '2026-03-02T11:30', 'too_soon'],
    ['beyond the horizon', '2026-06-01T10:00', 'too_far'],
    ['in another age', '9998-06-01T10:00', 'too_far'],
  ])('does not offer a start %s', async (_, wallTime, reason) => {
    const salon = await build();
    const { id: clientId } = await newClient(salon.ctx);
    const result = await press(salon, { clientId, start: salon.at(wallTime) });
    expect(result).toMatchObject({ outcome: 'not_offered', reason });
    const alternatives = result.outcome === 'not_offered' ? result.alternatives : [];
    expect(alternatives).toHaveLength(6);
    expect(Math.min(...alternatives.map(({ start }) => start))).toBeGreaterThan(salon.clock.now());
    expect(await all(salon.ctx, 'bookings')).toEqual([]);
  });

  it('accepts the first moment of notice and the last day of the horizon', async () => {
    const salon = await build({ now: '2026-03-02T11:00', settings: { horizonDays: 5 } });
    const { id: clientId } = await newClient(salon.ctx);
    await booked(press(salon, { clientId, start: salon.at('2026-03-02T12:00') }));
    await booked(press(salon, { clientId, start: salon.at('2026-03-07T20:00') }));
  });

  it.each([Number.NaN, -1, 0.5, 2 ** 53, Infinity, -Infinity])(
    'does not offer %p as a start',
    async (start) => {
      const salon = await build();
      const { id: clientId } = await newClient(salon.ctx);
      expect(await press(salon, { clientId, start })).toMatchObject({
        outcome: 'not_offered',
        reason: 'outside_hours',
      });
    },
  );

  it('does not offer a service or a master that is gone or never was', async () => {
    const salon = await build({ staff: [{ name: 'Анна' }, { name: 'Борис', services: [] }] });
    const { id: clientId } = await newClient(salon.ctx);
    const start = salon.at('2026-03-03T10:00');
    const [anna = 0, boris = 0] = salon.staff;
    const gone = { outcome: 'not_offered', alternatives: [] };
    for (const serviceId of garbageIds) {
      expect(await press(salon, { clientId, start, serviceId })).toEqual({ ...gone, reason: 'service_gone' });
    }
    for (const staffId of [...garbageIds, boris]) {
      expect(await press(salon, { clientId, start, staffId })).toEqual({ ...gone, reason: 'staff_gone' });
    }
    await change(salon.ctx, 'staff', { id: anna }, { active: false });
    expect(await press(salon, { clientId, start })).toEqual({ ...gone, reason: 'service_gone' });
    await change(salon.ctx, 'staff', {}, { active: true });
    await change(salon.ctx, 'services', {}, { active: false });
    expect(await press(salon, { clientId, start, staffId: anna })).toEqual({
      ...gone,
      reason: 'service_gone',
    });
    await change(salon.ctx, 'services', {}, { active: true });
    expect(await press(salon, { clientId, start, staffId: anna })).toMatchObject({ outcome: 'booked' });
  });

  it('asks for the contact first', async () => {
    const salon = await build();
    const { id: clientId } = await openClient(salon.ctx, { telegramId: nextPersonId() });
    const start = salon.at('2026-03-03T10:00');
    expect(await press(salon, { clientId, start })).toEqual({ outcome: 'contact_missing' });
    await saveContact(salon.ctx, { updateId: nextUpdateId() }, { clientId, name: 'Ольга' });
    expect(await press(salon, { clientId, start })).toEqual({ outcome: 'contact_missing' });
    for (const garbage of garbageIds) {
      expect(await press(salon, { clientId: garbage, start })).toEqual({ outcome: 'contact_missing' });
    }
    const cause = { updateId: nextUpdateId() };
    await saveContact(salon.ctx, cause, { clientId, phone: '+79161234567' });
    const order = { clientId, serviceId: salon.services[0] ?? 0, staffId: null, start };
    expect(await bookSlot(salon.ctx, cause, order)).toMatchObject({ outcome: 'booked', repeated: false });
  });

  it('answers a redelivered update as before and changes nothing', async () => {
    const salon = await build();
    const [{ id: clientId }, rival] = [await newClient(salon.ctx), await newClient(salon.ctx)];
    const order = {
      clientId,
      serviceId: salon.services[0] ?? 0,
      staffId: null,
      start: salon.at('2026-03-03T10:00'),
    };
    const won = { updateId: nextUpdateId() };
    const lost = { updateId: nextUpdateId() };
    const first = await bookSlot(salon.ctx, won, order);
    expect(await bookSlot(salon.ctx, lost, { ...order, clientId: rival.id })).toMatchObject({
      outcome: 'taken',
    });
    expect(await bookSlot(salon.ctx, won, order)).toEqual(first);
    await change(salon.ctx, 'bookings', {}, { status: 'cancelled', version: 2 });
    expect(await bookSlot(salon.ctx, won, order)).toMatchObject({
      outcome: 'booked',
      repeated: false,
      booking: { status: 'cancelled' },
    });
    expect(await bookSlot(salon.ctx, lost, { ...order, clientId: rival.id })).toMatchObject({
      outcome: 'taken',
    });
    expect(await all(salon.ctx, 'bookings')).toHaveLength(1);
    expect(await all(salon.ctx, 'booking_events')).toHaveLength(1);
    const remembered = JSON.stringify(await all(salon.ctx, 'processed_updates', 'update_id'));
    expect(remembered).toContain('book-slot');
    expect(remembered).not.toMatch(/Мария|\+7916/);
  });

  it('gives a second press the same visit, and a new one after it was cancelled', async () => {
    const salon = await build({ staff: [{ name: 'Анна' }, { name: 'Борис' }] });
    const { id: clientId } = await newClient(salon.ctx);
    const start = salon.at('2026-03-03T10:00');
    const id = await booked(press(salon, { clientId, start }));
    expect(await press(salon, { clientId, start })).toMatchObject({ repeated: true, booking: { id } });
    const staffId = salon.staff[0] ?? 0;
    expect(await press(salon, { clientId, start, staffId })).toMatchObject({
      repeated: true,
      booking: { id },
    });
    await change(salon.ctx, 'bookings', {}, { status: 'cancelled' });
    expect(await booked(press(salon, { clientId, start }))).not.toBe(id);
  });

  it('does not let one person be at two places', async () => {
    const salon = await build({
      staff: [{ name: 'Анна' }, { name: 'Борис' }],
      services: [haircut, { ...haircut, name: 'Укладка' }],
    });
    const { id: clientId } = await newClient(salon.ctx);
    const id = await booked(press(salon, { clientId, start: salon.at('2026-03-03T10:00') }));
    const overlap = { outcome: 'own_overlap', booking: { id } };
    const [, styling = 0] = salon.services;
    expect(await press(salon, { clientId, start: salon.at('2026-03-03T10:30') })).toMatchObject(overlap);
    expect(
      await press(salon, { clientId, start: salon.at('2026-03-03T09:30'), staffId: salon.staff[1] ?? 0 }),
    ).toMatchObject(overlap);
    expect(
      await press(salon, { clientId, start: salon.at('2026-03-03T10:00'), serviceId: styling }),
    ).toMatchObject(overlap);
    expect(
      await press(salon, { clientId, start: salon.at('2026-03-03T10:00'), staffId: salon.staff[1] ?? 0 }),
    ).toMatchObject(overlap);
    expect(await press(salon, { clientId, start: salon.at('2026-03-03T11:00') })).toMatchObject({
      outcome: 'booked',
    });
  });

  it('counts active visits: booked and not ended yet', async () => {
    const salon = await build({ settings: { maxActiveBookings: 2, minNoticeMinutes: 0 } });
    const { id: clientId } = await newClient(salon.ctx);
    const order = (wallTime: string) => press(salon, { clientId, start: salon.at(wallTime) });
    const first = await booked(order('2026-03-03T10:00'));
    await booked(order('2026-03-04T10:00'));
    expect(await order('2026-03-05T10:00')).toEqual({ outcome: 'limit', limit: 2 });
    salon.clock.setTo(salon.at('2026-03-03T10:59'));
    expect(await order('2026-03-05T10:00')).toEqual({ outcome: 'limit', limit: 2 });
    salon.clock.setTo(salon.at('2026-03-03T11:00'));
    await booked(order('2026-03-05T10:00'));
    expect(await order('2026-03-06T10:00')).toEqual({ outcome: 'limit', limit: 2 });
    await change(salon.ctx, 'bookings', { id: first + 1 }, { status: 'cancelled' });
    await booked(order('2026-03-06T10:00'));
  });

  it("counts visits of a local day that are not cancelled, in the salon's zone", async () => {
    const salon = await build({
      zone: 'Asia/Vladivostok',
      hours: daily(0, 1440),
      settings: { maxBookingsPerDay: 2, maxActiveBookings: 10, minNoticeMinutes: 0 },
    });
    const { id: clientId } = await newClient(salon.ctx);
    const order = (wallTime: string) => press(salon, { clientId, start: salon.at(wallTime) });
    const first = await booked(order('2026-03-03T00:00'));
    await booked(order('2026-03-03T23:00'));
    expect(await order('2026-03-03T12:00')).toEqual({ outcome: 'day_limit', limit: 2 });
    await booked(order('2026-03-02T23:00'));
    await booked(order('2026-03-04T00:00'));
    await change(salon.ctx, 'bookings', { id: first }, { status: 'no_show' });
    expect(await order('2026-03-03T12:00')).toEqual({ outcome: 'day_limit', limit: 2 });
    await change(salon.ctx, 'bookings', { id: first }, { status: 'cancelled' });
    await booked(order('2026-03-03T12:00'));
  });

  it("goes by the owner's later settings", async () => {
    const salon = await build();
    const { id: clientId } = await newClient(salon.ctx);
    await add(salon.ctx, 'settings', { key: 'maxActiveBookings', value: '1' });
    await booked(press(salon, { clientId, start: salon.at('2026-03-03T10:00') }));
    expect(await press(salon, { clientId, start: salon.at('2026-03-04T10:00') })).toEqual({
      outcome: 'limit',
      limit: 1,
    });
  });

  it('books in both hours that a clock repeats', async () => {
    const salon = await build({
      zone: 'Europe/Berlin',
      now: '2026-10-20T10:00',
      hours: daily(0, 1440),
      settings: { maxActiveBookings: 9, maxBookingsPerDay: 25 },
    });
    const { id: clientId } = await newClient(salon.ctx);
    const second = Date.UTC(2026, 9, 25, 1);
    expect(await press(salon, { clientId, start: second - 3_600_000 })).toMatchObject({ outcome: 'booked' });
    expect(await press(salon, { clientId, start: second })).toMatchObject({
      outcome: 'booked',
      repeated: false,
    });
  });
});

describe('own bookings', () => {
  it("lists booked visits that have not ended, earliest first, and no one else's", async () => {
    const salon = await build({ settings: { changeDeadlineMinutes: 60 } });
    const [{ id: clientId }, other] = [await newClient(salon.ctx), await newClient(salon.ctx)];
    const order = (id: number, wallTime: string) =>
      booked(press(salon, { clientId: id, start: salon.at(wallTime) }));
    const late = await order(clientId, '2026-03-05T10:00');
    const early = await order(clientId, '2026-03-03T10:00');
    const cancelled = await order(clientId, '2026-03-04T10:00');
    await order(other.id, '2026-03-03T12:00');
    await change(salon.ctx, 'bookings', { id: cancelled }, { status: 'cancelled' });
    const list = async () =>
      (await listUpcoming(salon.ctx, clientId)).map(({ id, mayChange }) => [id, mayChange]);
    expect(await list()).toEqual([
      [early, true],
      [late, true],
    ]);
    salon.clock.setTo(salon.at('2026-03-03T10:59'));
    expect(await list()).toEqual([
      [early, false],
      [late, true],
    ]);
    salon.clock.setTo(salon.at('2026-03-03T11:00'));
    expect(await list()).toEqual([[late, true]]);
    for (const garbage of garbageIds) expect(await listUpcoming(salon.ctx, garbage)).toEqual([]);
  });

  it("shows a client's own booking only", async () => {
    const salon = await build();
    const [{ id: clientId }, other] = [await newClient(salon.ctx), await newClient(salon.ctx)];
    const bookingId = await booked(press(salon, { clientId, start: salon.at('2026-03-03T10:00') }));
    expect(await readBooking(salon.ctx, { clientId, bookingId })).toMatchObject({ id: bookingId, clientId });
    expect(await readBooking(salon.ctx, { clientId: other.id, bookingId })).toBeNull();
    for (const garbage of garbageIds) {
      expect(await readBooking(salon.ctx, { clientId, bookingId: garbage })).toBeNull();
      expect(await readBooking(salon.ctx, { clientId: garbage, bookingId })).toBeNull();
    }
  });
});

import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { editBookingContact, type BookingContact } from '../../src/commands/edit-booking-contact.js';
import { listPast, listUpcoming } from '../../src/commands/list-bookings.js';
import { readBookingHistory } from '../../src/commands/read-booking-history.js';
import { rescheduleBooking } from '../../src/commands/reschedule-booking.js';
import {
  add,
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

const edit = (change: Partial<BookingContact>, updateId = nextUpdateId()) =>
  editBookingContact(salon.ctx, { updateId }, { clientId, bookingId, ...change });
const history = () => readBookingHistory(salon.ctx, { clientId, bookingId });
const bookings = () => all<Record<string, unknown>>(salon.ctx, 'bookings');

describe('the contact of a booking', () => {
  it('changes for this booking alone, and its version stays', async () => {
    salon.clock.setTo(salon.at('2026-03-03T09:00'));
    expect(await edit({ name: 'Пётр', phone: '+79162223344' })).toMatchObject({
      outcome: 'changed',
      booking: { contactName: 'Пётр', contactPhone: '+79162223344', version: 1 },
    });
    expect(await all(salon.ctx, 'clients')).toMatchObject([{ name: 'Мария' }]);
    expect(await history()).toMatchObject([
      { kind: 'created' },
      { kind: 'contact_changed', fields: ['name', 'phone'], at: salon.clock.now() },
    ]);
  });

  it('leaves no personal words in the history', async () => {
    await edit({ name: 'Пётр', phone: '+79162223344' });
    const events = JSON.stringify(await all(salon.ctx, 'booking_events'));
    expect(events).not.toMatch(/Пётр|Мария|7916/);
  });

  it('is left alone when it is the same, or the update comes again', async () => {
    expect(await edit({ name: 'Мария' })).toMatchObject({ outcome: 'unchanged' });
    const updateId = nextUpdateId();
    const first = await edit({ name: 'Пётр' }, updateId);
    await edit({ name: 'Иван' });
    expect(await edit({ name: 'Пётр' }, updateId)).toMatchObject({ outcome: 'changed' });
    expect(first.outcome).toBe('changed');
    expect(await bookings()).toMatchObject([{ contact_name: 'Иван' }]);
    expect(await history()).toHaveLength(3);
  });

  it('can be changed after the deadline, but not once the visit is over or cancelled', async () => {
    salon.clock.setTo(salon.at('2026-03-05T10:59'));
    expect(await edit({ name: 'Пётр' })).toMatchObject({ outcome: 'changed' });
    salon.clock.setTo(salon.at('2026-03-05T11:00'));
    expect(await edit({ name: 'Иван' })).toMatchObject({ outcome: 'closed' });
    salon.clock.setTo(salon.at('2026-03-05T09:00'));
    await change(salon.ctx, 'bookings', {}, { status: 'cancelled' });
    expect(await edit({ name: 'Иван' })).toMatchObject({ outcome: 'closed' });
    expect(await bookings()).toMatchObject([{ contact_name: 'Пётр' }]);
  });

  it("is nobody else's, and takes nothing unchecked", async () => {
    const stranger = await newClient(salon.ctx);
    expect(await edit({ clientId: stranger.id, name: 'Пётр' })).toEqual({ outcome: 'not_found' });
    for (const garbage of [Number.NaN, -1, 0, 2 ** 31]) {
      expect(await edit({ bookingId: garbage, name: 'Пётр' })).toEqual({ outcome: 'not_found' });
    }
    await expect(edit({ name: 'x' })).rejects.toMatchObject({ code: 'invalid_contact', field: 'name' });
    await expect(edit({ phone: '123' })).rejects.toMatchObject({ code: 'invalid_contact', field: 'phone' });
    expect(await bookings()).toMatchObject([{ contact_name: 'Мария' }]);
  });
});

describe('a reason for cancelling', () => {
  const cancel = (reason?: { code: string; text: string }) =>
    cancelBooking(salon.ctx, { updateId: nextUpdateId() }, { clientId, bookingId, reason });

  it('is kept in words with the booking, and by its name in the history', async () => {
    expect(await cancel({ code: 'other', text: 'Уезжаю к <маме>' })).toMatchObject({
      outcome: 'cancelled',
      booking: { cancelReason: 'Уезжаю к <маме>', cancelledBy: 'client' },
    });
    expect(await bookings()).toMatchObject([{ cancel_reason: 'Уезжаю к <маме>', cancelled_by: 'client' }]);
    const [, event] = await all<{ data: unknown }>(salon.ctx, 'booking_events');
    expect(event?.data).toEqual({ version: 2, reason: 'other' });
  });

  it('may be missing, and the first one stays', async () => {
    await cancel();
    expect(await cancel({ code: 'plans', text: 'Планы' })).toMatchObject({ outcome: 'already_cancelled' });
    expect(await bookings()).toMatchObject([{ cancel_reason: null }]);
  });

  it('has an end', async () => {
    await expect(cancel({ code: 'other', text: 'x'.repeat(501) })).rejects.toThrow(RangeError);
    expect(await bookings()).toMatchObject([{ status: 'booked' }]);
  });
});

describe('the history', () => {
  it('tells what happened in order, and leaves out what it does not know', async () => {
    const target = { clientId, bookingId, staffId: null, start: salon.at('2026-03-06T10:00') };
    await rescheduleBooking(salon.ctx, { updateId: nextUpdateId() }, target);
    const strange = { booking_id: bookingId, actor: 'system', data: JSON.stringify({ from: 'yesterday' }) };
    await add(salon.ctx, 'booking_events', { ...strange, kind: 'painted' }, { ...strange, kind: 'moved' });
    await add(salon.ctx, 'booking_events', { booking_id: bookingId, kind: 'cancelled', actor: 'staff:1' });
    expect((await history()).map(({ kind, by }) => `${kind} by ${by}`)).toEqual([
      'created by client',
      'moved by client',
      'cancelled by salon',
    ]);
  });

  it("is not told to another client, nor to another salon's", async () => {
    const stranger = await newClient(salon.ctx);
    expect(await readBookingHistory(salon.ctx, { clientId: stranger.id, bookingId })).toEqual([]);
    const other = await buildSalon(test.database);
    await newClient(other.ctx);
    expect(await readBookingHistory(other.ctx, { clientId, bookingId })).toEqual([]);
  });
});

describe('past visits', () => {
  it('are those that are over or cancelled, latest first, page by page', async () => {
    await change(salon.ctx, 'bookings', {}, { status: 'cancelled' });
    const day = (number: number) => `2026-02-${String(number).padStart(2, '0')}T10:00+03:00`;
    const past = Array.from({ length: 17 }, (_, index) => ({
      client_id: clientId,
      service_id: salon.services[0] ?? 0,
      staff_id: salon.staff[0] ?? 0,
      status: index % 2 === 0 ? 'completed' : 'booked',
      starts_at: day(index + 1),
      ends_at: day(index + 1).replace('T10', 'T11'),
      during: `[${day(index + 1)},${day(index + 1).replace('T10', 'T11')})`,
      price_minor: 1,
      currency: 'RUB',
      contact_name: 'Мария',
      contact_phone: '+79161234567',
    }));
    await add(salon.ctx, 'bookings', ...past);
    const pages = await Promise.all([0, 1, 2, 99].map((page) => listPast(salon.ctx, clientId, page)));
    expect(pages.map(({ page, pages: count, visits }) => [page, count, visits.length])).toEqual([
      [0, 3, 8],
      [1, 3, 8],
      [2, 3, 2],
      [2, 3, 2],
    ]);
    const starts = pages.slice(0, 3).flatMap(({ visits }) => visits.map(({ startsAt }) => startsAt));
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
    expect(new Set(starts).size).toBe(18);
    expect(pages[0]?.visits[0]).toMatchObject({ id: bookingId, status: 'cancelled' });
    expect(await listUpcoming(salon.ctx, clientId)).toEqual([]);
  });

  it('are none at first, and never those of others', async () => {
    const stranger = await newClient(salon.ctx);
    expect(await listPast(salon.ctx, stranger.id, 0)).toEqual({ visits: [], page: 0, pages: 1 });
    expect((await listUpcoming(salon.ctx, clientId)).map(({ id }) => id)).toEqual([bookingId]);
    expect(await listPast(salon.ctx, clientId, 0)).toMatchObject({ visits: [] });
  });
});

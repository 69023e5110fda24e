import { quoteBooking } from '../../src/commands/quote-booking.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import { readDay } from '../../src/commands/read-day.js';
import { readMonth } from '../../src/commands/read-month.js';
import type { ReadTx, TenantDb } from '../../src/db/tenant-db.js';
import {
  add,
  buildSalon,
  change,
  daily,
  haircut,
  newClient,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const wish = ({ services }: Salon, staffId: number | null = null) => ({
  serviceId: services[0] ?? 0,
  staffId,
});

async function book(salon: Salon, wallTime: string, staffId: number | null = null): Promise<void> {
  const { id: clientId } = await newClient(salon.ctx);
  const order = { ...wish(salon, staffId), clientId, start: salon.at(wallTime) };
  const result = await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
  expect(result.outcome).toBe('booked');
}

/** Wall times of a day's free starts in the salon's zone, as `10:00`. */
async function starts(salon: Salon, date: string, staffId: number | null = null): Promise<string[]> {
  const day = await readDay(salon.ctx, { ...wish(salon, staffId), date });
  const format = new Intl.DateTimeFormat('ru', {
    timeZone: salon.ctx.zone,
    hour: '2-digit',
    minute: '2-digit',
  });
  return (day?.slots ?? []).map(({ start }) => format.format(start));
}

describe('readMonth', () => {
  it('tells past days, days off, full, free and far ones apart', async () => {
    const salon = await buildSalon(test.database, {
      hours: daily(600, 720).filter(({ weekday }) => weekday !== 7),
      now: '2026-03-10T09:30',
      settings: { horizonDays: 10, slotGridMinutes: 60 },
    });
    await book(salon, '2026-03-12T10:00');
    await book(salon, '2026-03-12T11:00');
    await book(salon, '2026-03-13T10:00');
    const month = await readMonth(salon.ctx, { ...wish(salon), month: '2026-03' });
    expect(month).toMatchObject({
      month: '2026-03',
      hasPrevious: false,
      hasNext: false,
      firstFree: '2026-03-10',
    });
    expect(month?.days).toHaveLength(31);
    expect(month?.days.slice(8, 21)).toEqual([
      { date: '2026-03-09', state: 'past', free: 0, load: null },
      { date: '2026-03-10', state: 'free', free: 1, load: 'some' },
      { date: '2026-03-11', state: 'free', free: 2, load: 'many' },
      { date: '2026-03-12', state: 'full', free: 0, load: null },
      { date: '2026-03-13', state: 'free', free: 1, load: 'some' },
      { date: '2026-03-14', state: 'free', free: 2, load: 'many' },
      { date: '2026-03-15', state: 'off', free: 0, load: null },
      { date: '2026-03-16', state: 'free', free: 2, load: 'many' },
      { date: '2026-03-17', state: 'free', free: 2, load: 'many' },
      { date: '2026-03-18', state: 'free', free: 2, load: 'many' },
      { date: '2026-03-19', state: 'free', free: 2, load: 'many' },
      { date: '2026-03-20', state: 'free', free: 2, load: 'many' },
      { date: '2026-03-21', state: 'beyond_horizon', free: 0, load: null },
    ]);
  });

  it('turns pages from this month to the horizon', async () => {
    const salon = await buildSalon(test.database, { now: '2026-03-31T20:00', settings: { horizonDays: 31 } });
    const page = async (month: string) => {
      const view = await readMonth(salon.ctx, { ...wish(salon), month });
      return [view?.hasPrevious, view?.hasNext, view?.firstFree, view?.days.length];
    };
    expect(await page('2026-02')).toEqual([false, true, null, 28]);
    expect(await page('2026-03')).toEqual([false, true, null, 31]);
    expect(await page('2026-04')).toEqual([true, true, '2026-04-01', 30]);
    expect(await page('2026-05')).toEqual([true, false, '2026-05-01', 31]);
    expect(await page('2026-06')).toEqual([true, false, null, 30]);
    expect(await page('9999-12')).toEqual([true, false, null, 31]);
  });

  it("begins the day by the salon's clock", async () => {
    const salon = await buildSalon(test.database, { zone: 'Asia/Vladivostok', now: '2026-04-01T00:30' });
    const view = await readMonth(salon.ctx, { ...wish(salon), month: '2026-04' });
    expect([view?.hasPrevious, view?.firstFree]).toEqual([false, '2026-04-01']);
  });

  it.each(['2026-13', '2026-00', '26-03', '2026-3', 'x', '', '2026-03-01', '2026-03\n'])(
    'knows no month %p',
    async (month) => {
      const salon = await buildSalon(test.database);
      expect(await readMonth(salon.ctx, { ...wish(salon), month })).toBeNull();
    },
  );

  it('is null for a service or a master that is not offered', async () => {
    const salon = await buildSalon(test.database, {
      staff: [{ name: 'Анна' }, { name: 'Борис', services: [] }],
    });
    const [serviceId = 0] = salon.services;
    const ask = (service: number, staffId: number | null) =>
      readMonth(salon.ctx, { serviceId: service, staffId, month: '2026-03' });
    expect(await ask(serviceId, salon.staff[0] ?? 0)).not.toBeNull();
    for (const garbage of [Number.NaN, -1, 2 ** 53, 0.5, salon.staff[1] ?? 0]) {
      expect(await ask(serviceId, garbage)).toBeNull();
    }
    for (const garbage of [Number.NaN, -1, 2 ** 53, 0.5]) expect(await ask(garbage, null)).toBeNull();
    await change(salon.ctx, 'staff', { id: salon.staff[0] }, { active: false });
    expect(await ask(serviceId, salon.staff[0] ?? 0)).toBeNull();
    expect(await ask(serviceId, null)).toBeNull();
  });

  it('reads a whole month in one transaction and few statements, however many masters there are', async () => {
    const staff = Array.from({ length: 12 }, (_, index) => ({ name: `Мастер ${index}` }));
    const salon = await buildSalon(test.database, { staff });
    let transactions = 0;
    let statements = 0;
    const { db } = salon.ctx;
    const counting: TenantDb = {
      tenantId: db.tenantId,
      transact: () => Promise.reject(new Error('a calendar writes nothing')),
      read: (work) => {
        transactions++;
        return db.read((tx) => {
          const rows: ReadTx['rows'] = (statement) => {
            statements++;
            return tx.rows(statement);
          };
          return work({ tenantId: tx.tenantId, sql: tx.sql, rows });
        });
      },
    };
    await readMonth({ ...salon.ctx, db: counting }, { ...wish(salon), month: '2026-03' });
    expect(transactions).toBe(1);
    expect(statements).toBe(2);
  });
});

describe('readDay', () => {
  it('gives the starts that fit: hours, breaks, notice, grid', async () => {
    const salon = await buildSalon(test.database, {
      hours: daily(600, 960),
      breaks: daily(780, 840),
      now: '2026-03-02T10:10',
    });
    expect(await starts(salon, '2026-03-02')).toEqual(['11:30', '12:00', '14:00', '14:30', '15:00']);
    expect(await starts(salon, '2026-03-03')).toEqual([
      ...['10:00', '10:30', '11:00', '11:30', '12:00', '14:00', '14:30', '15:00'],
    ]);
    expect(await starts(salon, '2026-03-01')).toEqual([]);
    expect(await starts(salon, '2027-03-03')).toEqual([]);
  });

  it("lets a master's own hours replace the salon's, and adds own breaks and exceptions to the salon's", async () => {
    const salon = await buildSalon(test.database, {
      hours: daily(600, 780),
      breaks: daily(720, 750),
      staff: [{ name: 'Анна' }, { name: 'Борис', hours: daily(1080, 1200) }],
      settings: { slotGridMinutes: 60 },
    });
    const [anna, boris] = salon.staff as [number, number];
    await add(
      salon.ctx,
      'breaks',
      { staff_id: boris, weekday: 3, start_minute: 1080, end_minute: 1110 },
      { staff_id: null, weekday: 3, start_minute: 1170, end_minute: 1200 },
      { staff_id: boris, weekday: 1, start_minute: 1080, end_minute: 1110 },
    );
    await add(
      salon.ctx,
      'schedule_exceptions',
      { staff_id: anna, from_date: '2026-03-05', to_date: '2026-03-06', kind: 'closed' },
      { staff_id: null, from_date: '2026-03-06', to_date: '2026-03-06', kind: 'closed' },
      {
        staff_id: boris,
        from_date: '2026-03-07',
        to_date: '2026-03-07',
        kind: 'special',
        intervals: JSON.stringify([{ startMinute: 480, endMinute: 600 }]),
      },
    );
    expect(await starts(salon, '2026-03-03', anna)).toEqual(['10:00', '11:00']);
    expect(await starts(salon, '2026-03-03', boris)).toEqual(['18:00', '19:00']);
    expect(await starts(salon, '2026-03-03')).toEqual(['10:00', '11:00', '18:00', '19:00']);
    expect(await starts(salon, '2026-03-04', boris)).toEqual([]);
    expect(await starts(salon, '2026-03-09', boris)).toEqual(['19:00']);
    expect(await starts(salon, '2026-03-05')).toEqual(['18:00', '19:00']);
    expect(await starts(salon, '2026-03-06')).toEqual([]);
    expect(await starts(salon, '2026-03-07', boris)).toEqual(['08:00', '09:00']);
  });

  it('keeps out of bookings with their buffers, and of blocked time of one or of all', async () => {
    const salon = await buildSalon(test.database, {
      hours: daily(600, 1020),
      staff: [{ name: 'Анна' }, { name: 'Борис' }],
      services: [{ ...haircut, bufferBeforeMinutes: 15, bufferAfterMinutes: 15 }],
    });
    const [anna, boris] = salon.staff as [number, number];
    await book(salon, '2026-03-03T12:00', anna);
    const block = (staffId: number | null, from: string, to: string) => ({
      staff_id: staffId,
      during: `[${new Date(salon.at(from)).toISOString()},${new Date(salon.at(to)).toISOString()})`,
    });
    await add(
      salon.ctx,
      'time_blocks',
      block(boris, '2026-03-03T10:00', '2026-03-03T15:00'),
      block(null, '2026-03-03T15:30', '2026-03-03T15:45'),
    );
    expect(await starts(salon, '2026-03-03', anna)).toEqual(['10:00', '10:30', '13:30', '14:00', '16:00']);
    expect(await starts(salon, '2026-03-03', boris)).toEqual(['16:00']);
  });

  it('blocks without an end or a beginning close the calendar', async () => {
    const salon = await buildSalon(test.database);
    await add(salon.ctx, 'time_blocks', { staff_id: null, during: '[2026-03-04T00:00:00Z,infinity)' });
    await add(salon.ctx, 'time_blocks', { staff_id: null, during: '(,2026-03-03T12:00:00+03)' });
    expect((await starts(salon, '2026-03-03'))[0]).toBe('12:00');
    expect(await starts(salon, '2026-03-05')).toEqual([]);
  });

  it('gives cancelled and missed visits free again', async () => {
    const salon = await buildSalon(test.database, {
      hours: daily(600, 720),
      settings: { slotGridMinutes: 60 },
    });
    await book(salon, '2026-03-03T10:00');
    await book(salon, '2026-03-03T11:00');
    await book(salon, '2026-03-04T10:00');
    await change(
      salon.ctx,
      'bookings',
      { starts_at: new Date(salon.at('2026-03-03T10:00')) },
      { status: 'cancelled' },
    );
    await change(
      salon.ctx,
      'bookings',
      { starts_at: new Date(salon.at('2026-03-03T11:00')) },
      { status: 'completed' },
    );
    await change(
      salon.ctx,
      'bookings',
      { starts_at: new Date(salon.at('2026-03-04T10:00')) },
      { status: 'no_show' },
    );
    expect(await starts(salon, '2026-03-03')).toEqual(['10:00']);
    expect(await starts(salon, '2026-03-04')).toEqual(['10:00', '11:00']);
  });

  it('sees the visit of the day before that ends past midnight', async () => {
    const salon = await buildSalon(test.database, {
      hours: daily(0, 1440),
      services: [{ ...haircut, durationMinutes: 240 }],
      settings: { slotGridMinutes: 120 },
    });
    await book(salon, '2026-03-03T22:00');
    expect((await starts(salon, '2026-03-04'))[0]).toBe('02:00');
    expect((await starts(salon, '2026-03-03')).at(-1)).toBe('18:00');
  });

  it.each(['2026-02-30', '2026-3-3', 'yesterday', '', '2026-03-03T10:00'])(
    'knows no date %p',
    async (date) => {
      const salon = await buildSalon(test.database);
      expect(await readDay(salon.ctx, { ...wish(salon), date })).toBeNull();
    },
  );
});

describe('quoteBooking', () => {
  it('tells what would be booked', async () => {
    const salon = await buildSalon(test.database);
    const start = salon.at('2026-03-03T10:00');
    const [staffId = 0] = salon.staff;
    expect(await quoteBooking(salon.ctx, { ...wish(salon, staffId), clientId: 1, start })).toEqual({
      service: {
        ...haircut,
        id: salon.services[0],
        description: null,
        category: null,
        currency: 'RUB',
        staffCount: 1,
        hasPhoto: false,
      },
      staff: { id: staffId, name: 'Анна' },
      first: { id: staffId, name: 'Анна' },
      start,
      end: salon.at('2026-03-03T11:00'),
      priceMinor: 150_000,
      currency: 'RUB',
      varies: false,
      available: true,
      alternatives: [],
      own: null,
    });
  });

  it('tells when price or duration depend on the master, and asks the one first who has least to do', async () => {
    const salon = await buildSalon(test.database, { staff: [{ name: 'Анна' }, { name: 'Борис' }] });
    const [anna, boris] = salon.staff as [number, number];
    await change(
      salon.ctx,
      'staff_services',
      { staff_id: boris },
      { price_minor: 99_000, duration_minutes: 30 },
    );
    const quote = (wallTime: string) =>
      quoteBooking(salon.ctx, { ...wish(salon), clientId: 1, start: salon.at(wallTime) });
    expect(await quote('2026-03-03T10:00')).toMatchObject({ staff: null, varies: true, priceMinor: 150_000 });
    await book(salon, '2026-03-03T18:00', anna);
    expect(await quote('2026-03-03T10:00')).toMatchObject({
      varies: true,
      priceMinor: 99_000,
      end: salon.at('2026-03-03T10:30'),
    });
    expect(await quote('2026-03-03T18:00')).toMatchObject({ varies: false, priceMinor: 99_000 });
    expect(await quote('2026-03-04T10:00')).toMatchObject({ priceMinor: 150_000 });
  });

  it('offers the nearest starts when the time is gone, and shows the own visit there', async () => {
    const salon = await buildSalon(test.database);
    const client = await newClient(salon.ctx);
    const start = salon.at('2026-03-03T15:00');
    const order = { ...wish(salon), clientId: client.id, start };
    await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
    const mine = await quoteBooking(salon.ctx, order);
    expect(mine?.own).toMatchObject({ clientId: client.id, startsAt: start });
    const quote = await quoteBooking(salon.ctx, { ...order, clientId: (await newClient(salon.ctx)).id });
    expect(quote).toMatchObject({ available: false, own: null });
    expect(quote?.alternatives.map((slot) => slot.start)).toEqual(
      ['13:00', '13:30', '14:00', '16:00', '16:30', '17:00'].map((time) => salon.at(`2026-03-03T${time}`)),
    );
  });

  it('quotes a start that is not offered as not available, and none for garbage', async () => {
    const salon = await buildSalon(test.database);
    const quote = (start: number, serviceId = salon.services[0] ?? 0) =>
      quoteBooking(salon.ctx, { serviceId, staffId: null, clientId: Number.NaN, start });
    expect(await quote(salon.at('2026-03-03T10:07'))).toMatchObject({ available: false, own: null });
    expect((await quote(salon.at('2020-03-03T10:00')))?.alternatives).toHaveLength(6);
    expect((await quote(salon.at('2096-03-03T10:00')))?.alternatives).toHaveLength(6);
    for (const garbage of [Number.NaN, -1, 2 ** 53, Infinity, 0.5]) expect(await quote(garbage)).toBeNull();
    for (const garbage of [Number.NaN, -1, 2 ** 53, 0.5]) {
      expect(await quote(salon.at('2026-03-03T10:00'), garbage)).toBeNull();
    }
  });
});

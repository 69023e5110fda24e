import pino from 'pino';
import { bookSlot } from '../../src/commands/book-slot.js';
import { leaveReview } from '../../src/commands/leave-review.js';
import { readOwnReview } from '../../src/commands/read-own-review.js';
import { readRating, readReviews } from '../../src/commands/read-reviews.js';
import { writeReview } from '../../src/commands/write-review.js';
import { openDatabase } from '../../src/db/database.js';
import {
  add,
  all,
  buildSalon,
  change,
  newClient,
  nextUpdateId,
  throughPool,
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
  salon = await buildSalon(test.database, { settings: { maxActiveBookings: 20 } });
  clientId = (await newClient(salon.ctx)).id;
  bookingId = await book('2026-03-05T10:00');
  salon.clock.setTo(salon.at('2026-03-05T12:00'));
});

async function book(wallTime: string, by = clientId): Promise<number> {
  const order = { clientId: by, serviceId: salon.services[0] ?? 0, staffId: null, start: salon.at(wallTime) };
  const result = await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return result.booking.id;
}

interface StoredReview {
  readonly stars: number;
  readonly body: string | null;
}

const rate = (stars: number, target = { clientId, bookingId }, updateId = nextUpdateId()) =>
  leaveReview(salon.ctx, { updateId }, { ...target, stars });
const write = (typed: string, target = { clientId, bookingId }, updateId = nextUpdateId()) =>
  writeReview(salon.ctx, { updateId }, { ...target, typed });
const stored = () => all<StoredReview>(salon.ctx, 'reviews');

describe('stars', () => {
  it('are kept with whom and what they are about', async () => {
    expect(await rate(4)).toMatchObject({
      outcome: 'left',
      booking: { id: bookingId },
      review: { bookingId, stars: 4, body: null },
    });
    const now = new Date(salon.clock.now());
    expect(await stored()).toMatchObject([
      {
        booking_id: bookingId,
        client_id: clientId,
        service_id: salon.services[0],
        staff_id: salon.staff[0],
        stars: 4,
        body: null,
        hidden: false,
        created_at: now,
      },
    ]);
  });

  it('given first stay', async () => {
    await rate(5);
    expect(await rate(1)).toMatchObject({ outcome: 'already', review: { stars: 5 } });
    expect(await stored()).toMatchObject([{ stars: 5 }]);
  });

  it('of a redelivered update are answered as before', async () => {
    const updateId = nextUpdateId();
    const first = await rate(2, undefined, updateId);
    expect(first.outcome).toBe('left');
    expect(await rate(2, undefined, updateId)).toEqual(first);
  });

  it('pressed at once, in two processes, are kept once', async () => {
    const pool = await openDatabase({ url: test.url, log: pino({ level: 'silent' }), poolSize: 4 });
    const elsewhere = throughPool(salon, pool);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        leaveReview(
          index % 2 === 0 ? salon.ctx : elsewhere,
          { updateId: nextUpdateId() },
          { clientId, bookingId, stars: (index % 5) + 1 },
        ),
      ),
    );
    await pool.close();
    const left = results.filter(({ outcome }) => outcome === 'left');
    expect(left).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'already')).toHaveLength(19);
    const [row, ...others] = await stored();
    expect(others).toEqual([]);
    for (const result of results) expect(result).toMatchObject({ review: { stars: row?.stars } });
  });

  it('wait for the end of the visit', async () => {
    salon.clock.setTo(salon.at('2026-03-05T11:00') - 1);
    expect(await rate(5)).toMatchObject({ outcome: 'not_took_place', booking: { status: 'booked' } });
    salon.clock.setTo(salon.at('2026-03-05T11:00'));
    expect(await rate(5)).toMatchObject({ outcome: 'left' });
  });

  it.each(['cancelled', 'no_show'])('are not for a visit that is %s', async (status) => {
    await change(salon.ctx, 'bookings', { id: bookingId }, { status });
    expect(await rate(1)).toMatchObject({ outcome: 'not_took_place', booking: { status } });
    expect(await stored()).toEqual([]);
  });

  it("come from the visit's own client only, whatever the numbers", async () => {
    const stranger = await newClient(salon.ctx);
    expect(await rate(1, { clientId: stranger.id, bookingId })).toEqual({ outcome: 'not_found' });
    for (const garbage of [Number.NaN, -1, 0, 0.5, 2 ** 31, 2 ** 53, Infinity]) {
      expect(await rate(1, { clientId, bookingId: garbage })).toEqual({ outcome: 'not_found' });
      expect(await rate(1, { clientId: garbage, bookingId })).toEqual({ outcome: 'not_found' });
    }
    expect(await stored()).toEqual([]);
  });

  it.each([0, 6, 2.5, -1, Number.NaN, Infinity])('are not %d', async (stars) => {
    await expect(rate(stars)).rejects.toThrow(RangeError);
    expect(await stored()).toEqual([]);
  });
});

describe('words', () => {
  beforeEach(() => rate(5));

  it('are tidied and kept once', async () => {
    expect(await write('  Очень\u0000 хорошо \u202Eабв\u2066\r\n\n\n\nПриду ещё <b>&\t')).toMatchObject({
      outcome: 'written',
      review: { body: 'Очень хорошо абв\n\nПриду ещё <b>&' },
    });
    expect(await write('Передумала')).toMatchObject({ outcome: 'already', review: { stars: 5 } });
    expect(await stored()).toMatchObject([{ body: 'Очень хорошо абв\n\nПриду ещё <b>&' }]);
  });

  it('of a redelivered update are answered as before', async () => {
    const updateId = nextUpdateId();
    const first = await write('Хорошо', undefined, updateId);
    expect(first.outcome).toBe('written');
    expect(await write('Хорошо', undefined, updateId)).toEqual(first);
  });

  it('sent at once are kept once', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, (_, index) => write(`Отзыв ${index}`)));
    expect(results.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
    const [row] = await stored();
    for (const result of results) expect(result).toMatchObject({ review: { body: row?.body } });
  });

  it.each(['', ' \n\t', '\u200B\u202E\u0000', '\uD800', '\u2066\u2069'])('are not %j', async (typed) => {
    expect(await write(typed)).toEqual({ outcome: 'empty' });
    expect(await stored()).toMatchObject([{ body: null }]);
  });

  it('have up to 1000 characters, counted as characters', async () => {
    expect(await write('😀'.repeat(1001))).toEqual({ outcome: 'too_long', length: 1001 });
    expect(await write('я'.repeat(10_000))).toEqual({ outcome: 'too_long', length: 10_000 });
    expect(await write('😀'.repeat(1000))).toMatchObject({ outcome: 'written' });
    expect(await stored()).toMatchObject([{ body: '😀'.repeat(1000) }]);
  });

  it('of any bytes are stored or refused, never an error', async () => {
    const hostile = [
      'e\u200B\u0301'.repeat(10),
      `a${'\u0301'.repeat(500)}`,
      '\uDC00x\uD800',
      "'; drop table reviews; --",
      '?:name ?? $1',
      '👨‍👩‍👧‍👦'.repeat(50),
      'שלום \u202Eabc',
    ];
    for (const typed of hostile) {
      expect((await write(typed)).outcome).toBe('written');
      await change(salon.ctx, 'reviews', { booking_id: bookingId }, { body: null });
    }
  });

  it("go to the client's own review only, and to one that is there", async () => {
    const stranger = await newClient(salon.ctx);
    expect(await write('Ложь', { clientId: stranger.id, bookingId })).toEqual({ outcome: 'not_found' });
    expect(await write('Рано', { clientId, bookingId: bookingId + 1 })).toEqual({ outcome: 'not_found' });
    for (const garbage of [Number.NaN, 0, 2 ** 31]) {
      expect(await write('?', { clientId, bookingId: garbage })).toEqual({ outcome: 'not_found' });
    }
    expect(await stored()).toMatchObject([{ body: null }]);
  });
});

it('a client sees the own visit with its review, and whether it may be judged', async () => {
  const own = () => readOwnReview(salon.ctx, { clientId, bookingId });
  expect(await own()).toMatchObject({ booking: { id: bookingId }, review: null, mayReview: true });
  await rate(3);
  expect(await own()).toMatchObject({ review: { stars: 3, body: null } });
  salon.clock.setTo(salon.at('2026-03-05T10:30'));
  expect(await own()).toMatchObject({ mayReview: false });
  const stranger = await newClient(salon.ctx);
  expect(await readOwnReview(salon.ctx, { clientId: stranger.id, bookingId })).toBeNull();
});

describe('what everybody may read', () => {
  /** Reviews of visits of its own each, oldest first; a minute lies between them. */
  async function leaveMany(given: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const start = salon.clock.now();
    for (const [index, fields] of given.entries()) {
      const startsAt = start - (index + 2) * 24 * 3_600_000;
      await add(salon.ctx, 'bookings', {
        client_id: clientId,
        service_id: salon.services[0],
        staff_id: salon.staff[0],
        status: 'completed',
        starts_at: new Date(startsAt),
        ends_at: new Date(startsAt + 3_600_000),
        during: `[${new Date(startsAt).toISOString()},${new Date(startsAt + 3_600_000).toISOString()})`,
        price_minor: 0,
        currency: 'RUB',
        contact_name: 'Тайное Имя',
        contact_phone: '+79160000000',
      });
      const bookings = await all<{ id: number }>(salon.ctx, 'bookings');
      await add(salon.ctx, 'reviews', {
        booking_id: bookings.at(-1)?.id,
        client_id: clientId,
        service_id: salon.services[0],
        staff_id: salon.staff[0],
        stars: 5,
        created_at: new Date(start + index * 60_000),
        ...fields,
      });
    }
  }

  it('is nothing at first', async () => {
    expect(await readRating(salon.ctx)).toBeNull();
    expect(await readReviews(salon.ctx, 7)).toEqual({ rating: null, reviews: [], page: 0, pages: 1 });
  });

  it('stands in pages of five, newest first, without the hidden ones', async () => {
    await leaveMany(
      Array.from({ length: 13 }, (_, index) => ({
        body: `Отзыв ${index}`,
        stars: index === 12 ? 1 : 5,
        hidden: index === 11,
      })),
    );
    const bodies = async (page: number) => {
      const { reviews, ...place } = await readReviews(salon.ctx, page);
      return { bodies: reviews.map(({ body }) => body), page: place.page, pages: place.pages };
    };
    const named = (...numbers: number[]) => numbers.map((number) => `Отзыв ${number}`);
    expect(await bodies(0)).toEqual({ bodies: named(12, 10, 9, 8, 7), page: 0, pages: 3 });
    expect(await bodies(1)).toEqual({ bodies: named(6, 5, 4, 3, 2), page: 1, pages: 3 });
    expect(await bodies(2)).toEqual({ bodies: named(1, 0), page: 2, pages: 3 });
    expect(await bodies(99)).toEqual(await bodies(2));
    expect(await bodies(-1)).toEqual(await bodies(0));
    const rating = await readRating(salon.ctx);
    expect(rating?.count).toBe(12);
    expect(rating?.average).toBeCloseTo(56 / 12, 10);
  });

  it('names nobody: of the author only the first letter leaves', async () => {
    await leaveMany([{ body: 'Хорошо', reply: 'Спасибо' }]);
    const page = await readReviews(salon.ctx, 0);
    expect(page.reviews).toEqual([
      {
        stars: 5,
        body: 'Хорошо',
        reply: 'Спасибо',
        serviceName: 'Стрижка',
        initial: 'М',
        createdAt: salon.clock.now(),
      },
    ]);
    expect(JSON.stringify(page)).not.toMatch(/Мария|Тайное|\+7/);
    await change(salon.ctx, 'clients', { id: clientId }, { name: null });
    expect((await readReviews(salon.ctx, 0)).reviews).toMatchObject([{ initial: null }]);
  });

  it("is this salon's own", async () => {
    await rate(5);
    const other = await buildSalon(test.database);
    expect(await readRating(other.ctx)).toBeNull();
  });
});

import fc from 'fast-check';
import { bookSlot, type BookSlotResult, type SlotOrder } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { listUpcoming } from '../../src/commands/list-bookings.js';
import { insertBooking } from '../../src/db/bookings.js';
import {
  all,
  buildSalon,
  daily,
  newClient,
  nextUpdateId,
  type Salon,
  type SalonOptions,
} from '../support/builders.js';
import { isFullLength } from '../support/dice.js';
import { rivalsIn, testPools, type Rival, type TestPools } from '../support/rivals.js';

const connections = 64;
const perPool = 10;
const minute = 60_000;
const generous = {
  maxActiveBookings: 10_000,
  maxBookingsPerDay: 10_000,
  minNoticeMinutes: 0,
  horizonDays: 730,
};
const draft = {
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  priceMinor: 150_000,
  currency: 'RUB',
  contactName: 'Мария',
  contactPhone: '+79161234567',
};
let house: TestPools;

beforeAll(async () => {
  house = await testPools(Math.ceil(connections / perPool), perPool);
});
afterAll(() => house.close());

/** As many as may each have a connection of their own. */
const rivalsFor = (salon: Salon, count = connections): Promise<Rival[]> => rivalsIn(salon, house, count);

const press = (
  rival: Rival,
  order: Omit<SlotOrder, 'clientId'>,
  updateId = nextUpdateId(),
): Promise<BookSlotResult> => bookSlot(rival.ctx, { updateId }, { ...order, clientId: rival.clientId });

/** What came out of many attempts made at once, round by round. */
class Tally {
  readonly outcomes: Record<string, number> = {};
  readonly errors: unknown[] = [];
  readonly winnersPerRound: number[] = [];
  private readonly started = performance.now();

  constructor(private readonly what: string) {}

  async round(attempts: readonly Promise<{ readonly outcome: string }>[]): Promise<void> {
    let winners = 0;
    for (const result of await Promise.allSettled(attempts)) {
      if (result.status === 'rejected') {
        this.errors.push(result.reason);
        continue;
      }
      const { outcome } = result.value;
      this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
      if (outcome === 'booked') winners++;
    }
    this.winnersPerRound.push(winners);
  }

  report(): void {
    const counts = Object.entries(this.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
    const seconds = ((performance.now() - this.started) / 1000).toFixed(1);
    const figures = [`${this.winnersPerRound.length} rounds`, ...counts, `${this.errors.length} errors`];
    process.stdout.write(`${this.what}: ${figures.join(', ')} in ${seconds} s\n`);
  }
}

/** Live bookings of one master that overlap, by the stored ranges: there must be none. */
async function overlaps(salon: Salon): Promise<number> {
  const rows = await salon.ctx.db.read((tx) =>
    tx.rows<{ count: number }>(
      tx.sql.raw(
        `select count(*)::int as count from bookings a join bookings b
         on a.staff_id = b.staff_id and a.id < b.id and a.during && b.during
         where a.status in ('booked', 'completed') and b.status in ('booked', 'completed')`,
      ),
    ),
  );
  return rows[0]?.count ?? -1;
}

const roundTheClock: SalonOptions = {
  hours: daily(0, 1440),
  settings: { ...generous, slotGridMinutes: 20 },
};
/** Every second round all want the same start, else one of three that overlap each other. */
const startOf = (base: number, round: number, rival: number) =>
  base + round * 120 * minute + (round % 2 === 0 ? 0 : (rival % 3) * 20 * minute);

describe('one time and 64 clients, each through a connection of their own', () => {
  it.each([{ rounds: isFullLength ? 1000 : 150 }])(
    'the database gives it to one, $rounds times',
    async ({ rounds }) => {
      const salon = await buildSalon(house.pools[0], roundTheClock);
      const rivals = await rivalsFor(salon);
      const [serviceId = 0, staffId = 0] = [salon.services[0], salon.staff[0]];
      const base = salon.at('2026-03-03T00:00');
      const tally = new Tally('the last judge');
      const take = (rival: Rival, start: number) =>
        rival.ctx.db.transact(async (tx) => {
          const booking = { ...draft, clientId: rival.clientId, serviceId, staffId, startsAt: start };
          const id = await insertBooking(tx, { ...booking, endsAt: start + 60 * minute }, 'client', base);
          return { outcome: id === null ? ('taken' as const) : ('booked' as const) };
        });
      for (let round = 0; round < rounds; round++) {
        await tally.round(rivals.map((rival, index) => take(rival, startOf(base, round, index))));
      }
      tally.report();
      expect(tally.errors).toEqual([]);
      expect(tally.winnersPerRound.filter((winners) => winners !== 1)).toEqual([]);
      expect(tally.outcomes).toEqual({ booked: rounds, taken: rounds * (connections - 1) });
      expect(await all(salon.ctx, 'booking_events')).toHaveLength(rounds);
      expect(await overlaps(salon)).toBe(0);
    },
    600_000,
  );

  const rounds = Number(process.env.BOOKING_RACE_ROUNDS ?? (isFullLength ? 250 : 30));
  it(`the whole command gives it to one and tells the others, ${rounds} times`, async () => {
    const salon = await buildSalon(house.pools[0], roundTheClock);
    const rivals = await rivalsFor(salon);
    const wish = { serviceId: salon.services[0] ?? 0, staffId: null };
    const base = salon.at('2026-03-03T00:00');
    const tally = new Tally('bookSlot');
    for (let round = 0; round < rounds; round++) {
      await tally.round(
        rivals.map((rival, index) => press(rival, { ...wish, start: startOf(base, round, index) })),
      );
    }
    tally.report();
    expect(tally.errors).toEqual([]);
    expect(tally.winnersPerRound.filter((winners) => winners !== 1)).toEqual([]);
    expect(tally.outcomes).toEqual({ booked: rounds, taken: rounds * (connections - 1) });
    expect(await all(salon.ctx, 'booking_events')).toHaveLength(rounds);
    expect(await overlaps(salon)).toBe(0);
  }, 3_600_000);
});

it('gives "any master" to as many of 64 clients as there are masters', async () => {
  const rounds = 5;
  const staff = ['Анна', 'Борис', 'Вера', 'Глеб', 'Дина'].map((name) => ({ name }));
  const salon = await buildSalon(house.pools[0], { ...roundTheClock, staff });
  const rivals = await rivalsFor(salon);
  const wish = { serviceId: salon.services[0] ?? 0, staffId: null };
  const base = salon.at('2026-03-03T00:00');
  const tally = new Tally('any of 5 masters');
  for (let round = 0; round < rounds; round++) {
    await tally.round(rivals.map((rival) => press(rival, { ...wish, start: base + round * 120 * minute })));
  }
  tally.report();
  expect(tally.errors).toEqual([]);
  expect(tally.winnersPerRound).toEqual(Array.from({ length: rounds }, () => staff.length));
  expect(tally.outcomes).toEqual({ booked: rounds * 5, taken: rounds * (connections - 5) });
  expect(await overlaps(salon)).toBe(0);
});

describe('one client at many places at once', () => {
  const salonFor = (settings: SalonOptions['settings']) =>
    buildSalon(house.pools[0], { staff: [{ name: 'Анна' }, { name: 'Борис' }], settings });

  /** The same client through as many connections. */
  async function handsOf(salon: Salon, count: number): Promise<Rival[]> {
    const { id: clientId } = await newClient(salon.ctx);
    return (await rivalsFor(salon, count)).map(({ ctx }) => ({ ctx, clientId }));
  }

  it('holds the limit of active visits under 20 attempts for different times', async () => {
    const salon = await salonFor({});
    const wish = { serviceId: salon.services[0] ?? 0, staffId: null };
    const tally = new Tally('limit of 3');
    for (let round = 0; round < 10; round++) {
      const hands = await handsOf(salon, 20);
      const start = (index: number) => salon.at('2026-03-03T10:00') + (index * 24 + round) * 60 * minute;
      await tally.round(hands.map((hand, index) => press(hand, { ...wish, start: start(index) })));
    }
    tally.report();
    expect(tally.errors).toEqual([]);
    expect(tally.winnersPerRound).toEqual(Array.from({ length: 10 }, () => 3));
    expect(tally.outcomes).toEqual({ booked: 30, limit: 170 });
  });

  it('holds the limit of a day under 20 attempts for different times', async () => {
    const salon = await salonFor({ maxActiveBookings: 100, maxBookingsPerDay: 2, slotGridMinutes: 60 });
    const wish = { serviceId: salon.services[0] ?? 0, staffId: null };
    const tally = new Tally('2 a day');
    for (let round = 0; round < 10; round++) {
      const hands = await handsOf(salon, 20);
      const start = (index: number) =>
        salon.at('2026-03-03T09:00') + (round * 24 + (index % 10)) * 60 * minute;
      await tally.round(
        hands.map((hand, index) =>
          press(hand, { ...wish, staffId: salon.staff[index % 2] ?? 0, start: start(index) }),
        ),
      );
    }
    tally.report();
    expect(tally.errors).toEqual([]);
    const perDay = await salon.ctx.db.read((tx) =>
      tx.rows<{ count: number }>(tx.sql.raw('select count(*)::int from bookings group by client_id')),
    );
    expect(perDay.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 2));
  });

  it('books once and answers alike when one update is delivered 5 times at once', async () => {
    const salon = await salonFor({ maxActiveBookings: 100, maxBookingsPerDay: 100 });
    const wish = { serviceId: salon.services[0] ?? 0, staffId: null };
    const hands = await handsOf(salon, 5);
    for (let round = 0; round < 20; round++) {
      const order = { ...wish, start: salon.at('2026-03-03T10:00') + round * 24 * 60 * minute };
      const updateId = nextUpdateId();
      const results = await Promise.all(hands.map((hand) => press(hand, order, updateId)));
      for (const result of results) expect(result).toEqual(results[0]);
      expect(results[0]).toMatchObject({ outcome: 'booked', repeated: false });
    }
    expect(await all(salon.ctx, 'bookings')).toHaveLength(20);
    expect(await all(salon.ctx, 'booking_events')).toHaveLength(20);
  });

  it('books once when pressed 8 times at once, also with "any master"', async () => {
    const salon = await salonFor({ maxActiveBookings: 100, maxBookingsPerDay: 100 });
    const wish = { serviceId: salon.services[0] ?? 0, staffId: null };
    const hands = await handsOf(salon, 8);
    for (let round = 0; round < 20; round++) {
      const order = { ...wish, start: salon.at('2026-03-03T10:00') + round * 24 * 60 * minute };
      const results = await Promise.all(hands.map((hand) => press(hand, order)));
      const ids = results.map((result) => (result.outcome === 'booked' ? result.booking.id : result.outcome));
      expect(new Set(ids).size).toBe(1);
      expect(results.filter((result) => result.outcome === 'booked' && !result.repeated)).toHaveLength(1);
    }
    expect(await all(salon.ctx, 'bookings')).toHaveLength(20);
  });
});

type Step =
  | {
      readonly kind: 'book';
      readonly hand: number;
      readonly service: number;
      readonly staff: number;
      readonly slot: number;
    }
  | { readonly kind: 'cancel'; readonly hand: number; readonly booking: number };

const clientsAtWork = 12;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('book' as const),
      hand: fc.nat(clientsAtWork - 1),
      service: fc.nat(2),
      staff: fc.nat(2),
      slot: fc.nat(23),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cancel' as const),
      hand: fc.nat(clientsAtWork - 1),
      booking: fc.nat(59),
    }),
  },
);

it('never lets visits overlap, however booking and cancelling mix', async () => {
  const total = { booked: 0, cancelled: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 100, maxLength: 150 }), async (steps) => {
      const salon = await buildSalon(house.pools[0], {
        staff: [{ name: 'Анна' }, { name: 'Борис' }],
        services: [
          { name: 'Стрижка', priceMinor: 1, durationMinutes: 60, bufferBeforeMinutes: 10 },
          { name: 'Укладка', priceMinor: 1, durationMinutes: 45, bufferAfterMinutes: 15 },
          { name: 'Цвет', priceMinor: 1, durationMinutes: 150 },
        ],
        settings: { ...generous, maxActiveBookings: 5 },
      });
      const rivals = await rivalsFor(salon, clientsAtWork);
      const outcomes = await Promise.all(steps.map((each) => perform(salon, rivals, each)));
      expect(await overlaps(salon)).toBe(0);
      const bookings = await all<{ id: number; status: string }>(salon.ctx, 'bookings');
      const events = await all<{ booking_id: number; kind: string }>(salon.ctx, 'booking_events');
      const expected = bookings.flatMap(({ id, status }) =>
        status === 'cancelled' ? [`${id} created`, `${id} cancelled`] : [`${id} created`],
      );
      expect(events.map((event) => `${event.booking_id} ${event.kind}`).sort()).toEqual(expected.sort());
      total.booked += bookings.length;
      total.cancelled += outcomes.filter((outcome) => outcome === 'cancelled').length;
    }),
    { numRuns: 6, endOnFailure: true },
  );
  process.stdout.write(
    `booking and cancelling mixed: ${total.booked} booked, ${total.cancelled} cancelled\n`,
  );
  expect(total.booked).toBeGreaterThan(0);
  expect(total.cancelled).toBeGreaterThan(0);
}, 120_000);

async function perform(salon: Salon, rivals: readonly Rival[], each: Step): Promise<string> {
  const rival = rivals[each.hand];
  if (rival === undefined) throw new Error('nobody there');
  if (each.kind === 'book') {
    const staffId = each.staff === 2 ? null : (salon.staff[each.staff] ?? 0);
    const start = salon.at('2026-03-05T09:00') + each.slot * 30 * minute;
    return (await press(rival, { serviceId: salon.services[each.service] ?? 0, staffId, start })).outcome;
  }
  const upcoming = await listUpcoming(rival.ctx, rival.clientId);
  const booking = upcoming[each.booking % Math.max(1, upcoming.length)];
  if (booking === undefined) return 'nothing to cancel';
  const target = { clientId: rival.clientId, bookingId: booking.id };
  return (await cancelBooking(rival.ctx, { updateId: nextUpdateId() }, target)).outcome;
}

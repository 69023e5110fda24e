import { bookSlot } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { rescheduleBooking } from '../../src/commands/reschedule-booking.js';
import { all, buildSalon, daily, nextUpdateId, type Salon, type SalonOptions } from '../support/builders.js';
import { isFullLength } from '../support/dice.js';
import { rivalsIn, testPools, type Rival, type TestPools } from '../support/rivals.js';

const minute = 60_000;
const rounds = Number(process.env.MOVE_RACE_ROUNDS ?? (isFullLength ? 250 : 50));
let house: TestPools;

beforeAll(async () => {
  house = await testPools(2, 6);
});
afterAll(() => house.close());

const roundTheClock: SalonOptions = {
  staff: [{ name: 'Анна' }, { name: 'Борис' }],
  hours: daily(0, 1440),
  settings: {
    maxActiveBookings: 10_000,
    maxBookingsPerDay: 10_000,
    minNoticeMinutes: 0,
    changeDeadlineMinutes: 0,
    horizonDays: 730,
    slotGridMinutes: 10,
  },
};

const peopleIn = (salon: Salon, count: number): Promise<Rival[]> => rivalsIn(salon, house, count);

const book = (person: Rival, serviceId: number, staffId: number | null, start: number) =>
  bookSlot(
    person.ctx,
    { updateId: nextUpdateId() },
    { clientId: person.clientId, serviceId, staffId, start },
  );

async function booked(
  person: Rival,
  serviceId: number,
  staffId: number | null,
  start: number,
): Promise<number> {
  const result = await book(person, serviceId, staffId, start);
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return result.booking.id;
}

const move = (person: Rival, bookingId: number, staffId: number | null, start: number) =>
  rescheduleBooking(
    person.ctx,
    { updateId: nextUpdateId() },
    { clientId: person.clientId, bookingId, staffId, start },
  );

interface StoredBooking {
  readonly id: number;
  readonly status: string;
  readonly staff_id: number;
  readonly starts_at: Date;
}

async function placeOf(
  salon: Salon,
  id: number,
): Promise<{ staffId: number; start: number; status: string }> {
  const [found] = await salon.ctx.db.read((tx) =>
    tx.rows<StoredBooking>(tx.sql('bookings').where({ id }).select('*')),
  );
  if (found === undefined) throw new Error(`booking ${id} is lost`);
  return { staffId: found.staff_id, start: found.starts_at.getTime(), status: found.status };
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

/** Outcomes by name; what was rejected counts as an error. */
class Tally {
  readonly counts: Record<string, number> = {};

  constructor(private readonly what: string) {}

  async round(
    attempts: readonly Promise<{ readonly outcome: string }>[],
  ): Promise<readonly (string | null)[]> {
    const settled = await Promise.allSettled(attempts);
    return settled.map((each) => {
      const outcome = each.status === 'fulfilled' ? each.value.outcome : `error ${String(each.reason)}`;
      this.counts[outcome] = (this.counts[outcome] ?? 0) + 1;
      return each.status === 'fulfilled' ? outcome : null;
    });
  }

  report(): void {
    const counts = Object.entries(this.counts).map(([outcome, count]) => `${count} ${outcome}`);
    process.stdout.write(`${this.what}: ${rounds} rounds, ${counts.join(', ')}\n`);
  }
}

it(`lets one of two visits win a time both move to, the other keeps its own, ${rounds} times`, async () => {
  const salon = await buildSalon(house.pools[0], roundTheClock);
  const [first, second] = await peopleIn(salon, 2);
  if (first === undefined || second === undefined) throw new Error('nobody there');
  const [serviceId = 0, staffId = 0] = [salon.services[0], salon.staff[0]];
  const tally = new Tally('two move to one time');
  for (let round = 0; round < rounds; round++) {
    const base = salon.at('2026-03-03T00:00') + round * 360 * minute;
    const ids = [
      await booked(first, serviceId, staffId, base),
      await booked(second, serviceId, staffId, base + 60 * minute),
    ] as const;
    const target = base + 180 * minute;
    // In odd rounds they only overlap.
    const targets = [target, target + (round % 2) * 30 * minute] as const;
    const outcomes = await tally.round([
      move(first, ids[0], staffId, targets[0]),
      move(second, ids[1], staffId, targets[1]),
    ]);
    expect([...outcomes].sort()).toEqual(['moved', 'taken']);
    const winner = outcomes.indexOf('moved') === 0 ? 0 : 1;
    expect(await placeOf(salon, ids[winner])).toMatchObject({ start: targets[winner], status: 'booked' });
    const old = [base, base + 60 * minute];
    const loser = winner === 0 ? 1 : 0;
    expect(await placeOf(salon, ids[loser])).toMatchObject({ start: old[loser], status: 'booked' });
  }
  tally.report();
  expect(await overlaps(salon)).toBe(0);
}, 300_000);

it(`lets either the move or a new booking win a time, ${rounds} times`, async () => {
  const salon = await buildSalon(house.pools[0], roundTheClock);
  const [mover, booker] = await peopleIn(salon, 2);
  if (mover === undefined || booker === undefined) throw new Error('nobody there');
  const [serviceId = 0, staffId = 0] = [salon.services[0], salon.staff[0]];
  const tally = new Tally('one moves, one books');
  const won = { move: 0, book: 0 };
  for (let round = 0; round < rounds; round++) {
    const base = salon.at('2026-03-03T00:00') + round * 360 * minute;
    const id = await booked(mover, serviceId, staffId, base);
    const target = base + 180 * minute;
    const moving = () => move(mover, id, staffId, target);
    const booking = () => book(booker, serviceId, staffId, target + (round % 3) * 20 * minute * (round % 2));
    // Who presses first takes turns, so that both ways of losing come up.
    const attempts = round % 2 === 0 ? [moving(), booking()] : [booking(), moving()];
    const outcomes = await tally.round(attempts);
    expect(outcomes).not.toContain(null);
    expect(outcomes.filter((outcome) => outcome === 'moved' || outcome === 'booked')).toHaveLength(1);
    const place = await placeOf(salon, id);
    const moved = outcomes.includes('moved');
    expect(place).toMatchObject({ start: moved ? target : base, status: 'booked' });
    won[moved ? 'move' : 'book']++;
  }
  tally.report();
  process.stdout.write(`won by the move: ${won.move}, by the booking: ${won.book}\n`);
  expect(await overlaps(salon)).toBe(0);
}, 300_000);

it(`refuses both who want to swap times at once, and loses neither, ${rounds} times`, async () => {
  const salon = await buildSalon(house.pools[0], roundTheClock);
  const people = await peopleIn(salon, 2);
  const [first, second] = people;
  if (first === undefined || second === undefined) throw new Error('nobody there');
  const [serviceId = 0, anna = 0, boris = 0] = [salon.services[0], ...salon.staff];
  const tally = new Tally('two swap');
  const start = salon.at('2026-03-03T10:00');
  const ids = [
    await booked(first, serviceId, anna, start),
    await booked(second, serviceId, boris, start),
  ] as const;
  for (let round = 0; round < rounds; round++) {
    await tally.round([move(first, ids[0], boris, start), move(second, ids[1], anna, start)]);
  }
  tally.report();
  expect(tally.counts).toEqual({ taken: rounds * 2 });
  expect(await placeOf(salon, ids[0])).toMatchObject({ staffId: anna, start });
  expect(await placeOf(salon, ids[1])).toMatchObject({ staffId: boris, start });
}, 300_000);

it(`never overlaps and never loses a visit, however moving, booking and cancelling mix, ${rounds} times`, async () => {
  const salon = await buildSalon(house.pools[0], roundTheClock);
  const people = await peopleIn(salon, 8);
  const [serviceId = 0] = salon.services;
  const base = salon.at('2026-03-04T00:00');
  const tally = new Tally('8 hands at 12 times of 2 masters');
  const random = seeded(20_260_302);
  const staffOf = () => [...salon.staff, null][random(3)] ?? null;
  const mine = new Map<number, number[]>(people.map(({ clientId }) => [clientId, []]));
  for (let round = 0; round < rounds; round++) {
    await Promise.all(
      people.map(async (person) => {
        const own = mine.get(person.clientId) ?? [];
        const start = base + random(12) * 30 * minute;
        const id = own[random(Math.max(1, own.length))];
        if (id === undefined || random(4) === 0) {
          await tally.round([
            book(person, serviceId, staffOf(), start).then((result) => {
              if (result.outcome === 'booked' && !own.includes(result.booking.id))
                own.push(result.booking.id);
              return result;
            }),
          ]);
        } else if (random(6) === 0) {
          own.splice(own.indexOf(id), 1);
          const target = { clientId: person.clientId, bookingId: id };
          await tally.round([cancelBooking(person.ctx, { updateId: nextUpdateId() }, target)]);
        } else await tally.round([move(person, id, staffOf(), start)]);
      }),
    );
  }
  tally.report();
  expect(Object.keys(tally.counts).filter((outcome) => outcome.startsWith('error'))).toEqual([]);
  expect(tally.counts['moved'] ?? 0).toBeGreaterThan(rounds / 4);
  expect(await overlaps(salon)).toBe(0);
  const live = (await all<StoredBooking>(salon.ctx, 'bookings')).filter(({ status }) => status === 'booked');
  expect(live.map(({ id }) => id).sort()).toEqual([...mine.values()].flat().sort());
  const moves = await salon.ctx.db.read((tx) =>
    tx.rows<{ lost: number }>(
      tx.sql.raw(`select count(*)::int as lost from bookings b where b.version <>
        (select count(*) from booking_events e where e.booking_id = b.id)`),
    ),
  );
  expect(moves).toEqual([{ lost: 0 }]);
}, 300_000);

/** Whole numbers below `limit`, the same ones in every run. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

import { bookSlot, type BookSlotResult, type SlotOrder } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { openDatabase, type Database } from '../../src/db/database.js';
import {
  all,
  buildSalon,
  daily,
  newClient,
  nextUpdateId,
  throughPool,
  type Salon,
  type SalonOptions,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import pino from 'pino';

const connections = 64;
const minute = 60_000;
const generous = { maxActiveBookings: 1000, maxBookingsPerDay: 1000, minNoticeMinutes: 0, horizonDays: 730 };
let test: TestDatabase;
let pools: Database[];

beforeAll(async () => {
  test = await testDatabase({ poolSize: 10 });
  const log = pino({ level: 'silent' });
  const more = Array.from({ length: 6 }, () => openDatabase({ url: test.url, log, poolSize: 9 }));
  pools = [test.database, ...(await Promise.all(more))];
});
afterAll(async () => {
  await Promise.all(pools.slice(1).map((pool) => pool.close()));
  await test.close();
});

interface Rival {
  readonly ctx: TenantContext;
  readonly clientId: number;
}

/** Clients who each come through a connection of their own. */
async function rivalsIn(salon: Salon, count = connections): Promise<Rival[]> {
  const contexts = pools.flatMap((pool, index) =>
    Array.from({ length: index === 0 ? 10 : 9 }, () => throughPool(salon, pool)),
  );
  return Promise.all(
    contexts.slice(0, count).map(async (ctx) => ({ ctx, clientId: (await newClient(ctx)).id })),
  );
}

const press = (rival: Rival, order: Omit<SlotOrder, 'clientId'>, updateId = nextUpdateId()) =>
  bookSlot(rival.ctx, { updateId }, { ...order, clientId: rival.clientId });

interface Tally {
  attempts: number;
  booked: number;
  taken: number;
  other: number;
  errors: unknown[];
}

const newTally = (): Tally => ({ attempts: 0, booked: 0, taken: 0, other: 0, errors: [] });

function count(tally: Tally, results: readonly PromiseSettledResult<BookSlotResult>[]): number {
  let winners = 0;
  for (const result of results) {
    tally.attempts++;
    if (result.status === 'rejected') tally.errors.push(result.reason);
    else if (result.value.outcome === 'booked') winners++;
    else if (result.value.outcome === 'taken') tally.taken++;
    else tally.other++;
  }
  tally.booked += winners;
  return winners;
}

function report(what: string, rounds: number, started: number, tally: Tally): void {
  const u = process.cpuUsage(); process.stdout.write(`cpu ${((u.user + u.system) / 1e6).toFixed(1)}\n`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${what}: ${rounds} rounds, ${tally.attempts} attempts, ${tally.booked} booked, ${tally.taken} taken, ` +
      `${tally.other} other, ${tally.errors.length} errors, ${seconds} s\n`,
  );
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

const roundTheClock: SalonOptions = { hours: daily(0, 1440), settings: { ...generous, slotGridMinutes: 20 } };

it('gives one time to one of 64 clients, a thousand times, identical and overlapping starts', async () => {
  const rounds = Number(process.env.R ?? 1000);
  const salon = await buildSalon(test.database, roundTheClock);
  const rivals = await rivalsIn(salon);
  expect(rivals).toHaveLength(connections);
  const tally = newTally();
  const winners: number[] = [];
  const started = Date.now();
  for (let round = 0; round < rounds; round++) {
    const base = salon.at('2026-03-03T00:00') + round * 120 * minute;
    const spread = Number(process.env.SP ?? (round % 2 === 0 ? 1 : 3));
    const results = await Promise.allSettled(
      rivals.map((rival, index) =>
        press(rival, { serviceId: 1, staffId: null, start: base + (index % spread) * 20 * minute }),
      ),
    );
    winners.push(count(tally, results));
  }
  report('one time, 64 clients', rounds, started, tally);
  expect(tally.errors).toEqual([]);
  expect(winners.filter((won) => won !== 1)).toEqual([]);
  expect(tally).toMatchObject({ attempts: rounds * connections, booked: rounds, taken: rounds * (connections - 1), other: 0 });
  expect(await all(salon.ctx, 'booking_events')).toHaveLength(rounds);
  expect(await overlaps(salon)).toBe(0);
}, 300_000);

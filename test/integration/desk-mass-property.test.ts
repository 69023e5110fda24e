import fc from 'fast-check';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { buildSalon, daily, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import {
  committed,
  minuteMs,
  orderOf,
  ownerOf,
  prepared,
  previewed,
  putVisit,
  snapshot,
  storedVisits,
  type StoredVisit,
} from '../support/mass.js';

let house: TestDatabase;
let salon: Salon;
let owner: Admin;
let clients: number[];

beforeAll(async () => {
  house = await testDatabase();
  salon = await buildSalon(house.database, {
    staff: [{ name: 'Анна' }, { name: 'Ольга' }],
    hours: daily(9 * 60, 21 * 60),
    services: [
      { name: 'Стрижка', priceMinor: 150_000, durationMinutes: 60 },
      { name: 'Укладка', priceMinor: 90_000, durationMinutes: 30, bufferBeforeMinutes: 10 },
      { name: 'Цвет', priceMinor: 390_000, durationMinutes: 100, bufferAfterMinutes: 15 },
    ],
  });
  owner = ownerOf();
  clients = [];
  for (let index = 0; index < 4; index++) clients.push((await newClient(salon.ctx)).id);
});
afterAll(() => house.close());

const days = ['2026-03-03', '2026-03-04'];
const visit = fc.record({
  staff: fc.nat({ max: 1 }),
  client: fc.nat({ max: 3 }),
  day: fc.nat({ max: 1 }),
  minute: fc.integer({ min: 9 * 12, max: 20 * 12 }).map((step) => step * 5),
  length: fc.constantFrom(15, 30, 45, 60, 90),
  before: fc.constantFrom(0, 0, 10),
  after: fc.constantFrom(0, 0, 15),
});
const block = fc.record({
  staff: fc.constantFrom(0, 1, null),
  day: fc.nat({ max: 1 }),
  hour: fc.integer({ min: 9, max: 20 }),
});
const change = fc.oneof(
  fc
    .constantFrom(-120, -60, -45, -30, -15, 5, 15, 30, 60, 90, 240)
    .map((minutes) => ({ kind: 'shift' as const, minutes })),
  fc.constantFrom(1, 2).map((service) => ({ kind: 'service' as const, service })),
  fc.constant({ kind: 'cancel' as const }),
);
const scenario = fc.record({
  visits: fc.array(visit, { maxLength: 14 }),
  blocks: fc.array(block, { maxLength: 2 }),
  change,
  oneMaster: fc.boolean(),
  anyway: fc.boolean(),
  oneDay: fc.boolean(),
  meanwhile: fc.constantFrom('nothing', 'nothing', 'nothing', 'cancelled'),
});

let runs = 0;
/** A week of its own for every run: rows stay, for histories cannot be deleted. */
function dayOf(index: number, run: number): string {
  const date = new Date(`${days[index] ?? ''}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + run * 7);
  return date.toISOString().slice(0, 10);
}

const range = (row: StoredVisit) => [row.starts_at.getTime(), row.ends_at.getTime()] as const;

async function overlaps(): Promise<number> {
  const rows = await salon.ctx.db.read((tx) =>
    tx.rows(
      tx.sql.raw(`select 1 from bookings a join bookings b on a.staff_id = b.staff_id and a.id < b.id
        and a.during && b.during and a.status in ('booked', 'completed') and b.status in ('booked', 'completed')`),
    ),
  );
  return rows.length;
}

it('either everything is as it was shown, or nothing changed', async () => {
  const seenOutcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scenario, async (wanted) => {
      const run = ++runs;
      const at = (day: number, minute: number) => salon.at(`${dayOf(day, run)}T00:00`) + minute * minuteMs;
      for (const one of wanted.visits) {
        await putVisit(salon, {
          staffId: salon.staff[one.staff] ?? 0,
          clientId: clients[one.client] ?? 0,
          start: at(one.day, one.minute),
          minutes: one.length,
          before: one.before,
          after: one.after,
        });
      }
      for (const one of wanted.blocks) {
        const [start, end] = [at(one.day, one.hour * 60), at(one.day, one.hour * 60 + 60)];
        const staffId = one.staff === null ? null : (salon.staff[one.staff] ?? 0);
        await salon.ctx.db.transact((tx) =>
          tx.rows(
            tx.sql.raw('insert into time_blocks (staff_id, during) values (?, tstzrange(?, ?))', [
              staffId,
              new Date(start),
              new Date(end),
            ]),
          ),
        );
      }
      const kind = `mass.${wanted.change.kind}` as const;
      const asked =
        wanted.change.kind === 'service'
          ? { kind: 'service' as const, serviceId: salon.services[wanted.change.service] ?? 0 }
          : wanted.change.kind === 'cancel'
            ? { kind: 'cancel' as const, reason: 'Мастер заболел' }
            : wanted.change;
      const order = orderOf(salon, asked, {
        from: dayOf(0, run),
        to: dayOf(wanted.oneDay ? 0 : 1, run),
        staffId: wanted.oneMaster ? (salon.staff[0] ?? 0) : null,
        serviceId: wanted.change.kind === 'service' ? (salon.services[0] ?? 0) : null,
      });
      const operationId = await prepared(salon, owner, kind, order);
      const preview = await previewed(salon, owner, kind, operationId);
      const rival = wanted.meanwhile === 'cancelled' ? preview.visits[0]?.visit : undefined;
      if (rival !== undefined) {
        const target = { clientId: rival.clientId, bookingId: rival.id };
        await cancelBooking(salon.ctx, { updateId: nextUpdateId() }, target);
      }
      const before = await snapshot(salon);
      const rowsBefore = new Map((await storedVisits(salon)).map((row) => [row.id, row]));
      const result = await committed(salon, owner, preview, wanted.anyway);
      seenOutcomes.add(`${kind} ${result.outcome}`);
      expect(await overlaps()).toBe(0);
      const touched = new Map(preview.visits.map((one) => [one.visit.id, one]));

      if (result.outcome !== 'done') {
        expect(await snapshot(salon)).toEqual(before);
        const expected =
          rival !== undefined
            ? 'changed'
            : preview.visits.length === 0
              ? 'nothing'
              : preview.hard > 0
                ? 'collides'
                : 'needs_anyway';
        expect(result.outcome).toBe(expected);
        return;
      }
      expect(rival).toBeUndefined();
      expect(preview.hard).toBe(0);
      expect(preview.soft === 0 || wanted.anyway).toBe(true);
      const after = await snapshot(salon);
      for (const row of await storedVisits(salon)) {
        const old = rowsBefore.get(row.id);
        const planned = touched.get(row.id);
        if (planned === undefined) {
          expect(row).toEqual(old);
          continue;
        }
        expect(row.version).toBe((old?.version ?? 0) + 1);
        const { place } = planned;
        if (place === null) {
          expect(row).toMatchObject({
            status: 'cancelled',
            cancelled_by: 'salon',
            cancel_reason: 'Мастер заболел',
          });
        } else {
          expect(range(row)).toEqual([place.startsAt, place.endsAt]);
          expect(row).toMatchObject({
            service_id: place.serviceId,
            price_minor: place.priceMinor,
            status: 'booked',
          });
        }
        if (wanted.change.kind === 'shift') {
          const by = wanted.change.minutes * minuteMs;
          expect(range(row)).toEqual(range(old ?? row).map((instant) => instant + by));
        }
      }
      const count = touched.size;
      expect(result).toMatchObject({ visits: count, repeated: false });
      expect((after.events?.length ?? 0) - (before.events?.length ?? 0)).toBe(count);
      expect((after.audit?.length ?? 0) - (before.audit?.length ?? 0)).toBe(1);
      await expectNotices(touched);
    }),
    { numRuns: 80 },
  );
  for (const kind of ['mass.shift', 'mass.service', 'mass.cancel'])
    expect(seenOutcomes).toContain(`${kind} done`);
  for (const outcome of ['collides', 'needs_anyway', 'changed']) {
    expect([...seenOutcomes].some((seen) => seen.endsWith(outcome))).toBe(true);
  }
}, 120_000);

interface StoredNotice {
  readonly booking_id: number;
  readonly kind: string;
  readonly booking_version: number;
  readonly visit_starts_at: Date;
  readonly state: string;
}

/** One notice for each, and nothing waits for a version that is no more. */
async function expectNotices(
  touched: ReadonlyMap<number, { visit: { id: number; version: number } }>,
): Promise<void> {
  const rows = await salon.ctx.db.read((tx) => tx.rows<StoredNotice>(tx.sql('notifications').select('*')));
  const visits = new Map((await storedVisits(salon)).map((row) => [row.id, row]));
  for (const [id, { visit: planned }] of touched) {
    const own = rows.filter((row) => row.booking_id === id);
    const row = visits.get(id);
    const notices = own.filter(({ kind }) => kind === 'changed' || kind === 'cancelled');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ state: 'pending', booking_version: planned.version + 1 });
    const waiting = own.filter(({ state, kind }) => state === 'pending' && kind !== 'cancelled');
    for (const one of waiting) {
      expect(one.booking_version).toBe(row?.version);
      expect(one.visit_starts_at).toEqual(row?.starts_at);
    }
    const reminders = waiting.filter(({ kind }) => kind === 'reminder');
    if (row?.status === 'cancelled') expect(waiting).toEqual([]);
    else expect(reminders.length).toBeGreaterThan(0);
  }
}

import { Client } from 'pg';
import { bookSlot } from '../../src/commands/book-slot.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { openDatabase } from '../../src/db/database.js';
import { pino } from 'pino';
import { buildSalon, newClient, nextUpdateId, throughPool, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { backupRoom, type BackupRoom } from '../support/restores.js';

/*
 * One salon is restored while people book in it and in others. A booking is confirmed to somebody when its call resolves: then
 * it is in the tables that were kept or in the new ones.
 */

const restores = isFullLength ? 20 : 2;
const people = 3;

type Phase = 'before' | 'during' | 'after';
interface Confirmed {
  readonly bookingId: number;
  readonly clientId: number;
}

/** Somebody who books one slot after the other, each some minutes behind the last. */
class Booker {
  readonly confirmed: Confirmed[] = [];
  readonly waits: { readonly phase: Phase; readonly ms: number }[] = [];
  readonly refused: string[] = [];
  onConfirmed: () => void = () => undefined;
  private minute: number;

  constructor(
    private readonly salon: Salon,
    private readonly ctx: TenantContext,
    private readonly clientId: number,
    lane: number,
    private readonly now: () => Phase,
  ) {
    this.minute = lane;
  }

  async bookWhile(isOn: () => boolean): Promise<void> {
    while (isOn()) {
      const start = this.salon.at('2026-03-03T09:00') + (this.minute += people) * 5 * 60_000;
      await this.bookOnce(start);
    }
  }

  private async bookOnce(start: number): Promise<void> {
    const phase = this.now();
    const began = performance.now();
    try {
      const order = { clientId: this.clientId, serviceId: this.salon.services[0] ?? 0, staffId: null, start };
      const result = await bookSlot(this.ctx, { updateId: nextUpdateId() }, order);
      if (result.outcome === 'booked') {
        this.confirmed.push({ bookingId: result.booking.id, clientId: this.clientId });
        this.onConfirmed();
      }
    } catch (error) {
      this.refused.push((error as { code?: string }).code ?? String(error));
    }
    this.waits.push({ phase, ms: performance.now() - began });
  }
}

let db: TestDatabase;
let room: BackupRoom;
let admin: Client;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 10 });
  room = await backupRoom();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await room.clear();
  await db.close();
});

const slots = {
  services: [{ name: 'Экспресс', priceMinor: 100, durationMinutes: 5 }],
  settings: {
    slotGridMinutes: 5,
    maxActiveBookings: 1_000,
    maxBookingsPerDay: 1_000,
    horizonDays: 365,
    minNoticeMinutes: 0,
  },
  hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 0, endMinute: 1440 })),
};

function p95(bookers: readonly Booker[], phase: Phase): number {
  const waits = bookers
    .flatMap((booker) => booker.waits.filter((wait) => wait.phase === phase).map(({ ms }) => ms))
    .sort((one, other) => one - other);
  return waits[Math.floor(waits.length * 0.95)] ?? 0;
}

async function bookingsIn(schemas: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const schema of schemas) {
    const { rows } = await admin.query<{ id: number; client: number }>(
      `select id, client_id as client from "${schema}".bookings`,
    );
    for (const { id, client } of rows) found.add(`${id} of ${client}`);
  }
  return found;
}

/** Updates that were done in tables that were replaced, and would be done once more. */
async function updatesForgotten(kept: readonly string[], live: string): Promise<number> {
  let forgotten = 0;
  for (const schema of kept) {
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::int as count from "${schema}".processed_updates o
       where not exists (select from "${live}".processed_updates n where n.update_id = o.update_id)`,
    );
    forgotten += rows[0]?.count ?? 0;
  }
  return forgotten;
}

/** Bookings of which a part went into the tables of before, and a part into the new ones. */
async function bookingsWithoutHistory(schemas: readonly string[]): Promise<number> {
  let halves = 0;
  for (const schema of schemas) {
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::int as count from "${schema}".bookings b
       where not exists (select from "${schema}".booking_events e where e.booking_id = b.id)`,
    );
    halves += rows[0]?.count ?? 0;
  }
  return halves;
}

test('no confirmed booking is lost by a restore, and the others book on', async () => {
  const salons = [
    await buildSalon(db.database, slots),
    await buildSalon(db.database, slots),
    await buildSalon(db.database, slots),
  ];
  const [anna] = salons;
  if (anna === undefined) throw new Error('no salon');
  let phase: Phase = 'before';
  let isOn = true;
  const others: Booker[] = [];
  const own: Booker[] = [];
  const host = await openDatabase({ url: db.url, log: pino({ level: 'silent' }), poolSize: 8 });
  try {
    for (const salon of salons) {
      for (let lane = 0; lane < people; lane += 1) {
        const { id: clientId } = await newClient(salon.ctx);
        const booker = new Booker(salon, throughPool(salon, host), clientId, lane, () => phase);
        (salon === anna ? own : others).push(booker);
      }
    }
    await room.take(db, anna.ctx.id);
    const working = [...own, ...others].map((booker) => booker.bookWhile(() => isOn));
    const enough = (count: number): Promise<void> =>
      new Promise((resolve) => {
        let left = count;
        for (const booker of others)
          booker.onConfirmed = () => {
            left -= 1;
            if (left === 0) resolve();
          };
      });
    await enough(30);
    const pauses: number[] = [];
    for (let round = 0; round < restores; round += 1) {
      phase = 'during';
      let closedAt = 0;
      await room.restore(
        db,
        { tenantId: anna.ctx.id },
        {
          now: () => Date.now() + round * 1_000,
          progress: ({ step }) => {
            if (step === 'closed') closedAt = performance.now();
            if (step === 'done') pauses.push(performance.now() - closedAt);
          },
        },
      );
      phase = 'after';
      await enough(10);
    }
    isOn = false;
    await Promise.all(working);
    const kept = (await db.database.setAside()).filter(({ tenantId }) => tenantId === anna.ctx.id);
    expect(kept).toHaveLength(restores);
    const there = await bookingsIn([...kept.map(({ schema }) => schema), `t_${anna.ctx.id}`]);
    const confirmed = own.flatMap((booker) =>
      booker.confirmed.map(({ bookingId, clientId }) => `${bookingId} of ${clientId}`),
    );
    const lost = confirmed.filter((one) => !there.has(one));
    expect(lost).toEqual([]);
    expect(new Set(confirmed).size).toBe(confirmed.length);
    expect(own.flatMap(({ refused }) => refused).filter((code) => code !== 'tenant_in_maintenance')).toEqual(
      [],
    );
    expect(others.flatMap(({ refused }) => refused)).toEqual([]);
    expect(
      await updatesForgotten(
        kept.map(({ schema }) => schema),
        `t_${anna.ctx.id}`,
      ),
    ).toBe(0);
    expect(await bookingsWithoutHistory([...kept.map(({ schema }) => schema), `t_${anna.ctx.id}`])).toBe(0);
    const tail = (await bookingsIn([`t_${anna.ctx.id}`])).size;
    expect(tail).toBeGreaterThan(0);
    noteFaults({
      fault: 'restore of a salon while it and others book',
      seed: null,
      faults: restores,
      operations: [...own, ...others].reduce((sum, { waits }) => sum + waits.length, 0),
      acknowledged: [...own, ...others].reduce((sum, { confirmed: made }) => sum + made.length, 0),
      lost: lost.length,
      doubled: 0,
      remark:
        `"back in a moment" for ${Math.round(Math.max(...pauses))} ms at most; p95 of the others ` +
        `×${(p95(others, 'during') / p95(others, 'before')).toFixed(2)} during, ×${(p95(others, 'after') / p95(others, 'before')).toFixed(2)} after`,
    });
  } finally {
    isOn = false;
    await host.close();
  }
}, 240_000);

import { Client } from 'pg';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import {
  claimDue,
  endTurn,
  noteOutcomes,
  postponed,
  sent,
  settleDue,
} from '../../src/commands/claim-notifications.js';
import { add, all, buildSalon, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { book } from '../support/notices.js';

let db: TestDatabase;
let admin: Client;

beforeAll(async () => {
  db = await testDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await db.close();
});

/** What the platform believes, as epoch milliseconds. */
async function wakeupOf({ ctx }: Salon): Promise<number | null> {
  const { rows } = await admin.query<{ at: Date | null }>(
    'select next_due_at as at from botel.wakeups where tenant_id = $1',
    [ctx.id],
  );
  return rows[0]?.at?.getTime() ?? null;
}

const options = { limit: 8, leaseMs: 150_000, except: [] };

test('a booking announces its first reminder, and a later booking leaves the announcement as it is', async () => {
  const salon = await buildSalon(db.database);
  expect(await wakeupOf(salon)).toBeNull();
  await book(salon, '2026-03-05T14:00');
  expect(await wakeupOf(salon)).toBe(salon.at('2026-03-04T14:00'));
  await book(salon, '2026-03-06T14:00');
  expect(await wakeupOf(salon)).toBe(salon.at('2026-03-04T14:00'));
  await book(salon, '2026-03-03T16:00');
  expect(await wakeupOf(salon)).toBe(salon.at('2026-03-02T16:00'));
});

test('the sweep sees tenants that are due, in one list, and nobody else', async () => {
  const [early, late, idle] = [
    await buildSalon(db.database),
    await buildSalon(db.database),
    await buildSalon(db.database),
  ];
  await book(early, '2026-03-05T12:00');
  await book(late, '2026-03-05T18:00');
  const due = async (wallTime: string) =>
    (await db.database.platform.readDueTenants(early.at(wallTime)))
      .map(({ id }) => id)
      .filter((id) => [early, late, idle].some(({ ctx }) => ctx.id === id));
  expect(await due('2026-03-04T11:59')).toEqual([]);
  expect(await due('2026-03-04T12:00')).toEqual([early.ctx.id]);
  expect(await due('2026-03-04T18:00')).toEqual([early.ctx.id, late.ctx.id]);
  await db.database.platform.postponeWakeup(early.ctx.id, early.at('2026-03-04T18:30'));
  expect(await due('2026-03-04T18:00')).toEqual([late.ctx.id]);
  expect(await due('2026-03-04T18:30')).toEqual([late.ctx.id, early.ctx.id]);
});

test('settling tells what is due next: a lease, a row put off, the next reminder, nothing', async () => {
  const salon = await buildSalon(db.database);
  const { ctx, clock } = salon;
  const { bookingId } = await book(salon, '2026-03-05T14:00');
  const settled = async () => {
    expect(await settleDue(ctx)).toBe(true);
    expect(await wakeupOf(salon)).toBe(await endTurn(ctx, []));
    return wakeupOf(salon);
  };
  clock.setTo(salon.at('2026-03-04T14:00'));
  const [claimed] = (await claimDue(ctx, options)).due;
  if (claimed === undefined) throw new Error('nothing was claimed');
  expect(await settled()).toBe(clock.now() + options.leaseMs);
  await noteOutcomes(ctx, [postponed(claimed, clock.now() + 10_000)]);
  expect(await wakeupOf(salon)).toBe(clock.now() + 10_000);
  clock.setTo(clock.now() + 10_000);
  const [again] = (await claimDue(ctx, options)).due;
  if (again === undefined) throw new Error('nothing was claimed again');
  expect(await endTurn(ctx, [sent(again, 7)])).toBe(salon.at('2026-03-05T12:00'));
  expect(await settled()).toBe(salon.at('2026-03-05T12:00'));
  const { clientId } = again;
  await cancelBooking(
    { ...ctx, settings: { ...ctx.settings, changeDeadlineMinutes: 0 } },
    { updateId: nextUpdateId() },
    { clientId, bookingId },
  );
  expect(await settled()).toBeNull();
});

test('a row that is committed while the tenant is settled is not lost', async () => {
  const salon = await buildSalon(db.database);
  const { ctx } = salon;
  const { bookingId } = await book(salon, '2026-03-09T14:00');
  const first = salon.at('2026-03-08T14:00');
  // The announcement stands at an early instant, so that the open transaction has nothing to lower.
  await admin.query('update botel.wakeups set next_due_at = $2 where tenant_id = $1', [ctx.id, new Date(0)]);
  const early = salon.at('2026-03-03T09:00');
  await ctx.db.transact(async (tx) => {
    const row = { ...(await rowFor(salon, bookingId)), due_at: new Date(early) };
    await tx.rows(tx.sql('notifications').insert(row));
    expect(await settleDue(ctx)).toBe(false);
    expect(await wakeupOf(salon)).toBe(0);
  });
  expect(await settleDue(ctx)).toBe(true);
  expect(await wakeupOf(salon)).toBe(early);
  expect(early).toBeLessThan(first);
});

async function rowFor({ ctx }: Salon, bookingId: number) {
  const [booking] = await ctx.db.read((tx) =>
    tx.rows<{ client_id: number; starts_at: Date }>(
      tx.sql('bookings').where({ id: bookingId }).select('client_id', 'starts_at'),
    ),
  );
  if (booking === undefined) throw new Error('no booking');
  const { client_id, starts_at } = booking;
  return {
    kind: 'reminder',
    booking_id: bookingId,
    booking_version: 99,
    visit_starts_at: starts_at,
    client_id,
  };
}

test('bookings of one salon do not wait for each other to commit', async () => {
  const salon = await buildSalon(db.database);
  const { bookingId } = await book(salon, '2026-03-05T14:00');
  const row = await rowFor(salon, bookingId);
  const due_at = new Date(salon.at('2026-03-05T10:00'));
  await salon.ctx.db.transact(async (tx) => {
    await tx.rows(tx.sql('notifications').insert({ ...row, due_at }));
    await add(salon.ctx, 'notifications', { ...row, booking_version: 100, due_at });
  });
  expect(await all(salon.ctx, 'notifications')).toHaveLength(6);
});

test('a tenant cannot touch the platform, nor announce or settle for another tenant', async () => {
  const [anna, boris] = [await buildSalon(db.database), await buildSalon(db.database)];
  await book(boris, '2026-03-05T14:00');
  const before = await wakeupOf(boris);
  const asAnna = (sql: string) => anna.ctx.db.transact((tx) => tx.rows(tx.sql.raw(sql)));
  for (const statement of [
    'select * from botel.wakeups',
    `update botel.wakeups set next_due_at = null where tenant_id = '${boris.ctx.id}'`,
    'select botel.settle_wakeup()',
    `select botel.lower_wakeup('${boris.ctx.id}', now())`,
    `select t_${boris.ctx.id}.settle_wakeup()`,
    `insert into t_${boris.ctx.id}.notifications (kind) values ('reminder')`,
  ]) {
    await expect(asAnna(statement)).rejects.toThrow(/permission denied/);
  }
  expect(await settleDue(anna.ctx)).toBe(true);
  expect(await wakeupOf(boris)).toBe(before);
  expect(await wakeupOf(anna)).toBeNull();
});

test('whoever has no tenant’s role settles nothing', async () => {
  const login = new Client({ connectionString: db.url });
  await login.connect();
  try {
    await expect(login.query('select botel.settle_wakeup()')).rejects.toThrow(/only a tenant/);
  } finally {
    await login.end();
  }
});

test('a tenant deleted for good takes its announcement with it', async () => {
  const salon = await buildSalon(db.database);
  await book(salon, '2026-03-05T14:00');
  await db.database.archive(salon.ctx.id);
  await admin.query('delete from botel.tenants where id = $1', [salon.ctx.id]);
  expect(await wakeupOf(salon)).toBeNull();
});

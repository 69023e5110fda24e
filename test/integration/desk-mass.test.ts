import { cancelBooking } from '../../src/commands/cancel-booking.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { listNewServices, readMassChoices, selectionOf } from '../../src/commands/desk/mass-choices.js';
import { mostVisits, type MassChange, type MassOrder } from '../../src/commands/desk/mass-order.js';
import { adjustMass, prepareMass } from '../../src/commands/desk/prepare-mass.js';
import { previewMass, readMassChoice } from '../../src/commands/desk/preview-mass.js';
import { rescheduleBooking } from '../../src/commands/reschedule-booking.js';
import { add, all, buildSalon, change, newClient, nextUpdateId, type Salon } from '../support/builders.js';
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
  wall,
} from '../support/mass.js';

let house: TestDatabase;
let salon: Salon;
let owner: Admin;

beforeAll(async () => {
  house = await testDatabase();
});
afterAll(() => house.close());
beforeEach(async () => {
  owner = ownerOf();
  salon = await buildSalon(house.database, {
    staff: [{ name: 'Анна' }, { name: 'Ольга', services: ['Стрижка', 'Укладка'] }],
    services: [
      { name: 'Стрижка', priceMinor: 150_000, durationMinutes: 60 },
      { name: 'Укладка', priceMinor: 90_000, durationMinutes: 30 },
      { name: 'Цвет', priceMinor: 390_000, durationMinutes: 120 },
    ],
  });
});

const cause = () => ({ updateId: nextUpdateId() });
const day = '2026-03-03';
const staff = (index: number) => salon.staff[index] ?? 0;
const service = (index: number) => salon.services[index] ?? 0;
const shift = (minutes: number): MassChange => ({ kind: 'shift', minutes });

async function visit(time: string, options: { staff?: number; minutes?: number; date?: string } = {}) {
  const clientId = (await newClient(salon.ctx)).id;
  const start = salon.at(`${options.date ?? day}T${time}`);
  const { minutes = 60 } = options;
  const id = await putVisit(salon, { staffId: staff(options.staff ?? 0), clientId, start, minutes });
  if (id === null) throw new Error(`${time} is taken`);
  return { id, clientId };
}

const times = async () =>
  (await storedVisits(salon)).map(({ starts_at, status }) =>
    status === 'booked' ? wall(salon, starts_at.getTime()).slice(11) : status,
  );

async function previewOf(
  what: MassChange,
  filter: { staffId?: number | null; serviceId?: number | null } = {},
) {
  const kind = `mass.${what.kind === 'leave' ? 'shift' : what.kind}` as const;
  const order = orderOf(salon, what, { from: day, to: day, ...filter });
  const operationId = await prepared(salon, owner, kind, order);
  return previewed(salon, owner, kind, operationId);
}

const collisions = (preview: Awaited<ReturnType<typeof previewOf>>) =>
  preview.visits.flatMap((one) => one.collisions.map(({ kind, otherId }) => [one.visit.id, kind, otherId]));

describe('shifting', () => {
  it.each([60, -60])(
    'moves visits that stand back to back by %d minutes without tripping over themselves',
    async (by) => {
      for (const time of ['12:00', '13:00', '14:00', '15:00']) await visit(time);
      const preview = await previewOf(shift(by));
      expect(preview).toMatchObject({ hard: 0, soft: 0, unreachable: 0, staffName: null });
      expect(await committed(salon, owner, preview)).toEqual({
        outcome: 'done',
        repeated: false,
        visits: 4,
        toCall: [],
        blockId: null,
      });
      expect(await times()).toEqual(
        by > 0 ? ['13:00', '14:00', '15:00', '16:00'] : ['11:00', '12:00', '13:00', '14:00'],
      );
    },
  );

  it('names every kind of collision, and changes nothing while one is hard', async () => {
    const first = await visit('12:00');
    const second = await visit('14:00');
    const third = await visit('19:30');
    // Booked by hand for the same client elsewhere, and closed time.
    const elsewhere = await putVisit(salon, {
      staffId: staff(1),
      clientId: first.clientId,
      start: salon.at(`${day}T13:00`),
      minutes: 30,
    });
    await add(salon.ctx, 'time_blocks', {
      during: `[${new Date(salon.at(`${day}T15:30`)).toISOString()},${new Date(salon.at(`${day}T16:00`)).toISOString()})`,
    });
    const preview = await previewOf(shift(60), { staffId: staff(0) });
    expect(preview).toMatchObject({ staffName: 'Анна', hard: 2, soft: 1 });
    expect(collisions(preview)).toEqual([
      [first.id, 'client', elsewhere],
      [second.id, 'closed', null],
      [third.id, 'outside_hours', null],
    ]);
    const before = await snapshot(salon);
    expect(await committed(salon, owner, preview, true)).toEqual({ outcome: 'collides' });
    expect(await snapshot(salon)).toEqual(before);
  });

  it('collides with visits that have begun, and with those outside the period', async () => {
    const begun = await visit('10:00');
    const coming = await visit('12:00');
    salon.clock.setTo(salon.at(`${day}T10:30`));
    const early = await previewOf(shift(-75));
    expect(collisions(early)).toEqual([
      [coming.id, 'taken', begun.id],
      [coming.id, 'too_soon', null],
    ]);
    const past = await previewOf(shift(-95));
    expect(collisions(past).map(([, kind]) => kind)).toEqual(['taken', 'past']);
  });

  it('goes beyond hours and notice only with an explicit anyway', async () => {
    await visit('20:00');
    const preview = await previewOf(shift(30));
    const before = await snapshot(salon);
    expect(await committed(salon, owner, preview)).toEqual({ outcome: 'needs_anyway' });
    expect(await snapshot(salon)).toEqual(before);
    expect(await committed(salon, owner, preview, true)).toMatchObject({ outcome: 'done', visits: 1 });
    expect(await times()).toEqual(['20:30']);
    expect(await all(salon.ctx, 'audit_log')).toMatchObject([
      { action: 'mass.shift', new: { anyway: true } },
    ]);
  });

  it('means real minutes also when the clocks change that night', async () => {
    salon = await buildSalon(house.database, { zone: 'Europe/Berlin', now: '2026-03-27T11:00' });
    const clientId = (await newClient(salon.ctx)).id;
    await putVisit(salon, { staffId: staff(0), clientId, start: salon.at('2026-03-28T20:00') });
    const order = orderOf(salon, shift(24 * 60), { from: '2026-03-28', to: '2026-03-28' });
    const operationId = await prepared(salon, owner, 'mass.shift', order);
    const preview = await previewed(salon, owner, 'mass.shift', operationId);
    expect(await committed(salon, owner, preview, true)).toMatchObject({ outcome: 'done' });
    expect(wall(salon, (await storedVisits(salon))[0]?.starts_at.getTime() ?? 0)).toBe('2026-03-29 21:00');
  });

  it('writes history, notices and one line of the audit log with the whole list', async () => {
    const one = await visit('12:00');
    const two = await visit('15:00', { staff: 1 });
    const preview = await previewOf(shift(15));
    await committed(salon, owner, preview);
    const events = (
      await all<{ booking_id: number; kind: string; actor: string; data: object }>(
        salon.ctx,
        'booking_events',
      )
    ).filter(({ kind }) => kind === 'moved');
    const data = { operation: preview.operationId, version: 2 };
    expect(events).toMatchObject(
      [one, two].map(({ id }) => ({ booking_id: id, actor: `admin:${owner.telegramId}`, data })),
    );
    const notices = (
      await all<{ kind: string; details: object; booking_id: number }>(salon.ctx, 'notifications')
    ).filter(({ kind }) => kind === 'changed');
    expect(notices.map(({ details }) => details)).toEqual([
      { startsAt: salon.at(`${day}T12:00`) },
      { startsAt: salon.at(`${day}T15:00`) },
    ]);
    const log = await all<{ old: { visits: object[] }; new: { visits: object[] } }>(salon.ctx, 'audit_log');
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({
      action: 'mass.shift',
      subject: 'mass',
      subject_id: String(preview.operationId),
      actor_name: 'Анна',
      new: {
        minutes: 15,
        visits: [
          { id: one.id, version: 2 },
          { id: two.id, version: 2 },
        ],
      },
    });
    expect(JSON.stringify(log)).not.toContain('Мария');
  });

  it('says whom to call', async () => {
    const { id, clientId } = await visit('12:00');
    await change(salon.ctx, 'clients', { id: clientId }, { blocked_bot_at: new Date(salon.clock.now()) });
    const preview = await previewOf(shift(30));
    expect(preview.unreachable).toBe(1);
    expect(await committed(salon, owner, preview)).toMatchObject({ toCall: [id] });
  });
});

describe('what changed since the preview', () => {
  let preview: Awaited<ReturnType<typeof previewOf>>;
  let one: { id: number; clientId: number };

  beforeEach(async () => {
    one = await visit('12:00');
    await visit('14:00');
    preview = await previewOf(shift(30));
  });

  const refused = async () => {
    const before = await snapshot(salon);
    expect(await committed(salon, owner, preview)).toEqual({ outcome: 'changed' });
    expect(await snapshot(salon)).toEqual(before);
  };

  it('a client who cancelled', async () => {
    const result = await cancelBooking(salon.ctx, cause(), { clientId: one.clientId, bookingId: one.id });
    // Too late for the deadline of a day: the salon’s rule does not matter here.
    if (result.outcome !== 'cancelled')
      await change(salon.ctx, 'bookings', { id: one.id }, { status: 'cancelled', version: 2 });
    await refused();
  });

  it('a new booking in the period', async () => {
    await visit('17:00');
    await refused();
  });

  it('a new booking in the way', async () => {
    await visit('13:00', { minutes: 15 });
    await refused();
  });

  it('time that was closed', async () => {
    await add(salon.ctx, 'time_blocks', {
      during: `[${new Date(salon.at(`${day}T13:00`)).toISOString()},${new Date(salon.at(`${day}T13:30`)).toISOString()})`,
    });
    await refused();
  });

  it('a visit that began', async () => {
    salon.clock.setTo(salon.at(`${day}T12:05`));
    await refused();
  });

  it('a visit somebody else of the desk moved', async () => {
    const other = await previewOf(shift(60));
    expect(await committed(salon, ownerOf('Вера'), other)).toEqual({ outcome: 'not_found' });
    expect(await committed(salon, owner, other)).toMatchObject({ outcome: 'done' });
    await refused();
  });

  it('nothing: the same preview is committed once, by however many presses', async () => {
    const results = await Promise.all([1, 2, 3].map(() => committed(salon, owner, preview)));
    expect(results.map((result) => result.outcome === 'done' && result.repeated).sort()).toEqual([
      false,
      true,
      true,
    ]);
    expect(await times()).toEqual(['12:30', '14:30']);
    expect(await all(salon.ctx, 'audit_log')).toHaveLength(1);
  });

  it('nothing: an update delivered again gets the same answer and changes nothing', async () => {
    const updateId = nextUpdateId();
    const first = await committed(salon, owner, preview, false, updateId);
    const after = await snapshot(salon);
    expect(await committed(salon, owner, preview, false, updateId)).toEqual(first);
    expect(await snapshot(salon)).toEqual(after);
  });
});

describe('races', () => {
  it('a cancellation that is under way is waited for, and makes the preview stale', async () => {
    const { id } = await visit('12:00');
    const preview = await previewOf(shift(30));
    let isCancelled = (): void => undefined;
    const cancelled = new Promise<void>((resolve) => (isCancelled = resolve));
    let mayCommit = (): void => undefined;
    const allowed = new Promise<void>((resolve) => (mayCommit = resolve));
    const rival = salon.ctx.db.transact(async (tx) => {
      await tx.rows(tx.sql('bookings').where({ id }).update({ status: 'cancelled', version: 2 }));
      isCancelled();
      await allowed;
    });
    await cancelled;
    const result = committed(salon, owner, preview);
    await somebodyWaits(id);
    mayCommit();
    await rival;
    expect(await result).toEqual({ outcome: 'changed' });
    expect(await storedVisits(salon)).toMatchObject([{ id, status: 'cancelled', version: 2 }]);
  });

  /** Resolves when another transaction waits for the one that holds the booking's row. */
  async function somebodyWaits(id: number): Promise<void> {
    for (;;) {
      const waiting = await salon.ctx.db.read((tx) =>
        tx.rows(
          tx.sql.raw(
            `select 1 from pg_locks waiting
             join pg_locks holding on holding.transactionid = waiting.transactionid and holding.granted
             where not waiting.granted
               and waiting.transactionid = (select xmax from bookings where id = ?)`,
            [id],
          ),
        ),
      );
      if (waiting.length > 0) return;
    }
  }

  it('clients who book, move and cancel at the same moment and the shift leave a whole schedule', async () => {
    const visits = [];
    for (const time of ['10:00', '11:00', '12:00', '13:00'])
      visits.push(await visit(time, { date: '2026-03-10' }));
    const outcomes = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const by = round % 2 === 0 ? 60 : -60;
      const order = orderOf(salon, shift(by), { from: '2026-03-10', to: '2026-03-10' });
      const operationId = await prepared(salon, owner, 'mass.shift', order);
      const preview = await previewed(salon, owner, 'mass.shift', operationId);
      const guest = visits[round % 4];
      const start = salon.at(`2026-03-10T${16 + (round % 3)}:00`);
      const fresh = (await newClient(salon.ctx)).id;
      const before = new Map((await storedVisits(salon)).map((row) => [row.id, row]));
      const [result] = await Promise.all([
        committed(salon, owner, preview),
        rescheduleBooking(salon.ctx, cause(), {
          clientId: guest?.clientId ?? 0,
          bookingId: guest?.id ?? 0,
          staffId: staff(0),
          start,
        }),
        putVisit(salon, {
          staffId: staff(0),
          clientId: fresh,
          start: salon.at(`2026-03-10T${String(9 + round).padStart(2, '0')}:00`),
          minutes: 15,
        }),
      ]);
      outcomes.add(result.outcome);
      const after = await storedVisits(salon);
      const shown = preview.visits.map(({ visit: { id } }) => id);
      const moved = after.filter(({ id, starts_at }) => {
        const old = before.get(id);
        return shown.includes(id) && starts_at.getTime() === (old?.starts_at.getTime() ?? 0) + by * minuteMs;
      });
      // The guest may have moved after the shift; everybody else has moved, or nobody.
      const others = shown.filter((id) => id !== guest?.id);
      const movedOthers = moved.filter(({ id }) => others.includes(id)).length;
      expect(movedOthers).toBe(result.outcome === 'done' ? others.length : 0);
    }
    expect(outcomes.size).toBeGreaterThan(0);
    const overlapping = await salon.ctx.db.read((tx) =>
      tx.rows(
        tx.sql
          .raw(`select 1 from bookings a join bookings b on a.staff_id = b.staff_id and a.id < b.id and a.during && b.during
          and a.status = 'booked' and b.status = 'booked'`),
      ),
    );
    expect(overlapping).toEqual([]);
  }, 60_000);
});

describe('another service', () => {
  it('takes durations and prices of each master, and shows who does not offer it', async () => {
    await change(
      salon.ctx,
      'staff_services',
      { staff_id: staff(1), service_id: service(1) },
      { price_minor: 99_000, duration_minutes: 45 },
    );
    const anna = await visit('12:00');
    const olga = await visit('12:00', { staff: 1 });
    const preview = await previewOf({ kind: 'service', serviceId: service(1) }, { serviceId: service(0) });
    expect(preview).toMatchObject({ newService: 'Укладка', hard: 0, soft: 0 });
    await committed(salon, owner, preview);
    const rows = new Map((await storedVisits(salon)).map((row) => [row.id, row]));
    const minutes = (id: number) => {
      const row = rows.get(id);
      return row === undefined ? 0 : (row.ends_at.getTime() - row.starts_at.getTime()) / minuteMs;
    };
    expect([minutes(anna.id), rows.get(anna.id)?.price_minor]).toEqual([30, 90_000]);
    expect([minutes(olga.id), rows.get(olga.id)?.price_minor]).toEqual([45, 99_000]);
    const notices = (await all<{ kind: string; details: object }>(salon.ctx, 'notifications')).filter(
      ({ kind }) => kind === 'changed',
    );
    expect(notices[0]?.details).toEqual({
      durationMinutes: 60,
      service: 'Стрижка',
      price: { from: 150_000, to: 90_000, currency: 'RUB' },
    });
    const kinds = (await all<{ kind: string }>(salon.ctx, 'booking_events')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'service_changed')).toHaveLength(2);
    expect(kinds).not.toContain('moved');
  });

  it('does not fit who does not offer it, and not over the next visit', async () => {
    const one = await visit('12:00');
    const two = await visit('13:00');
    const olga = await visit('12:00', { staff: 1 });
    const preview = await previewOf({ kind: 'service', serviceId: service(2) }, { serviceId: service(0) });
    expect(collisions(preview)).toEqual([
      [one.id, 'taken', two.id],
      [olga.id, 'not_offered', null],
      [two.id, 'taken', one.id],
    ]);
    expect(await committed(salon, owner, preview)).toEqual({ outcome: 'collides' });
  });

  it('is refused when the service goes away after the preview', async () => {
    await visit('12:00');
    const preview = await previewOf({ kind: 'service', serviceId: service(1) }, { serviceId: service(0) });
    await change(salon.ctx, 'services', { id: service(1) }, { active: false });
    expect(await committed(salon, owner, preview)).toEqual({ outcome: 'changed' });
    const { kind, operationId } = preview;
    expect(await previewMass(salon.ctx, owner, { kind, operationId })).toMatchObject({
      outcome: 'service_gone',
    });
  });
});

describe('cancelling a group', () => {
  it('leaves out what was unticked, and tells the reason', async () => {
    const one = await visit('12:00');
    const two = await visit('14:00');
    const order = orderOf(salon, { kind: 'cancel', reason: null }, { from: day, to: day });
    const operationId = await prepared(salon, owner, 'mass.cancel', order);
    const target = { kind: 'mass.cancel' as const, operationId };
    const stale = await previewed(salon, owner, 'mass.cancel', operationId);
    const toggle = { kind: 'toggle' as const, bookingId: one.id };
    const update = cause();
    for (let delivery = 0; delivery < 2; delivery++) {
      expect(await adjustMass(salon.ctx, owner, update, { ...target, adjustment: toggle })).toEqual({
        outcome: 'adjusted',
      });
    }
    const choice = await readMassChoice(salon.ctx, owner, target);
    expect(choice?.visits.map(({ id, chosen }) => [id, chosen])).toEqual([
      [one.id, false],
      [two.id, true],
    ]);
    const reason = { kind: 'change' as const, change: { kind: 'cancel' as const, reason: 'Мастер заболел' } };
    await adjustMass(salon.ctx, owner, cause(), { ...target, adjustment: reason });
    expect(await committed(salon, owner, stale)).toEqual({ outcome: 'changed' });
    const preview = await previewed(salon, owner, 'mass.cancel', operationId);
    expect(await committed(salon, owner, preview)).toMatchObject({ outcome: 'done', visits: 1 });
    expect(await storedVisits(salon)).toMatchObject([
      { id: one.id, status: 'booked', version: 1 },
      { id: two.id, status: 'cancelled', cancelled_by: 'salon', cancel_reason: 'Мастер заболел', version: 2 },
    ]);
    expect(await adjustMass(salon.ctx, owner, cause(), { ...target, adjustment: toggle })).toEqual({
      outcome: 'committed',
    });
    expect(await readMassChoice(salon.ctx, owner, target)).toBeNull();
  });
});

describe('orders that make no sense', () => {
  const begin = async (order: MassOrder) =>
    prepareMass(salon.ctx, owner, cause(), { kind: `mass.${order.change.kind}` as 'mass.shift', order });

  it.each([
    [{ from: '2026-02-01', to: '2026-02-10' }, shift(30), 'over'],
    [{ from: day, to: '2026-08-01' }, shift(30), 'too_long'],
    [{ from: day, to: day }, shift(0), 'bad_shift'],
    [{ from: day, to: day }, shift(8 * 24 * 60), 'bad_shift'],
    [{ from: day, to: day }, { kind: 'cancel', reason: 'x'.repeat(501) }, 'reason_too_long'],
    [{ from: '2036-03-01', to: '2036-03-02' }, shift(30), 'too_long'],
  ] as const)('%j %j is refused: %s', async (days, what, problem) => {
    expect(await begin(orderOf(salon, what, days))).toEqual({ outcome: 'invalid', problem });
    expect(await all(salon.ctx, 'operations')).toEqual([]);
  });

  it('the service the visits have is no new service', async () => {
    const order = orderOf(
      salon,
      { kind: 'service', serviceId: service(0) },
      { from: day, to: day, serviceId: service(0) },
    );
    expect(await begin(order)).toEqual({ outcome: 'invalid', problem: 'same_service' });
  });

  it('a kind that does not fit the change is a mistake of ours', async () => {
    const order = orderOf(salon, shift(30), { from: day, to: day });
    await expect(prepareMass(salon.ctx, owner, cause(), { kind: 'mass.cancel', order })).rejects.toThrow(
      RangeError,
    );
  });

  it('unknown operations, those of another kind and those of somebody else are not found', async () => {
    await visit('12:00');
    const { operationId, seen } = await previewOf(shift(30));
    const ask = (by: Admin, kind: 'mass.shift' | 'mass.cancel', id: number) =>
      previewMass(salon.ctx, by, { kind, operationId: id });
    for (const [by, kind, id] of [
      [owner, 'mass.shift', 999_999],
      [owner, 'mass.shift', 2 ** 40],
      [owner, 'mass.cancel', operationId],
      [ownerOf(), 'mass.shift', operationId],
    ] as const) {
      expect(await ask(by, kind, id)).toEqual({ outcome: 'not_found' });
      expect(await committed(salon, by, { kind, operationId: id, seen })).toEqual({ outcome: 'not_found' });
    }
  });
});

describe('many', () => {
  async function fill(count: number): Promise<void> {
    const { id: clientId } = await newClient(salon.ctx);
    const start = salon.at('2026-03-10T09:00');
    const rows = Array.from({ length: count }, (_, index) => {
      const at = start + Math.floor(index / 40) * 24 * 60 * minuteMs + (index % 40) * 15 * minuteMs;
      const [startsAt, endsAt] = [new Date(at), new Date(at + 15 * minuteMs)];
      return {
        ...{
          client_id: clientId,
          service_id: service(0),
          staff_id: staff(0),
          starts_at: startsAt,
          ends_at: endsAt,
        },
        ...{ during: `[${startsAt.toISOString()},${endsAt.toISOString()})`, price_minor: 1, currency: 'RUB' },
        ...{ contact_name: 'Мария', contact_phone: '+79161234567' },
      };
    });
    await add(salon.ctx, 'bookings', ...rows);
  }
  const far = { from: '2026-03-10', to: '2026-05-30' };

  it('300 bookings are one commit', async () => {
    await fill(300);
    const operationId = await prepared(salon, owner, 'mass.shift', orderOf(salon, shift(30), far));
    const began = performance.now();
    const preview = await previewed(salon, owner, 'mass.shift', operationId);
    const shown = performance.now();
    expect(preview).toMatchObject({ hard: 0, soft: 0 });
    expect(await committed(salon, owner, preview)).toMatchObject({ outcome: 'done', visits: 300 });
    const [planMs, commitMs] = [shown - began, performance.now() - shown].map(Math.round);
    process.stdout.write(`300 bookings: preview ${planMs ?? 0} ms, commit ${commitMs ?? 0} ms\n`);
    expect(await all(salon.ctx, 'audit_log')).toHaveLength(1);
    expect((await storedVisits(salon)).every(({ version }) => version === 2)).toBe(true);
  }, 60_000);

  it('too many are refused before anything is worked out', async () => {
    await fill(mostVisits + 1);
    const order = orderOf(salon, shift(30), far);
    const operationId = await prepared(salon, owner, 'mass.shift', order);
    expect(await previewMass(salon.ctx, owner, { kind: 'mass.shift', operationId })).toEqual({
      outcome: 'too_many',
      most: mostVisits,
      order: expect.anything() as unknown,
    });
    expect(await committed(salon, owner, { kind: 'mass.shift', operationId, seen: 0 })).toEqual({
      outcome: 'changed',
    });
  }, 60_000);
});

describe('choices', () => {
  it('count the visits to come', async () => {
    await visit('12:00');
    await visit('13:00');
    await visit('12:00', { staff: 1 });
    await visit('12:00', { date: '2026-03-05' });
    const filter = { from: day, to: day, staffId: null, serviceId: null };
    expect(await readMassChoices(salon.ctx, filter)).toEqual({
      visits: 3,
      masters: [
        { id: staff(0), name: 'Анна', visits: 2 },
        { id: staff(1), name: 'Ольга', visits: 1 },
      ],
      services: [{ id: service(0), name: 'Стрижка', visits: 3 }],
    });
    expect((await listNewServices(salon.ctx, service(0))).map(({ name }) => name)).toEqual([
      'Укладка',
      'Цвет',
    ]);
    const { start, end } = selectionOf(salon.ctx, filter);
    expect([wall(salon, start), wall(salon, end)]).toEqual(['2026-03-03 00:00', '2026-03-04 00:00']);
  });
});

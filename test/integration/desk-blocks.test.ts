import type { Admin } from '../../src/commands/desk/admin.js';
import { hoursOn, readBlockTimes, wholeDays } from '../../src/commands/desk/block-times.js';
import { listBlocks, readBlock } from '../../src/commands/desk/list-blocks.js';
import { orderOfBlock, type MassChange } from '../../src/commands/desk/mass-order.js';
import { adjustMass, prepareMass } from '../../src/commands/desk/prepare-mass.js';
import { removeBlock } from '../../src/commands/desk/remove-block.js';
import { readDay } from '../../src/commands/read-day.js';
import { all, buildSalon, change, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import {
  committed,
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
let master: Admin;

beforeAll(async () => {
  house = await testDatabase();
});
afterAll(() => house.close());
beforeEach(async () => {
  salon = await buildSalon(house.database, { staff: [{ name: 'Анна' }, { name: 'Ольга' }] });
  owner = ownerOf();
  master = { ...ownerOf('Ольга'), role: 'staff', staffId: staff(1) };
});

const cause = () => ({ updateId: nextUpdateId() });
const day = '2026-03-03';
const staff = (index: number) => salon.staff[index] ?? 0;
const hours = (from: number, to: number) =>
  hoursOn(salon.ctx, day, { startMinute: from * 60, endMinute: to * 60 });
const blockOf = (staffId: number | null, from = 12, to = 14) =>
  orderOfBlock({ ...hours(from, to), staffId, reason: 'Обучение' });

async function visit(time: string, index = 0): Promise<number> {
  const clientId = (await newClient(salon.ctx)).id;
  return (await putVisit(salon, { staffId: staff(index), clientId, start: salon.at(`${day}T${time}`) })) ?? 0;
}

async function begin(by: Admin, order = blockOf(staff(0)), what?: MassChange) {
  const operationId = await prepared(salon, by, 'block.add', order);
  if (what !== undefined) {
    const adjustment = { kind: 'change' as const, change: what };
    await adjustMass(salon.ctx, by, cause(), { kind: 'block.add', operationId, adjustment });
  }
  return previewed(salon, by, 'block.add', operationId);
}

const blocks = () =>
  all<{ id: number; staff_id: number | null; reason: string | null }>(salon.ctx, 'time_blocks');
const inTheWay = (preview: Awaited<ReturnType<typeof begin>>) => preview.visits.map((one) => one.visit.id);

it('shows the bookings in the way, buffers included, and leaves them when told so', async () => {
  await visit('11:00');
  const [one, two] = [await visit('13:00'), await visit('12:00', 1)];
  const preview = await begin(owner);
  expect(inTheWay(preview)).toEqual([one]);
  expect(inTheWay(await begin(owner, blockOf(null)))).toEqual([two, one]);
  const before = await snapshot(salon);
  expect(await committed(salon, owner, preview)).toMatchObject({ outcome: 'done', visits: 0 });
  const after = await snapshot(salon);
  expect({ ...after, audit: [], blocks: [] }).toEqual({ ...before, audit: [], blocks: [] });
  expect(await blocks()).toMatchObject([{ staff_id: staff(0), reason: 'Обучение' }]);
  expect(await all(salon.ctx, 'audit_log')).toMatchObject([
    { action: 'block.add', subject: 'block', new: { change: 'leave', reason: 'Обучение', visits: [] } },
  ]);
});

it('nobody can book the time any more, until it is open again', async () => {
  const free = async () => {
    const seen = await readDay(salon.ctx, {
      serviceId: salon.services[0] ?? 0,
      staffId: staff(0),
      date: day,
    });
    return JSON.stringify(seen).includes(String(salon.at(`${day}T12:30`)));
  };
  expect(await free()).toBe(true);
  await committed(salon, owner, await begin(owner));
  expect(await free()).toBe(false);
  const [block] = await listBlocks(salon.ctx, owner);
  const update = cause();
  for (let delivery = 0; delivery < 2; delivery++) {
    expect(await removeBlock(salon.ctx, owner, update, block?.id ?? 0)).toEqual({ outcome: 'removed' });
  }
  expect(await removeBlock(salon.ctx, owner, cause(), block?.id ?? 0)).toEqual({ outcome: 'not_found' });
  expect(await free()).toBe(true);
  expect((await all<{ action: string }>(salon.ctx, 'audit_log')).map(({ action }) => action)).toEqual([
    'block.add',
    'block.remove',
  ]);
});

it('moves what is in the way out of the time it closes, never within it', async () => {
  const id = await visit('13:00');
  const within = await begin(owner, blockOf(staff(0)), { kind: 'shift', minutes: -60 });
  expect(within).toMatchObject({ hard: 1 });
  expect(await committed(salon, owner, within, true)).toEqual({ outcome: 'collides' });
  expect(await blocks()).toEqual([]);
  const out = await begin(owner, blockOf(staff(0)), { kind: 'shift', minutes: 60 });
  expect(await committed(salon, owner, out)).toMatchObject({ outcome: 'done', visits: 1 });
  const [row] = await storedVisits(salon);
  expect([row?.id, wall(salon, row?.starts_at.getTime() ?? 0)]).toEqual([id, '2026-03-03 14:00']);
  expect(await blocks()).toHaveLength(1);
});

it('cancels what is in the way with notice, in the same commit', async () => {
  const id = await visit('13:00');
  const preview = await begin(owner, blockOf(staff(0)), { kind: 'cancel', reason: 'Мастер заболел' });
  expect(await committed(salon, owner, preview)).toMatchObject({ outcome: 'done', visits: 1 });
  expect(await storedVisits(salon)).toMatchObject([
    { id, status: 'cancelled', cancel_reason: 'Мастер заболел' },
  ]);
  const notices = await all<{ kind: string; state: string }>(salon.ctx, 'notifications');
  expect(notices.filter(({ state }) => state === 'pending').map(({ kind }) => kind)).toEqual(['cancelled']);
});

it('a booking that comes in between preview and commit is shown first', async () => {
  const preview = await begin(owner);
  await visit('12:00');
  expect(await committed(salon, owner, preview)).toEqual({ outcome: 'changed' });
  expect(await blocks()).toEqual([]);
});

it.each([
  ['over', () => orderOfBlock({ start: 0, end: salon.clock.now(), staffId: null, reason: null })],
  ['over', () => orderOfBlock({ ...hours(14, 14), staffId: null, reason: null })],
  [
    'too_long',
    () =>
      orderOfBlock({ ...wholeDays(salon.ctx, { from: day, to: '2027-12-31' }), staffId: null, reason: null }),
  ],
  ['staff_gone', () => blockOf(999)],
  ['reason_too_long', () => orderOfBlock({ ...hours(12, 14), staffId: null, reason: 'x'.repeat(201) })],
] as const)('is refused: %s', async (problem, order) => {
  const result = await prepareMass(salon.ctx, owner, cause(), { kind: 'block.add', order: order() });
  expect(result).toEqual({ outcome: 'invalid', problem });
});

it('a master who is gone has no time to close', async () => {
  await change(salon.ctx, 'staff', { id: staff(0) }, { active: false });
  const result = await prepareMass(salon.ctx, owner, cause(), {
    kind: 'block.add',
    order: blockOf(staff(0)),
  });
  expect(result).toEqual({ outcome: 'invalid', problem: 'staff_gone' });
});

describe('a master', () => {
  it('closes and sees only the own calendar, with what is closed for everybody', async () => {
    await visit('12:00');
    const own = await visit('12:00', 1);
    const everything = await begin(master, blockOf(null));
    expect(everything.order.block?.staffId).toBe(staff(1));
    expect(inTheWay(everything)).toEqual([own]);
    expect(
      await prepareMass(salon.ctx, master, cause(), { kind: 'block.add', order: blockOf(staff(0)) }),
    ).toEqual({
      outcome: 'invalid',
      problem: 'staff_gone',
    });
    await committed(salon, owner, await begin(owner, blockOf(staff(0), 15, 16)));
    await committed(salon, owner, await begin(owner, blockOf(null, 17, 18)));
    await committed(salon, master, everything);
    const seen = await listBlocks(salon.ctx, master);
    expect(seen.map(({ staffId, mayRemove }) => [staffId, mayRemove])).toEqual([
      [staff(1), true],
      [null, false],
    ]);
  });

  it('opens only the own time', async () => {
    await committed(salon, owner, await begin(owner, blockOf(staff(0), 15, 16)));
    await committed(salon, owner, await begin(owner, blockOf(null, 17, 18)));
    for (const { id, staff_id: whose } of await blocks()) {
      expect(await removeBlock(salon.ctx, master, cause(), id)).toEqual({ outcome: 'not_found' });
      expect(await readBlock(salon.ctx, master, id)).toEqual(
        whose === null ? expect.objectContaining({ mayRemove: false }) : null,
      );
    }
    expect(await blocks()).toHaveLength(2);
  });

  it('whose calendar was taken away commits nothing', async () => {
    const preview = await begin(master, blockOf(staff(1)));
    const moved = { ...master, staffId: staff(0) };
    expect(await committed(salon, moved, preview)).toEqual({ outcome: 'not_found' });
    const nobody = { ...master, staffId: null };
    expect(await committed(salon, nobody, preview)).toEqual({ outcome: 'not_found' });
  });
});

it('knows the working hours of a day, and days that are not 24 hours long', async () => {
  const times = await readBlockTimes(salon.ctx, null, day);
  expect([times.starts.length, wall(salon, times.starts[0] ?? 0), wall(salon, times.end ?? 0)]).toEqual([
    12,
    '2026-03-03 09:00',
    '2026-03-03 21:00',
  ]);
  const today = await readBlockTimes(salon.ctx, staff(0), '2026-03-02');
  expect(wall(salon, today.starts[0] ?? 0)).toBe('2026-03-02 12:00');
  const { start, end } = wholeDays({ zone: 'Europe/Berlin' }, { from: '2026-03-29', to: '2026-03-29' });
  expect((end - start) / 3_600_000).toBe(23);
  expect(await listBlocks(salon.ctx, owner)).toEqual([]);
});

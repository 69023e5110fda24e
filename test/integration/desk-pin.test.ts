import { findAdmin, type Admin } from '../../src/commands/desk/admin.js';
import { enterPin } from '../../src/commands/desk/enter-pin.js';
import { lockDesk, readPin, removePin, setPin, setPinSession } from '../../src/commands/desk/pin.js';
import type { ReadTx } from '../../src/db/tenant-db.js';
import { all, buildSalon, nextPersonId, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const pin = '7391';
const minute = 60_000;
let test: TestDatabase;
let salon: Salon;
let owner: Admin;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
  owner = { telegramId: nextPersonId(), role: 'owner', staffId: null, name: 'Анна' };
  salon = { ...salon, ctx: { ...salon.ctx, owners: [owner.telegramId] } };
});

const set = (value = pin, updateId = nextUpdateId()) => setPin(salon.ctx, owner, { updateId }, value);
const arrive = () => findAdmin(salon.ctx, { telegramId: owner.telegramId, firstName: 'Анна' });
const isLocked = async () => (await arrive())?.isLocked;
const closedBy = async () => (await arrive())?.closedBy ?? null;
const lock = (updateId = nextUpdateId()) => lockDesk(salon.ctx, owner, { updateId });
const remove = (updateId = nextUpdateId()) => removePin(salon.ctx, owner, { updateId }, owner.telegramId);
const answer = (value: string, asked: number | null, updateId = nextUpdateId()) =>
  enterPin(salon.ctx, owner, { updateId }, { pin: value, closedBy: asked });
/** Typed as the answer to the question as it stands now. */
const enter = async (value: string, updateId = nextUpdateId()) => answer(value, await closedBy(), updateId);
const audits = async () =>
  (await all<{ action: string }>(salon.ctx, 'audit_log')).map(({ action }) => action);
const later = (ms: number) => salon.clock.setTo(salon.clock.now() + ms);

it('without a PIN the desk is open', async () => {
  expect(await isLocked()).toBe(false);
  expect(await readPin(salon.ctx, owner)).toBeNull();
  expect(await enter(pin)).toEqual({ outcome: 'none' });
});

it('keeps the desk open while it is used, and closes it after half an hour without', async () => {
  expect(await set()).toEqual({ outcome: 'set' });
  expect(await isLocked()).toBe(false);
  later(29 * minute);
  expect(await isLocked()).toBe(false);
  later(29 * minute);
  expect(await isLocked()).toBe(false);
  later(30 * minute);
  expect(await isLocked()).toBe(true);
  expect(await enter(pin)).toEqual({ outcome: 'opened' });
  expect(await isLocked()).toBe(false);
});

it('stays open as long as the person chose, and closes at once when told to', async () => {
  await set();
  await setPinSession(salon.ctx, owner, { updateId: nextUpdateId() }, 480);
  later(479 * minute);
  expect(await isLocked()).toBe(false);
  await lock();
  expect(await isLocked()).toBe(true);
});

it('locks for longer and longer, and forgets wrong attempts after the right one', async () => {
  await set();
  expect(await enter('7390')).toEqual({ outcome: 'wrong', lockedUntil: null });
  expect(await enter('7390')).toEqual({ outcome: 'wrong', lockedUntil: null });
  const until = salon.clock.now() + 30_000;
  expect(await enter('7390')).toEqual({ outcome: 'wrong', lockedUntil: until });
  expect(await enter(pin)).toEqual({ outcome: 'locked', lockedUntil: until });
  later(30_000);
  expect(await enter('7390')).toEqual({ outcome: 'wrong', lockedUntil: salon.clock.now() + minute });
  later(minute);
  expect(await enter(pin)).toEqual({ outcome: 'opened' });
  expect(await enter('7390')).toEqual({ outcome: 'wrong', lockedUntil: null });
});

it('counts one update once', async () => {
  await set();
  const updateId = nextUpdateId();
  for (let delivery = 0; delivery < 5; delivery++) {
    expect(await enter('7390', updateId)).toEqual({ outcome: 'wrong', lockedUntil: null });
  }
  expect(await salon.ctx.db.read((tx) => tx.rows(tx.sql('admin_pins')))).toMatchObject([
    { failed_attempts: 1 },
  ]);
});

it('a right PIN that comes again, or late, opens nothing that was closed since', async () => {
  await set();
  await lock();
  const [asked, updateId, closing] = [await closedBy(), nextUpdateId(), nextUpdateId()];
  expect(await answer(pin, asked, updateId)).toEqual({ outcome: 'opened' });
  expect(await answer(pin, asked, updateId)).toEqual({ outcome: 'opened' });
  await lock(closing);
  expect(await answer(pin, asked, updateId)).toEqual({ outcome: 'closed', closedBy: closing });
  expect(await answer(pin, asked)).toEqual({ outcome: 'closed', closedBy: closing });
  expect(await isLocked()).toBe(true);
  expect(await answer(pin, closing)).toEqual({ outcome: 'opened' });
});

it('a right PIN that comes again forgives no wrong ones tried since', async () => {
  await set();
  const updateId = nextUpdateId();
  await enter(pin, updateId);
  await enter('7390');
  await enter(pin, updateId);
  expect(await all(salon.ctx, 'admin_pins', 'telegram_id')).toMatchObject([{ failed_attempts: 1 }]);
});

it('what closed the desk, set its time or took the PIN away does so once', async () => {
  await set();
  const [closing, choosing, removing] = [nextUpdateId(), nextUpdateId(), nextUpdateId()];
  const choose = (minutes: 15 | 60, updateId: number) =>
    setPinSession(salon.ctx, owner, { updateId }, minutes);
  await lock(closing);
  await choose(15, choosing);
  expect(await isLocked()).toBe(true);
  await enter(pin);
  await choose(60, nextUpdateId());
  await lock(closing);
  await choose(15, choosing);
  expect(await isLocked()).toBe(false);
  expect(await readPin(salon.ctx, owner)).toEqual({ session: 60 });
  expect(await remove(removing)).toBe(true);
  await set();
  expect(await remove(removing)).toBe(true);
  expect(await readPin(salon.ctx, owner)).not.toBeNull();
});

it('using the desk does not open it again when it is closed at the same moment', async () => {
  await set();
  later(5 * minute);
  const { db } = salon.ctx;
  const closing = {
    ...salon.ctx,
    db: {
      ...db,
      read: async <T>(work: (tx: ReadTx) => Promise<T>): Promise<T> => {
        const value = await db.read(work);
        await lock();
        return value;
      },
    },
  };
  await findAdmin(closing, { telegramId: owner.telegramId, firstName: 'Анна' });
  expect(await isLocked()).toBe(true);
});

it('many attempts at once win nothing', async () => {
  await set();
  await lock();
  const guesses = Array.from({ length: 20 }, (_, index) => enter(String(7000 + index)));
  const outcomes = (await Promise.all(guesses)).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'wrong')).toHaveLength(3);
  expect(outcomes.filter((outcome) => outcome === 'locked')).toHaveLength(17);
  expect(await isLocked()).toBe(true);
});

it('refuses what is no PIN or too simple, and keeps the one that was set', async () => {
  await set();
  expect(await set('12')).toEqual({ outcome: 'not_digits' });
  expect(await set('1234')).toEqual({ outcome: 'too_simple' });
  expect(await enter(pin)).toEqual({ outcome: 'opened' });
});

it('is removed by its owner, and every change stands in the audit log without the digits', async () => {
  await set();
  await set('84651379');
  expect(await remove()).toBe(true);
  expect(await remove()).toBe(false);
  expect(await isLocked()).toBe(false);
  expect(await audits()).toEqual(['pin.set', 'pin.change', 'pin.remove']);
  expect(JSON.stringify(await all(salon.ctx, 'audit_log'))).not.toMatch(/7391|84651379/);
});

import type { Admin } from '../../src/commands/desk/admin.js';
import { changeSetting, type SettingOrder } from '../../src/commands/desk/change-setting.js';
import { countVisitsAhead, readOwnSetting, readOwnSettings } from '../../src/commands/desk/settings.js';
import { readCatalogue } from '../../src/commands/read-catalogue.js';
import { readSettings } from '../../src/commands/read-settings.js';
import { rescheduleBooking } from '../../src/commands/reschedule-booking.js';
import { settingKeys, type SettingKey } from '../../src/domain/setting-rules.js';
import { add, all, buildSalon, change, nextUpdateId, throughPool, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { book, notificationsOf } from '../support/notices.js';

const owner: Admin = { telegramId: 7, role: 'owner', staffId: null, name: 'Анна' };
let test: TestDatabase;
let salon: Salon;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
});

const run = (order: SettingOrder, updateId = nextUpdateId()) =>
  changeSetting(salon.ctx, owner, { updateId }, order);
const version = async (key: SettingKey) => (await readOwnSetting(salon.ctx, key)).version;
/** As somebody who has just looked at the setting. */
const set = async (key: SettingKey, value: unknown, updateId = nextUpdateId()) =>
  run({ key, to: { value }, expectedVersion: await version(key) }, updateId);
const reset = async (key: SettingKey) => run({ key, to: null, expectedVersion: await version(key) });
const settingsNow = () => salon.ctx.db.read((tx) => readSettings(tx, salon.ctx));
const audits = () =>
  all<{ action: string; actor: string; subject_id: string; old: unknown; new: unknown }>(
    salon.ctx,
    'audit_log',
  );
const waiting = async () =>
  (await notificationsOf(salon.ctx))
    .filter(({ kind, state }) => kind === 'reminder' && state === 'pending')
    .map(({ booking_id: id, distance_minutes: distance, due_at: due }) => [id, distance, due.getTime()])
    .sort(([, a = 0], [, b = 0]) => b - a);

it('holds at once, counts its versions, and stands in the audit log', async () => {
  expect(await readOwnSetting(salon.ctx, 'slotGridMinutes')).toEqual({
    ...{ key: 'slotGridMinutes', value: 30, starting: 30, isOwn: false, version: 0 },
  });
  expect(await set('slotGridMinutes', 15)).toMatchObject({
    ...{ outcome: 'saved', replanned: null, services: null },
    setting: { value: 15, starting: 30, isOwn: true, version: 1 },
  });
  expect((await settingsNow()).slotGridMinutes).toBe(15);
  expect(await audits()).toMatchObject([
    { action: 'setting.edit', actor: 'admin:7', subject_id: 'slotGridMinutes', old: 30, new: 15 },
  ]);
});

it('changes nothing for what is so already', async () => {
  await set('slotGridMinutes', 15);
  expect(await set('slotGridMinutes', 15)).toMatchObject({ outcome: 'same' });
  expect(await reset('horizonDays')).toMatchObject({ outcome: 'same' });
  expect(await audits()).toHaveLength(1);
});

it('goes back to the starting value, and no two states ever have the same version', async () => {
  const seen = [await version('horizonDays')];
  for (const value of [10, 20, null, 30, null, 40]) {
    await (value === null ? reset('horizonDays') : set('horizonDays', value));
    const setting = await readOwnSetting(salon.ctx, 'horizonDays');
    expect(setting).toMatchObject({ value: value ?? 90, isOwn: value !== null });
    if (value !== null) seen.push(setting.version);
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect((await audits()).map(({ action }) => action)).toEqual([
    ...['setting.edit', 'setting.edit', 'setting.reset', 'setting.edit', 'setting.reset', 'setting.edit'],
  ]);
});

it('tells the second of two who change it, and shows the newer state', async () => {
  const seen = await version('maxActiveBookings');
  const orders = [4, 5, 6, 7, 8].map((value) =>
    run({ key: 'maxActiveBookings', to: { value }, expectedVersion: seen }),
  );
  const results = await Promise.all(orders);
  expect(results.filter(({ outcome }) => outcome === 'saved')).toHaveLength(1);
  const { maxActiveBookings } = await settingsNow();
  for (const result of results) {
    if (result.outcome !== 'changed') continue;
    expect(result.setting).toMatchObject({ value: maxActiveBookings, version: 1 });
  }
  expect(await audits()).toHaveLength(1);
});

it('a redelivered update changes nothing and repaints', async () => {
  const updateId = nextUpdateId();
  const order: SettingOrder = { key: 'horizonDays', to: { value: 14 }, expectedVersion: 0 };
  expect(await run(order, updateId)).toMatchObject({ outcome: 'saved', setting: { version: 1 } });
  await set('horizonDays', 21);
  expect(await run(order, updateId)).toMatchObject({ outcome: 'saved', setting: { value: 21, version: 2 } });
  expect(await audits()).toHaveLength(2);
});

it('refuses every value that may not be stored', async () => {
  const wrong: [SettingKey, unknown][] = [
    ['slotGridMinutes', 0],
    ['horizonDays', 'много'],
    ['reminderMinutes', [0]],
    ['quietHours', { startMinute: 60, endMinute: 60 }],
    ['location', { latitude: 91, longitude: 0 }],
    ['zone', 'Mars/Base'],
    ['currency', 'XXZ'],
    ['locale', 'de'],
    ['address', ''],
  ];
  for (const [key, value] of wrong) expect(await set(key, value)).toEqual({ outcome: 'invalid' });
  // The database counts the changes of what is offered beside them.
  expect(await all(salon.ctx, 'settings', 'key')).toMatchObject([{ key: 'catalogue' }]);
  expect(await audits()).toEqual([]);
});

it('lists all settings, and a stored value nobody understands counts as absent', async () => {
  await add(salon.ctx, 'settings', { key: 'horizonDays', value: '"soon"', version: 3 });
  const settings = await readOwnSettings(salon.ctx);
  expect(settings.map(({ key }) => key)).toEqual(settingKeys);
  expect(settings.find(({ key }) => key === 'horizonDays')).toMatchObject({
    value: 90,
    isOwn: false,
    version: 3,
  });
  expect(await set('horizonDays', 20)).toMatchObject({ outcome: 'saved', setting: { value: 20 } });
});

describe('reminders', () => {
  const hour = 3_600_000;

  it('of visits to come are planned anew with another list', async () => {
    const { bookingId } = await book(salon, '2026-03-05T15:00');
    const start = salon.at('2026-03-05T15:00');
    expect((await waiting()).map(([, distance]) => distance)).toEqual([1440, 120, 60]);
    expect(await set('reminderMinutes', [180, 60])).toMatchObject({ outcome: 'saved', replanned: 1 });
    expect(await waiting()).toEqual([
      [bookingId, 180, start - 3 * hour],
      [bookingId, 60, start - hour],
    ]);
    expect(await reset('reminderMinutes')).toMatchObject({ outcome: 'saved', replanned: 1 });
    expect((await waiting()).map(([, distance]) => distance)).toEqual([1440, 120, 60]);
    await set('reminderMinutes', []);
    expect(await waiting()).toEqual([]);
  });

  it('that were sent stay sent, and what is past is not sent after all', async () => {
    const { bookingId } = await book(salon, '2026-03-03T15:00');
    await change(salon.ctx, 'notifications', { distance_minutes: 1440 }, { state: 'sent' });
    salon.clock.setTo(salon.at('2026-03-03T12:30'));
    await set('reminderMinutes', [1440, 240, 90]);
    const rows = (await notificationsOf(salon.ctx)).filter(({ kind }) => kind === 'reminder');
    const states = rows.map(({ distance_minutes: distance, state }) => `${distance} ${state}`).sort();
    expect(states).toEqual(['120 skipped', '1440 sent', '60 skipped', '90 pending']);
    expect(await waiting()).toEqual([[bookingId, 90, salon.at('2026-03-03T13:30')]]);
  });

  it('follow other quiet hours, and so does the request for feedback', async () => {
    await book(salon, '2026-03-05T09:00');
    expect(await waiting()).toContainEqual([1, 60, salon.at('2026-03-05T08:00')]);
    await set('quietHours', { startMinute: 20 * 60, endMinute: 10 * 60 });
    expect((await waiting()).map(([, , due]) => due)).toEqual(
      expect.arrayContaining([salon.at('2026-03-04T19:50')]),
    );
    expect((await waiting()).every(([, , due = 0]) => due < salon.at('2026-03-04T20:00'))).toBe(true);
    await set('feedbackDelayMinutes', 5 * 60);
    const feedback = (await notificationsOf(salon.ctx)).find(({ kind }) => kind === 'feedback');
    expect(feedback?.due_at.getTime()).toBe(salon.at('2026-03-05T15:00'));
  });

  it('of cancelled and past visits stay alone', async () => {
    const cancelled = await book(salon, '2026-03-05T15:00');
    await change(salon.ctx, 'bookings', { id: cancelled.bookingId }, { status: 'cancelled' });
    await change(salon.ctx, 'notifications', {}, { state: 'skipped', reason: 'cancelled' });
    const past = await book(salon, '2026-03-02T13:00');
    salon.clock.setTo(salon.at('2026-03-02T13:30'));
    expect(await set('reminderMinutes', [30])).toMatchObject({ replanned: 0 });
    const touched = (await notificationsOf(salon.ctx)).filter(
      ({ reason, booking_id: id }) => reason === 'settings' || (id === past.bookingId && reason !== null),
    );
    expect(touched).toEqual([]);
  });

  it('of a visit that was moved keep to its new time', async () => {
    const { bookingId, clientId } = await book(salon, '2026-03-05T15:00');
    const moved = await rescheduleBooking(
      salon.ctx,
      { updateId: nextUpdateId() },
      { clientId, bookingId, staffId: null, start: salon.at('2026-03-06T16:00') },
    );
    expect(moved.outcome).toBe('moved');
    await set('reminderMinutes', [240]);
    expect(await waiting()).toEqual([[bookingId, 240, salon.at('2026-03-06T12:00')]]);
  });

  it('of hundreds of visits are planned in slices, each once', async () => {
    const { bookingId, clientId } = await book(salon, '2026-03-05T15:00');
    const [row] = await all<Record<string, unknown>>(salon.ctx, 'bookings');
    const rest = Object.fromEntries(Object.entries(row ?? {}).filter(([column]) => column !== 'id'));
    const start = salon.at('2026-03-06T00:00');
    const more = Array.from({ length: 450 }, (_, index) => {
      const from = new Date(start + index * hour);
      const to = new Date(start + (index + 1) * hour);
      return { ...rest, starts_at: from, ends_at: to, during: `[${from.toISOString()},${to.toISOString()})` };
    });
    await add(salon.ctx, 'bookings', ...more);
    expect(clientId).toBeGreaterThan(0);
    await set('quietHours', null);
    expect(await set('reminderMinutes', [600])).toMatchObject({ replanned: 451 });
    const planned = await waiting();
    expect(planned).toHaveLength(451);
    expect(new Set(planned.map(([id]) => id)).size).toBe(451);
    expect(planned).toContainEqual([bookingId, 600, salon.at('2026-03-05T05:00')]);
  });
});

describe('the place', () => {
  it('tells the host of another zone, keeps the instants of visits, and plans by the new clock', async () => {
    let told = 0;
    salon = {
      ...salon,
      ctx: {
        ...salon.ctx,
        profileChanged: async () => {
          told += 1;
        },
      },
    };
    const { bookingId } = await book(salon, '2026-03-05T10:00');
    const before = await all<{ starts_at: Date }>(salon.ctx, 'bookings');
    expect(await countVisitsAhead(salon.ctx)).toBe(1);
    // At nine in the morning of Moscow it is still quiet night in London.
    expect(await waiting()).toContainEqual([bookingId, 60, salon.at('2026-03-05T09:00')]);
    expect(await set('zone', 'Europe/London')).toMatchObject({ outcome: 'saved', replanned: 1 });
    expect(told).toBeGreaterThanOrEqual(1);
    expect(await all(salon.ctx, 'bookings')).toEqual(before);
    expect((await waiting()).map(([, , due]) => due)).not.toContain(salon.at('2026-03-05T09:00'));
  });

  it('a context that was built before notices what another process changed', async () => {
    const told: string[] = [];
    const elsewhere = {
      ...throughPool(salon, test.database),
      profileChanged: async () => void told.push('told'),
    };
    await elsewhere.db.read((tx) => readSettings(tx, elsewhere));
    expect(told).toEqual([]);
    await set('locale', 'en');
    await elsewhere.db.read((tx) => readSettings(tx, elsewhere));
    expect(told).toEqual(['told']);
    await reset('locale');
    await elsewhere.db.read((tx) => readSettings(tx, elsewhere));
    expect(told).toEqual(['told']);
  });

  it('another currency leaves the numbers and the bookings, and counts the services’ versions', async () => {
    await change(salon.ctx, 'staff_services', {}, { price_minor: 99_900 });
    await book(salon, '2026-03-05T10:00');
    expect(await set('currency', 'KZT')).toMatchObject({ outcome: 'saved', services: 1, replanned: null });
    const services = await all<{ currency: string; price_minor: number; version: number }>(
      salon.ctx,
      'services',
    );
    expect(services).toMatchObject([{ currency: 'KZT', price_minor: 150_000, version: 2 }]);
    expect(await all(salon.ctx, 'bookings')).toMatchObject([{ currency: 'RUB', price_minor: 99_900 }]);
    expect(await set('currency', 'JPY')).toMatchObject({ services: 1 });
    expect(await all(salon.ctx, 'services')).toMatchObject([
      { currency: 'JPY', price_minor: 1500, version: 3 },
    ]);
    expect(await all(salon.ctx, 'staff_services', 'staff_id')).toMatchObject([{ price_minor: 999 }]);
    expect(JSON.stringify(await readCatalogue(salon.ctx))).toContain('JPY');
    expect(await reset('currency')).toMatchObject({ services: 1, setting: { value: 'RUB' } });
    expect(await all(salon.ctx, 'services')).toMatchObject([{ currency: 'RUB', price_minor: 150_000 }]);
  });
});

import type { RestoreTools } from '../../src/commands/restore-tenant.js';
import { describeRedis, testRedis, type TestRedis } from '../support/redis.js';
import { backupRoom, type BackupRoom } from '../support/restores.js';
import {
  monday,
  newGuest,
  openBookingHouse,
  type BookingHouse,
  type TenantId,
  type Visit,
} from './booking-house.js';

/** What the chats see of a restore, on the whole host. */
let house: BookingHouse;
let room: BackupRoom;

beforeAll(async () => {
  [house, room] = await Promise.all([openBookingHouse(['anna', 'boris']), backupRoom()]);
});
afterAll(async () => {
  await house.close();
  await room.clear();
});
afterEach(() => {
  expect(house.failures()).toEqual([]);
});

/** A haircut on the 5th of March at this time. */
async function book(tenant: TenantId, name: string, time: string): Promise<Visit> {
  const visit = house.visit(tenant, newGuest(name));
  const choices = tenant === 'anna' ? ['Волосы', 'Стрижка', 'Мария'] : ['Стрижка'];
  await visit.say('/start');
  for (const label of ['Записаться', ...choices, /^5[●◑○]$/, time, `Меня зовут ${name}`])
    await visit.press(label);
  await visit.shareContact();
  await visit.press('✅');
  return visit;
}

/** Restores Anna's newest backup; `meanwhile` runs when her bot says "back in a moment", and the restore waits for it. */
async function restoreAnna(meanwhile: () => Promise<void>): Promise<void> {
  const progress: RestoreTools['progress'] = ({ step }) => (step === 'closed' ? meanwhile() : undefined);
  await room.restore(house.host.database, { tenantId: 'anna' }, { now: () => house.clock.now(), progress });
}

const contacts = async (tenant: TenantId): Promise<string[]> =>
  (await house.bookings(tenant)).map(({ contact_name: name }) => name).sort();
const stateOf = (id: string) => house.host.host.tenants().find((tenant) => tenant.id === id)?.state;

test('a salon is back in a moment, the others notice nothing, and everybody goes on where the backup was', async () => {
  await book('anna', 'Вера', '10:00');
  await room.take(house.host.database, 'anna');
  const olga = await book('anna', 'Ольга', '12:00');
  expect(await contacts('anna')).toEqual(['Вера', 'Ольга']);

  await restoreAnna(async () => {
    await olga.say('/start');
    expect(olga.screen().text).toContain('Скоро вернёмся');
    expect(olga.labels()).toContain('📅 Записаться');
    const toast = await olga.press('Мои записи');
    expect(toast?.text).toContain('Скоро вернёмся');
    const boris = house.visit('anna', newGuest('Boris', 'en'));
    await boris.chat.send('hello');
    await boris.settled();
    expect(boris.screen().text).toContain('Back in a moment');
    await book('boris', 'Глеб', '11:00');
    expect(stateOf('anna')).toBe('running');
  });

  expect(await contacts('boris')).toEqual(['Глеб']);
  expect(await contacts('anna')).toEqual(['Вера']);
  expect(stateOf('anna')).toBe('running');
  await book('anna', 'Ирина', '12:00');
  expect(await contacts('anna')).toEqual(['Вера', 'Ирина']);
  await olga.say('/start');
  await olga.press('Мои записи');
  expect(olga.screen().text).not.toContain('Стрижка');
});

test('the reminder of a visit that came back with the backup goes out, once', async () => {
  const lena = await book('anna', 'Лена', '16:00');
  await room.take(house.host.database, 'anna');
  await restoreAnna(() => Promise.resolve());
  house.clock.setTo(monday.set({ day: 4, hour: 16, minute: 1 }).toMillis());
  const reminders = () => lena.chat.messages().filter(({ text }) => text?.startsWith('Ждём вас') === true);
  await lena.chat.waitFor(({ text }) => text?.startsWith('Ждём вас') === true, 'a reminder');
  await restoreAnna(() => Promise.resolve());
  await lena.say('/start');
  expect(reminders()).toHaveLength(1);
  const states = await house.host.database.database
    .tenant('anna')
    .read((tx) =>
      tx.rows<{ state: string }>(
        tx
          .sql('notifications')
          .where('kind', 'reminder')
          .andWhere('due_at', '<=', new Date(house.clock.now()))
          .select('state'),
      ),
    );
  expect(new Set(states.map(({ state }) => state))).not.toContain('pending');
});

describeRedis('with conversations in Redis', () => {
  let redis: TestRedis;
  let shared: BookingHouse;
  beforeAll(async () => {
    redis = await testRedis();
    shared = await openBookingHouse(['anna', 'boris'], [], { REDIS_URL: redis.url }, { sweepMs: 50 });
  });
  afterAll(async () => {
    await shared.close();
    await redis.close();
  });

  /** Somebody who is being asked for a phone number. */
  async function asked(tenant: TenantId, name: string, ...choices: readonly string[]): Promise<Visit> {
    const visit = shared.visit(tenant, newGuest(name));
    await visit.say('/start');
    for (const label of ['Записаться', ...choices, /^5[●◑○]$/, '12:00', `Меня зовут ${name}`])
      await visit.press(label);
    return visit;
  }
  const answersTo = async (visit: Visit): Promise<string> => (await visit.say('+7 916 123-45-67')).text ?? '';
  const understood = 'Телефон: +7 916 123 45 67';

  test('those of the restored salon end, in Redis and in the process, and nobody else’s', async () => {
    const hair = ['Волосы', 'Стрижка', 'Мария'];
    const vera = await asked('anna', 'Вера', ...hair);
    const gleb = await asked('boris', 'Глеб', 'Стрижка');
    await room.take(shared.host.database, 'anna');
    await room.restore(shared.host.database, { tenantId: 'anna' }, { now: () => shared.clock.now() });
    await shared.host.waitForLog(/"tenant":"anna".*open conversations end/);
    expect(await answersTo(vera)).not.toContain(understood);
    expect(await answersTo(gleb)).toContain(understood);
    // What begins now goes on, also in a process that remembers nothing.
    const olga = await asked('anna', 'Ольга', ...hair);
    expect(await answersTo(olga)).toContain(understood);
    const keys = await redis.client.keys(`anna:since-*:session:${olga.guest.id}:${olga.guest.id}`);
    expect(keys).toHaveLength(1);
    expect(shared.failures()).toEqual([]);
  });
});

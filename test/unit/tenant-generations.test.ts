import { Sessions, type KeptSession, type SessionShelf } from '../../src/commands/sessions.js';
import { RedisAwayError } from '../../src/queue/redis-link.js';
import { tenantKeys } from '../../src/queue/tenant-keys.js';
import { TenantGenerations } from '../../src/host/tenant-generations.js';
import { FixedClock } from '../../src/lib/clock.js';
import { Counter, collectedLog } from '../support/telegram-bot.js';

const restoredAt = Date.parse('2026-03-02T12:00:00Z');
const person = { chatId: 7, userId: 7 };

test('a generation is the last restore of the tenant in its database, also while nobody can tell', async () => {
  const { log, lines } = collectedLog();
  const generations = new TenantGenerations(log, 1);
  const looks = new Counter();
  let teller = (): Promise<Map<string, number>> => Promise.resolve(new Map([['vera', 5]]));
  await generations.follow('default', () => {
    looks.add();
    return teller();
  });
  await generations.follow('far', () => Promise.resolve(new Map([['anna', 9]])));
  const known = () => ['anna', 'vera'].map((id) => generations.of('default', id));
  expect(known()).toEqual([0, 5]);
  teller = () => Promise.resolve(new Map(Object.entries({ vera: 5, anna: restoredAt })));
  await looks.reached(looks.value + 2);
  expect(known()).toEqual([restoredAt, 5]);
  expect(lines.filter((line) => line.includes('open conversations end')).length).toBe(1);
  teller = () => Promise.reject(new Error('the database is away'));
  await looks.reached(looks.value + 2);
  expect(known()).toEqual([restoredAt, 5]);
  generations.stop();
});

test('what Redis keeps of a tenant has another name in each generation, and never another tenant’s', () => {
  const names = [tenantKeys('anna', 0), tenantKeys('anna', restoredAt), tenantKeys('anna', restoredAt + 1)];
  expect(new Set(names).size).toBe(3);
  expect(names.every((name) => name.startsWith('anna:') && name.endsWith(':'))).toBe(true);
});

test('a conversation that only this process knows ends with its generation', async () => {
  const away = (): Promise<never> => Promise.reject(new RedisAwayError('switched off'));
  const kept = new Map<string, KeptSession>();
  let isAway = true;
  const shelf: SessionShelf = {
    place: null,
    mayForget: true,
    find: ({ chatId }) => (isAway ? away() : Promise.resolve(kept.get(`${chatId}`) ?? null)),
    put: ({ chatId }, session) => {
      if (isAway) return away();
      kept.set(`${chatId}`, session);
      return Promise.resolve(true);
    },
  };
  let generation = 0;
  const sessions = new Sessions(new FixedClock(restoredAt), collectedLog().log).of(
    'anna',
    shelf,
    () => generation,
  );
  await sessions.save({ ...person, updateId: 1 }, { step: 'phone' });
  expect(await sessions.read(person)).toEqual({ step: 'phone' });
  generation = restoredAt;
  expect(await sessions.read(person)).toBeNull();
  isAway = false;
  expect(await sessions.read(person)).toBeNull();
  expect(kept.size).toBe(0);
  await sessions.save({ ...person, updateId: 2 }, { step: 'name' });
  expect(await sessions.read(person)).toEqual({ step: 'name' });
});

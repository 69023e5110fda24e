import pino from 'pino';
import { Sessions } from '../../src/commands/sessions.js';
import type { SessionKey } from '../../src/db/sessions.js';
import { FixedClock } from '../../src/lib/clock.js';
import { RedisLink } from '../../src/queue/redis-link.js';
import { redisSessions } from '../../src/queue/redis-sessions.js';
import { nextUpdateId } from '../support/builders.js';
import { isFullLength } from '../support/dice.js';
import { describeRedis, testRedis, type TestRedis } from '../support/redis.js';
import { expectLatestKept } from '../support/session-turns.js';

const key = { chatId: 7, userId: 7 };
const minute = 60_000;

describeRedis('conversations in Redis', () => {
  let redis: TestRedis;
  const links: RedisLink[] = [];
  const lines: string[] = [];
  const clock = new FixedClock(Date.parse('2026-03-02T08:00:00Z'));

  /** One process's store, connected. */
  const store = async (tenant: string) => {
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const link = new RedisLink(redis.url, log);
    links.push(link);
    await link.opened();
    const sessions = new Sessions(clock, log).of(tenant, redisSessions(link, clock, tenant));
    return {
      link,
      read: (who: SessionKey) => sessions.read(who),
      save: (who: SessionKey, state: object) => sessions.save({ ...who, updateId: nextUpdateId() }, state),
      end: (who: SessionKey) => sessions.end({ ...who, updateId: nextUpdateId() }),
    };
  };

  beforeAll(async () => {
    redis = await testRedis();
  });
  beforeEach(() => void lines.splice(0));
  afterEach(async () => {
    for (const link of links.splice(0)) link.close();
    await redis.wipe();
  });
  afterAll(() => redis.close());

  test('are found by another process, of the same tenant only, under its prefix', async () => {
    await (await store('anna')).save(key, { step: 'name' });
    expect(await (await store('anna')).read(key)).toEqual({ step: 'name' });
    expect(await (await store('boris')).read(key)).toBeNull();
    expect(await redis.client.keys('*')).toEqual(['anna:session:7:7']);
    const ttl = await redis.client.pttl('anna:session:7:7');
    expect(ttl).toBeGreaterThan(29 * minute);
    expect(ttl).toBeLessThanOrEqual(30 * minute);
  });

  test('end 30 minutes after their last use', async () => {
    const anna = await store('anna');
    const start = clock.now();
    await anna.save(key, { step: 'name' });
    clock.setTo(start + 29 * minute);
    expect(await anna.read(key)).toEqual({ step: 'name' });
    clock.setTo(start + 58 * minute);
    expect(await anna.read(key)).toEqual({ step: 'name' });
    clock.setTo(start + 88 * minute);
    expect(await anna.read(key)).toBeNull();
  });

  test('end for every process when one ends them', async () => {
    const [one, two] = [await store('anna'), await store('anna')];
    await one.save(key, { step: 'name' });
    await two.end(key);
    expect(await one.read(key)).toBeNull();
  });

  test('go on in memory while Redis is gone, with one warning, and are told to it afterwards', async () => {
    const anna = await store('anna');
    const other = { chatId: 8, userId: 8 };
    await anna.save(key, { step: 'name' });
    await anna.save(other, { step: 'phone' });
    await redis.kill();
    expect(await anna.read(key)).toEqual({ step: 'name' });
    await anna.save(key, { step: 'phone' });
    await anna.end(other);
    expect(await anna.read(key)).toEqual({ step: 'phone' });
    expect(await anna.read(other)).toBeNull();
    await redis.start();
    await redis.client.set(
      'anna:session:8:8',
      JSON.stringify({ state: { step: 'old' }, expiresAt: clock.now() + minute }),
    );
    await new Promise<void>((resolve) => {
      if (anna.link.isUp) resolve();
      else anna.link.client.once('ready', () => resolve());
    });
    expect(await anna.read(other)).toBeNull();
    expect(await anna.read(key)).toEqual({ step: 'phone' });
    expect(await (await store('anna')).read(key)).toEqual({ step: 'phone' });
    expect(await (await store('anna')).read(other)).toBeNull();
    expect(lines).toHaveLength(1);
  });

  test('go on when Redis has forgotten everything, but not when they had ended', async () => {
    const [anna, elsewhere] = [await store('anna'), await store('anna')];
    const other = { chatId: 8, userId: 8 };
    await anna.save(key, { step: 'name' });
    await anna.save(other, { step: 'phone' });
    await redis.wipe();
    expect(await anna.read(key)).toEqual({ step: 'name' });
    expect(await elsewhere.read(key)).toEqual({ step: 'name' });
    await elsewhere.end(key);
    await anna.end(other);
    expect(await anna.read(key)).toBeNull();
    await redis.wipe();
    expect(await anna.read(key)).toBeNull();
    expect(await anna.read(other)).toBeNull();
  });

  test('that are not ours to read count as none', async () => {
    const anna = await store('anna');
    await redis.client.set('anna:session:7:7', 'not json');
    expect(await anna.read(key)).toBeNull();
    await redis.client.set('anna:session:7:7', '{"state":1}');
    expect(await anna.read(key)).toBeNull();
  });

  test('two processes, outages and late updates: what is kept is what the person did last', async () => {
    const link = new RedisLink(redis.url, pino({ level: 'silent' }));
    links.push(link);
    await link.opened();
    await expectLatestKept(redisSessions(link, clock, 'anna'), clock, isFullLength ? 2_000 : 40);
  }, 600_000);

  test('an older release’s conversation is read, and gives way', async () => {
    const anna = await store('anna');
    const old = { state: { step: 'name' }, expiresAt: clock.now() + minute };
    await redis.client.set('anna:session:7:7', JSON.stringify(old));
    expect(await anna.read(key)).toEqual({ step: 'name' });
    await anna.save(key, { step: 'phone' });
    expect(await (await store('anna')).read(key)).toEqual({ step: 'phone' });
  });
});

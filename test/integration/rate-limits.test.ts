import pino from 'pino';
import { RateLimits } from '../../src/queue/rate-limits.js';
import { RedisLink } from '../../src/queue/redis-link.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startTestHost } from '../support/host.js';
import { describeRedis, testRedis, type TestRedis } from '../support/redis.js';

const log = pino({ level: 'silent' });

async function counted(times: number, count: () => Promise<string>): Promise<string[]> {
  const verdicts: string[] = [];
  for (let time = 0; time < times; time += 1) verdicts.push(await count());
  return verdicts;
}

const afterAllowed = (points: number, more: number): string[] => [
  ...Array.from({ length: points }, () => 'allowed'),
  'first_excess',
  ...Array.from({ length: more }, () => 'excess'),
];

describe('limits of what people send', () => {
  test('are 30 messages and 60 presses, for each person and salon apart', async () => {
    const limits = new RateLimits(null);
    const anna = limits.of('anna');
    expect(await counted(33, () => anna.count('message', 7))).toEqual(afterAllowed(30, 2));
    expect(await counted(63, () => anna.count('press', 7))).toEqual(afterAllowed(60, 2));
    expect(await anna.count('message', 8)).toBe('allowed');
    expect(await limits.of('boris').count('message', 7)).toBe('allowed');
  });
});

describeRedis('limits in Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await testRedis();
  });
  afterAll(() => redis.close());

  test('are shared between processes, end with the minute, and are counted apart while Redis is gone', async () => {
    const links = [new RedisLink(redis.url, log), new RedisLink(redis.url, log)] as const;
    await Promise.all(links.map((link) => link.opened()));
    const [one, two] = [new RateLimits(links[0]).of('anna'), new RateLimits(links[1]).of('anna')];
    expect(await counted(20, () => one.count('message', 7))).not.toContain('first_excess');
    expect(await counted(12, () => two.count('message', 7))).toEqual(afterAllowed(10, 1));
    expect(await one.count('message', 7)).toBe('excess');
    const ttl = await redis.client.pttl('anna:limit:message:7');
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(60_000);
    await redis.client.del('anna:limit:message:7');
    expect(await one.count('message', 7)).toBe('allowed');
    await redis.kill();
    expect(await counted(32, () => one.count('message', 7))).toEqual(afterAllowed(30, 1));
    for (const link of links) link.close();
  });
});

describe('a bot that is sent too much', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  test('says so once in the language of the person, then is silent, and answers every press', async () => {
    const host = await startTestHost({
      tenants: { anna: { template: 'beauty' } },
      sandbox,
      overrides: { inboundLimits: { message: 3, press: 2 } },
    });
    const ann = sandbox.person({ id: 4101, firstName: 'Ann', languageCode: 'en' });
    const chat = ann.chat('anna_bot');
    await chat.start();
    const first = await chat.waitFor(
      ({ fromBot, inlineKeyboard }) => fromBot && inlineKeyboard !== undefined,
    );
    const data = first.inlineKeyboard?.[0]?.[0]?.data ?? '';
    await chat.send('one');
    await chat.send('two');
    await chat.send('three');
    await chat.waitFor(({ text }) => text?.includes('a lot of messages at once') === true);
    await chat.send('four');
    const press = () => chat.press({ data, messageId: first.messageId });
    await press();
    await press();
    expect((await press())?.text).toContain('a lot of presses');
    const silent = await press();
    expect(silent).not.toBeNull();
    expect(silent?.text ?? '').toBe('');
    const warnings = chat.messages().filter(({ text }) => text?.includes('a lot of messages at once'));
    expect(warnings).toHaveLength(1);
    await host.stop();
  });
});

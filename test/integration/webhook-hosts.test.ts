import { isFullLength } from '../support/dice.js';
import type { TestHost } from '../support/host.js';
import { describeRedis, testRedis } from '../support/redis.js';
import { remindedSalons } from '../support/reminded-salons.js';
import { Counter } from '../support/telegram-bot.js';
import { doing, effect, send, webhookHouse, type WebhookHouse } from '../support/webhook-house.js';

jest.setTimeout(isFullLength ? 300_000 : 60_000);

const cleanUps: (() => Promise<void>)[] = [];
let house: WebhookHouse;

beforeEach(async () => {
  house = await webhookHouse();
  cleanUps.push(() => house.close());
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** What the handlers of all hosts have seen of each chat. */
class Records {
  readonly overlaps: string[] = [];
  /** Effects by chat and kind, in the order in which they were committed. */
  readonly effects = new Map<string, string[]>();
  /** Updates handled, again or for the first time. */
  readonly handled = new Counter();
  private readonly inside = new Map<string, string>();

  readonly entrance = doing(async (text, context) => {
    const chat = `${context.tenant.id} ${context.chat?.id ?? 0}`;
    const other = this.inside.get(chat);
    if (other !== undefined) this.overlaps.push(`${text} of ${chat} during ${other}`);
    this.inside.set(chat, text);
    if (context.callbackQuery !== undefined) await context.answerCbQuery('ok');
    const isFirst = await effect(context);
    this.handled.add();
    this.inside.delete(chat);
    const key = `${chat} ${text.split(' ')[0] ?? ''}`;
    if (isFirst) this.effects.set(key, [...(this.effects.get(key) ?? []), text]);
  });
}

const numbered = (kind: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${kind} ${index}`);

describeRedis('two hosts behind one address', () => {
  test('every chat in order, one update at a time, each effect once', async () => {
    const redis = await testRedis();
    cleanUps.push(() => redis.close());
    const records = new Records();
    const tenants = ['anna', 'boris'];
    const chats = isFullLength ? 40 : 6;
    const each = isFullLength ? 40 : 6;
    const hosts: TestHost[] = [];
    for (let index = 0; index < 2; index += 1) {
      const more = { variables: { REDIS_URL: redis.url }, overrides: { entrance: records.entrance } };
      const host = await house.open(tenants, more);
      hosts.push(host);
      cleanUps.push(() => host.stop());
    }
    house.front.lead(
      ...hosts.map(
        ({ host }) =>
          () =>
            host.httpUrl,
      ),
    );
    const work: Promise<unknown>[] = [];
    for (const tenant of tenants) {
      for (let person = 1; person <= chats; person += 1) work.push(chatter(tenant, person, each));
    }
    await Promise.all(work);
    expect(records.overlaps).toEqual([]);
    const kinds = { message: each, press: each, end: 1 };
    for (const tenant of tenants) {
      for (let person = 1; person <= chats; person += 1) {
        for (const [kind, count] of Object.entries(kinds)) {
          expect(records.effects.get(`${tenant} ${person} ${kind}`)).toEqual(numbered(kind, count));
        }
      }
    }
    expect(new Set(house.front.passed.map(({ host }) => host))).toEqual(new Set([0, 1]));
    for (const tenant of tenants) expect(house.calls(tenant, 'setWebhook')).toBe(1);
  });

  test('reminders go out once, and presses on them are answered by either', async () => {
    const redis = await testRedis();
    cleanUps.push(() => redis.close());
    const salons = await remindedSalons(house.database, house.sandbox, {
      ...{ zones: ['Europe/Moscow'], visits: 6 },
    });
    cleanUps.push(() => salons.close());
    const hosts: TestHost[] = [];
    for (let index = 0; index < 2; index += 1) {
      const host = await house.open([], {
        tenants: salons.tenants,
        addBots: false,
        variables: { REDIS_URL: redis.url },
        overrides: { sweepMs: 100 },
      });
      hosts.push(host);
      cleanUps.push(() => host.stop());
    }
    house.front.lead(
      ...hosts.map(
        ({ host }) =>
          () =>
            host.httpUrl,
      ),
    );
    await salons.release(salons.visits);
    await salons.settled();
    const reminders = salons.visits.map(({ chat }) => chat.messages().filter(({ fromBot }) => fromBot));
    expect(reminders.map((copies) => copies.length)).toEqual(salons.visits.map(() => 1));
    for (const { chat } of salons.visits) {
      const button = chat.messages().at(-1)?.inlineKeyboard?.flat()[0];
      const answer = await chat.press({
        data: button?.data ?? '',
        messageId: chat.messages().at(-1)?.messageId ?? 0,
      });
      expect(answer).not.toBeNull();
    }
    const rows = await salons.rows();
    expect(rows.map(({ state, copies }) => `${state} ${copies}`)).toEqual(salons.visits.map(() => 'sent 1'));
    expect(hosts.flatMap(({ logs }) => logs.filter((line) => line.includes('"level":"error"')))).toEqual([]);
  });
});

test('between polling and webhooks and back, under a stream of updates, each has its effect once', async () => {
  const records = new Records();
  const [chats, rounds] = [4, isFullLength ? 6 : 1];
  let isOver = false;
  const stream = async (person: number): Promise<number> => {
    const chat = house.chat('anna', person);
    for (let index = 0; ; index += 1) {
      const id = await send(chat, `message ${index}`);
      void chat.press({ data: `press ${index}`, messageId: 1 });
      if (isOver) return index + 1;
      await house.sandbox.confirmed('anna_bot', id, { timeoutMs: 30_000 });
    }
  };
  const streams: Promise<number>[] = [];
  const polled = { PUBLIC_URL: undefined };
  const ways = Array.from({ length: rounds }, () => [polled, {}, polled, {}]).flat();
  const overrides = { entrance: records.entrance };
  let told = 0;
  for (const variables of ways) {
    const host = await house.open(['anna'], { variables, overrides });
    if (streams.length === 0) for (let person = 1; person <= chats; person += 1) streams.push(stream(person));
    // Each chat has got through twice at least.
    told = records.handled.value + chats * 4;
    await records.handled.reached(told);
    await host.stop();
  }
  isOver = true;
  const host = await house.open(['anna'], { variables: polled, overrides });
  cleanUps.push(() => host.stop());
  const counts = await Promise.all(streams);
  for (const [index, count] of counts.entries()) {
    const chat = house.chat('anna', index + 1);
    await house.sandbox.confirmed('anna_bot', await send(chat, 'end 0'));
    for (const kind of ['message', 'press'])
      expect(records.effects.get(`anna ${index + 1} ${kind}`)).toEqual(numbered(kind, count));
  }
  expect(records.overlaps).toEqual([]);
  expect(house.sandbox.pendingUpdates('anna_bot')).toBe(0);
  expect(house.calls('anna', 'setWebhook')).toBe(2 * rounds);
  expect(house.calls('anna', 'deleteWebhook')).toBe(2 * rounds);
});

/** Writes and presses without waiting for anything; resolves when all of it has been handled. */
async function chatter(tenant: string, person: number, each: number): Promise<void> {
  const chat = house.chat(tenant, person);
  const presses: Promise<unknown>[] = [];
  for (let index = 0; index < each; index += 1) {
    const { messageId } = await chat.send(`message ${index}`);
    presses.push(chat.press({ data: `press ${index}`, messageId }));
  }
  await Promise.all(presses);
  // A press may have been answered whose handler goes on: what comes behind it is handled after it.
  await house.sandbox.confirmed(`${tenant}_bot`, await send(chat, 'end 0'), { timeoutMs: 60_000 });
}

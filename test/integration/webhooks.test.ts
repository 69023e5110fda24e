import { Client } from 'pg';
import type { TestHost } from '../support/host.js';
import { testToken } from '../support/host.js';
import { HttpBot } from '../support/sandbox.js';
import { Counter, Gate } from '../support/telegram-bot.js';
import { deliver, doing, effect, send, webhookHouse, type WebhookHouse } from '../support/webhook-house.js';

let house: WebhookHouse;
const running: TestHost[] = [];

beforeAll(async () => {
  house = await webhookHouse();
});
afterEach(async () => {
  for (const host of running.splice(0)) await host.stop();
});
afterAll(async () => {
  await house.close();
});

async function open(...given: Parameters<WebhookHouse['open']>): Promise<TestHost> {
  const host = await house.open(...given);
  running.push(host);
  return host;
}

const statusesOf = (tenant: string, updateId: number) =>
  house.front.passed
    .filter((one) => one.tenant === tenant && one.updateId === updateId)
    .map(({ status }) => status);
/** Resolves when the update was answered in that way. */
const answered = (tenant: string, updateId: number, wanted: number) =>
  house.front.waitFor((one) => one.tenant === tenant && one.updateId === updateId && one.status === wanted);
const bot = (tenant: string) => new HttpBot(house.sandbox.apiRoot, testToken(tenant));

describe('what is answered', () => {
  test('200 comes when the effects are committed and not before; a second delivery waits for the first', async () => {
    const [begun, gate] = [new Counter(), new Gate()];
    const entrance = doing(async (_, context) => {
      begun.add();
      await gate.opened;
      await effect(context);
    });
    const host = await open(['early'], { overrides: { entrance } });
    const id = await send(house.chat('early', 1), 'book');
    await begun.reached(1);
    const answers: number[] = [];
    const body = JSON.stringify({ update_id: id, message: { text: 'book', chat: { id: 1 } } });
    const again = [1, 2].map(async () => answers.push((await deliver(host, 'early', { body })).status));
    // Nothing that is asked afterwards is slower than an answer that has been given already.
    for (let look = 0; look < 5; look += 1)
      expect((await fetch(`${host.host.httpUrl}/healthz`)).ok).toBe(true);
    expect([statusesOf('early', id), answers]).toEqual([[], []]);
    gate.open();
    await Promise.all(again);
    await house.sandbox.confirmed('early_bot', id);
    expect([statusesOf('early', id), answers, begun.value]).toEqual([[200], [200, 200], 1]);
    expect(await deliver(host, 'early', { body })).toEqual({ status: 200, body: '', retryAfter: null });
    expect(begun.value).toBe(1);
  });

  test('who has to wait too long is told to come again, and hears then how it ended', async () => {
    const gate = new Gate();
    const begun = new Counter();
    const entrance = doing(async () => {
      begun.add();
      await gate.opened;
    });
    await open(['slow'], { overrides: { entrance, webhookTiming: { patienceMs: 50 } } });
    const id = await send(house.chat('slow', 1), 'export');
    await answered('slow', id, 503);
    gate.open();
    await house.sandbox.confirmed('slow_bot', id);
    expect(statusesOf('slow', id).at(-1)).toBe(200);
    expect(begun.value).toBe(1);
  });

  test('what finds no room comes again', async () => {
    const gate = new Gate();
    const handled: string[] = [];
    const entrance = doing(async (text) => {
      await gate.opened;
      handled.push(text);
    });
    await open(['full'], { overrides: { entrance, queueLimits: { capacity: 2 } } });
    const ids: number[] = [];
    for (const person of [1, 2, 3]) ids.push(await send(house.chat('full', person), `of ${person}`));
    await house.front.waitFor(({ tenant, status }) => tenant === 'full' && status === 503);
    gate.open();
    for (const id of ids) await house.sandbox.confirmed('full_bot', id);
    expect(handled.sort()).toEqual(['of 1', 'of 2', 'of 3']);
  });
});

describe.each([
  ['delivered', {}],
  ['polled', { PUBLIC_URL: undefined }],
])('a handler that throws, its updates %s', (way, variables) => {
  test('loses nothing when it succeeds at the fifth try, and blocks nobody else', async () => {
    const tenant = `flaky_${way}`;
    const [tries, others] = [new Counter(), new Counter()];
    const handled: string[] = [];
    const entrance = doing(async (text, context) => {
      if (text === 'bad') {
        tries.add();
        await others.reached(1);
        if (tries.value < 5) throw new TypeError('a defect');
      }
      if (await effect(context)) handled.push(text);
      if (text === 'other') others.add();
    });
    await open([tenant], { variables, overrides: { entrance } });
    const bad = await send(house.chat(tenant, 1), 'bad');
    const behind = await send(house.chat(tenant, 1), 'behind');
    await send(house.chat(tenant, 2), 'other');
    await house.sandbox.confirmed(`${tenant}_bot`, behind);
    expect(handled).toEqual(['other', 'bad', 'behind']);
    expect(tries.value).toBe(5);
    expect(statusesOf(tenant, bad)).toEqual(way === 'delivered' ? [200] : []);
  });

  test('is given up after five tries, with an alert, a row and a word to the person', async () => {
    const tenant = `poison_${way}`;
    const tries: string[] = [];
    const entrance = doing(async (text) => {
      tries.push(text);
      if (text === 'bad') throw new TypeError('a defect; call +7 916 123-45-67');
    });
    const host = await open([tenant], { variables, overrides: { entrance } });
    const chat = house.chat(tenant, 1);
    const bad = await send(chat, 'bad');
    const good = await send(chat, 'good');
    await house.sandbox.confirmed(`${tenant}_bot`, good);
    expect(tries).toEqual(['bad', 'bad', 'bad', 'bad', 'bad', 'good']);
    const said = chat.messages().filter(({ fromBot }) => fromBot);
    expect(said.map(({ text }) => text)).toEqual([expect.stringMatching(/^Sorry, that did not work/)]);
    const alerts = host.logs.filter((line) => line.includes('"alert":"update_given_up"'));
    expect(alerts.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'error', tenant, updateId: bad },
    ]);
    const admin = new Client({ connectionString: house.database.adminUrl });
    await admin.connect();
    const { rows } = await admin.query('select * from botel.failed_updates where tenant_id = $1', [tenant]);
    await admin.end();
    expect(rows).toMatchObject([
      { update_id: String(bad), kind: 'message', attempts: 5, last_error: 'a defect; call [phone]' },
    ]);
    expect((rows[0] as { given_up_at: unknown }).given_up_at).not.toBeNull();
  });
});

describe('a stop in the middle', () => {
  test('finishes what runs, leaves what waits, and what was not done in time is redelivered and has its effect once', async () => {
    const [begun, gate] = [new Counter(), new Gate()];
    const effects: string[] = [];
    const after: string[] = [];
    const first = doing(async (text, context) => {
      begun.add();
      if (text === 'quick') await gate.opened;
      if (await effect(context)) effects.push(text);
      if (text === 'endless') await new Promise(() => undefined);
    });
    const host = await open(['stopped'], { overrides: { entrance: first } });
    const quick = await send(house.chat('stopped', 1), 'quick');
    const ids = [await send(house.chat('stopped', 2), 'endless')];
    await begun.reached(2);
    const stopping = host.stop();
    running.pop();
    ids.push(await send(house.chat('stopped', 3), 'late'));
    await answered('stopped', ids[1] ?? 0, 503);
    gate.open();
    await house.sandbox.confirmed('stopped_bot', quick);
    await stopping;
    expect(statusesOf('stopped', quick)).toEqual([200]);
    expect(effects).toEqual(['endless', 'quick']);
    const second = doing(async (text, context) => {
      after.push(text);
      if (await effect(context)) effects.push(text);
    });
    await open(['stopped'], { overrides: { entrance: second } });
    for (const id of ids) await house.sandbox.confirmed('stopped_bot', id);
    expect(after.sort()).toEqual(['endless', 'late']);
    expect(effects).toEqual(['endless', 'quick', 'late']);
    expect(house.sandbox.pendingUpdates('stopped_bot')).toBe(0);
  });
});

describe('the webhook at Telegram', () => {
  const look = { retry: { firstMs: 5, capMs: 20 }, look: { firstMs: 20, capMs: 20 } };

  test('is set once, not at a second start, and again for another address or another token', async () => {
    await (await house.open(['kept'])).stop();
    expect(house.calls('kept', 'setWebhook')).toBe(1);
    expect(await bot('kept').result('getWebhookInfo')).toMatchObject({
      url: `${house.front.url}/telegram/kept`,
      max_connections: 40,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    await (await house.open(['kept'])).stop();
    expect(house.calls('kept', 'setWebhook')).toBe(1);
    await (await house.open(['kept'], { variables: { PUBLIC_URL: `${house.front.url}/botel/` } })).stop();
    expect(house.calls('kept', 'setWebhook')).toBe(2);
    expect(await bot('kept').result('getWebhookInfo')).toMatchObject({
      url: `${house.front.url}/botel/telegram/kept`,
    });
    const token = testToken('another');
    house.sandbox.addBot({ token, username: 'kept_bot', name: 'Kept' });
    await (await house.open([], { tenants: { kept: { token } } })).stop();
    expect(house.calls('kept', 'setWebhook')).toBe(3);
    expect(house.calls('kept', 'deleteWebhook')).toBe(0);
  });

  test('is put back when somebody took it away, and nothing is lost', async () => {
    const handled: string[] = [];
    const entrance = doing(async (text) => void handled.push(text));
    const host = await open(['taken'], { overrides: { entrance, webhookTiming: look } });
    await bot('taken').result('deleteWebhook');
    const id = await send(house.chat('taken', 1), 'hello');
    await house.sandbox.confirmed('taken_bot', id);
    expect(handled).toEqual(['hello']);
    await host.waitForLog(/somebody else changed the webhook of the bot/);
  });

  test('is asked for again and again while Telegram is away, with the reason to be seen', async () => {
    const recover = house.sandbox.injectFault({
      fault: { kind: 'error', code: 500, description: 'Internal Server Error' },
      bot: 'patient_bot',
      method: 'setWebhook',
      times: Infinity,
    });
    const host = await open(['patient']);
    const [tenant] = host.host.tenants();
    expect(tenant).toMatchObject({ id: 'patient', state: 'running' });
    expect(tenant?.reason).toMatch(/500/);
    recover();
    await house.sandbox.listening('patient_bot');
    await host.waitForLog(/"listening to Telegram"/);
    expect(host.host.tenants()[0]?.reason).toBeNull();
  });

  test('a token that is refused later parks the tenant', async () => {
    const host = await open(['revoked'], { overrides: { webhookTiming: look } });
    house.sandbox.revokeToken(testToken('revoked'));
    await host.waitForTenant('revoked', 'parked');
    expect(host.host.tenants()[0]?.reason).toMatch(/rejects the token \(401\)/);
    expect((await deliver(host, 'revoked')).status).toBe(401);
  });

  test('a quiet bot is not deaf; one that Telegram fails to reach is, until it is reached', async () => {
    const ready = async () =>
      (await (await fetch(`${host.host.httpUrl}/readyz`)).json()) as { deaf: string[]; ready: boolean };
    const entrance = doing(() => Promise.resolve());
    const host = await open(['quiet', 'unreached'], { overrides: { entrance, webhookTiming: look } });
    house.front.lead();
    const id = await send(house.chat('unreached', 1), 'hello');
    await host.waitForLog(/Telegram does not get through to the webhook/);
    expect(await ready()).toMatchObject({ deaf: ['unreached'], ready: true });
    house.front.lead(() => host.host.httpUrl);
    await house.sandbox.confirmed('unreached_bot', id);
    expect(await ready()).toMatchObject({ deaf: [], ready: true });
  });
});

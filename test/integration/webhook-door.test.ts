import { once } from 'node:events';
import { connect } from 'node:net';
import { startHttp } from '../../src/http/server.js';
import { webhookSecret } from '../../src/telegram/webhook-secret.js';
import { testToken, type TestHost } from '../support/host.js';
import { collectedLog } from '../support/telegram-bot.js';
import { deliver, doing, webhookHouse, type WebhookHouse } from '../support/webhook-house.js';

let house: WebhookHouse;
let host: TestHost;
let handled = 0;

beforeAll(async () => {
  house = await webhookHouse();
  const token = testToken('nobody');
  host = await house.open([], {
    tenants: { anna: {}, boris: {}, parked: { token } },
    overrides: { entrance: doing(async () => void (handled += 1)) },
  });
  for (const tenant of ['anna', 'boris'])
    await host.waitForLog(new RegExp(`"tenant":"${tenant}".*"the bot has introduced itself"`));
  await host.waitForLog(/the queue is open/);
});
beforeEach(() => {
  handled = 0;
});

/** What an operator would find in the log. */
const logged = () => host.logs.filter((line) => !line.includes('"level":"debug"'));
afterAll(async () => {
  await host.stop();
  await house.close();
});

const message = (id: number, text = 'hello') =>
  JSON.stringify({
    update_id: id,
    message: { message_id: 1, date: 1, text, chat: { id: 7, type: 'private' }, from: { id: 7 } },
  });

test('a genuine delivery is taken and answered without a body', async () => {
  expect(await deliver(host, 'anna', { body: message(1) })).toEqual({
    ...{ status: 200, body: '', retryAfter: null },
  });
  expect(handled).toBe(1);
});

test('strangers hear the same, whatever they try, and nothing of them is read', async () => {
  const genuine = webhookSecret(testToken('anna'), 'anna');
  const strangers: [string, string | null][] = [
    ['anna', null],
    ['anna', ''],
    ['anna', 'wrong'],
    ['anna', genuine.slice(0, -1)],
    ['anna', `${genuine}A`],
    ['anna', testToken('anna').slice(10)],
    ['anna', webhookSecret(testToken('boris'), 'boris')],
    ['anna', webhookSecret(testToken('anna'), 'boris')],
    ['nosuchsalon', genuine],
    ['nosuchsalon', null],
    ['constructor', genuine],
    ['__proto__', genuine],
    // Telegram rejects its token: it is not served until the file changes.
    ['parked', webhookSecret(testToken('nobody'), 'parked')],
  ];
  const before = logged().length;
  for (const [tenant, secret] of strangers) {
    for (const body of [message(2), 'garbage', 'x'.repeat(300 * 1024)]) {
      const answer = await deliver(host, tenant, { secret, body });
      expect(answer).toEqual({ status: 401, body: '{"error":"unauthorized"}', retryAfter: null });
    }
  }
  expect(handled).toBe(0);
  expect(logged().slice(before)).toEqual([]);
});

test('what is no update is refused without a line in the log', async () => {
  const before = logged().length;
  const refused: [number, Parameters<typeof deliver>[2]][] = [
    [413, { body: message(3, 'x'.repeat(257 * 1024)) }],
    [400, { body: 'garbage' }],
    [400, { body: message(3).slice(0, -5) }],
    [400, { body: '' }],
    [400, { body: '[]' }],
    [400, { body: 'null' }],
    [400, { body: '{"update_id":"3"}' }],
    [400, { body: '{"update_id":-3}' }],
    [400, { body: '{"message":{}}' }],
    [415, { body: message(3), type: 'text/plain' }],
    [415, { body: message(3), type: 'application/xml' }],
  ];
  for (const [status, what] of refused) {
    expect((await deliver(host, 'anna', what)).status).toBe(status);
  }
  expect(handled).toBe(0);
  expect(logged().slice(before)).toEqual([]);
});

test('the largest of messages passes, and so does one with odd keys', async () => {
  expect((await deliver(host, 'anna', { body: message(4, '💇'.repeat(50_000)) })).status).toBe(200);
  const odd = `{"update_id":5,"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}`;
  expect((await deliver(host, 'anna', { body: odd })).status).toBe(200);
  expect(handled).toBe(2);
});

test('only POST, and nothing is there when bots poll', async () => {
  expect((await fetch(`${host.host.httpUrl}/telegram/anna`)).status).toBe(404);
  const server = await startHttp({
    ...{ host: '127.0.0.1', port: 0, log: collectedLog().log, webhooks: null },
    readiness: () => Promise.reject(new Error('is not asked')),
  });
  expect((await fetch(`${server.url}/telegram/anna`, { method: 'POST' })).status).toBe(404);
  await server.close();
});

test('a tenant that is starting asks a genuine delivery to come again, and only that one', async () => {
  const release = house.sandbox.injectFault({
    ...{ fault: { kind: 'hang' }, method: 'getMe', times: Infinity },
  });
  const starting = await house.open([], { tenants: { clara: {} }, start: false });
  const started = starting.host.start();
  await starting.waitForLog(/"Botel is starting"/);
  expect(await deliver(starting, 'clara', { body: message(6) })).toEqual({
    ...{ status: 503, body: '', retryAfter: '1' },
  });
  expect((await deliver(starting, 'clara', { secret: 'wrong' })).status).toBe(401);
  release();
  await started;
  expect((await deliver(starting, 'clara', { body: message(6) })).status).toBe(200);
  await starting.stop();
});

/** What comes back on a connection on which nothing more is said. */
async function sayAndWait(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

test('a body or a head that does not come to its end is given up', async () => {
  const received: string[] = [];
  const server = await startHttp({
    ...{ host: '127.0.0.1', port: 0, log: collectedLog().log, requestTimeoutMs: 200 },
    readiness: () => Promise.reject(new Error('is not asked')),
    webhooks: {
      admit: (_, secret) => (secret === 'right' ? 'welcome' : 'stranger'),
      receive: async (tenant) => {
        received.push(tenant);
        return 'finished';
      },
    },
  });
  const head = (secret: string) =>
    [
      ...['POST /telegram/anna HTTP/1.1', 'host: x', 'content-type: application/json'],
      ...[`x-telegram-bot-api-secret-token: ${secret}`, 'content-length: 100', '', ''],
    ].join('\r\n');
  expect(await sayAndWait(server.url, `${head('right')}{"update_id":`)).toContain('408 Request Timeout');
  expect(await sayAndWait(server.url, head('right').slice(0, 40))).toContain('408 Request Timeout');
  // Nobody waits for the body of a stranger.
  expect(await sayAndWait(server.url, head('wrong'))).toContain('401 Unauthorized');
  expect(received).toEqual([]);
  await server.close();
});

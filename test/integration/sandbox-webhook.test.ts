import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

interface Delivery {
  readonly update: { readonly update_id: number; readonly message?: { readonly text: string } };
  readonly secret: string | undefined;
  answer(status: number, body?: string, headers?: Record<string, string>): void;
}

/** A bot's end of a webhook: every delivery waits until the test answers it. */
class Receiver {
  private readonly arrived: Delivery[] = [];
  private readonly wanted: ((delivery: Delivery) => void)[] = [];
  readonly server = http.createServer((request, response) => void this.receive(request, response));

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/telegram/anna`;
  }

  next(): Promise<Delivery> {
    const delivery = this.arrived.shift();
    return delivery === undefined
      ? new Promise((resolve) => this.wanted.push(resolve))
      : Promise.resolve(delivery);
  }

  get waiting(): number {
    return this.arrived.length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const delivery: Delivery = {
      update: JSON.parse(Buffer.concat(chunks).toString()) as Delivery['update'],
      secret: request.headers['x-telegram-bot-api-secret-token'] as string | undefined,
      answer: (status, body = '', headers = {}) => response.writeHead(status, headers).end(body),
    };
    const wanted = this.wanted.shift();
    if (wanted === undefined) this.arrived.push(delivery);
    else wanted(delivery);
  }
}

let world: TestSandbox;
let receiver: Receiver;
let url: string;

beforeEach(async () => {
  world = await startTestSandbox({ webhookRetry: { firstMs: 5, capMs: 20 }, callbackTtlMs: 5000 });
  receiver = new Receiver();
  url = await receiver.start();
});
afterEach(async () => {
  await world.sandbox.stop();
  await receiver.stop();
});

const set = (more: object = {}) => world.bot.call('setWebhook', { url, ...more });
const info = () => world.bot.result('getWebhookInfo');

test('updates arrive with the secret and are done with a 2xx', async () => {
  expect((await set({ secret_token: 'a_secret-1' })).result).toBe(true);
  const { updateId } = await world.chat.start();
  const delivery = await receiver.next();
  expect(delivery.secret).toBe('a_secret-1');
  expect(delivery.update).toMatchObject({
    update_id: updateId,
    message: { text: '/start', chat: { id: 2001 } },
  });
  expect(await info()).toMatchObject({ url, pending_update_count: 1, max_connections: 40 });
  const confirmed = world.sandbox.confirmed('anna_bot', Number(updateId));
  delivery.answer(204);
  await confirmed;
  expect(await info()).toMatchObject({ pending_update_count: 0 });
});

test('without a secret there is no header', async () => {
  await set();
  await world.chat.start();
  const delivery = await receiver.next();
  expect(delivery.secret).toBeUndefined();
  delivery.answer(200);
});

test('what fails is tried again, and what follows in the same chat waits its turn', async () => {
  await set();
  await world.chat.start();
  await world.chat.send('второе');
  const oleg = world.sandbox.person({ id: 3003, firstName: 'Олег' }).chat('anna_bot');
  const first = await receiver.next();
  await oleg.start();
  const other = await receiver.next();
  expect(other.update.message).toMatchObject({ chat: { id: 3003 } });
  other.answer(200);
  first.answer(500);
  for (let attempt = 0; attempt < 4; attempt++) {
    const again = await receiver.next();
    expect(again.update).toEqual(first.update);
    expect(receiver.waiting).toBe(0);
    again.answer(attempt === 3 ? 200 : 502);
  }
  expect(await info()).toMatchObject({
    last_error_message: 'Wrong response from the webhook: 502 Bad Gateway',
  });
  const second = await receiver.next();
  expect(second.update.message?.text).toBe('второе');
  second.answer(200);
});

test('a press does not wait behind a message of the same chat', async () => {
  await world.chat.start();
  await world.bot.result('sendMessage', {
    chat_id: 2001,
    text: 'Меню',
    reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] },
  });
  await set();
  const message = await receiver.next();
  const pressed = world.chat.press('Да');
  const press = await receiver.next();
  expect(press.update).toMatchObject({ callback_query: { data: 'yes' } });
  press.answer(
    200,
    JSON.stringify({
      method: 'answerCallbackQuery',
      callback_query_id: (press.update as unknown as { callback_query: { id: string } }).callback_query.id,
      text: 'Принято',
    }),
    { 'content-type': 'application/json' },
  );
  expect(await pressed).toEqual({ text: 'Принято', alert: false, url: null });
  message.answer(200);
});

test('Retry-After says when to come again', async () => {
  // With its own pauses the sandbox would wait for minutes here.
  await world.sandbox.stop();
  world = await startTestSandbox({ webhookRetry: { firstMs: 600_000, capMs: 600_000 } });
  await set();
  await world.chat.start();
  for (let attempt = 0; attempt < 3; attempt++)
    (await receiver.next()).answer(503, '', { 'retry-after': '0' });
  (await receiver.next()).answer(200);
});

test('a connection refused is an error to retry', async () => {
  await receiver.stop();
  await set();
  const { updateId } = await world.chat.start();
  receiver = new Receiver();
  receiver.server.listen(Number(new URL(url).port), '127.0.0.1');
  const delivery = await receiver.next();
  expect(delivery.update.update_id).toBe(updateId);
  delivery.answer(200);
});

test('an answer that is a method call is carried out', async () => {
  await set();
  await world.chat.start();
  const sendMessage = { method: 'sendMessage', chat_id: 2001, text: 'Здравствуйте' };
  (await receiver.next()).answer(200, JSON.stringify(sendMessage), { 'content-type': 'application/json' });
  expect((await world.chat.waitFor(() => true)).text).toBe('Здравствуйте');
  await world.chat.send('ещё');
  const wrong = { ...sendMessage, text: '' };
  (await receiver.next()).answer(200, JSON.stringify(wrong), { 'content-type': 'application/json' });
  await world.chat.send('и ещё');
  (await receiver.next()).answer(200, 'OK', { 'content-type': 'text/plain' });
  const calls = world.sandbox.calls({ method: 'sendMessage' });
  expect(calls.map(({ status }) => status)).toEqual([200, 400]);
});

test('deleteWebhook keeps what waits, or drops it', async () => {
  await set();
  await world.chat.start();
  await receiver.next();
  expect((await world.bot.call('deleteWebhook')).result).toBe(true);
  expect(await world.bot.result('getUpdates')).toHaveLength(1);
  await set({ drop_pending_updates: true });
  expect(await info()).toMatchObject({ pending_update_count: 0 });
  await world.chat.send('раз');
  await receiver.next();
  await world.bot.result('deleteWebhook', { drop_pending_updates: true });
  expect(await world.bot.result('getUpdates')).toEqual([]);
});

test('updates from before the webhook come through it', async () => {
  const { updateId } = await world.chat.start();
  await set();
  const delivery = await receiver.next();
  expect(delivery.update.update_id).toBe(updateId);
  delivery.answer(200);
});

test('allowed_updates hold for webhooks too', async () => {
  await set({ allowed_updates: ['my_chat_member'] });
  expect((await world.chat.start()).updateId).toBeNull();
  await world.chat.block();
  const delivery = await receiver.next();
  expect(delivery.update).toHaveProperty('my_chat_member');
  delivery.answer(200);
  expect(await info()).toMatchObject({ allowed_updates: ['my_chat_member'] });
});

test('max_connections bounds what is under way at once', async () => {
  const guests = [4001, 4002, 4003, 4004, 4005, 4006];
  for (const id of guests)
    await world.sandbox
      .person({ id, firstName: `Гость ${id}` })
      .chat('anna_bot')
      .start();
  await set({ max_connections: 2 });
  let delivery = await receiver.next();
  for (let left = guests.length - 1; left > 0; left--) {
    const other = await receiver.next();
    // A call there and back gives what should not come the time to come.
    expect(await info()).toMatchObject({ max_connections: 2 });
    expect(receiver.waiting).toBe(0);
    delivery.answer(200);
    delivery = other;
  }
  delivery.answer(200);
});

test.each([
  [{ url: 'http://example.org/hook' }, /An HTTPS URL must be provided/],
  [{ url: 'nonsense' }, /invalid URL/],
  [{ secret_token: 'пароль' }, /unallowed characters/],
  [{ secret_token: '' }, /unallowed characters/],
  [{ max_connections: 101 }, /max_connections/],
])('%j is refused', async (more, reason) => {
  const answer = await set(more);
  expect(answer.status).toBe(400);
  expect(answer.description).toMatch(reason);
  expect(await info()).toMatchObject({ url: '' });
});

test('the words of setting and deleting', async () => {
  expect((await set()).description).toBe('Webhook was set');
  expect((await set()).description).toBe('Webhook is already set');
  expect((await world.bot.call('setWebhook', { url: '' })).description).toBe('Webhook was deleted');
  expect((await world.bot.call('deleteWebhook')).description).toBe('Webhook is already deleted');
});

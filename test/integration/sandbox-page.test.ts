import { once } from 'node:events';
import http from 'node:http';
import { FixedClock } from '../../src/lib/clock.js';
import type { PageChat, PageEvent, PageState } from '../../src/sandbox/page-protocol.js';
import { readStaticFile, webFolder } from '../../src/sandbox/static-files.js';
import { annaToken, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

const clock = new FixedClock(1_790_000_000_000);
let world: TestSandbox;
beforeEach(async () => {
  world = await startTestSandbox({ clock, callbackTtlMs: 300 });
});
afterEach(() => world.sandbox.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.sandbox.apiRoot}${path}`, { headers });
async function post(path: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${world.sandbox.apiRoot}/page/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person: 2001, bot: 'anna_bot', ...body }),
  });
  return { status: response.status, body: await response.json() };
}
const chat = async () => (await (await get('/page/chat?person=2001&bot=anna_bot')).json()) as PageChat;

/** Sends a request as a browser or an attacker could, with any headers and any path. */
async function request(options: http.RequestOptions, body = ''): Promise<number> {
  const sent = http.request({ host: '127.0.0.1', port: world.sandbox.port, ...options });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

/** The events of one person, in order, as the page reads them. */
async function openEvents(person: number): Promise<{ next(): Promise<PageEvent>; close(): void }> {
  const caller = new AbortController();
  const response = await fetch(`${world.sandbox.apiRoot}/page/events?person=${person}`, {
    signal: caller.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const events = parseEvents(response.body as unknown as AsyncIterable<Uint8Array>);
  return {
    next: async () => {
      const { value, done } = await events.next();
      if (done === true) throw new Error('the stream of events has ended');
      return value;
    },
    close: () => caller.abort(),
  };
}

async function* parseEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<PageEvent, undefined> {
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) if (block.startsWith('data: ')) yield JSON.parse(block.slice(6)) as PageEvent;
  }
  return undefined;
}

test('the state names bots and people, in the language of the one who looks', async () => {
  const commands = [{ command: 'book', description: 'Записаться' }];
  await world.bot.result('setMyCommands', { commands, language_code: 'ru' });
  await world.bot.result('setMyDescription', { description: 'Запись на стрижку' });
  world.sandbox.setHints(['Нажмите «Старт»']);
  const state = (await (await get('/page/state?person=2001')).json()) as PageState;
  expect(state).toEqual({
    bots: [
      {
        username: 'anna_bot',
        name: 'Салон Анна',
        description: 'Запись на стрижку',
        shortDescription: '',
        commands,
      },
    ],
    people: [
      {
        id: 2001,
        firstName: 'Вера',
        lastName: 'Иванова',
        role: null,
        languageCode: 'ru',
        phone: '79161234567',
      },
    ],
    now: clock.now(),
    hints: ['Нажмите «Старт»'],
    canTurnClock: false,
  });
  const general = (await (await get('/page/state')).json()) as PageState;
  expect(general.bots[0]?.commands).toEqual([]);
});

test('a chat goes through the page from start to block', async () => {
  expect(await chat()).toEqual({
    messages: [],
    replyKeyboard: null,
    started: false,
    blocked: false,
    typing: false,
  });
  expect((await post('send', { text: '/start src_site' })).status).toBe(200);
  await world.bot.result('sendMessage', {
    chat_id: 2001,
    text: '<b>Меню</b> & <script>',
    parse_mode: undefined,
    reply_markup: { keyboard: [[{ text: 'Номер', request_contact: true }]], one_time_keyboard: true },
  });
  await world.bot.result('sendMessage', {
    chat_id: 2001,
    text: '<b>Услуги</b>',
    parse_mode: 'HTML',
    reply_markup: { inline_keyboard: [[{ text: 'Стрижка', callback_data: 's1', style: 'primary' }]] },
  });
  await world.bot.result('sendChatAction', { chat_id: 2001, action: 'typing' });
  const { messages, replyKeyboard, typing, started } = await chat();
  expect([started, typing]).toEqual([true, true]);
  expect(replyKeyboard).toEqual({ rows: [[{ text: 'Номер', requestContact: true }]], oneTime: true });
  expect(messages[1]?.html).toBe('&lt;b&gt;Меню&lt;/b&gt; &amp; &lt;script&gt;');
  expect(messages[2]).toEqual({
    id: 3,
    fromBot: true,
    date: clock.now(),
    editedAt: null,
    html: '<b>Услуги</b>',
    text: 'Услуги',
    photo: null,
    document: null,
    contact: null,
    location: null,
    inlineKeyboard: [[{ text: 'Стрижка', data: 's1', style: 'primary' }]],
  });
  await post('contact', {});
  await post('contact', { foreign: true });
  await post('location', {});
  expect(world.chat.messages().slice(3)).toMatchObject([
    { contact: { userId: 2001, phone: '79161234567' } },
    { contact: { userId: 1_002_001 } },
    { location: { latitude: 55.7558 } },
  ]);
  expect((await post('block', {})).status).toBe(200);
  expect(await post('send', { text: 'ау' })).toMatchObject({
    status: 409,
    body: { error: expect.stringMatching(/blocked/) as string },
  });
  expect((await chat()).blocked).toBe(true);
  await post('unblock', {});
  expect((await chat()).blocked).toBe(false);
});

test('a press waits for its answer or expires', async () => {
  await post('send', { text: '/start' });
  await world.bot.result('sendMessage', {
    chat_id: 2001,
    text: 'Меню',
    reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] },
  });
  const pressed = post('press', { messageId: 2, data: 'yes' });
  const [, update] = await waitForUpdates(2);
  await world.bot.result('answerCallbackQuery', {
    callback_query_id: update?.callback_query?.id,
    text: 'Готово',
  });
  expect(await pressed).toEqual({ status: 200, body: { text: 'Готово', alert: false, url: null } });
  expect(await post('press', { messageId: 2, data: 'yes' })).toEqual({
    status: 200,
    body: { expired: true },
  });
  expect((await post('press', { messageId: 99, data: 'yes' })).status).toBe(404);
});

async function waitForUpdates(
  count: number,
): Promise<{ update_id: number; callback_query?: { id: string } }[]> {
  for (;;) {
    const updates =
      await world.bot.result<{ update_id: number; callback_query?: { id: string } }[]>('getUpdates');
    if (updates.length >= count) return updates;
  }
}

test('events tell the page everything, and only its own person’s', async () => {
  const events = await openEvents(2001);
  const oleg = world.sandbox.person({ id: 3003, firstName: 'Олег' });
  expect(await events.next()).toEqual({ type: 'bots', bot: '' });
  const olegs = await openEvents(3003);
  await oleg.chat('anna_bot').start();
  await world.chat.start();
  expect(await events.next()).toEqual({ type: 'status', bot: 'anna_bot', started: true, blocked: false });
  expect(await events.next()).toMatchObject({
    type: 'message',
    bot: 'anna_bot',
    message: { id: 1, fromBot: false },
  });
  await world.bot.result('sendChatAction', { chat_id: 2001, action: 'typing' });
  expect(await events.next()).toEqual({ type: 'typing', bot: 'anna_bot' });
  await world.bot.result('sendMessage', { chat_id: 2001, text: 'Меню', reply_markup: { keyboard: [['А']] } });
  expect(await events.next()).toMatchObject({ type: 'message', message: { id: 2, text: 'Меню' } });
  expect(await events.next()).toEqual({
    type: 'keyboard',
    bot: 'anna_bot',
    replyKeyboard: { rows: [[{ text: 'А' }]], oneTime: false },
  });
  await world.bot.result('sendMessage', { chat_id: 2001, text: 'раз' });
  await events.next();
  await world.bot.result('editMessageText', { chat_id: 2001, message_id: 3, text: 'два' });
  expect(await events.next()).toMatchObject({
    type: 'edited',
    message: { id: 3, text: 'два', editedAt: clock.now() },
  });
  await world.bot.result('deleteMessage', { chat_id: 2001, message_id: 3 });
  expect(await events.next()).toEqual({ type: 'deleted', bot: 'anna_bot', id: 3 });
  await world.bot.result('setMyName', { name: 'Анна' });
  expect(await events.next()).toEqual({ type: 'bots', bot: 'anna_bot' });
  events.close();
  expect([await olegs.next(), await olegs.next()]).toMatchObject([{ type: 'status' }, { type: 'message' }]);
  expect(await olegs.next()).toEqual({ type: 'bots', bot: 'anna_bot' });
  olegs.close();
});

test('a person sends a file, and the bot gets its very bytes', async () => {
  await post('send', { text: '/start' });
  const content = Buffer.from([0, 255, 1, 254, 2]);
  const sent = { kind: 'document', name: 'C:\\\\списки\\\\клиенты.csv', caption: '<b>новые</b>' };
  expect((await post('file', { ...sent, content: content.toString('base64') })).status).toBe(200);
  const { document, text } = world.chat.last();
  expect([document?.fileName, document?.size, text]).toEqual(['клиенты.csv', 5, '<b>новые</b>']);
  const { file_path } = await world.bot.result<{ file_path: string }>('getFile', {
    file_id: document?.fileId,
  });
  const stored = await get(`/file/bot${annaToken}/${file_path}`);
  expect(Buffer.from(await stored.arrayBuffer())).toEqual(content);
  const nothing = { kind: 'photo', name: 'x.png', caption: '', content: 'AAAA' };
  for (const wrong of [nothing, { ...nothing, kind: 'sticker' }, { ...nothing, content: '!' }]) {
    expect((await post('file', wrong)).status).toBe(400);
  }
});

test('stopping ends the streams', async () => {
  const events = await openEvents(2001);
  await world.sandbox.stop();
  await expect(events.next()).rejects.toThrow();
  world = await startTestSandbox();
});

test('pictures are shown, documents are downloads and never pages', async () => {
  await world.chat.start();
  const document = new File(['<script>alert(1)</script>'], 'отчёт.html', { type: 'text/html' });
  await world.bot.multipart('sendDocument', { chat_id: '2001', document });
  const sent = (await chat()).messages[1]?.document;
  expect(sent).toMatchObject({ name: 'отчёт.html', size: 25 });
  const response = await get(sent?.url ?? '');
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('отчёт.html')}`,
  );
  expect((await get('/page/file/nonsense')).status).toBe(404);
});

describe('only the own page may drive the chats', () => {
  const page = { path: '/page/state' };
  const own = () => `127.0.0.1:${world.sandbox.port}`;

  test('by the host name it was opened with', async () => {
    expect(await request({ ...page, headers: { host: own() } })).toBe(200);
    expect(await request({ ...page, headers: { host: `localhost:${world.sandbox.port}` } })).toBe(200);
    for (const host of ['evil.example', `evil.example:${world.sandbox.port}`, '127.0.0.1.evil.example']) {
      expect(await request({ ...page, headers: { host } })).toBe(403);
    }
  });

  test('by origin', async () => {
    expect(await request({ ...page, headers: { host: own(), origin: `http://${own()}` } })).toBe(200);
    for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${world.sandbox.port + 1}`]) {
      expect(await request({ ...page, headers: { host: own(), origin } })).toBe(403);
    }
    const foreign = { host: own(), 'sec-fetch-site': 'cross-site' };
    expect(await request({ ...page, headers: foreign })).toBe(403);
    expect(await request({ path: '/', headers: { ...foreign, 'sec-fetch-mode': 'navigate' } })).toBe(200);
  });

  test('by JSON alone: a form is no request of the page', async () => {
    const headers = { host: own(), 'content-type': 'text/plain' };
    const body = JSON.stringify({ person: 2001, bot: 'anna_bot', text: '/start' });
    expect(await request({ method: 'POST', path: '/page/send', headers }, body)).toBe(415);
    expect(world.chat.messages()).toEqual([]);
  });
});

test.each([
  ['send', { text: 5 }, 400],
  ['send', { person: 'Вера', text: 'x' }, 400],
  ['send', { person: 77, text: 'x' }, 404],
  ['send', { bot: 'nobody_bot', text: 'x' }, 404],
  ['send', { text: '' }, 409],
  ['nothing', {}, 404],
])('a wrong request is explained: %s %j', async (path, body, status) => {
  const answer = await post(path, body);
  expect(answer).toEqual({ status, body: { error: expect.stringMatching(/./) as string } });
});

test.each(['//', 'http://evil.example:99999/', '/page/%zz', '/web/%zz'])(
  'an odd address such as %s ends nothing',
  async (path) => {
    expect(await request({ path })).toBe(404);
    expect((await get('/page/state')).status).toBe(200);
  },
);

describe('static files', () => {
  test('are served with their types, the page at /', async () => {
    const root = await get('/');
    expect(root.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await root.text()).toMatch(/^<!doctype html>/i);
    const script = await get('/web/main.js');
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
    expect((await get('/web/none.js')).status).toBe(404);
  });

  test.each([
    '/web/../sandbox.ts',
    '/web/..%2fsandbox.ts',
    '/web/%2e%2e/sandbox.ts',
    '/web//etc/passwd',
    '/web/.hidden.js',
  ])('nothing outside the folder: %s', async (path) => {
    expect(await request({ path })).toBe(404);
    expect(readStaticFile(webFolder(), path)).toBeNull();
  });

  test('the folder is found from the compiled code too', () => {
    expect(webFolder(`${process.cwd()}/dist/src/sandbox`)).toBe(`${process.cwd()}/src/sandbox/web`);
  });
});

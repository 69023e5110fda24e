import fc from 'fast-check';
import { methodFacts } from '../../src/sandbox/facts.js';
import { annaToken, readAnswer, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let world: TestSandbox;
beforeAll(async () => {
  world = await startTestSandbox();
  await world.chat.start();
});
afterAll(() => world.sandbox.stop());

const hello = { chat_id: 2001, text: 'Здравствуйте' };

describe('the four forms of a request', () => {
  const markup = JSON.stringify({ inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] });
  const flat = {
    chat_id: '2001',
    text: 'Привет & <пока>',
    disable_notification: 'true',
    reply_markup: markup,
  };
  const expected = {
    text: 'Привет & <пока>',
    reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] },
  };

  test('query of a GET', async () => {
    const url = `${world.sandbox.apiRoot}/bot${annaToken}/sendMessage?${new URLSearchParams(flat).toString()}`;
    expect((await readAnswer(await fetch(url))).result).toMatchObject(expected);
  });

  test('urlencoded', async () => {
    const answer = await world.bot.call(
      'sendMessage',
      {},
      { method: 'POST', body: new URLSearchParams(flat) },
    );
    expect(answer.result).toMatchObject(expected);
  });

  test('JSON, with nested objects as they are or as text', async () => {
    for (const reply_markup of [markup, JSON.parse(markup) as object]) {
      const answer = await world.bot.call('sendMessage', { ...flat, chat_id: 2001, reply_markup });
      expect(answer.result).toMatchObject(expected);
    }
  });

  test('multipart', async () => {
    expect((await world.bot.multipart('sendMessage', flat)).result).toMatchObject(expected);
  });

  test.each([
    ['text/plain', 'chat_id=2001', /unsupported content type/],
    ['application/json', '{"chat_id":', /body is not JSON/],
    ['application/json', '[1]', /an object is expected/],
    ['application/json', Buffer.from('7b2261223a22ff227d', 'hex'), /strings must be encoded in UTF-8/],
    ['multipart/form-data', 'x', /can't parse multipart/],
    ['multipart/form-data; boundary=a', '--a\r\nno header', /can't parse multipart/],
  ])('a malformed body of %s is refused: %s', async (type, body, reason) => {
    const answer = await world.bot.call(
      'sendMessage',
      {},
      { method: 'POST', headers: { 'content-type': type }, body },
    );
    expect(answer).toMatchObject({ status: 400, ok: false });
    expect(answer.description).toMatch(reason);
  });
});

describe('parameters against the published data', () => {
  test.each<[string, object, RegExp]>([
    ['unknown', { ...hello, teext: 'x' }, /unknown parameter "teext"/],
    ['missing', { chat_id: 2001 }, /message text is empty/],
    ['missing chat', { text: 'x' }, /chat_id is empty/],
    ['wrong type', { ...hello, disable_notification: 'perhaps' }, /"disable_notification": Boolean expected/],
    ['fraction', { ...hello, chat_id: 2001.5 }, /"chat_id": Integer or String expected/],
    ['null', { ...hello, parse_mode: null }, /"parse_mode": String expected/],
    ['number for a text', { ...hello, text: 5 }, /"text": String expected/],
    ['object that is no JSON', { ...hello, reply_markup: '{"inline' }, /text is not JSON/],
    [
      'unknown nested field',
      { ...hello, reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'b', hide: false }]] } },
      /InlineKeyboardButton has no field "hide"/,
    ],
    [
      'missing nested field',
      { ...hello, reply_markup: { inline_keyboard: [[{ callback_data: 'b' }]] } },
      /InlineKeyboardButton needs field "text"/,
    ],
    [
      'wrong nesting',
      { ...hello, reply_markup: { inline_keyboard: [{ text: 'a', callback_data: 'b' }] } },
      /item 0: Array expected/,
    ],
    [
      'wrong nested type',
      { ...hello, entities: [{ type: 'bold', offset: '0', length: 1 }] },
      /field "offset" of MessageEntity: Integer expected/,
    ],
    ['a markup of no kind', { ...hello, reply_markup: {} }, /InlineKeyboardMarkup or ReplyKeyboardMarkup/],
  ])('%s', async (_, parameters, reason) => {
    const answer = await world.bot.call('sendMessage', parameters);
    expect(answer).toMatchObject({ status: 400, ok: false });
    expect(answer.description).toMatch(reason);
  });

  test('the mark of a subtype decides what it needs', async () => {
    const commands = [{ command: 'start', description: 'Начать' }];
    const set = (scope: object) => world.bot.call('setMyCommands', { commands, scope });
    expect((await set({ type: 'chat' })).description).toMatch(/BotCommandScopeChat needs field "chat_id"/);
    expect((await set({ type: 'nowhere' })).description).toMatch(/BotCommandScope expected/);
    expect((await set({ type: 'chat', chat_id: 2001 })).ok).toBe(true);
  });

  test('newer button fields are known', async () => {
    const buttons = [
      { text: 'Записаться', callback_data: 'book', style: 'success' },
      { text: 'Скопировать', copy_text: { text: '+79161234567' } },
    ];
    await world.bot.result('sendMessage', { ...hello, reply_markup: { inline_keyboard: [buttons] } });
    expect(world.chat.last().inlineKeyboard).toEqual([
      [
        { text: 'Записаться', data: 'book', style: 'success' },
        { text: 'Скопировать', copyText: '+79161234567' },
      ],
    ]);
  });

  test('what the local Telegram does not do is refused, never pretended', async () => {
    expect(
      await world.bot.call('sendPoll', { chat_id: 2001, question: '?', options: [{ text: 'a' }] }),
    ).toMatchObject({
      status: 501,
      description: 'Not Implemented by the local Telegram: sendPoll',
    });
    expect(await world.bot.call('sendMessage', { ...hello, message_thread_id: 5 })).toMatchObject({
      status: 501,
      description: 'Not Implemented by the local Telegram: parameter "message_thread_id" of sendMessage',
    });
    expect((await world.bot.call('sendMessage', { ...hello, parse_mode: 'MarkdownV2' })).status).toBe(501);
  });
});

/** Any JSON, biased towards the names and shapes that go far into the code. */
const value = fc.oneof(
  { depthSize: 'small' },
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(
    2001,
    '2001',
    -1,
    1e300,
    '',
    'HTML',
    '<b>',
    '<a href="',
    '&#x10ffff;',
    '\ud800',
    'attach://x',
  ),
  fc.constantFrom<unknown>(
    { inline_keyboard: [[{ text: '', callback_data: '' }]] },
    { keyboard: [['a'], []] },
    { type: 'photo', media: 'attach://nothing' },
    [{ type: 'bold', offset: -1, length: 99 }],
    [{ type: 'text_link', offset: 0, length: 1, url: 'javascript:x' }],
  ),
);
const implemented = (
  'sendMessage sendPhoto sendDocument sendMediaGroup sendContact sendLocation sendVenue sendChatAction editMessageText ' +
  'editMessageCaption editMessageMedia editMessageReplyMarkup deleteMessage deleteMessages copyMessage forwardMessage ' +
  'answerCallbackQuery setMyCommands setMyName setChatMenuButton getFile getChat getChatMember setWebhook'
).split(' ');
const everyMethod = [...methodFacts.values()];
const methods = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...everyMethod.filter(({ name }) => implemented.includes(name))) },
  { weight: 1, arbitrary: fc.constantFrom(...everyMethod) },
);
const callArbitrary = methods.chain(({ name, parameters }) =>
  fc.record({
    name: fc.constant(name),
    parameters: fc.dictionary(
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom('chat_id', ...parameters.keys()) },
        { weight: 1, arbitrary: fc.string() },
      ),
      value,
      { maxKeys: 8 },
    ),
  }),
);

test('no parameters whatever bring the server down or an answer without ok', async () => {
  await fc.assert(
    fc.asyncProperty(callArbitrary, async ({ name, parameters }) => {
      // Polls that wait and a log-out would end the run, not test it.
      if (name === 'getUpdates' || name === 'logOut') return;
      const answer = await world.bot.call(name, { chat_id: 2001, ...parameters });
      expect(typeof answer.ok).toBe('boolean');
      expect(answer.status).not.toBe(500);
      if (!answer.ok) expect(answer.description).toBeTruthy();
    }),
    { numRuns: 600 },
  );
  expect((await world.bot.call('getMe')).ok).toBe(true);
});

test('no bytes whatever as a body bring the server down', async () => {
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=xx',
    '',
  ];
  const part = fc.constantFrom(
    '--xx',
    '\r\n',
    '--xx--',
    'content-disposition: form-data; name="text"',
    '{',
    '"',
    '%ff',
  );
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(part).map((parts) => Buffer.from(parts.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...types), body, async (type, bytes) => {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
      const init = { method: 'POST', headers, body: Buffer.from(bytes) };
      const answer = await world.bot.call('sendMessage', {}, init);
      expect(answer.status).toBe(400);
      expect(answer.ok).toBe(false);
    }),
    { numRuns: 200 },
  );
});

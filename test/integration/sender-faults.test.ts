import { inspect } from 'node:util';
import {
  ChatSilencedError,
  ChatUnreachableError,
  TelegramRejectedError,
  TelegramUnavailableError,
  TokenRejectedError,
} from '../../src/telegram/errors.js';
import { startSandbox, type Chat, type Fault, type Sandbox } from '../../src/sandbox/sandbox.js';
import { scriptedBotApi, type ScriptedBotApi, type ScriptedCall } from '../support/scripted-bot-api.js';
import { collectedLog, testBot, TOKEN } from '../support/telegram-bot.js';

const cleanUps: (() => Promise<void>)[] = [];
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.addBot({ token: TOKEN, username: 'anna_bot', name: 'Anna' });
});

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await sandbox.stop();
});

function botAt(apiRoot: string, overrides: Parameters<typeof testBot>[1] = {}): ReturnType<typeof testBot> {
  const made = testBot(apiRoot, overrides);
  cleanUps.push(() => made.close());
  return made;
}

async function scripted(script: (call: ScriptedCall, nth: number) => void): Promise<ScriptedBotApi> {
  const server = await scriptedBotApi(script);
  cleanUps.push(() => server.stop());
  return server;
}

async function startedChat(id: number): Promise<Chat> {
  const chat = sandbox.person({ id, firstName: 'Marta' }).chat('anna_bot');
  await chat.start();
  return chat;
}

const send = (chatId: number, text: string) => ['sendMessage', { chat_id: chatId, text }] as const;
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'resolved',
    (error: unknown) => error,
  );
const botMessages = (chat: Chat) => chat.messages().filter(({ fromBot }) => fromBot);

describe('failures without an answer', () => {
  it('does not send a message twice when the connection breaks after Telegram took it', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    const chat = await startedChat(1);
    sandbox.injectFault({ fault: { kind: 'reset' }, method: 'sendMessage', when: 'after' });
    expect(await failure(sender.call(...send(1, 'once')))).toMatchObject({ delivery: 'unknown' });
    expect(botMessages(chat)).toHaveLength(1);
  });

  it.each<Fault>([
    { kind: 'reset' },
    { kind: 'error', code: 502, description: 'Bad Gateway' },
    { kind: 'garbage' },
  ])('repeats an edit after $kind, and is content when the first one had been done', async (fault) => {
    const { sender } = botAt(sandbox.apiRoot);
    const chat = await startedChat(1);
    const { message_id } = await sender.call<{ message_id: number }>(...send(1, 'old'));
    sandbox.injectFault({ fault, method: 'editMessageText', when: 'after' });
    await sender.call('editMessageText', { chat_id: 1, message_id, text: 'new' });
    expect(chat.last()).toMatchObject({ text: 'new', editCount: 1 });
    expect(sandbox.calls({ method: 'editMessageText' })).toHaveLength(2);
  });

  it('does not repeat what the caller wants tried once', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    sandbox.injectFault({ fault: { kind: 'reset' }, method: 'getMe' });
    expect(await failure(sender.call('getMe', {}, { retry: 'never' }))).toBeInstanceOf(
      TelegramUnavailableError,
    );
    expect(sandbox.calls({ method: 'getMe' })).toHaveLength(1);
  });

  it('repeats a message that cannot have left, a bounded number of times', async () => {
    const server = await scriptedBotApi((call) => call.ok(true));
    await server.stop();
    const { log, lines } = collectedLog();
    const { sender } = botAt(server.apiRoot, { log });
    expect(await failure(sender.call(...send(1, 'x')))).toMatchObject({
      reason: 'network ECONNREFUSED',
      delivery: 'not_sent',
    });
    expect(lines.filter((line) => line.includes('trying again'))).toHaveLength(3);
  });

  it('gives up on an answer without an end', async () => {
    const server = await scripted((call) => {
      call.response.writeHead(200);
      const more = () => {
        if (!call.response.destroyed)
          call.response.write(Buffer.alloc(1 << 20, 0x20), () => setImmediate(more));
      };
      more();
    });
    const { sender } = botAt(server.apiRoot);
    const error = await failure(sender.call('getMe', {}, { retry: 'never' }));
    expect(error).toMatchObject({ reason: 'the answer is too large' });
  });
});

describe('a last word before a message leaves', () => {
  it('is asked for when its turn has come, not before, and again before each further attempt', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    const chat = await startedChat(1);
    sandbox.injectFault({ fault: { kind: 'flood', retryAfter: 0 }, method: 'sendMessage', times: 1 });
    const seen: string[] = [];
    const first = sender.call(...send(1, 'first'), {
      beforeSend: () => {
        seen.push(`first after ${botMessages(chat).length}`);
        return Promise.resolve();
      },
    });
    const second = sender.call(...send(1, 'second'), {
      beforeSend: () => {
        seen.push(`second after ${botMessages(chat).length}`);
        return Promise.resolve();
      },
    });
    await Promise.all([first, second]);
    expect(seen).toEqual(['first after 0', 'first after 0', 'second after 1']);
  });

  it('may keep it back: nothing leaves, the caller learns why, and the next one goes', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    const chat = await startedChat(1);
    const reason = new Error('not wanted any more');
    const kept = failure(sender.call(...send(1, 'kept back'), { beforeSend: () => Promise.reject(reason) }));
    await sender.call(...send(1, 'next'));
    expect(await kept).toBe(reason);
    expect(botMessages(chat).map(({ text }) => text)).toEqual(['next']);
    expect(sandbox.calls({ method: 'sendMessage' })).toHaveLength(1);
  });
});

describe('too many requests', () => {
  it('pauses the chat that was refused, in its order, and lets others go on', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    const refused = await startedChat(1);
    await startedChat(2);
    sandbox.injectFault({ fault: { kind: 'flood', retryAfter: 1 }, chatId: 1, method: 'sendMessage' });
    const first = sender.call(...send(1, 'first'));
    const second = sender.call(...send(1, 'second'));
    await sandbox.waitForCall({ method: 'sendMessage', chatId: 1 });
    await sender.call(...send(2, 'not held up'));
    expect(botMessages(refused)).toHaveLength(0);
    await Promise.all([first, second]);
    expect(botMessages(refused).map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('pauses the whole bot, and no other bot, when chat after chat is refused', async () => {
    const { log, lines } = collectedLog();
    const stop = new AbortController();
    const { sender } = botAt(sandbox.apiRoot, { log });
    sandbox.addBot({ token: `${TOKEN}2`, username: 'other_bot', name: 'Other' });
    const other = botAt(sandbox.apiRoot, { token: `${TOKEN}2` }).sender;
    for (const id of [1, 2, 3]) await startedChat(id);
    sandbox.injectFault({ fault: { kind: 'flood', retryAfter: 30 }, method: 'sendMessage', times: 2 });
    const { signal } = stop;
    const floods = [1, 2].map((id) => failure(sender.call(...send(id, 'x'), { signal })));
    const saidTwice = () => lines.filter((line) => line.includes('asks to slow down')).length === 2;
    while (!saidTwice()) await other.call('getMe', {});
    const third = failure(sender.call(...send(3, 'must wait'), { signal }));
    // The other bot's calls come and go meanwhile; this bot's would have too.
    for (let round = 0; round < 10; round += 1) await other.call('getMe', {});
    stop.abort();
    await Promise.all([...floods, third]);
    expect(lines.filter((line) => line.includes('"wholeBot":true'))).toHaveLength(1);
    expect(sandbox.calls({ method: 'sendMessage', chatId: 3 })).toHaveLength(0);
  });

  it('gives a wait of minutes back to the caller, and asks nothing meanwhile', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    await startedChat(1);
    sandbox.injectFault({ fault: { kind: 'flood', retryAfter: 600 }, method: 'sendMessage' });
    const [first, queued] = await Promise.all([
      failure(sender.call(...send(1, 'a'))),
      failure(sender.call(...send(1, 'b'))),
    ]);
    expect(first).toMatchObject({ delivery: 'not_sent', retryAfterMs: 600_000 });
    expect(queued).toBeInstanceOf(ChatSilencedError);
    expect(await failure(sender.call(...send(1, 'c')))).toBeInstanceOf(ChatSilencedError);
    expect(sandbox.calls({ method: 'sendMessage' })).toHaveLength(1);
  });

  it('waits no longer for a chat that is refused again and again while others are served, until it is served too', async () => {
    const { sender } = botAt(sandbox.apiRoot, { limits: { attempts: 2 } });
    const chat = await startedChat(1);
    await startedChat(2);
    const fault = { kind: 'flood', retryAfter: 1 } as const;
    const stop = sandbox.injectFault({ fault, chatId: 1, method: 'sendMessage', times: Infinity });
    const first = failure(sender.call(...send(1, 'first')));
    const second = failure(sender.call(...send(1, 'second')));
    await sandbox.waitForCall({ method: 'sendMessage', chatId: 1 });
    await sender.call(...send(2, 'served'));
    expect(await first).toBeInstanceOf(ChatSilencedError);
    expect(await second).toBeInstanceOf(ChatSilencedError);
    const asked = sandbox.calls({ method: 'sendMessage', chatId: 1 }).length;
    expect(await failure(sender.call(...send(1, 'third')))).toBeInstanceOf(ChatSilencedError);
    expect(sandbox.calls({ method: 'sendMessage', chatId: 1 })).toHaveLength(asked);
    stop();
    while ((await failure(sender.call(...send(1, 'later')))) instanceof ChatSilencedError)
      await sender.call('getMe', {});
    expect(botMessages(chat).map(({ text }) => text)).toEqual(['later']);
  });

  it('goes on waiting for a chat when others are refused as well: then it is the whole bot that is too fast', async () => {
    const { sender } = botAt(sandbox.apiRoot, { limits: { attempts: 2 } });
    const chat = await startedChat(1);
    for (const id of [2, 3]) await startedChat(id);
    const fault = { kind: 'flood', retryAfter: 1 } as const;
    const stops = [1, 2].map((chatId) =>
      sandbox.injectFault({ fault, chatId, method: 'sendMessage', times: Infinity }),
    );
    const first = failure(sender.call(...send(1, 'refused')));
    await sandbox.waitForCall({ method: 'sendMessage', chatId: 1 });
    await sender.call(...send(3, 'served'));
    const second = failure(sender.call(...send(2, 'refused')));
    for (const error of await Promise.all([first, second])) {
      expect(error).toBeInstanceOf(TelegramUnavailableError);
      expect(error).not.toBeInstanceOf(ChatSilencedError);
    }
    for (const stop of stops) stop();
    await sender.call(...send(1, 'later'));
    expect(botMessages(chat).map(({ text }) => text)).toEqual(['later']);
  });

  it('goes on waiting for a chat that is refused again and again while nobody is served', async () => {
    const { sender } = botAt(sandbox.apiRoot, { limits: { attempts: 2 } });
    const chat = await startedChat(1);
    const fault = { kind: 'flood', retryAfter: 1 } as const;
    sandbox.injectFault({ fault, chatId: 1, method: 'sendMessage', times: 4 });
    const error = await failure(sender.call(...send(1, 'refused')));
    expect(error).toBeInstanceOf(TelegramUnavailableError);
    expect(error).not.toBeInstanceOf(ChatSilencedError);
    await sender.call(...send(1, 'again'));
    expect(botMessages(chat).map(({ text }) => text)).toEqual(['again']);
  });
});

describe('refusals', () => {
  it('tells once of a client who blocked the bot, and drops what is sent later to them', async () => {
    const blocked: number[] = [];
    const { sender } = botAt(sandbox.apiRoot, { onBlocked: (id) => void blocked.push(id) });
    const chat = await startedChat(1);
    await chat.block();
    const calls = await Promise.all([
      failure(sender.call(...send(1, 'reply'))),
      failure(sender.call(...send(1, 'reminder'), { priority: 'notice' })),
      failure(sender.call(...send(1, 'news'), { priority: 'bulk' })),
    ]);
    for (const error of calls) expect(error).toBeInstanceOf(ChatUnreachableError);
    expect(calls[0]).toMatchObject({ chatId: 1, errorCode: 403 });
    expect(sandbox.calls({ method: 'sendMessage' })).toHaveLength(1);
    await failure(sender.call(...send(1, 'again')));
    expect(blocked).toEqual([1]);
    await chat.unblock();
    await sender.call(...send(1, 'welcome back'));
    await chat.block();
    await failure(sender.call(...send(1, 'gone again')));
    expect(blocked).toEqual([1, 1]);
  });

  it('says that a chat does not exist, and survives a listener that throws', async () => {
    const { log, lines } = collectedLog();
    const onBlocked = async () => {
      throw new Error(`no database for ${TOKEN}`);
    };
    const { sender } = botAt(sandbox.apiRoot, { log, onBlocked });
    expect(await failure(sender.call(...send(404, 'x')))).toBeInstanceOf(ChatUnreachableError);
    expect(lines.join('')).toContain('could not note that a client blocked the bot');
    expect(lines.join('')).not.toContain(TOKEN);
  });

  it('reports a rejected token once and refuses what waits', async () => {
    const rejected: TokenRejectedError[] = [];
    const { sender } = botAt(sandbox.apiRoot, { onTokenRejected: (error) => void rejected.push(error) });
    await startedChat(1);
    sandbox.revokeToken(TOKEN);
    const errors = await Promise.all([1, 2, 3].map(() => failure(sender.call(...send(1, 'x')))));
    for (const error of errors) expect(error).toBeInstanceOf(TokenRejectedError);
    expect(sandbox.calls({ method: 'sendMessage' })).toHaveLength(1);
    await failure(sender.call(...send(1, 'later')));
    expect(rejected).toHaveLength(1);
    expect(rejected[0]).toMatchObject({ errorCode: 401 });
  });

  it('takes an unknown method for what it is, not for a bad token', async () => {
    const server = await scripted((call) => call.refuse(404, 'Not Found: method not found'));
    const rejected: TokenRejectedError[] = [];
    const { sender } = botAt(server.apiRoot, { onTokenRejected: (error) => void rejected.push(error) });
    const error = await failure(sender.call('sendTelepathy', { chat_id: 1 }));
    expect(error).toBeInstanceOf(TelegramRejectedError);
    expect(rejected).toEqual([]);
  });

  it('is content with an edit that changes nothing and a press that nobody waits for', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    const chat = await startedChat(1);
    const { message_id } = await sender.call<{ message_id: number }>(...send(1, 'same'));
    expect(await sender.call('editMessageText', { chat_id: 1, message_id, text: 'same' })).toBe(true);
    expect(await sender.call('answerCallbackQuery', { callback_query_id: '1' })).toBe(true);
    expect(chat.last().editCount).toBe(0);
  });

  it('gives any other refusal back in the words of Telegram', async () => {
    const { sender } = botAt(sandbox.apiRoot);
    await startedChat(1);
    expect(await failure(sender.call(...send(1, '')))).toMatchObject({
      errorCode: 400,
      description: /empty/i,
    });
  });
});

describe('the token', () => {
  const page = `<html>The requested URL /bot${TOKEN}/sendMessage was not found.</html>`;
  const storms: [string, (call: ScriptedCall) => void][] = [
    ['a 200 page', (call) => call.raw(200, page)],
    ['a 404 page', (call) => call.raw(404, page)],
    ['a 502 page', (call) => call.raw(502, page)],
    ['a 413 page', (call) => call.raw(413, page)],
    ['a 429 page', (call) => call.raw(429, page, { 'retry-after': '1000' })],
    ['a redirect', (call) => call.raw(302, page, { location: `http://elsewhere/bot${TOKEN}/` })],
    ['a description', (call) => call.refuse(400, `Bad Request: /bot${TOKEN}/sendMessage`)],
    ['a 401 description', (call) => call.refuse(401, `Unauthorized: ${TOKEN}`)],
    ['a 403 description', (call) => call.refuse(403, `Forbidden: ${TOKEN}`)],
    ['a 500 description', (call) => call.refuse(500, `Internal: ${encodeURIComponent(TOKEN)}`)],
    ['a reset', (call) => call.reset()],
    ['a broken body', (call) => call.raw(200, `{"ok":true,"result":"${TOKEN}`)],
    ['no HTTP', (call) => void call.request.socket.end(`HTTP/9 bot${TOKEN}\r\n\r\n`)],
  ];

  it.each(storms)('shows in no error and no log line after %s', async (_name, answer) => {
    const server = await scripted(answer);
    const { log, lines } = collectedLog();
    const { sender, telegraf } = botAt(server.apiRoot, { log });
    const errors = [
      await failure(sender.call(...send(1, 'x'))),
      await failure(sender.call('getMe', {})),
      await failure(telegraf.telegram.sendMessage(1, 'x')),
    ];
    for (const error of errors) expect(error).toBeInstanceOf(Error);
    log.error({ errors }, 'all of them');
    for (const err of errors) log.error({ err }, (err as Error).message);
    const told = inspect(errors, { depth: 20, showHidden: true }) + lines.join('');
    expect(told).not.toContain(TOKEN);
    expect(told).not.toContain(encodeURIComponent(TOKEN));
  });

  it.each(['http://127.0.0.1:1', 'http://nowhere.invalid', 'https://127.0.0.1:1'])(
    'nor when %s cannot be reached',
    async (root) => {
      const { log, lines } = collectedLog();
      const { sender } = botAt(root, { log });
      const error = await failure(sender.call(...send(1, 'x')));
      expect(error).toBeInstanceOf(TelegramUnavailableError);
      expect(inspect(error, { depth: 20, showHidden: true }) + lines.join('')).not.toContain(TOKEN);
    },
  );

  it.each(['with space:and/slash', 'строка', '', '..', 'a\r\nb: c'])(
    'that is nonsense (%j) is a refusal, not a crash',
    async (token) => {
      const { sender } = botAt(sandbox.apiRoot, { token });
      const error = await failure(sender.call('getMe', {}, { retry: 'never' }));
      expect(error).toBeInstanceOf(Error);
      if (token !== '' && token !== '..') expect(inspect(error)).not.toContain(token);
    },
  );
});

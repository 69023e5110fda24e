import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { TelegramUnavailableError } from '../../src/telegram/errors.js';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { Gate, testBot, TOKEN } from '../support/telegram-bot.js';

const fast = { burst: 1000, perSecond: 1000 };
const unpaced = { pace: { bot: fast, chat: fast, group: fast } };

let sandbox: Sandbox;
const bots: ReturnType<typeof testBot>[] = [];

beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.addBot({ token: TOKEN, username: 'anna_bot', name: 'Anna' });
});

afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.close();
  await sandbox.stop();
});

function bot(
  ...[overrides]: Parameters<typeof testBot> extends [string, (infer O)?] ? [O?] : never
): ReturnType<typeof testBot> {
  const made = testBot(sandbox.apiRoot, { limits: unpaced, ...overrides });
  bots.push(made);
  return made;
}

async function startedChat(id: number): Promise<Chat> {
  const chat = sandbox.person({ id, firstName: 'Marta' }).chat('anna_bot');
  await chat.start();
  return chat;
}

const textsOf = (chat: Chat) =>
  chat
    .messages()
    .filter(({ fromBot }) => fromBot)
    .map(({ text }) => text);
const send = (chatId: number, text: string) => ['sendMessage', { chat_id: chatId, text }] as const;
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'resolved',
    (error: unknown) => error,
  );

describe('order', () => {
  it('keeps the order of a chat although many calls are made at once', async () => {
    const { sender } = bot();
    const chats = await Promise.all([1, 2, 3].map(startedChat));
    const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`);
    await Promise.all(texts.flatMap((text) => [1, 2, 3].map((chat) => sender.call(...send(chat, text)))));
    for (const chat of chats) expect(textsOf(chat)).toEqual(texts);
  });

  it('lets answers go before notices and notices before broadcasts', async () => {
    // One place in flight, and the first call holds it until all the others wait.
    const { sender } = bot({ limits: { ...unpaced, inFlight: 1 } });
    const chat = await startedChat(1);
    const first = sandbox.injectFault({ fault: { kind: 'hang' }, method: 'getMe' });
    const holding = failure(sender.call('getMe', {}, { retry: 'never' }));
    const sent = [
      sender.call(...send(1, 'bulk 1'), { priority: 'bulk' }),
      sender.call(...send(1, 'notice 1'), { priority: 'notice' }),
      sender.call(...send(1, 'bulk 2'), { priority: 'bulk' }),
      sender.call(...send(1, 'reply 1')),
      sender.call(...send(1, 'notice 2'), { priority: 'notice' }),
      sender.call(...send(1, 'reply 2')),
    ];
    first();
    await holding;
    await Promise.all(sent);
    expect(textsOf(chat)).toEqual(['reply 1', 'reply 2', 'notice 1', 'notice 2', 'bulk 1', 'bulk 2']);
  });

  it('never has more than four broadcasts under way, whatever hangs, and answers pass them by', async () => {
    const { sender } = bot();
    for (let id = 1; id <= 7; id += 1) await startedChat(id);
    const release = sandbox.injectFault({ fault: { kind: 'hang' }, method: 'sendMessage', times: 4 });
    const later = [1, 2, 3, 4, 5, 6].map((id) =>
      failure(sender.call(...send(id, 'news'), { priority: 'bulk', retry: 'never' })),
    );
    await sender.call(...send(7, 'your answer'));
    expect(sandbox.calls({ method: 'sendMessage' }).map(({ chatId }) => chatId)).toEqual([1, 2, 3, 4, 7]);
    release();
    await Promise.all(later);
    expect(sandbox.calls({ method: 'sendMessage' })).toHaveLength(7);
  });

  it('holds to the pace that Telegram enforces, so that no call meets 429', async () => {
    const limit = { botPerSecond: 400, chatPerSecond: 40, chatBurst: 5 };
    sandbox.setFloodLimits(limit);
    const pace = {
      // Far enough below the limits that calls held up on a busy machine may arrive together.
      bot: { burst: 10, perSecond: 200 },
      chat: { burst: 1, perSecond: 20 },
      group: { burst: 1, perSecond: 20 },
    };
    const { sender } = bot({ limits: { pace } });
    const chats = await Promise.all([1, 2, 3, 4].map(startedChat));
    await Promise.all(
      [1, 2, 3, 4].flatMap((id) => Array.from({ length: 15 }, (_, n) => sender.call(...send(id, `${n}`)))),
    );
    expect(sandbox.calls({ method: 'sendMessage' }).map(({ status }) => status)).toEqual(
      Array<number>(60).fill(200),
    );
    for (const chat of chats) expect(textsOf(chat)).toHaveLength(15);
  });
});

describe('what is sent', () => {
  it('uploads a file and sends objects beside it as JSON', async () => {
    const { sender } = bot();
    const chat = await startedChat(1);
    const content = Buffer.from('a,b\r\n--botel\r\n"c",Жизнь');
    const reply_markup = { inline_keyboard: [[{ text: 'Open', callback_data: 'x', style: 'success' }]] };
    const { message_id: answered } = await sender.call<{ message_id: number }>(...send(1, 'before'));
    await sender.call('sendDocument', {
      chat_id: 1,
      document: { source: content, filename: 'отчёт "1".csv' },
      caption: 'Report',
      reply_markup,
      reply_parameters: { message_id: answered },
    });
    expect(chat.last()).toMatchObject({
      text: 'Report',
      replyTo: answered,
      inlineKeyboard: [[{ text: 'Open', data: 'x', style: 'success' }]],
      document: { size: content.length },
    });
  });

  it('uploads streams, bare bytes and files deep inside', async () => {
    const { sender } = bot();
    const chat = await startedChat(1);
    await sender.call('sendDocument', {
      chat_id: 1,
      document: { source: Readable.from([Buffer.alloc(70_000, 1)]), filename: 's' },
    });
    expect(chat.last().document?.size).toBe(70_000);
    await sender.call('sendDocument', { chat_id: 1, document: new Uint8Array(12) });
    expect(chat.last().document?.size).toBe(12);
  });

  it('never fetches an address and never reads a path', async () => {
    let fetched = 0;
    const trap = createServer((_, response) => {
      fetched += 1;
      response.end('secret');
    }).listen(0, '127.0.0.1');
    await once(trap, 'listening');
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/`;
    const { sender, telegraf } = bot();
    await startedChat(1);
    await failure(sender.call('sendDocument', { chat_id: 1, document: { url } }));
    await failure(
      sender.call('sendMessage', { chat_id: 1, text: 'x', link_preview_options: { url }, web_app: { url } }),
    );
    await failure(telegraf.telegram.sendDocument(1, { url }));
    const read = await failure(telegraf.telegram.sendDocument(1, { source: '/etc/passwd' }));
    trap.close();
    await once(trap, 'close');
    expect(fetched).toBe(0);
    expect(read).toBeInstanceOf(TypeError);
  });

  it('carries what a handler sends through its context', async () => {
    const { telegraf } = bot();
    const chat = await startedChat(1);
    telegraf.on('message', async (ctx) => {
      expect(ctx.telegram).toBe(telegraf.telegram);
      expect(JSON.stringify(ctx.telegram)).not.toContain(TOKEN);
      await ctx.reply('hello', {
        reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] },
      });
    });
    await telegraf.handleUpdate({
      update_id: 1,
      message: {
        message_id: 1,
        date: 1,
        text: 'x',
        chat: { id: 1, type: 'private', first_name: 'M' },
        from: { id: 1, is_bot: false, first_name: 'M' },
      },
    });
    expect(chat.last()).toMatchObject({ text: 'hello', inlineKeyboard: [[{ text: 'Go', data: 'go' }]] });
  });

  it('asks Telegram who the bot is', async () => {
    const made = bot({ identity: null });
    const identity = await made.identify();
    expect(identity).toMatchObject({ username: 'anna_bot', is_bot: true });
    expect(made.telegraf.botInfo).toBe(identity);
  });
});

describe('room', () => {
  it('refuses broadcasts first when too much waits, and answers last', async () => {
    const still = { burst: 1, perSecond: 0.001 };
    const { sender } = bot({ limits: { capacity: 8, pace: { bot: fast, chat: still, group: still } } });
    await startedChat(1);
    await sender.call(...send(1, 'takes the only place'));
    const refused: string[] = [];
    const add = async (priority: 'reply' | 'notice' | 'bulk') => {
      const error = await failure(sender.call(...send(1, priority), { priority }));
      if (error instanceof TelegramUnavailableError && error.reason.includes('too many'))
        refused.push(priority);
    };
    const all: Promise<void>[] = [];
    for (const priority of ['bulk', 'notice', 'reply'] as const) {
      for (let count = 0; count < 5; count += 1) all.push(add(priority));
    }
    await bots[0]?.close();
    await Promise.all(all);
    expect(refused).toEqual(['bulk', 'notice', 'notice', 'notice', 'reply', 'reply', 'reply']);
  });

  it('takes a call back whose signal aborts while it waits, and one that is under way', async () => {
    const still = { burst: 1, perSecond: 0.001 };
    const { sender } = bot({ limits: { pace: { bot: fast, chat: still, group: still } } });
    const chat = await startedChat(1);
    await sender.call(...send(1, 'first'));
    const waiting = new AbortController();
    const refused = failure(sender.call(...send(1, 'second'), { signal: waiting.signal }));
    waiting.abort();
    expect(await refused).toMatchObject({ reason: 'aborted', delivery: 'not_sent' });

    sandbox.injectFault({ fault: { kind: 'hang' }, method: 'getMe' });
    const running = new AbortController();
    const cut = failure(sender.call('getMe', {}, { signal: running.signal }));
    running.abort();
    expect(await cut).toMatchObject({ reason: 'aborted' });
    expect(await failure(sender.call('getMe', {}, { signal: running.signal }))).toMatchObject({
      reason: 'aborted',
    });
    expect(textsOf(chat)).toEqual(['first']);
  });

  it('closes: what waits is refused, what is under way may end, what hangs is cut off', async () => {
    const made = bot({ limits: { ...unpaced, inFlight: 1, closeMs: 20 } });
    const arrived = new Gate();
    sandbox.injectFault({ fault: { kind: 'hang' }, method: 'getMe' });
    const hanging = failure(made.sender.call('getMe', {}));
    const waiting = failure(made.sender.call('getMyName', {}));
    void made.close().then(() => arrived.open());
    expect(await waiting).toMatchObject({ reason: 'the bot is stopping', delivery: 'not_sent' });
    expect(await hanging).toMatchObject({ reason: 'aborted' });
    await arrived.opened;
    expect(await failure(made.sender.call('getMe', {}))).toMatchObject({ reason: 'the bot is stopping' });
  });
});

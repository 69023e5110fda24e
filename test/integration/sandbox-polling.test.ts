import { FixedClock } from '../../src/lib/clock.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { annaToken, borisToken, HttpBot, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

interface Update {
  readonly update_id: number;
  readonly message?: { readonly text?: string };
  readonly callback_query?: object;
}

let world: TestSandbox;
const clock = new FixedClock(Date.UTC(2026, 10, 20, 9));

beforeEach(async () => {
  clock.setTo(Date.UTC(2026, 10, 20, 9));
  world = await startTestSandbox({ clock, callbackTtlMs: 200 });
});
afterEach(() => world.sandbox.stop());

const poll = (parameters: object = {}): Promise<Update[]> =>
  world.bot.result<Update[]>('getUpdates', parameters);
const texts = (updates: Update[]): unknown[] => updates.map(({ message }) => message?.text);

describe('getUpdates', () => {
  test('gives updates again until an offset confirms them, numbered one after the other', async () => {
    await world.chat.start();
    await world.chat.send('раз');
    await world.chat.send('два');
    const first = await poll();
    expect(texts(first)).toStrictEqual(['/start', 'раз', 'два']);
    expect(await poll()).toEqual(first);
    const ids = first.map(({ update_id }) => update_id);
    expect(ids).toEqual([ids[0], Number(ids[0]) + 1, Number(ids[0]) + 2]);
    expect(texts(await poll({ offset: ids[1] }))).toStrictEqual(['раз', 'два']);
    expect(texts(await poll())).toStrictEqual(['раз', 'два']);
    expect(await poll({ offset: Number(ids[2]) + 1 })).toEqual([]);
    expect(world.sandbox.pendingUpdates('anna_bot')).toBe(0);
  });

  test('keeps to the limit and takes a limit out of range for 100', async () => {
    for (let index = 0; index < 120; index++) await world.chat.send(`сообщение ${index}`);
    expect(await poll({ limit: 2 })).toHaveLength(2);
    expect(await poll({ limit: 0 })).toHaveLength(100);
    expect(await poll({ limit: 1000 })).toHaveLength(100);
  });

  test('a negative offset keeps the newest and forgets the rest', async () => {
    for (const text of ['а', 'б', 'в']) await world.chat.send(text);
    expect(texts(await poll({ offset: -1 }))).toStrictEqual(['в']);
    expect(texts(await poll())).toStrictEqual(['в']);
  });

  test('a poll waits for an update', async () => {
    const waiting = poll({ timeout: 50 });
    await world.sandbox.listening('anna_bot');
    await world.chat.send('привет');
    expect(texts(await waiting)).toStrictEqual(['привет']);
  });

  test('a poll that nothing happens to ends with an empty list', async () => {
    expect(await poll({ timeout: 1 })).toEqual([]);
  });

  test('a second poll ends the first with 409', async () => {
    const first = world.bot.call('getUpdates', { timeout: 50 });
    await world.sandbox.listening('anna_bot');
    const second = poll({ timeout: 50 });
    const refused = await first;
    expect(refused.status).toBe(409);
    expect(refused.description).toMatch(/^Conflict: terminated by other getUpdates request/);
    await world.sandbox.listening('anna_bot');
    await world.chat.send('кому?');
    expect(texts(await second)).toStrictEqual(['кому?']);
  });

  test('polls of different bots do not meet', async () => {
    world.sandbox.addBot({ token: borisToken, username: 'boris_bot', name: 'Борис' });
    const boris = new HttpBot(world.sandbox.apiRoot, borisToken);
    const anna = poll({ timeout: 50 });
    await world.sandbox.listening('anna_bot');
    const other = boris.result<Update[]>('getUpdates', { timeout: 50 });
    await world.sandbox.listening('boris_bot');
    await world.vera.chat('boris_bot').send('Борису');
    expect(texts(await other)).toStrictEqual(['Борису']);
    await world.chat.send('Анне');
    expect(texts(await anna)).toStrictEqual(['Анне']);
  });

  test('a poll whose caller went away takes no updates with it', async () => {
    const caller = new AbortController();
    const url = `${world.sandbox.apiRoot}/bot${annaToken}/getUpdates?timeout=50`;
    const lost = fetch(url, { signal: caller.signal }).catch((error: unknown) => error);
    await world.sandbox.listening('anna_bot');
    caller.abort();
    await lost;
    expect(await world.sandbox.waitForCall({ method: 'getUpdates' })).toMatchObject({
      ended: true,
      status: null,
    });
    await world.chat.send('ещё здесь');
    expect(texts(await poll())).toStrictEqual(['ещё здесь']);
  });

  test('allowed_updates stay until they are set again', async () => {
    await poll({ allowed_updates: ['callback_query'] });
    expect((await world.chat.send('мимо')).updateId).toBeNull();
    expect(await poll()).toEqual([]);
    await poll({ allowed_updates: [] });
    expect((await world.chat.send('снова слышно')).updateId).not.toBeNull();
    expect(texts(await poll())).toStrictEqual(['снова слышно']);
  });

  test('is refused while a webhook is set', async () => {
    await world.bot.result('setWebhook', { url: 'http://127.0.0.1:9/hook' });
    const refused = await world.bot.call('getUpdates');
    expect(refused.status).toBe(409);
    expect(refused.description).toMatch(/can't use getUpdates method while webhook is active/);
    await world.bot.result('deleteWebhook');
    expect(await poll()).toEqual([]);
  });

  test('setting a webhook ends the poll that waits', async () => {
    const waiting = world.bot.call('getUpdates', { timeout: 50 });
    await world.sandbox.listening('anna_bot');
    await world.bot.result('setWebhook', { url: 'http://127.0.0.1:9/hook' });
    expect(await waiting).toMatchObject({
      status: 409,
      description: 'Conflict: terminated by setWebhook request',
    });
  });

  test('keeps presses for 150 seconds and everything else for a day', async () => {
    await world.chat.start();
    await world.bot.result('sendMessage', {
      chat_id: 2001,
      text: 'Меню',
      reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] },
    });
    expect(await world.chat.press('Да')).toBeNull();
    expect(await poll()).toHaveLength(2);
    clock.setTo(clock.now() + 150_000);
    expect(texts(await poll())).toStrictEqual(['/start']);
    clock.setTo(clock.now() + 24 * 3_600_000);
    expect(await poll()).toEqual([]);
  });

  test('a later start does not repeat the identifiers of an earlier one', async () => {
    const { updateId } = await world.chat.start();
    clock.setTo(clock.now() + 60_000);
    const later = await startTestSandbox({ clock });
    expect((await later.chat.start()).updateId).toBe(Number(updateId) + 60);
    await later.sandbox.stop();
  });

  test('gives any raw update as it was pushed', async () => {
    const id = world.chat.update({ made_up: { deep: [1, null, 'x'] } });
    expect(await poll()).toEqual([{ update_id: id, made_up: { deep: [1, null, 'x'] } }]);
  });

  test('tells when an update is confirmed', async () => {
    const { updateId } = await world.chat.send('дошло?');
    const confirmed = world.sandbox.confirmed('anna_bot', Number(updateId));
    await poll({ offset: Number(updateId) + 1 });
    await confirmed;
    await expect(
      world.sandbox.confirmed('anna_bot', Number((await world.chat.send('нет')).updateId), { timeoutMs: 20 }),
    ).rejects.toThrow(/did not confirm update/);
  });
});

test('500 bots poll at once and each gets its own update', async () => {
  const names = Array.from({ length: 500 }, (_, index) => `many_${index}_bot`);
  const polls = names.map(async (username, index) => {
    const token = `${200_000_000 + index}:many-many-many-many-many-many-many-1`;
    world.sandbox.addBot({ token, username, name: username });
    return new HttpBot(world.sandbox.apiRoot, token).result<Update[]>('getUpdates', { timeout: 50 });
  });
  await Promise.all(names.map((username) => world.sandbox.listening(username, { timeoutMs: 30_000 })));
  for (const username of names) await world.vera.chat(username).send(username);
  expect((await Promise.all(polls)).map(texts)).toStrictEqual(names.map((username) => [username]));
});

describe('tokens', () => {
  const get = async (sandbox: Sandbox, path: string): Promise<[number, unknown]> => {
    const response = await fetch(`${sandbox.apiRoot}${path}`);
    return [response.status, await response.json()];
  };

  test('an unknown token is unauthorized, a malformed path not found', async () => {
    const { sandbox } = world;
    const unauthorized = { ok: false, error_code: 401, description: 'Unauthorized' };
    const notFound = { ok: false, error_code: 404, description: 'Not Found' };
    expect(await get(sandbox, `/bot${borisToken}/getMe`)).toEqual([401, unauthorized]);
    expect(await get(sandbox, '/botnonsense/getMe')).toEqual([404, notFound]);
    expect(await get(sandbox, `/bot${annaToken}`)).toEqual([404, notFound]);
    expect(await get(sandbox, `/bot${annaToken}/noSuchMethod`)).toEqual([
      404,
      { ...notFound, description: 'Not Found: method not found' },
    ]);
    expect(await get(sandbox, '/elsewhere')).toEqual([404, notFound]);
    expect((await get(sandbox, `/bot${annaToken}/GETME`))[0]).toBe(200);
  });

  test('a revoked token stops working at once; a new one finds the old chats', async () => {
    await world.chat.start();
    const waiting = world.bot.call('getUpdates', { timeout: 50, offset: 800_000_000 });
    await world.sandbox.listening('anna_bot');
    world.sandbox.revokeToken(annaToken);
    expect((await waiting).status).toBe(401);
    expect((await world.bot.call('getMe')).status).toBe(401);
    const token = `${annaToken}-new`;
    world.sandbox.addBot({ token, username: 'anna_bot', name: 'Салон Анна' });
    const renewed = new HttpBot(world.sandbox.apiRoot, token);
    expect(await renewed.result('sendMessage', { chat_id: 2001, text: 'снова я' })).toMatchObject({
      message_id: 2,
    });
  });

  test('a removed bot is gone with its chats', async () => {
    await world.chat.start();
    world.sandbox.removeBot(annaToken);
    expect((await world.bot.call('getMe')).status).toBe(401);
    expect(() => world.vera.chat('anna_bot')).toThrow(/no bot/);
  });

  test('after logOut nothing is answered', async () => {
    await world.bot.result('logOut');
    expect(await world.bot.call('getMe')).toMatchObject({ status: 400, description: 'Logged out' });
  });

  test('close ends the poll that waits and nothing else', async () => {
    const waiting = world.bot.call('getUpdates', { timeout: 50 });
    await world.sandbox.listening('anna_bot');
    await world.bot.result('close');
    expect((await waiting).status).toBe(500);
    expect(await world.bot.result('getMe')).toMatchObject({
      username: 'anna_bot',
      is_bot: true,
      id: 100000001,
    });
  });

  test('a token may be made known when it first calls, unless it was revoked', async () => {
    const asked: string[] = [];
    const open = await startTestSandbox({
      botForToken: (token) => {
        asked.push(token);
        return token === borisToken ? { token, username: 'boris_bot', name: 'Борис' } : null;
      },
    });
    const boris = new HttpBot(open.sandbox.apiRoot, borisToken);
    expect(await boris.result('getMe')).toMatchObject({ username: 'boris_bot' });
    expect((await boris.call('getMe')).ok).toBe(true);
    expect((await new HttpBot(open.sandbox.apiRoot, `${borisToken}x`).call('getMe')).status).toBe(401);
    open.sandbox.revokeToken(borisToken);
    expect((await boris.call('getMe')).status).toBe(401);
    expect(asked).toEqual([borisToken, `${borisToken}x`]);
    await open.sandbox.stop();
  });

  test('an error inside the server is an answer, not its end', async () => {
    const broken = await startTestSandbox({
      botForToken: () => {
        throw new Error('нет списка');
      },
    });
    const answer = await new HttpBot(broken.sandbox.apiRoot, borisToken).call('getMe');
    expect(answer).toMatchObject({ status: 500, ok: false });
    expect(await broken.bot.result('getMe')).toMatchObject({ username: 'anna_bot' });
    await broken.sandbox.stop();
  });

  test('nobody can take the token of another bot', () => {
    expect(() => world.sandbox.addBot({ token: annaToken, username: 'thief_bot', name: 'X' })).toThrow(
      /another bot/,
    );
    expect(() => world.sandbox.addBot({ token: 'nonsense', username: 'x_bot', name: 'X' })).toThrow(
      /not a bot token/,
    );
  });
});

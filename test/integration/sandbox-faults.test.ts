import { FixedClock } from '../../src/lib/clock.js';
import { telegramFloodLimits } from '../../src/sandbox/sandbox.js';
import { annaToken, borisToken, HttpBot, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

const clock = new FixedClock(1_790_000_000_000);
let world: TestSandbox;
beforeEach(async () => {
  clock.setTo(1_790_000_000_000);
  world = await startTestSandbox({ clock, callLogSize: 5 });
  await world.chat.start();
});
afterEach(() => world.sandbox.stop());

const send = (text = 'Меню', chat_id = 2001) => world.bot.call('sendMessage', { chat_id, text });
const raw = (signal?: AbortSignal) =>
  fetch(
    `${world.sandbox.apiRoot}/bot${annaToken}/sendMessage?chat_id=2001&text=x`,
    signal === undefined ? {} : { signal },
  );

describe('faults', () => {
  test('hit the calls they name, as often as they say', async () => {
    const fault = { kind: 'error', code: 500, description: 'Internal Server Error' } as const;
    world.sandbox.injectFault({ fault, method: 'sendMessage', bot: 'anna_bot', chatId: 2001, times: 2 });
    world.sandbox.injectFault({ fault, method: 'getChat' });
    world.sandbox.injectFault({ fault, bot: 'somebody_bot' });
    world.sandbox.injectFault({ fault, chatId: 99 });
    expect((await world.bot.call('getMe')).ok).toBe(true);
    expect(await send()).toMatchObject({ status: 500, ok: false, description: 'Internal Server Error' });
    expect((await send()).status).toBe(500);
    expect((await send()).ok).toBe(true);
    expect(world.chat.messages()).toHaveLength(2);
  });

  test('taken back, they are gone', async () => {
    const takeBack = world.sandbox.injectFault({ fault: { kind: 'flood', retryAfter: 7 }, times: Infinity });
    expect(await send()).toMatchObject({ status: 429, retryAfter: 7 });
    expect((await send()).headers.get('retry-after')).toBe('7');
    takeBack();
    expect((await send()).ok).toBe(true);
  });

  test('after the call: it took effect and only its answer is lost', async () => {
    world.sandbox.injectFault({ fault: { kind: 'reset' }, when: 'after' });
    await expect(raw()).rejects.toThrow();
    expect(world.chat.last()).toMatchObject({ fromBot: true, text: 'x' });
  });

  test('before the call: the connection is reset and nothing happened', async () => {
    world.sandbox.injectFault({ fault: { kind: 'reset' } });
    await expect(raw()).rejects.toThrow();
    expect(world.chat.last().fromBot).toBe(false);
  });

  test('other answers and garbage', async () => {
    world.sandbox.injectFault({ fault: { kind: 'answer', status: 502, body: '<html>Bad Gateway' } });
    const proxy = await raw();
    expect([proxy.status, await proxy.text()]).toEqual([502, '<html>Bad Gateway']);
    world.sandbox.injectFault({ fault: { kind: 'garbage' } });
    const garbage = await raw();
    expect(garbage.status).toBe(200);
    await expect(garbage.json()).rejects.toThrow();
  });

  test('hang until the caller gives up, or the rule is taken back', async () => {
    world.sandbox.injectFault({ fault: { kind: 'hang' } });
    const caller = new AbortController();
    const given = raw(caller.signal);
    await world.sandbox.waitForCall({ method: 'sendMessage' });
    caller.abort();
    await expect(given).rejects.toThrow(/abort/i);
    const takeBack = world.sandbox.injectFault({ fault: { kind: 'hang' }, method: 'getChat' });
    const hanging = world.bot.call('getChat', { chat_id: 2001 });
    await world.sandbox.waitForCall({ method: 'getChat' });
    takeBack();
    await expect(hanging).rejects.toThrow();
    expect(world.chat.messages()).toHaveLength(1);
  });

  test('of a poll: its answer is spoiled, the updates stay', async () => {
    world.sandbox.injectFault({ fault: { kind: 'garbage' }, method: 'getUpdates', when: 'after' });
    const spoiled = await fetch(`${world.sandbox.apiRoot}/bot${annaToken}/getUpdates`);
    await expect(spoiled.json()).rejects.toThrow();
    expect(await world.bot.result('getUpdates')).toHaveLength(1);
  });
});

describe('flood limits', () => {
  beforeEach(() => world.sandbox.setFloodLimits(telegramFloodLimits));

  test('a chat takes a burst, then one message a second', async () => {
    for (let count = 0; count < 5; count++) expect((await send()).ok).toBe(true);
    const refused = await send();
    expect(refused).toMatchObject({
      status: 429,
      description: 'Too Many Requests: retry after 1',
      retryAfter: 1,
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    clock.setTo(clock.now() + 1000);
    expect((await send()).ok).toBe(true);
    expect((await send()).status).toBe(429);
    expect(world.chat.messages()).toHaveLength(7);
  });

  test('a bot sends 30 a second to all its chats together; another bot is free', async () => {
    const guests = Array.from({ length: 31 }, (_, index) => 5000 + index);
    for (const id of guests) await world.sandbox.person({ id, firstName: 'Гость' }).chat('anna_bot').start();
    const answers: number[] = [];
    for (const id of guests) answers.push((await send('x', id)).status);
    expect(answers).toEqual([...Array<number>(30).fill(200), 429]);
    world.sandbox.addBot({ token: borisToken, username: 'boris_bot', name: 'Борис' });
    await world.vera.chat('boris_bot').start();
    const boris = new HttpBot(world.sandbox.apiRoot, borisToken);
    expect((await boris.call('sendMessage', { chat_id: 2001, text: 'x' })).ok).toBe(true);
  });

  test('off, nothing is refused', async () => {
    world.sandbox.setFloodLimits(null);
    for (let count = 0; count < 50; count++) expect((await send()).ok).toBe(true);
  });
});

describe('the record of calls', () => {
  test('keeps the newest, with polls apart', async () => {
    for (let count = 0; count < 30; count++) await world.bot.call('getUpdates');
    for (let count = 0; count < 12; count++) await send(`№${count}`);
    const calls = world.sandbox.calls();
    expect(calls.map(({ parameters }) => parameters['text'])).toEqual(['№7', '№8', '№9', '№10', '№11']);
    expect(calls[0]).toMatchObject({ at: clock.now(), bot: 'anna_bot', chatId: 2001, status: 200 });
    expect(world.sandbox.calls({ method: 'getUpdates' })).toHaveLength(5);
    expect(world.sandbox.calls({ bot: 'boris_bot' })).toEqual([]);
  });

  test('tells of refusals, faults and uploads', async () => {
    await send('');
    world.sandbox.injectFault({ fault: { kind: 'hang' } });
    const caller = new AbortController();
    void raw(caller.signal).catch(() => undefined);
    await world.sandbox.waitForCall({ chatId: 2001, method: 'sendMessage' });
    await new HttpBot(world.sandbox.apiRoot, borisToken).call('getMe');
    await world.bot.multipart('sendDocument', {
      chat_id: '2001',
      document: new File(['содержимое'], 'a.txt'),
    });
    expect(world.sandbox.calls({ method: 'sendMessage' })[0]).toMatchObject({
      status: 400,
      description: 'Bad Request: message text is empty',
    });
    expect(world.sandbox.calls({ method: 'getMe' })).toMatchObject([{ bot: null, status: 401 }]);
    expect(world.sandbox.calls({ method: 'sendDocument' })[0]?.parameters).toEqual({
      chat_id: '2001',
      document: { fileName: 'a.txt', size: 20 },
    });
    caller.abort();
  });

  test('a call that does not come is reported', async () => {
    await expect(world.sandbox.waitForCall({ method: 'sendPhoto' }, { timeoutMs: 20 })).rejects.toThrow(
      /no call fits/,
    );
  });
});

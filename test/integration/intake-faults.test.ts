import fc from 'fast-check';
import { inspect } from 'node:util';
import type { UpdateSource } from '../../src/telegram/polling.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { scriptedBotApi, type ScriptedBotApi, type ScriptedCall } from '../support/scripted-bot-api.js';
import {
  collectedLog,
  Counter,
  Gate,
  testBot,
  testIntake,
  TOKEN,
  type TestIntake,
} from '../support/telegram-bot.js';

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function sandboxWithBot(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  cleanUps.push(() => sandbox.stop());
  sandbox.addBot({ token: TOKEN, username: 'anna_bot', name: 'Anna' });
  return sandbox;
}

function botAt(apiRoot: string): ReturnType<typeof testBot> {
  const bot = testBot(apiRoot);
  cleanUps.push(() => bot.close());
  return bot;
}

function polling(bot: UpdateSource, overrides: Partial<Parameters<typeof testIntake>[0]> = {}): TestIntake {
  const intake = testIntake({ bot, handle: async () => undefined, ...overrides });
  cleanUps.push(() => intake.stop(0));
  return intake;
}

/** Answers the n-th poll by the script, later ones never (as a quiet Telegram), but for the one that only confirms. */
async function scripted(...answers: ((call: ScriptedCall) => void)[]): Promise<ScriptedBotApi> {
  const server = await scriptedBotApi((call, nth) => {
    if (call.method !== 'getUpdates') call.ok(true);
    else if (answers[nth] !== undefined) answers[nth](call);
    else if (call.parameters['limit'] === 1) call.ok([]);
  });
  cleanUps.push(() => server.stop());
  return server;
}

const message = (updateId: unknown, chat = 1) => ({
  update_id: updateId,
  message: { chat: { id: chat }, text: 'x' },
});

describe('a token that Telegram rejects', () => {
  it('ends polling at 401 and says so once', async () => {
    const sandbox = await sandboxWithBot();
    const { log, lines } = collectedLog();
    const intake = polling(botAt(sandbox.apiRoot), { log });
    await intake.entered('listening');
    sandbox.revokeToken(TOKEN);
    expect(await intake.entered('rejected')).toMatchObject({ code: 401 });
    await intake.stop(0);
    const before = sandbox.calls({ method: 'getUpdates' }).length;
    expect(intake.states.map(({ kind }) => kind)).toEqual(['listening', 'rejected']);
    expect(sandbox.calls({ method: 'getUpdates' })).toHaveLength(before);
    expect(lines.join('')).toContain('rejects the token');
  });

  it('ends polling at 404', async () => {
    const server = await scripted((call) => call.refuse(404, 'Not Found'));
    expect(await polling(botAt(server.apiRoot)).entered('rejected')).toMatchObject({ code: 404 });
  });

  it.each([401, 404])('does not believe a proxy that answers %d with a page', async (status) => {
    const server = await scripted(
      (call) => call.raw(status, '<html>go away</html>', { 'content-type': 'text/html' }),
      (call) => call.ok([]),
    );
    const intake = polling(botAt(server.apiRoot));
    await intake.entered('listening');
    expect(intake.states.map(({ kind }) => kind)).toEqual(['retrying', 'listening']);
  });
});

describe('trouble that passes', () => {
  const page = `<html><body>502 Bad Gateway: POST /bot${TOKEN}/getUpdates</body></html>`;
  const troubles: [string, (call: ScriptedCall) => void][] = [
    ['502 with a page', (call) => call.raw(502, page, { 'content-type': 'text/html' })],
    ['200 with a page', (call) => call.raw(200, page)],
    ['an empty body', (call) => call.raw(200, '')],
    ['half an answer', (call) => call.raw(200, '{"ok":true,"result":[{"update_id":1')],
    ['a result that is no list', (call) => call.ok({ update_id: 1 })],
    ['a list of nothing usable', (call) => call.ok([null, 7, 'x', [], { message: {} }, { update_id: 'x' }])],
    ['a reset', (call) => call.reset()],
    ['500 in the form of Telegram', (call) => call.refuse(500, `Internal Server Error /bot${TOKEN}/`)],
    ['400', (call) => call.refuse(400, 'Bad Request: allowed_updates')],
    [
      'a body cut off',
      (call) => {
        call.response.writeHead(200, { 'content-length': '500' });
        call.response.write('{"ok":', () => call.request.socket.destroy());
      },
    ],
  ];

  it.each(troubles)('retries after %s, without the token in any line', async (_name, trouble) => {
    const server = await scripted(
      trouble,
      trouble,
      (call) => call.ok([message(5)]),
      (call) => call.ok([]),
    );
    const { log, lines } = collectedLog();
    const handled = new Counter();
    const intake = polling(botAt(server.apiRoot), { log, handle: async () => handled.add() });
    await handled.reached(1);
    expect(intake.states.map(({ kind }) => kind)).toEqual(['retrying', 'listening']);
    expect(lines.join('')).toContain('polling fails');
    expect(lines.join('') + inspect(intake.states)).not.toContain(TOKEN);
  });

  it('waits as long as 429 says', async () => {
    const server = await scripted((call) =>
      call.refuse(429, 'Too Many Requests: retry after 9', { retry_after: 9 }),
    );
    const { log, lines } = collectedLog();
    const refused = new Gate();
    const intake = polling(botAt(server.apiRoot), { log, onState: () => refused.open() });
    await refused.opened;
    const said = lines
      .map((line) => JSON.parse(line) as { waitMs?: number })
      .find(({ waitMs }) => waitMs !== undefined);
    expect(said?.waitMs).toBeGreaterThanOrEqual(9000);
    // The wait ends with a stop, and until then nothing was asked.
    await intake.stop(0);
    expect(server.calls).toHaveLength(1);
  });

  it('asks without waiting after a failure, and for long while all is well', async () => {
    const server = await scripted(
      (call) => call.ok([]),
      (call) => call.reset(),
      (call) => call.ok([]),
    );
    polling(botAt(server.apiRoot));
    const polls = await server.arrived('getUpdates', 4);
    expect(polls.map(({ parameters }) => parameters['timeout'])).toEqual([0, 50, 0, 50]);
  });

  it('gives up a poll that never ends', async () => {
    const server = await scripted(
      () => undefined,
      (call) => call.ok([]),
    );
    const bot = botAt(server.apiRoot);
    // As if the answer were ten seconds late at once.
    const hurried: UpdateSource = {
      deleteWebhook: (signal) => bot.deleteWebhook(signal),
      getUpdates: (parameters, signal) =>
        bot.getUpdates({ ...parameters, timeout: parameters.timeout - 9.95 }, signal),
    };
    const intake = polling(hurried);
    await intake.entered('listening');
    expect(intake.states[0]).toMatchObject({
      kind: 'retrying',
      reason: expect.stringContaining('no answer') as string,
    });
  });
});

describe('a second receiver', () => {
  it('backs off for ever, says so once in a while, and listens again when it is alone', async () => {
    let alone = false;
    const server = await scriptedBotApi((call) => {
      if (alone) call.ok([]);
      else call.refuse(409, 'Conflict: terminated by other getUpdates request');
    });
    cleanUps.push(() => server.stop());
    const { log, lines } = collectedLog();
    const intake = polling(botAt(server.apiRoot), { log, timing: { longPollSeconds: 0 } });
    await server.arrived('getUpdates', 50);
    expect(intake.state.kind).toBe('conflict');
    const said = lines.filter((line) => line.includes('another receiver')).length;
    expect(said).toBeGreaterThan(0);
    expect(said).toBeLessThanOrEqual(4);
    alone = true;
    await intake.entered('listening');
    expect(intake.states.map(({ kind }) => kind)).toEqual(['conflict', 'listening']);
  });

  it('takes the place of a webhook that an earlier owner left', async () => {
    let hook = true;
    const server = await scriptedBotApi((call) => {
      if (call.method === 'deleteWebhook') hook = false;
      if (call.method === 'getUpdates' && hook) {
        call.refuse(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first",
        );
      } else call.ok(call.method === 'getUpdates' ? [] : true);
    });
    cleanUps.push(() => server.stop());
    await polling(botAt(server.apiRoot), { timing: { longPollSeconds: 0 } }).entered('listening');
    const [removal] = await server.arrived('deleteWebhook', 1);
    expect(removal?.parameters).toEqual({});
  });
});

describe('odd update ids', () => {
  it('handles a repeated id once, skips what has none, and moves past both', async () => {
    const server = await scripted(
      (call) =>
        call.ok([message(7), message(7), null, message(undefined), message(-1), message(1.5), message(9)]),
      (call) => call.ok([message(9), message(10)]),
    );
    const handled: unknown[] = [];
    const intake = polling(botAt(server.apiRoot), {
      handle: async (update) => void handled.push(update.update_id),
    });
    const polls = await server.arrived('getUpdates', 3);
    expect(polls.map(({ parameters }) => parameters['offset'])).toEqual([undefined, 10, 11]);
    await intake.stop(0);
    expect(handled).toEqual([7, 9, 10]);
  });

  it('follows ids that start again lower', async () => {
    const server = await scripted(
      (call) => call.ok([message(900_000), message(900_001)]),
      (call) => call.ok([message(12), message(13)]),
    );
    const handled: number[] = [];
    const intake = polling(botAt(server.apiRoot), {
      handle: async (update) => void handled.push(update.update_id),
    });
    const polls = await server.arrived('getUpdates', 3);
    expect(polls.map(({ parameters }) => parameters['offset'])).toEqual([undefined, 900_002, 14]);
    await intake.stop(0);
    expect(handled).toEqual([900_000, 900_001, 12, 13]);
  });

  it('never stops, whatever the lists hold', async () => {
    const anything = fc.oneof(fc.jsonValue(), fc.record({ update_id: fc.oneof(fc.jsonValue(), fc.nat(50)) }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.jsonValue(), fc.array(anything)), { maxLength: 8 }),
        async (results) => {
          const answers = results.map((result) => (call: ScriptedCall) => call.ok(result));
          const end = (call: ScriptedCall) => call.ok([message(1_000_000)]);
          const server = await scriptedBotApi((call, nth) =>
            (answers[nth] ?? (nth === answers.length ? end : () => undefined))(call),
          );
          const bot = testBot(server.apiRoot);
          const last = new Gate();
          const intake = testIntake({
            bot,
            timing: { retry: { firstMs: 0, capMs: 0 }, confirmMs: 20 },
            handle: async (update) => {
              if (update.update_id === 1_000_000) last.open();
            },
          });
          await last.opened;
          const polls = await server.arrived('getUpdates', answers.length + 2);
          expect(polls.at(-1)?.parameters['offset']).toBe(1_000_001);
          await server.stop();
          await intake.stop(0);
          await bot.close();
        },
      ),
      { numRuns: 30 },
    );
  });
});

it('does not ask again and again for an update that is still running', async () => {
  const server = await scripted(
    (call) => call.ok([message(1)]),
    (call) => call.ok([]),
  );
  const gate = new Gate();
  const started = new Gate();
  const handle = async () => {
    started.open();
    await gate.opened;
  };
  const bot = botAt(server.apiRoot);
  polling(bot, { handle, timing: { peek: { firstMs: 60_000, capMs: 60_000 } } });
  await started.opened;
  // Ten calls to the same server and back: an intake without a pause would have asked by then.
  for (let round = 0; round < 10; round += 1) await bot.sender.call('getMe', {});
  gate.open();
  const polls = await server.arrived('getUpdates', 2);
  expect(polls.map(({ parameters }) => parameters['offset'])).toEqual([undefined, 2]);
});

it('looks for other chats in between, with pauses, while an update is running', async () => {
  const again = (call: ScriptedCall) => call.ok([message(1)]);
  const server = await scripted(again, again, again, (call) => call.ok([message(1), message(2, 2)]));
  const handled: number[] = [];
  const other = new Gate();
  const gate = new Gate();
  const handle = async ({ update_id }: { update_id: number }) => {
    handled.push(update_id);
    if (update_id === 1) await gate.opened;
    else other.open();
  };
  polling(botAt(server.apiRoot), { handle });
  await other.opened;
  gate.open();
  expect(handled).toEqual([1, 2]);
});

it('stops at once while it is taking a webhook away and Telegram does not answer', async () => {
  const server = await scriptedBotApi((call) => {
    if (call.method === 'getUpdates')
      call.refuse(409, "Conflict: can't use getUpdates method while webhook is active");
  });
  cleanUps.push(() => server.stop());
  const intake = polling(botAt(server.apiRoot));
  await server.arrived('deleteWebhook', 1);
  await intake.stop(0);
  expect(server.calls.map(({ method }) => method)).toEqual(['getUpdates', 'deleteWebhook']);
});

it('stops at once while a poll is running, and needs no confirmation when nothing came', async () => {
  const server = await scripted((call) => call.ok([]));
  const intake = polling(botAt(server.apiRoot));
  await server.arrived('getUpdates', 2);
  await intake.stop(1000);
  expect(server.calls).toHaveLength(2);
});

it('confirms in spite of a conflict with the poll it has just cut off', async () => {
  const server = await scripted(
    (call) => call.ok([message(3)]),
    () => undefined,
    (call) => call.refuse(409, 'Conflict: terminated by other getUpdates request'),
    (call) => call.ok([]),
  );
  const intake = polling(botAt(server.apiRoot));
  await server.arrived('getUpdates', 2);
  await intake.stop(1000);
  expect(server.calls.at(-1)?.parameters).toMatchObject({ offset: 4, limit: 1, timeout: 0 });
  expect(server.calls).toHaveLength(4);
});

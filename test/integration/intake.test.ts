import fc from 'fast-check';
import type { Update } from 'telegraf/types';
import { TransientError } from '../../src/lib/errors.js';
import { TokenRejectedError } from '../../src/telegram/errors.js';
import type { GetUpdates, UpdateSource } from '../../src/telegram/polling.js';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import {
  collectedLog,
  Counter,
  Gate,
  testBot,
  testIntake,
  TOKEN,
  type TestIntake,
} from '../support/telegram-bot.js';

let sandbox: Sandbox;
let bot: ReturnType<typeof testBot>;
const intakes: TestIntake[] = [];

beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.addBot({ token: TOKEN, username: 'anna_bot', name: 'Anna' });
  bot = testBot(sandbox.apiRoot);
});

afterEach(async () => {
  for (const intake of intakes.splice(0)) await intake.stop(0);
  await bot.close();
  await sandbox.stop();
});

function intakeOf(
  handle: (update: Update, signal: AbortSignal) => Promise<void>,
  source: UpdateSource = bot,
): TestIntake {
  const intake = testIntake({ bot: source, handle });
  intakes.push(intake);
  return intake;
}

function chatOf(id: number): Chat {
  return sandbox.person({ id, firstName: `Marta ${id}` }).chat('anna_bot');
}

const textOf = (update: Update): string =>
  'message' in update && 'text' in update.message ? update.message.text : '';
const polls = () => sandbox.calls({ method: 'getUpdates' });

async function sendTo(chat: Chat, text: string): Promise<number> {
  const { updateId } = await chat.send(text);
  if (updateId === null) throw new Error('the update was filtered');
  return updateId;
}

describe('order', () => {
  it('keeps the order inside every chat, handles each update once and chats side by side', async () => {
    let sideBySide = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ chat: fc.integer({ min: 1, max: 5 }), turns: fc.integer({ min: 0, max: 6 }) }), {
          minLength: 1,
          maxLength: 60,
        }),
        async (messages) => {
          const seen = new Map<number, number[]>();
          const inside = new Set<number>();
          const done = new Counter();
          const intake = intakeOf(async (update) => {
            const number = Number(textOf(update));
            const { chat = 0, turns = 0 } = messages[number] ?? {};
            if (inside.has(chat)) throw new Error(`two updates of chat ${chat} at once`);
            inside.add(chat);
            sideBySide = Math.max(sideBySide, inside.size);
            for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
            seen.set(chat, [...(seen.get(chat) ?? []), number]);
            inside.delete(chat);
            done.add();
          });
          for (const [index, { chat }] of messages.entries()) await sendTo(chatOf(chat), String(index));
          await done.reached(messages.length);
          await intake.stop(1000);
          for (const [chat, numbers] of seen) {
            expect(numbers).toEqual([...messages.keys()].filter((index) => messages[index]?.chat === chat));
          }
          expect(done.value).toBe(messages.length);
          expect(sandbox.pendingUpdates('anna_bot')).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
    expect(sideBySide).toBeGreaterThan(1);
  });

  it('does not let a slow chat hold up the others', async () => {
    const gate = new Gate();
    const handled: string[] = [];
    const others = new Counter();
    intakeOf(async (update) => {
      if (textOf(update) === 'slow') await gate.opened;
      handled.push(textOf(update));
      others.add();
    });
    const slow = await sendTo(chatOf(1), 'slow');
    await sendTo(chatOf(1), 'after slow');
    for (let round = 1; round <= 10; round += 1) {
      await sendTo(chatOf(2), `quick ${round}`);
      await others.reached(round);
    }
    expect(handled).toEqual(Array.from({ length: 10 }, (_, index) => `quick ${index + 1}`));
    expect(polls().at(-1)?.parameters['offset']).toBe(slow);
    gate.open();
    await others.reached(12);
    expect(handled.slice(10)).toEqual(['slow', 'after slow']);
  });

  it('goes on behind a full window of unconfirmed updates as soon as the oldest is finished', async () => {
    const gate = new Gate();
    const handled = new Counter();
    intakeOf(async (update) => {
      if (textOf(update) === 'stuck') await gate.opened;
      handled.add();
    });
    await sendTo(chatOf(1), 'stuck');
    let last = 0;
    for (let index = 0; index < 150; index += 1) last = await sendTo(chatOf(2 + (index % 7)), String(index));
    await handled.reached(99);
    gate.open();
    await handled.reached(151);
    await sandbox.confirmed('anna_bot', last);
    expect(sandbox.pendingUpdates('anna_bot')).toBe(0);
  });

  it('is not deaf for good behind one chat for which alone something stays away', async () => {
    const tries = new Counter();
    const handled = new Counter();
    const told: { readonly tries: number; readonly isGivenUp: boolean }[] = [];
    let isBookAway = true;
    const intake = testIntake({
      bot,
      limits: { stuckMs: 50 },
      handle: async (update) => {
        if (textOf(update) === 'stuck') {
          tries.add();
          throw new TransientError('tenant_busy', 'its row is locked');
        }
        handled.add();
      },
      failures: {
        count: async ({ mostTries }) => {
          if (isBookAway) throw new TransientError('database_unavailable', 'the database is away');
          told.push({ tries: told.length + 1, isGivenUp: told.length + 1 === mostTries });
          return told.at(-1) ?? { tries: 0, isGivenUp: false };
        },
      },
    });
    intakes.push(intake);
    const stuck = await sendTo(chatOf(1), 'stuck');
    await tries.reached(1);
    let last = 0;
    for (let index = 0; index < 150; index += 1) last = await sendTo(chatOf(2 + (index % 7)), String(index));
    await handled.reached(99);
    // Whether the database is away from everybody cannot be known now.
    await tries.reached(tries.value + 100);
    expect(polls().at(-1)?.parameters['offset']).toBe(stuck);
    isBookAway = false;
    await handled.reached(150);
    await sandbox.confirmed('anna_bot', last);
    expect(told.filter(({ isGivenUp }) => isGivenUp)).toHaveLength(1);
  });

  it('waits, however long, for what is away from everybody', async () => {
    let isAway = false;
    const [tries, handled, counted] = [new Counter(), new Counter(), new Counter()];
    const intake = testIntake({
      bot,
      limits: { stuckMs: 50 },
      handle: async () => {
        tries.add();
        if (isAway) throw new TransientError('database_unavailable', 'the database is away');
        handled.add();
      },
      failures: {
        count: async () => {
          counted.add();
          return { tries: counted.value, isGivenUp: counted.value === 5 };
        },
      },
    });
    intakes.push(intake);
    await sendTo(chatOf(1), 'before');
    await handled.reached(1);
    isAway = true;
    for (const id of [1, 2, 3]) await sendTo(chatOf(id), 'during');
    await tries.reached(100);
    expect(counted.value).toBe(0);
    isAway = false;
    await handled.reached(4);
  });

  it('does not fetch a hundred updates again for each one of a flood that ends', async () => {
    for (let index = 0; index < 200; index += 1) await sendTo(chatOf(1), String(index));
    const handled = new Counter();
    // Long enough for a poll in between.
    intakeOf(async () => {
      for (let time = 0; time < 15; time += 1) await bot.identify();
      handled.add();
    });
    await handled.reached(60);
    expect(polls().length).toBeLessThan(20);
  });
});

describe('delivery', () => {
  it('gets unfinished updates again after a crash, and finished ones that were not confirmed yet', async () => {
    const first: string[] = [];
    const batch = new Counter();
    // The process dies after its first batch: nothing it would still send reaches Telegram.
    let answered = 0;
    const dying: UpdateSource = {
      deleteWebhook: (signal) => bot.deleteWebhook(signal),
      getUpdates: async (parameters: GetUpdates, signal: AbortSignal) => {
        if (answered > 0)
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error('dead'))),
          );
        const updates = await bot.getUpdates(parameters, signal);
        answered = updates.length;
        return updates;
      },
    };
    await sendTo(chatOf(1), 'finished');
    await sendTo(chatOf(2), 'unfinished');
    intakeOf(async (update) => {
      first.push(textOf(update));
      batch.add();
      if (textOf(update) === 'unfinished') await new Promise<never>(() => undefined);
    }, dying);
    await batch.reached(2);
    expect(sandbox.pendingUpdates('anna_bot')).toBe(2);

    const again: string[] = [];
    const second = new Counter();
    const next = intakeOf(async (update) => {
      again.push(textOf(update));
      second.add();
    });
    await second.reached(2);
    await next.stop(1000);
    expect(again).toEqual(first);
    expect(sandbox.pendingUpdates('anna_bot')).toBe(0);
  });

  it('confirms at a stop exactly what is finished, up to the first that is not', async () => {
    const started = new Counter();
    const finished = new Counter();
    const intake = intakeOf(async (update, signal) => {
      started.add();
      if (textOf(update) === 'hangs') {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        return;
      }
      finished.add();
    });
    await sendTo(chatOf(1), 'a');
    const hanging = await sendTo(chatOf(2), 'hangs');
    await sendTo(chatOf(2), 'waits behind it');
    await sendTo(chatOf(3), 'b');
    await finished.reached(2);
    await intake.stop(20);
    expect(polls().at(-1)?.parameters).toMatchObject({ offset: hanging, timeout: 0 });
    expect(sandbox.pendingUpdates('anna_bot')).toBe(3);
    expect(started.value).toBe(3);
  });

  it('waits at a stop for what runs and starts nothing more', async () => {
    const gate = new Gate();
    const started = new Counter();
    const intake = intakeOf(async () => {
      started.add();
      await gate.opened;
    });
    await sendTo(chatOf(1), 'running');
    await sendTo(chatOf(1), 'waiting');
    await started.reached(1);
    const stopped = intake.stop(10_000);
    gate.open();
    await stopped;
    expect(started.value).toBe(1);
    expect(sandbox.pendingUpdates('anna_bot')).toBe(1);
  });

  it('brings an update back until it can be handled, in its place, while other chats go on', async () => {
    const handled: string[] = [];
    const done = new Counter();
    let away = true;
    const refused = new Counter();
    intakeOf(async (update) => {
      if (away && textOf(update).startsWith('first')) {
        refused.add();
        throw new TransientError('database_unavailable', 'the database is away');
      }
      handled.push(textOf(update));
      done.add();
    });
    const stuck = await sendTo(chatOf(1), 'first 1');
    await sendTo(chatOf(1), 'first 2');
    await sendTo(chatOf(2), 'second');
    await done.reached(1);
    await refused.reached(2);
    expect(handled).toEqual(['second']);
    expect(polls().at(-1)?.parameters['offset'] ?? stuck).toBe(stuck);
    away = false;
    await done.reached(3);
    expect(handled).toEqual(['second', 'first 1', 'first 2']);
  });

  it('gives up on what fails five times, says so once and without the token, and goes on', async () => {
    const collected = collectedLog();
    const handled: string[] = [];
    const givenUp: number[] = [];
    const intake = testIntake({
      bot,
      log: collected.log,
      handle: async (update) => {
        handled.push(textOf(update));
        if (textOf(update) === 'bad')
          throw new Error(`POST https://api.telegram.org/bot${TOKEN}/sendMessage failed`);
      },
      onGivenUp: async ({ update_id: id }) => void givenUp.push(id),
    });
    intakes.push(intake);
    const bad = await sendTo(chatOf(1), 'bad');
    const good = await sendTo(chatOf(1), 'good');
    await sandbox.confirmed('anna_bot', good);
    expect(handled).toEqual(['bad', 'bad', 'bad', 'bad', 'bad', 'good']);
    expect(givenUp).toEqual([bad]);
    expect(collected.count('an update failed and is tried again')).toBe(4);
    expect(collected.count(`"alert":"update_given_up","updateId":${bad},"tries":5`)).toBe(1);
    expect(collected.lines.join('')).not.toContain(TOKEN);
  });

  it('keeps other chats going while a poison update is tried, and its effects when a try succeeds', async () => {
    const handled: string[] = [];
    const tries = new Counter();
    const others = new Counter();
    const intake = testIntake({
      bot,
      // Longer than the other chat needs, whatever the machine does.
      limits: { backoff: { firstMs: 100, capMs: 100 } },
      handle: async (update) => {
        if (textOf(update) === 'bad') {
          tries.add();
          if (tries.value < 5) throw new TypeError('a defect');
        } else others.add();
        handled.push(textOf(update));
      },
    });
    intakes.push(intake);
    const bad = await sendTo(chatOf(1), 'bad');
    const behind = await sendTo(chatOf(1), 'behind');
    await tries.reached(1);
    await sendTo(chatOf(2), 'other');
    await others.reached(1);
    expect(handled).toEqual(['other']);
    expect(polls().at(-1)?.parameters['offset'] ?? bad).toBe(bad);
    await sandbox.confirmed('anna_bot', behind);
    expect(handled).toEqual(['other', 'bad', 'behind']);
  });

  it('counts over all processes, and in memory while it cannot', async () => {
    let isAway = false;
    let shared = 3;
    const givenUp: number[] = [];
    const kept: string[] = [];
    const intake = testIntake({
      bot,
      handle: async (update) => {
        throw new Error(`no good: ${textOf(update)} +7 916 123-45-67`);
      },
      failures: {
        count: async ({ kind, error, mostTries }) => {
          if (isAway) throw new TransientError('database_unavailable', 'the database is away');
          kept.push(`${kind}: ${error}`);
          shared += 1;
          return { tries: shared, isGivenUp: shared === mostTries };
        },
      },
      onGivenUp: async ({ update_id: id }) => void givenUp.push(id),
    });
    intakes.push(intake);
    const first = await sendTo(chatOf(1), 'a');
    await sandbox.confirmed('anna_bot', first);
    expect(kept).toEqual(['message: no good: a [phone]', 'message: no good: a [phone]']);
    isAway = true;
    const second = await sendTo(chatOf(1), 'b');
    await sandbox.confirmed('anna_bot', second);
    expect(givenUp).toEqual([first, second]);
    expect(kept).toHaveLength(2);
  });

  it('keeps what cannot be answered because the token is refused', async () => {
    const tries = new Counter();
    const intake = intakeOf(async () => {
      tries.add();
      throw new TokenRejectedError('sendMessage', 401, 'Unauthorized');
    });
    await sendTo(chatOf(1), 'hello');
    await tries.reached(7);
    await intake.stop(0);
    expect(sandbox.pendingUpdates('anna_bot')).toBe(1);
  });

  it('gives up on a handler that hangs, tells it so, and lets its chat go on', async () => {
    const { log, lines } = collectedLog();
    const aborted = new Gate();
    const done = new Gate();
    const intake = testIntake({
      bot,
      log,
      limits: { slowMs: 1, giveUpMs: 20 },
      handle: async (update, signal) => {
        if (textOf(update) !== 'hangs') {
          done.open();
          return;
        }
        signal.addEventListener('abort', () => aborted.open());
        await new Promise<never>(() => undefined);
      },
    });
    intakes.push(intake);
    await sendTo(chatOf(1), 'hangs');
    const next = await sendTo(chatOf(1), 'next');
    await aborted.opened;
    await done.opened;
    await sandbox.confirmed('anna_bot', next);
    expect(lines.join('')).toContain('taking very long');
    expect(lines.join('')).toContain('gave up on an update');
    expect(intake.slow).toBe(0);
  });
});

describe('any update at all', () => {
  it('survives arbitrary JSON, hands it on and moves past it', async () => {
    const event = fc.oneof(
      fc.jsonValue(),
      fc.record({
        chat: fc.jsonValue(),
        from: fc.jsonValue(),
        message: fc.jsonValue(),
        text: fc.jsonValue(),
      }),
      fc.record({ message: fc.record({ chat: fc.record({ id: fc.jsonValue() }) }), from: fc.constant(null) }),
    );
    const update = fc.dictionary(
      fc.constantFrom('message', 'callback_query', 'poll', '__proto__', 'constructor', 'chat', ''),
      event,
    );
    bot.telegraf.use(async (ctx) => void ctx.reply(ctx.text ?? '').catch(() => undefined));
    await fc.assert(
      fc.asyncProperty(fc.array(update, { minLength: 1, maxLength: 20 }), async (raws) => {
        const chat = chatOf(1);
        const handled = new Set<number>();
        const intake = testIntake({
          bot,
          limits: { backoff: { firstMs: 1, capMs: 1 } },
          handle: async (given) => {
            handled.add(given.update_id);
            await bot.telegraf.handleUpdate(given);
          },
        });
        intakes.push(intake);
        const ids = raws.map((raw) => chat.update(raw)).filter((id) => id !== null);
        for (const id of ids) await sandbox.confirmed('anna_bot', id);
        await intake.stop(1000);
        expect([...handled]).toEqual(ids);
      }),
      { numRuns: 40 },
    );
  });
});

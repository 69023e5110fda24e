import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Composer, Telegraf, type Context } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { systemClock } from '../src/lib/clock.js';
import { createLogger } from '../src/lib/logger.js';
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.js';
import { createTelegramBot } from '../src/telegram/bot.js';
import { startPolling } from '../src/telegram/polling.js';

// Memory of one more idle polling bot: ours and a bare Telegraf one with a handler, each kind in a process of its own,
// against the same server in a third one. The budget is twice the bare bot.

const bots = 500;
const warmUp = 50;
const budgetRatio = 2;
const kinds = ['telegraf', 'botel'] as const;
type Kind = (typeof kinds)[number];

const tokenOf = (index: number) => `${7_000_000_000 + index}:AAAbcdefghijklmnopqrstuvwxyz0123456`;

function identityOf(index: number): UserFromGetMe {
  return {
    id: 7_000_000_000 + index,
    is_bot: true,
    first_name: `Salon ${index}`,
    username: `salon_${index}_bot`,
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
}

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

function memory(): Memory {
  for (let round = 0; round < 4; round += 1) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}

function startBots(kind: Kind, apiRoot: string): (index: number) => void {
  const composer = new Composer<Context>();
  composer.on('message', (ctx) => ctx.reply('hello'));
  if (kind === 'telegraf') {
    return (index) => {
      const bot = new Telegraf(tokenOf(index), { telegram: { apiRoot } });
      bot.botInfo = identityOf(index);
      bot.use(composer);
      void bot.launch({ allowedUpdates: ['message', 'callback_query'] });
    };
  }
  const log = createLogger({ level: 'warn', pretty: false });
  return (index) => {
    const bot = createTelegramBot<Context>({
      token: tokenOf(index),
      apiRoot,
      identity: identityOf(index),
      log,
      clock: systemClock,
      onBlocked: () => undefined,
    });
    bot.telegraf.use(composer);
    startPolling({
      bot,
      log,
      clock: systemClock,
      allowedUpdates: ['message', 'callback_query'],
      onState: () => undefined,
      handle: (update) => bot.telegraf.handleUpdate(update),
    });
  };
}

/** In the measured process: starts the bots it is told to, and tells its memory when asked. */
function serve(kind: Kind, apiRoot: string): void {
  const start = startBots(kind, apiRoot);
  process.on('message', ({ from, to }: { from: number; to: number }) => {
    for (let index = from; index < to; index += 1) start(index);
    if (from === to) process.send?.(memory());
  });
}

async function allIdle(sandbox: Sandbox, count: number): Promise<void> {
  for (;;) {
    const waiting = sandbox.calls({ method: 'getUpdates' }).filter(({ status }) => status === null);
    if (waiting.length >= count) return;
    await delay(50);
  }
}

async function measured(child: ChildProcess): Promise<Memory> {
  child.send({ from: 0, to: 0 });
  const [answer] = (await once(child, 'message')) as [Memory];
  return answer;
}

async function measure(kind: Kind): Promise<Memory> {
  const sandbox = await startSandbox({ callLogSize: bots * 6 });
  for (let index = 0; index < bots + warmUp; index += 1) {
    sandbox.addBot({ token: tokenOf(index), username: `salon_${index}_bot`, name: `Salon ${index}` });
  }
  const child = fork(__filename, [kind, sandbox.apiRoot], { execArgv: ['--expose-gc'] });
  child.send({ from: 0, to: warmUp });
  await allIdle(sandbox, warmUp);
  const before = await measured(child);
  child.send({ from: warmUp, to: warmUp + bots });
  await allIdle(sandbox, warmUp + bots);
  const after = await measured(child);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await sandbox.stop();
  return { rss: (after.rss - before.rss) / bots, heap: (after.heap - before.heap) / bots };
}

async function main(): Promise<void> {
  const results = new Map<Kind, Memory>();
  for (const kind of kinds) {
    const result = await measure(kind);
    results.set(kind, result);
    const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
    process.stdout.write(
      `${kind.padEnd(9)} ${kib(result.rss)} a bot in all, ${kib(result.heap)} of it on the heap\n`,
    );
  }
  const ratio = (results.get('botel')?.rss ?? 0) / (results.get('telegraf')?.rss ?? 1);
  const within = ratio <= budgetRatio;
  process.stdout.write(
    `${ratio.toFixed(2)} × bare Telegraf (at most ${budgetRatio}): ${within ? 'within' : 'OVER'} the budget\n`,
  );
  if (!within) process.exitCode = 1;
}

const [kind, apiRoot] = process.argv.slice(2);
if ((kind === 'telegraf' || kind === 'botel') && apiRoot !== undefined) serve(kind, apiRoot);
else void main();

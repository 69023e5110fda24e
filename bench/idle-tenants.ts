import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Composer, Telegraf, type Context } from 'telegraf';
import { readConfig } from '../src/config/config.js';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import { createHost } from '../src/host/host.js';
import { systemClock } from '../src/lib/clock.js';
import { createLogger } from '../src/lib/logger.js';
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.js';

// Memory of one more idle salon in the whole host, database and registry included, against one more bare polling bot of
// Telegraf. Each kind runs in a process of its own, against the same local Telegram in a third one. The host is measured
// at a warm start, after a cold one has made the schemas; both starts are timed.

const warmUp = 50;
const budgetRatio = 2;
const budgetThousandMiB = 400;

interface Task {
  readonly kind: 'telegraf' | 'botel';
  readonly apiRoot: string;
  readonly folder: string;
  readonly databaseUrl: string;
}

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

const tokenOf = (index: number): string => `${700_000_000 + index}:AAAbcdefghijklmnopqrstuvwxyz0123456`;

function memory(): Memory {
  for (let round = 0; round < 4; round += 1) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}

type Grow = (count: number) => Promise<void>;

function growTelegraf({ apiRoot }: Task): Grow {
  const composer = new Composer<Context>();
  composer.on('message', (ctx) => ctx.reply('hello'));
  let started = 0;
  return async (count) => {
    for (; started < count; started += 1) {
      const bot = new Telegraf(tokenOf(started), { telegram: { apiRoot } });
      bot.use(composer);
      void bot.launch({ allowedUpdates: ['message', 'callback_query'] });
    }
  };
}

async function growBotel({ apiRoot, folder, databaseUrl }: Task): Promise<Grow> {
  const registry = join(folder, 'tenants.yaml');
  const save = async (count: number): Promise<void> => {
    const salons = Array.from(
      { length: count },
      (_, index) =>
        `  salon_${index}: { name: Salon ${index}, token: "${tokenOf(index)}", template: beauty }\n`,
    );
    await writeFile(`${registry}.new`, `tenants:\n${salons.join('')}`);
    await rename(`${registry}.new`, registry);
  };
  await save(0);
  const host = await createHost({
    config: readConfig({
      TENANTS_FILE: registry,
      DATA_DIR: folder,
      DATABASE_URL: databaseUrl,
      TELEGRAM_API_ROOT: apiRoot,
      HTTP_PORT: '0',
    }),
    log: createLogger({ level: 'error', pretty: false }),
    clock: systemClock,
  });
  await host.start();
  process.on('disconnect', () => void host.stop());
  return async (count) => {
    await save(count);
    const running = (): number => host.tenants().filter(({ state }) => state === 'running').length;
    while (running() < count) await delay(20);
  };
}

/** In the measured process: has as many bots as it is told to, and then tells its memory when asked. */
async function serve(task: Task): Promise<void> {
  const grow = task.kind === 'telegraf' ? growTelegraf(task) : await growBotel(task);
  process.on('message', (count: number | 'memory') => {
    if (count === 'memory') process.send?.(memory());
    else void grow(count).then(() => process.send?.('grown'));
  });
  process.send?.('ready');
}

async function start(task: Task): Promise<ChildProcess> {
  const child = fork(__filename, [JSON.stringify(task)], { execArgv: ['--expose-gc'] });
  await once(child, 'message');
  return child;
}

/** Resolves with the seconds until that many bots hang on a long poll. */
async function grow(child: ChildProcess, count: number, sandbox: Sandbox): Promise<number> {
  const from = performance.now();
  child.send(count);
  await once(child, 'message');
  const isIdle = (): boolean =>
    sandbox.calls({ method: 'getUpdates' }).filter((poll) => poll.status === null).length >= count;
  while (!isIdle()) await delay(50);
  return (performance.now() - from) / 1000;
}

async function askMemory(child: ChildProcess): Promise<Memory> {
  child.send('memory');
  const [answer] = (await once(child, 'message')) as [Memory];
  return answer;
}

async function withTelegram<T>(bots: number, work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ callLogSize: bots * 12 });
  for (let index = 0; index < bots; index += 1) {
    sandbox.addBot({ token: tokenOf(index), username: `salon_${index}_bot`, name: `Salon ${index}` });
  }
  try {
    return await work(sandbox);
  } finally {
    await sandbox.stop();
  }
}

interface Result {
  readonly each: Memory;
  readonly total: Memory;
  readonly seconds: number;
}

function measure(task: Omit<Task, 'apiRoot'>, bots: number): Promise<Result> {
  return withTelegram(bots + warmUp, async (sandbox) => {
    const child = await start({ ...task, apiRoot: sandbox.apiRoot });
    await grow(child, warmUp, sandbox);
    const before = await askMemory(child);
    const seconds = await grow(child, warmUp + bots, sandbox);
    const total = await askMemory(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const each = { rss: (total.rss - before.rss) / bots, heap: (total.heap - before.heap) / bots };
    return { each, total, seconds };
  });
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;

function tell(name: string, { each, total, seconds }: Result, bots: number): void {
  say(
    `${name.padEnd(18)} ${kib(each.rss)} a bot, ${kib(each.heap)} of it on the heap; ` +
      `${mib(total.rss)} in all with ${bots + warmUp}; ${bots} more listened after ${seconds.toFixed(1)} s`,
  );
}

function judge(telegraf: Result, botel: Result, bots: number): void {
  const ratio = botel.each.rss / telegraf.each.rss;
  const thousand = (botel.total.rss + botel.each.rss * (1000 - bots - warmUp)) / 1024 / 1024;
  const isWithin = ratio <= budgetRatio && thousand <= budgetThousandMiB;
  say(
    `${ratio.toFixed(2)} × bare Telegraf (at most ${budgetRatio}), ${thousand.toFixed(0)} MiB for 1000 salons ` +
      `(at most ${budgetThousandMiB}): ${isWithin ? 'within' : 'OVER'} the budget`,
  );
  if (!isWithin) process.exitCode = 1;
}

async function main(bots: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const log = createLogger({ level: 'error', pretty: false });
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log, settings: { fsync: 'off' } });
  try {
    const task = { folder, databaseUrl: postgres.url };
    const telegraf = await measure({ ...task, kind: 'telegraf' }, bots);
    tell('bare Telegraf', telegraf, bots);
    const cold = await measure({ ...task, kind: 'botel' }, bots);
    tell('Botel, cold start', cold, bots);
    const warm = await measure({ ...task, kind: 'botel' }, bots);
    tell('Botel, warm start', warm, bots);
    judge(telegraf, warm, bots);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const [argument = '500'] = process.argv.slice(2);
if (argument.startsWith('{')) void serve(JSON.parse(argument) as Task);
else void main(Number(argument));

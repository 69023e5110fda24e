import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import type { Host } from '../src/host/host.js';
import { createLogger } from '../src/lib/logger.js';
import { OtherProcess } from './house/channel.js';
import { loopDelay, say } from './house/figures.js';
import { idOf, openHost, saveRegistry, type Entry } from './house/salons.js';
import { inWords, Meter } from './house/spent.js';
import type { TelegramOrders } from './house/telegram.js';

// A host of a thousand salons: how long it takes from nothing (every schema is made) and with all of that there, how soon
// a salon that is added to the file answers, and how long the event loop stands still while the file is read again. What
// each step takes of the machine stands beside it: that says more than the clock when the machine is busy. The local
// Telegram takes any number of new tokens; the real one takes 600 an hour, and they wait for that. BENCH_TENANTS changes how
// many salons there are.

const salons = Number(process.env.BENCH_TENANTS ?? 1_000);
const budgets = { cold: 90, warm: 20, added: 3, stillMs: 50 };
const all = Array.from({ length: salons }, (_, index) => index);
const added = salons;

const running = (host: Host): number => host.tenants().filter(({ state }) => state === 'running').length;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

function tell(what: string, value: number, budget: number, unit: string): void {
  const isOver = value > budget;
  if (isOver) process.exitCode = 1;
  say(
    `${what.padEnd(52)} ${value.toFixed(unit === 's' ? 1 : 0)} ${unit} (at most ${budget})${isOver ? ' OVER' : ''}`,
  );
}

async function start(what: string, budget: number, meter: Meter, open: () => Promise<Host>): Promise<Host> {
  const host = await open();
  meter.take();
  const seconds = await secondsOf(() => host.start());
  if (running(host) < salons) throw new Error(`only ${running(host)} of ${salons} salons run`);
  tell(`${what} start of ${salons} salons`, seconds, budget, 's');
  say(inWords(meter.take(), salons, 'salon'));
  return host;
}

async function change(
  folder: string,
  host: Host,
  telegram: OtherProcess<TelegramOrders>,
  meter: Meter,
): Promise<void> {
  const loop = loopDelay();
  const suspended = (salon: number): Entry => (salon === 7 ? { state: 'suspended' } : {});
  await delay(2_000);
  loop.reset();
  meter.take();
  await saveRegistry(folder, all, suspended);
  await until(() => host.tenants().some(({ id, state }) => id === idOf(7) && state === 'suspended'));
  tell('event loop still while the file is read again', loop.max(), budgets.stillMs, 'ms');
  say(inWords(meter.take(), 1, 'change'));
  const answered = await secondsOf(async () => {
    await saveRegistry(folder, [...all, added], suspended);
    await telegram.ask('greet', { salon: added, index: 0 });
  });
  tell('a salon added to the file answers after', answered, budgets.added, 's');
  say(inWords(meter.take(), 1, 'change'));
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const log = createLogger({ level: 'fatal', pretty: false });
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log, settings: { fsync: 'off' } });
  const telegram = await OtherProcess.start<TelegramOrders>(join(__dirname, 'house/telegram.js'));
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  try {
    const meter = await Meter.of(admin);
    const apiRoot = await telegram.ask('open', { bots: salons + 1, callLogSize: 1_000 });
    const registry = await saveRegistry(folder, all);
    const open = (): Promise<Host> => openHost({ folder, registry, databaseUrl: postgres.url, apiRoot });
    const cold = await start('cold', budgets.cold, meter, open);
    // What bots say about themselves is told in the background.
    await telegram.ask('introduced', { bots: salons });
    await cold.stop();
    const warm = await start('warm', budgets.warm, meter, open);
    await change(folder, warm, telegram, meter);
    await warm.stop();
  } finally {
    await admin.end();
    await telegram.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

void main();

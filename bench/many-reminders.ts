import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import { createLogger } from '../src/lib/logger.js';
import { OtherProcess } from './house/channel.js';
import { loopDelay, percentile, say } from './house/figures.js';
import { openHost, saveRegistry, seedClients, seedReminders } from './house/salons.js';
import { inWords, Meter } from './house/spent.js';
import type { TelegramOrders } from './house/telegram.js';

// Ten thousand reminders of a thousand salons are due at the same moment, as before every full hour. How long until all
// are in the chats, and how long a salon waits for its first one. Bots send at the pace Telegram allows; the local
// Telegram answers at once, in a process of its own. BENCH_TENANTS and BENCH_REMINDERS change how many salons there are and
// how many reminders each of them has.

const salons = Number(process.env.BENCH_TENANTS ?? 1_000);
const each = Number(process.env.BENCH_REMINDERS ?? 10);
const budgetSeconds = 30;
const preparedSeconds = 8;
const all = Array.from({ length: salons }, (_, index) => index);

interface Sent {
  readonly bot: string;
  readonly at: number;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const log = createLogger({ level: 'fatal', pretty: false });
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log, settings: { fsync: 'off' } });
  const telegram = await OtherProcess.start<TelegramOrders>(join(__dirname, 'house/telegram.js'));
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  try {
    const apiRoot = await telegram.ask('open', { bots: salons, callLogSize: salons * each * 2 });
    await telegram.ask('acquaint', { salons: all, people: each });
    const registry = await saveRegistry(folder, all);
    const host = await openHost({ folder, registry, databaseUrl: postgres.url, apiRoot });
    await host.start();
    await telegram.ask('introduced', { bots: salons });
    const meter = await Meter.of(admin);
    tell(await send(admin, telegram, meter));
    say(inWords(meter.take(), salons * each, 'reminder'));
    await host.stop();
  } finally {
    await admin.end();
    await telegram.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The reminders as they were sent, in milliseconds since they were due. */
async function send(admin: Client, telegram: OtherProcess<TelegramOrders>, meter: Meter): Promise<Sent[]> {
  for (const salon of all) await seedClients(admin, salon, 0, each);
  await admin.query('analyze');
  const seeding = performance.now();
  await seedReminders(admin, 0, each, Date.now() + 3_600_000);
  const perSalon = performance.now() - seeding;
  const dueAt = Date.now() + 3 * perSalon * salons + preparedSeconds * 1_000;
  for (const salon of all.slice(1)) await seedReminders(admin, salon, each, dueAt);
  await admin.query('update t_salon_0.notifications set due_at = $1', [new Date(dueAt)]);
  if (Date.now() > dueAt) throw new Error('the reminders were due before all of them were there');
  await delay(dueAt - Date.now());
  meter.take();
  const loop = loopDelay();
  for (;;) {
    await delay(1_000);
    const sent = await telegram.ask('sent', { since: dueAt });
    const isOver = sent.length >= salons * each || Date.now() - dueAt > 120_000;
    if (!isOver) continue;
    say(`event loop: p99 ${loop.p99().toFixed(0)} ms, longest ${loop.max().toFixed(0)} ms`);
    return sent.map(({ bot, at }) => ({ bot, at: at - dueAt }));
  }
}

function tell(sent: readonly Sent[]): void {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { bot, at } of sent) {
    first.set(bot, Math.min(first.get(bot) ?? Infinity, at));
    last.set(bot, Math.max(last.get(bot) ?? 0, at));
  }
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const firsts = [...first.values()];
  const lasts = [...last.values()];
  const total = Math.max(...lasts);
  const isOver = sent.length < salons * each || total > budgetSeconds * 1_000;
  say(`${sent.length} of ${salons * each} reminders of ${first.size} salons sent`);
  say(
    `a salon's first reminder: half after ${seconds(percentile(firsts, 0.5))} s, the last salon's after ${seconds(Math.max(...firsts))} s`,
  );
  say(
    `a salon has all of its own: half after ${seconds(percentile(lasts, 0.5))} s, the last after ${seconds(total)} s ` +
      `(at most ${budgetSeconds})${isOver ? ' OVER' : ''}`,
  );
  if (isOver) process.exitCode = 1;
}

void main();

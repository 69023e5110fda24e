/**
 * A salon with 100,000 bookings: how long its figures take, and how much memory a file of all of them. The file is made in
 * a process of its own, whose memory is compared with what it had before.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { Client } from 'pg';
import pino from 'pino';
import { csvHabits, exportWords } from '../src/bot/admin/exports/words.js';
import { chartOf } from '../src/bot/admin/numbers/chart.js';
import { wordingFor } from '../src/bot/wording.js';
import { databaseSessions } from '../src/commands/database-sessions.js';
import { exportData } from '../src/commands/desk/export-data.js';
import { readNumbers } from '../src/commands/desk/read-numbers.js';
import { furnishTenant } from '../src/commands/furnish-tenant.js';
import { Sessions } from '../src/commands/sessions.js';
import type { TenantContext } from '../src/commands/tenant-context.js';
import { openDatabase } from '../src/db/database.js';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import type { TenantDb } from '../src/db/tenant-db.js';
import { everything, periodAround, type Period } from '../src/domain/period.js';
import { defaultSettings } from '../src/domain/settings.js';
import { FixedClock } from '../src/lib/clock.js';
import { openWorkshop } from '../src/reports/workshop.js';

const zone = 'Europe/Berlin';
const masters = 20;
const bookings = 100_000;
const rounds = 10;
const budgetMiB = 150;
const log = pino({ level: 'silent' });
const tenantId = 'bench';
/** In the middle of what is booked. */
const now = Date.UTC(2026, 5, 15, 12);

function contextOf(db: TenantDb): TenantContext {
  const clock = new FixedClock(now);
  return {
    id: db.tenantId,
    name: 'Салон',
    zone,
    locale: 'ru',
    country: 'RU',
    currency: 'RUB',
    owners: [],
    starting: { zone, locale: 'ru', currency: 'RUB' },
    settings: defaultSettings,
    db,
    files: { download: () => Promise.reject(new Error('no files here')) },
    limits: { count: () => Promise.resolve('allowed') },
    sessions: new Sessions(clock, log).of(db.tenantId, databaseSessions(db, clock, 'default')),
    workshop: openWorkshop(),
    wake: () => undefined,
    secret: (purpose) => purpose,
    profileChanged: () => Promise.resolve(),
    sender: { call: (method) => Promise.reject(new Error(`a command sent ${method}`)) },
    clock,
    log,
  };
}

/** Twenty masters, each with 5,000 visits of 45 minutes, one an hour; 10,000 clients; a fifth of the visits reviewed. */
async function fill(ctx: TenantContext): Promise<void> {
  await furnishTenant(ctx, {
    services: Array.from({ length: 12 }, (_, index) => ({
      name: `Услуга ${index + 1}`,
      priceMinor: 150_000,
      durationMinutes: 45,
    })),
    staff: Array.from({ length: masters }, (_, index) => ({ name: `Мастер ${index + 1}` })),
    hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 540, endMinute: 1260 })),
    breaks: [],
  });
  const run = (sql: string): Promise<unknown> => ctx.db.transact((tx) => tx.rows(tx.sql.raw(sql)));
  await run(`insert into clients (telegram_id, name, phone, created_at)
    select n, 'Клиент ' || n, '+7916' || (1000000 + n), timestamptz '2025-12-01' + n * interval '1 hour'
    from generate_series(1, 10000) n`);
  // Twelve a day: the visits of one master begin every hour from 6 to 17 h UTC.
  for (let staff = 1; staff <= masters; staff += 1) {
    await run(`insert into bookings (client_id, service_id, staff_id, status, starts_at, ends_at, during, price_minor,
        currency, contact_name, contact_phone, comment, created_at)
      select 1 + (n * 7 + ${staff} * 13) % 10000, 1 + n % 12, ${staff},
        case n % 10 when 0 then 'cancelled' when 1 then 'no_show' else 'booked' end,
        at, at + interval '45 minutes', tstzrange(at, at + interval '45 minutes'), 100000 + n % 7 * 25000, 'RUB',
        'Клиент Клиентович ' || n, '+7916' || (1000000 + n), case n % 3 when 0 then 'Пожалуйста, без громкой музыки' end,
        at - interval '3 days'
      from (select n, timestamptz '2026-01-01 06:00Z' + n / 12 * interval '1 day' + n % 12 * interval '1 hour' as at
        from generate_series(0, ${bookings / masters - 1}) n) visits`);
  }
  await run(`insert into reviews (booking_id, client_id, service_id, staff_id, stars, body, created_at)
    select id, client_id, service_id, staff_id, 1 + id % 5, 'Всё понравилось', ends_at from bookings
    where id % 5 = 0 and ends_at < '2026-06-15'`);
}

/** As the server does by itself within a minute. */
async function analyze(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`analyze t_${tenantId}.bookings, t_${tenantId}.clients, t_${tenantId}.reviews`);
  await client.end();
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const from = performance.now();
  const value = await work();
  return { ms: performance.now() - from, value };
}

async function figures(ctx: TenantContext): Promise<void> {
  const day = '2026-06-15';
  const periods: [string, Period][] = [
    ['a day', periodAround(day, 'day')],
    ['a week', periodAround(day, 'week')],
    ['a month', periodAround(day, 'month')],
    ['a year, all bookings', periodAround(day, 'year')],
  ];
  for (const [name, period] of periods) {
    const times: number[] = [];
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    let counted = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { ms, value } = await timed(() => readNumbers(ctx, period));
      if (value === 'too_long') throw new Error(value);
      counted = value.current.bookings;
      times.push(ms);
    }
    loop.disable();
    times.sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.floor(share * (rounds - 1))] ?? 0).toFixed(0);
    say(
      `figures of ${name} (${counted} bookings): median ${at(0.5)} ms, worst ${at(1)} ms; ` +
        `event loop late by ${late(loop)}`,
    );
  }
  const numbers = await readNumbers(ctx, periodAround(day, 'month'));
  if (numbers === 'too_long') throw new Error(numbers);
  const order = chartOf(numbers, ctx.name, ctx.currency, wordingFor({ locale: 'ru', zone, country: 'RU' }));
  const first = await timed(() => ctx.workshop.draw(order));
  const next = await timed(() => ctx.workshop.draw(order));
  say(
    `chart of a month: ${first.ms.toFixed(0)} ms with the start of the thread, then ${next.ms.toFixed(0)} ms; ` +
      `${(first.value.length / 1024).toFixed(0)} KiB`,
  );
}

/** How late timers of 5 ms were. */
function late(loop: IntervalHistogram): string {
  const ms = (ns: number): string => Math.max(0, ns / 1e6 - 5).toFixed(0);
  return `${ms(loop.percentile(50))} ms (median), ${ms(loop.percentile(99))} ms (p99)`;
}

interface Made {
  readonly ms: number;
  readonly bytes: number;
  readonly rows: number;
  readonly late: string;
  readonly idleMiB: number;
  readonly peakMiB: number;
}

/** In the measured process: makes the file and tells what it took. */
async function makeFile(url: string, format: 'csv' | 'xlsx'): Promise<Made> {
  const database = await openDatabase({ url, log, poolSize: 4 });
  const ctx = contextOf(database.tenant(tenantId));
  const wording = wordingFor({ locale: 'ru', zone, country: 'RU' });
  await readNumbers(ctx, periodAround('2026-06-15', 'month'));
  globalThis.gc?.();
  const mib = (): number => process.memoryUsage.rss() / 1024 / 1024;
  const idleMiB = mib();
  let peakMiB = idleMiB;
  const watch = setInterval(() => (peakMiB = Math.max(peakMiB, mib())), 10);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const { ms, value } = await timed(() =>
    exportData(
      ctx,
      { telegramId: 1, role: 'owner', staffId: null, name: 'Bench' },
      { updateId: Date.now() },
      {
        ...{ kind: 'bookings', format, period: everything },
        words: exportWords('bookings', wording),
        csv: csvHabits(wording),
        onProgress: () => undefined,
      },
    ),
  );
  loop.disable();
  clearInterval(watch);
  await ctx.workshop.close();
  await database.close();
  if (value.outcome !== 'made') throw new Error(value.outcome);
  return { ms, bytes: value.file.length, rows: value.rows, late: late(loop), idleMiB, peakMiB };
}

async function measureFile(url: string, format: 'csv' | 'xlsx'): Promise<void> {
  const child = fork(__filename, [format, url], { execArgv: ['--expose-gc'] });
  const [made] = (await once(child, 'message')) as [Made];
  await once(child, 'exit');
  const grown = made.peakMiB - made.idleMiB;
  say(
    `${format.toUpperCase()} of ${made.rows} bookings: ${(made.ms / 1000).toFixed(1)} s, ` +
      `${(made.bytes / 1024 / 1024).toFixed(1)} MiB; memory ${made.idleMiB.toFixed(0)} → ${made.peakMiB.toFixed(0)} MiB, ` +
      `+${grown.toFixed(0)} (budget ${budgetMiB}); event loop late by ${made.late}`,
  );
  if (grown > budgetMiB) process.exitCode = 1;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder, log, settings: { fsync: 'off' } });
  try {
    const database = await openDatabase({ url: server.url, log, poolSize: 4 });
    await database.provision(tenantId);
    const ctx = contextOf(database.tenant(tenantId));
    await fill(ctx);
    await analyze(server.url);
    await figures(ctx);
    await ctx.workshop.close();
    await database.close();
    for (const format of ['csv', 'xlsx'] as const) await measureFile(server.url, format);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const [format, url] = process.argv.slice(2);
const isChild = (format === 'csv' || format === 'xlsx') && url !== undefined;
const work = isChild ? makeFile(url, format).then((made) => process.send?.(made)) : main();
work.catch((error: unknown) => {
  say(String(error));
  process.exitCode = 1;
});

/**
 * Times the views of the salon's desk in a tenant with 10,000 and with 100,000 bookings: the days shown are equally full,
 * so a view that reads only what it shows takes the same time in both. Prints milliseconds and their ratio.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import pino from 'pino';
import type { Admin } from '../src/commands/desk/admin.js';
import { changeFilter, findBookings, noFilter } from '../src/commands/desk/find-bookings.js';
import { readDeskBooking } from '../src/commands/desk/read-desk-booking.js';
import { readDayPlan, readMonthPlan, readToday, readWeekPlan } from '../src/commands/desk/read-schedule.js';
import { databaseSessions } from '../src/commands/database-sessions.js';
import { furnishTenant } from '../src/commands/furnish-tenant.js';
import { Sessions } from '../src/commands/sessions.js';
import type { TenantContext } from '../src/commands/tenant-context.js';
import { openDatabase, type Database } from '../src/db/database.js';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import { defaultSettings } from '../src/domain/settings.js';
import { FixedClock, systemClock } from '../src/lib/clock.js';
import { messageOf } from '../src/lib/errors.js';
import { openWorkshop } from '../src/reports/workshop.js';

const sizes = [10_000, 100_000] as const;
const masters = 10;
const visitsADay = 10;
const people = 5_000;
const zone = 'Europe/Moscow';
const today = DateTime.fromISO('2026-03-02T11:00', { zone });
const warmUp = 5;
const rounds = 40;
/** A view that reads the whole table takes ten times as long with ten times the bookings. */
const ratioBudget = 3;
const log = pino({ level: 'silent' });
const owner: Admin = { telegramId: 1, role: 'owner', staffId: null, name: 'Owner' };
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

interface View {
  readonly name: string;
  /** Reads what it shows only; a search looks at every name, and is bounded by time alone. */
  readonly local: boolean;
  readonly show: (ctx: TenantContext) => Promise<unknown>;
}

const search = (text: string): View['show'] => {
  return async (ctx) => {
    await changeFilter(ctx, owner, { ...noFilter, outcome: null, text });
    return findBookings(ctx, owner, 0);
  };
};
const date = today.toISODate() ?? '';
const views: readonly View[] = [
  { name: "today's line", local: true, show: (ctx) => readToday(ctx, owner) },
  { name: 'day, all', local: true, show: (ctx) => readDayPlan(ctx, owner, { date, staffId: null }) },
  { name: 'day, one', local: true, show: (ctx) => readDayPlan(ctx, owner, { date, staffId: 3 }) },
  { name: 'week, all', local: true, show: (ctx) => readWeekPlan(ctx, owner, { date, staffId: null }) },
  {
    name: 'month, all',
    local: true,
    show: (ctx) => readMonthPlan(ctx, owner, { month: '2026-03', staffId: null }),
  },
  { name: 'card', local: true, show: (ctx) => readDeskBooking(ctx, owner, 5_000) },
  { name: 'find by name', local: false, show: search('Client 77') },
  { name: 'find by digits', local: false, show: search('000777') },
];

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: directory, log });
  const database = await openDatabase({ url: server.url, log, poolSize: 4 });
  try {
    const medians: number[][] = [];
    for (const size of sizes) medians.push(await measure(await buildSalon(database, size)));
    report(medians);
  } finally {
    await database.close().catch(() => undefined);
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function buildSalon(database: Database, size: number): Promise<TenantContext> {
  const id = `bench_${size}`;
  await database.provision(id);
  const db = database.tenant(id);
  const ctx: TenantContext = {
    id,
    name: 'Bench',
    zone,
    locale: 'en',
    country: 'RU',
    currency: 'RUB',
    owners: [owner.telegramId],
    starting: { zone, locale: 'en', currency: 'RUB' },
    settings: defaultSettings,
    db,
    files: { download: () => Promise.reject(new Error('no files here')) },
    limits: { count: () => Promise.resolve('allowed') },
    sessions: new Sessions(systemClock, log).of(id, databaseSessions(db, systemClock, 'default')),
    workshop: openWorkshop(),
    wake: () => undefined,
    secret: (purpose) => purpose,
    profileChanged: () => Promise.resolve(),
    sender: { call: (method) => Promise.reject(new Error(`a command sent ${method}`)) },
    clock: new FixedClock(today.toMillis()),
    log,
  };
  const week = [1, 2, 3, 4, 5, 6, 7];
  await furnishTenant(ctx, {
    services: [{ name: 'Haircut', priceMinor: 150_000, durationMinutes: 60 }],
    staff: Array.from({ length: masters }, (_, index) => ({ name: `Master ${index}` })),
    hours: week.map((weekday) => ({ weekday, startMinute: 540, endMinute: 1260 })),
    breaks: week.map((weekday) => ({ weekday, startMinute: 780, endMinute: 840 })),
  });
  await fill(ctx, size);
  return ctx;
}

/** Full days of all masters, the last of them a month after today, the first as long ago as the number asks for. */
async function fill({ db }: TenantContext, size: number): Promise<void> {
  const days = Math.ceil(size / (masters * visitsADay));
  const last = today.plus({ days: 30 }).startOf('day').plus({ hours: 9 }).toJSDate();
  await db.transact((tx) =>
    tx.rows(
      tx.sql.raw(
        `insert into clients (name, phone)
         select 'Client ' || n, '+7916' || lpad(n::text, 7, '0') from generate_series(1, :people::int) n`,
        { people },
      ),
    ),
  );
  for (let from = 0; from < days; from += daysAtOnce) {
    const until = Math.min(days, from + daysAtOnce) - 1;
    const span = { people, last, from, until, masters, visits: visitsADay };
    await db.transact((tx) => tx.rows(tx.sql.raw(fillSql, span)));
  }
}

const daysAtOnce = 50;
const fillSql = `
  insert into bookings (client_id, service_id, staff_id, starts_at, ends_at, during, price_minor, currency, contact_name,
    contact_phone)
  select client, 1, m, at, at + interval '1 hour', tstzrange(at, at + interval '1 hour'), 150000, 'RUB',
    'Client ' || client, '+7916' || lpad(client::text, 7, '0')
  from (select 1 + (d * 100 + m * 10 + h) % :people::int as client, m,
      :last::timestamptz - make_interval(days => d) + make_interval(hours => h) as at
    from generate_series(:from::int, :until::int) d, generate_series(1, :masters::int) m,
      generate_series(0, :visits::int - 1) h) visit`;

/** The median time of each view, in milliseconds; the views take turns. */
async function measure(ctx: TenantContext): Promise<number[]> {
  const times = views.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, view] of views.entries()) {
      const started = performance.now();
      await view.show(ctx);
      if (round >= 0) times[index]?.push(performance.now() - started);
    }
  }
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    await readMonthPlan(ctx, owner, { month: '2026-03', staffId: null });
  }
  const { user, system } = process.cpuUsage(before);
  say(`${ctx.id}: a month of everybody takes ${((user + system) / 1000 / rounds).toFixed(1)} ms of CPU`);
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN);
}

function report([small = [], large = []]: readonly number[][]): void {
  say(`desk: medians of ${rounds}, ${sizes.join(' and ')} bookings, ${masters} masters, full days`);
  for (const [index, { name, local }] of views.entries()) {
    const [before = NaN, after = NaN] = [small[index], large[index]];
    const ratio = after / before;
    const verdict = local ? `ratio ${ratio.toFixed(2)} (budget ${ratioBudget})` : `ratio ${ratio.toFixed(2)}`;
    say(
      `  ${name.padEnd(15)} ${before.toFixed(1).padStart(6)} ms ${after.toFixed(1).padStart(6)} ms  ${verdict}`,
    );
    if (local && ratio > ratioBudget) process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  say(messageOf(error).slice(0, 2000));
  process.exitCode = 1;
});

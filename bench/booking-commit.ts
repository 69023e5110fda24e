/**
 * Commits bookings through `bookSlot`, then lets pgbench send the same statements over as many connections to the same
 * server, and prints the ratio of the rates (budget: at least half of pgbench's).
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DateTime } from 'luxon';
import pino from 'pino';
import { bookSlot } from '../src/commands/book-slot.js';
import { furnishTenant } from '../src/commands/furnish-tenant.js';
import { openClient } from '../src/commands/open-client.js';
import { saveContact } from '../src/commands/save-contact.js';
import { databaseSessions } from '../src/commands/database-sessions.js';
import { Sessions } from '../src/commands/sessions.js';
import type { TenantContext } from '../src/commands/tenant-context.js';
import { openDatabase } from '../src/db/database.js';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import type { TenantDb } from '../src/db/tenant-db.js';
import { defaultSettings } from '../src/domain/settings.js';
import { systemClock } from '../src/lib/clock.js';
import { messageOf } from '../src/lib/errors.js';
import { openWorkshop } from '../src/reports/workshop.js';

const budget = 0.5;
const connections = 10;
const masters = 10;
const people = 2_000;
const turns = 3;
const bookingsPerMaster = 100;
const minutesApart = 60;
const zone = 'Europe/Moscow';
const hourMs = 3_600_000;
const pgbench = [
  '/usr/lib/postgresql/15/bin/pgbench',
  '/usr/lib/postgresql/16/bin/pgbench',
  '/usr/bin/pgbench',
];
const log = pino({ level: 'silent' });

interface Sent {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

interface Salon {
  readonly ctx: TenantContext;
  readonly serviceId: number;
  readonly staffIds: readonly number[];
  readonly clientIds: readonly number[];
  /** Midnight after today in the salon's zone. */
  readonly firstStart: number;
}

async function main(): Promise<void> {
  const program = pgbench.find((path) => existsSync(path));
  if (program === undefined) {
    say(
      'pgbench is not installed (Debian package postgresql-contrib or postgresql-15): nothing to compare with',
    );
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: directory, log });
  const database = await openDatabase({ url: server.url, log, poolSize: connections });
  try {
    await database.provision('bench');
    const salon = await buildSalon(database.tenant('bench'));
    await bookRange(salon, 0, 20);
    const statements = await recordBooking(salon);
    const rates: { ours: number; theirs: number }[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const from = 20 + turn * bookingsPerMaster;
      const ours = await rateOf(() => bookRange(salon, from, from + bookingsPerMaster));
      const script = scriptOf(salon, statements, turn);
      rates.push({ ours, theirs: await pgbenchRate(program, server.url, directory, script) });
    }
    // Turns alternate, and the middle one counts: other work on the machine meets both.
    rates.sort((a, b) => a.ours / a.theirs - b.ours / b.theirs);
    const { ours, theirs } = rates[Math.floor(turns / 2)] ?? { ours: 0, theirs: 1 };
    const ratio = ours / theirs;
    say(`booking: ${ours.toFixed(0)} commits/s through bookSlot, ${theirs.toFixed(0)} by pgbench,`);
    say(
      `${statements.length + 2} messages each, ${connections} connections: ratio ${ratio.toFixed(2)} (budget ${budget})`,
    );
    if (ratio < budget) process.exitCode = 1;
  } finally {
    await database.close().catch(() => undefined);
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function buildSalon(db: TenantDb): Promise<Salon> {
  const ctx: TenantContext = {
    id: db.tenantId,
    name: 'Bench',
    zone,
    locale: 'en',
    country: 'RU',
    currency: 'RUB',
    owners: [],
    starting: { zone, locale: 'en', currency: 'RUB' },
    settings: { ...defaultSettings, maxActiveBookings: 1000, maxBookingsPerDay: 1000, horizonDays: 730 },
    db,
    files: { download: () => Promise.reject(new Error('no files here')) },
    limits: { count: () => Promise.resolve('allowed') },
    sessions: new Sessions(systemClock, log).of(db.tenantId, databaseSessions(db, systemClock, 'default')),
    workshop: openWorkshop(),
    wake: () => undefined,
    secret: (purpose) => purpose,
    profileChanged: () => Promise.resolve(),
    sender: { call: (method) => Promise.reject(new Error(`a command sent ${method}`)) },
    clock: systemClock,
    log,
  };
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 0, endMinute: 1440 }));
  const staff = Array.from({ length: masters }, (_, index) => ({ name: `Master ${index}` }));
  const services = [{ name: 'Haircut', priceMinor: 150_000, durationMinutes: minutesApart }];
  await furnishTenant(ctx, { services, staff, hours, breaks: [] });
  const clientIds: number[] = [];
  for (let person = 1; person <= people; person++) {
    const { id: clientId } = await openClient(ctx, { telegramId: person });
    await saveContact(ctx, { updateId: person }, { clientId, name: 'Maria', phone: '+79161234567' });
    clientIds.push(clientId);
  }
  const ids = (table: string) =>
    db.read((tx) => tx.rows<{ id: number }>(tx.sql(table).select('id').orderBy('id')));
  const [service] = await ids('services');
  const midnight = DateTime.now().setZone(zone).plus({ days: 1 }).startOf('day').toMillis();
  return {
    ctx,
    serviceId: service?.id ?? 0,
    staffIds: (await ids('staff')).map(({ id }) => id),
    clientIds,
    firstStart: midnight,
  };
}

let updates = 1_000_000;

/** The recorded booking has values that occur nowhere else in its statements, so that they can be told apart. */
const sample = {
  updateId: 999_999,
  clientId: (salon: Salon) => salon.clientIds[1234] ?? 0,
  staffId: (salon: Salon) => salon.staffIds[6] ?? 0,
  start: (salon: Salon) => salon.firstStart + 60 * 24 * hourMs,
  reachSeconds: 10 * 24 * 3600,
};

/** Books the free hours from..to (counted from the first start) of every master, over all connections. */
async function bookRange(salon: Salon, from: number, to: number): Promise<number> {
  const orders = Array.from({ length: (to - from) * masters }, (_, index) => ({
    serviceId: salon.serviceId,
    staffId: salon.staffIds[index % masters] ?? 0,
    start: salon.firstStart + (from + Math.floor(index / masters)) * hourMs,
  }));
  let next = 0;
  const worker = async () => {
    for (let order = orders[next++]; order !== undefined; order = orders[next++]) {
      // A person is at one place at a time: neighbours in the list are different people.
      const clientId = salon.clientIds[updates % people] ?? 0;
      const result = await bookSlot(salon.ctx, { updateId: ++updates }, { ...order, clientId });
      if (result.outcome !== 'booked') throw new Error(`not booked but ${result.outcome}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return orders.length;
}

async function rateOf(work: () => Promise<number>): Promise<number> {
  const started = performance.now();
  return (1000 * (await work())) / (performance.now() - started);
}

/** The statements of one booking as they are sent. */
async function recordBooking(salon: Salon): Promise<Sent[]> {
  const sent: Sent[] = [];
  const { db } = salon.ctx;
  const recording: TenantDb = {
    ...db,
    transact: (work) =>
      db.transact((tx) =>
        work({
          tenantId: tx.tenantId,
          writable: true,
          sql: tx.sql,
          rows: (statement) => {
            sent.push(statement.toSQL().toNative());
            return tx.rows(statement);
          },
        }),
      ),
  };
  const order = {
    clientId: sample.clientId(salon),
    serviceId: salon.serviceId,
    staffId: sample.staffId(salon),
    start: sample.start(salon),
  };
  const context = { ...salon.ctx, db: recording };
  const result = await bookSlot(context, { updateId: sample.updateId }, order);
  if (result.outcome !== 'booked') throw new Error(`not booked but ${result.outcome}`);
  return sent;
}

async function pgbenchRate(program: string, url: string, directory: string, script: string): Promise<number> {
  const file = join(directory, 'booking.sql');
  await writeFile(file, script);
  const perConnection = Math.ceil((bookingsPerMaster * masters) / connections);
  const { stdout } = await promisify(execFile)(program, [
    ...[
      '-n',
      '-c',
      String(connections),
      '-j',
      '2',
      '-t',
      String(perConnection),
      '-D',
      'n=0',
      '-f',
      file,
      url,
    ],
  ]);
  const rate = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined || !/failed transactions: 0 /.test(stdout))
    throw new Error(`pgbench failed:\n${stdout}`);
  return Number(rate);
}

/** Every connection books hours of its own master, far behind those that are booked; people at random, as above. */
function scriptOf(salon: Salon, statements: readonly Sent[], turn: number): string {
  const schema = `"t_${salon.ctx.id}"`;
  const first =
    Math.round(sample.start(salon) / 1000) + sample.reachSeconds + turn * bookingsPerMaster * 3600;
  return [
    `\\set n :n + 1`,
    `\\set update ${2 + turn}000000 + :client_id * 100000 + :n`,
    `\\set person random(${salon.clientIds[0] ?? 0}, ${salon.clientIds.at(-1) ?? 0})`,
    `\\set staff ${salon.staffIds[0] ?? 0} + :client_id`,
    `\\set start ${first} + :n * 3600`,
    `BEGIN; SET LOCAL ROLE ${schema}; SET LOCAL search_path TO ${schema};`,
    ...statements.map((statement) => literally(salon, statement)),
    'COMMIT;',
    '',
  ].join('\n');
}

/** The statement with its values in place; those that differ from booking to booking as pgbench's variables. */
function literally(salon: Salon, { sql, bindings }: Sent): string {
  return `${sql.replace(/\$(\d+)/g, (_, index: string) => valueOf(salon, bindings[Number(index) - 1]))};`;
}

function valueOf(salon: Salon, value: unknown): string {
  if (value instanceof Date) {
    const delta = (value.getTime() - sample.start(salon)) / 1000;
    return Math.abs(delta) < sample.reachSeconds
      ? `to_timestamp(:start + ${delta})`
      : quote(value.toISOString());
  }
  if (value === sample.updateId) return ':update';
  if (value === sample.clientId(salon)) return ':person';
  if (value === sample.staffId(salon)) return ':staff';
  if (Array.isArray(value)) return `array[${value.map((item) => valueOf(salon, item)).join(', ')}]`;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return 'null';
  const [before, after] = value.split(`client:${sample.clientId(salon)}`);
  return after === undefined ? quote(value) : `${quote(`${before}client:`)} || :person || ${quote(after)}`;
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
const say = (text: string) => process.stdout.write(`${text}\n`);

main().catch((error: unknown) => {
  say(messageOf(error).slice(0, 2000));
  process.exitCode = 1;
});

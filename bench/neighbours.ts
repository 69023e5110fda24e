import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Composer } from 'telegraf';
import { Client } from 'pg';
import { buildComposer } from '../src/bot/composer.js';
import type { BotContext } from '../src/bot/context.js';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import { createLogger } from '../src/lib/logger.js';
import { OtherProcess } from './house/channel.js';
import { loopDelay, percentile, say, table } from './house/figures.js';
import { idOf, openHost, personOf, saveRegistry, seedClients, seedReminders } from './house/salons.js';
import type { TelegramOrders } from './house/telegram.js';
import { troublesOf } from './house/troubles.js';

// How much longer the people of quiet salons wait for the answer to a press while another salon is in trouble. Calm and
// noisy stretches take turns within one run, so that whatever else happens on the machine meets both.

const quietSalons = 20;
const peopleEach = 4;
const pressesPerSecond = 40;
const windowMs = 3_000;
const rounds = 2;
const noisyClients = 100_000;
const noisyPeople = 1_000;
const reminders = 500;
const budgetPercent = 20;

const noisy = 0;
const quiet = Array.from({ length: quietSalons }, (_, index) => index + 1);
/** One for each time that a token is revoked. */
const doomed = Array.from({ length: rounds }, (_, index) => quietSalons + 1 + index);
const salons = [noisy, ...quiet, ...doomed];

/** The handlers of the house, and one message that no handler survives. */
function entrance() {
  const composer = new Composer<BotContext>();
  composer.hears('poison', () => {
    throw new Error('this update cannot be handled');
  });
  composer.use(buildComposer());
  return composer.middleware();
}

interface Stretch {
  readonly taken: readonly number[];
  readonly loopP99: number;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const log = createLogger({ level: 'fatal', pretty: false });
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log, settings: { fsync: 'off' } });
  const telegram = await OtherProcess.start<TelegramOrders>(join(__dirname, 'house/telegram.js'));
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  try {
    await measure(folder, postgres.url, telegram, admin);
  } finally {
    await admin.end();
    await telegram.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  databaseUrl: string,
  telegram: OtherProcess<TelegramOrders>,
  admin: Client,
): Promise<void> {
  const apiRoot = await telegram.ask('open', { bots: salons.length, callLogSize: 5_000 });
  await telegram.ask('acquaint', { salons: [noisy], people: noisyPeople });
  await telegram.ask('acquaint', { salons: [...quiet, ...doomed], people: peopleEach });
  const settings =
    '{ quiet_hours: null, max_active_bookings: 100, max_bookings_per_day: 100, horizon_days: 60, reminders: [] }';
  const registry = await saveRegistry(folder, salons, () => ({ settings, owners: [personOf(noisy, 0)] }));
  const host = await openHost(
    { folder, registry, databaseUrl, apiRoot },
    { entrance: entrance(), sweepMs: 500, backupSweepMs: 500 },
  );
  await host.start();
  try {
    await seedClients(admin, noisy, 0, noisyClients);
    for (const salon of [...quiet, ...doomed]) await seedClients(admin, salon, 0, peopleEach);
    await seedReminders(admin, noisy, reminders, Date.now() + 86_400_000);
    await admin.query('analyze');
    await telegram.ask('gather', { salons: quiet, peopleEach, perSecond: pressesPerSecond });
    await telegram.ask('sayAll', { salon: noisy, people: 1, text: '/start' });
    await telegram.ask('measure', { ms: windowMs });
    await compare(telegram, troublesOf({ telegram, admin, databaseUrl, noisy, doomed }));
  } finally {
    await host.stop();
  }
}

type Troubles = ReturnType<typeof troublesOf>;

async function compare(telegram: OtherProcess<TelegramOrders>, troubles: Troubles): Promise<void> {
  const wanted = process.argv.slice(2);
  const loop = loopDelay();
  const stretch = async (): Promise<Stretch> => {
    loop.reset();
    return { taken: await telegram.ask('measure', { ms: windowMs }), loopP99: loop.p99() };
  };
  const rows: string[][] = [
    [
      'trouble of another salon',
      'p50',
      'p95 calm',
      'p95',
      'change',
      'p99 calm',
      'p99',
      'loop p99',
      'presses',
    ],
  ];
  for (const trouble of troubles.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const stretches: { calm: Stretch; noisy: Stretch }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const calm = await stretch();
      await trouble.begin(round);
      const during = await stretch();
      await trouble.end();
      await settled(telegram);
      stretches.push({ calm, noisy: during });
    }
    rows.push(rowOf(trouble.name, stretches));
  }
  say(table(rows));
}

/** What the trouble has left to be done is not measured. */
async function settled(telegram: OtherProcess<TelegramOrders>): Promise<void> {
  await telegram.ask('drop', { salon: noisy });
  for (let look = 0; look < 40 && (await telegram.ask('pending', { salon: noisy })) > 0; look += 1) {
    await delay(100);
  }
  await delay(500);
}

function rowOf(name: string, stretches: readonly { calm: Stretch; noisy: Stretch }[]): string[] {
  const calm = stretches.flatMap((one) => one.calm.taken);
  const during = stretches.flatMap((one) => one.noisy.taken);
  const change = 100 * (percentile(during, 0.95) / percentile(calm, 0.95) - 1);
  if (change >= budgetPercent) process.exitCode = 1;
  const ms = (values: readonly number[], share: number): string => percentile(values, share).toFixed(1);
  return [
    name,
    ms(during, 0.5),
    ms(calm, 0.95),
    ms(during, 0.95),
    `${change >= 0 ? '+' : ''}${change.toFixed(0)} %${change >= budgetPercent ? ' OVER' : ''}`,
    ms(calm, 0.99),
    ms(during, 0.99),
    Math.max(...stretches.map((one) => one.noisy.loopP99)).toFixed(1),
    String(during.length),
  ];
}

say(
  `salon in trouble: ${idOf(noisy)}; ${quietSalons} quiet ones, ${pressesPerSecond} presses a second; milliseconds`,
);
void main();

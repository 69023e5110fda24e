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
import { changeOf, loopDelay, median, percentile, say, table } from './house/figures.js';
import { idOf, openHost, personOf, saveRegistry, seedClients, seedReminders } from './house/salons.js';
import type { TelegramOrders } from './house/telegram.js';
import { troublesOf } from './house/troubles.js';

// How much longer the people of quiet salons wait for the answer to a press while another salon is in trouble. Short calm and
// noisy stretches take turns within one run, now one first, now the other, so that whatever else happens on the machine meets
// both; what is told is the median of the pairs, and beside it how far calm stretches are from each other.

const quietSalons = 20;
const peopleEach = 4;
const pressesPerSecond = 40;
const windowMs = 2_000;
const rounds = 8;
const noisyClients = 100_000;
const noisyPeople = 1_000;
const reminders = 500;
const budgetPercent = 20;

/** Of the noisy salon: people who press as the others do, and one whose chat may fall silent; no flood is of theirs. */
const neighbours = { from: 950, peopleEach: 8, perSecond: 20 };
const silenced = 990;

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

/** Who is measured: people of other salons, people of the same bot. */
type Whose = 'others' | 'own';

interface Stretch {
  readonly taken: Readonly<Record<Whose, readonly number[]>>;
  readonly loopP99: number;
}

interface Pair {
  readonly calm: Stretch;
  readonly noisy: Stretch;
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
    const crowd = { salons: quiet, peopleEach, perSecond: pressesPerSecond };
    await telegram.ask('gather', { name: 'others', order: crowd });
    await telegram.ask('gather', { name: 'own', order: { salons: [noisy], ...neighbours } });
    await telegram.ask('sayAll', { salon: noisy, people: 1, text: '/start' });
    await telegram.ask('measure', { ms: windowMs, names: ['others', 'own'] });
    await compare(telegram, troublesOf({ telegram, admin, databaseUrl, noisy, silenced, doomed }));
  } finally {
    await host.stop();
  }
}

type Troubles = ReturnType<typeof troublesOf>;

async function compare(telegram: OtherProcess<TelegramOrders>, troubles: Troubles): Promise<void> {
  // npm run bench neighbours -- --flood --exports
  const wanted = process.argv.slice(2).map((option) => option.replace(/^--/, ''));
  const rows: string[][] = [
    ['trouble of another salon', ...['p50', 'p95 calm', 'p95', 'change', 'by chance'], 'p99', 'loop p99'],
  ];
  const chosen = troubles.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  for (const [index, trouble] of chosen.entries()) {
    process.stderr.write(`${index + 1} of ${chosen.length}, about a minute: ${trouble.name}\n`);
    const before = rows.length;
    const pairs: Pair[] = [];
    for (let round = 0; round < rounds; round += 1) pairs.push(await pairOf(telegram, trouble, round));
    rows.push(rowOf(trouble.name, 'others', pairs));
    if (trouble.isOfOneChat === true) rows.push(rowOf('  the same bot’s others', 'own', pairs));
    process.stderr.write(`${table([rows[0] ?? [], ...rows.slice(before)])}\n`);
  }
  say(table(rows));
}

async function pairOf(
  telegram: OtherProcess<TelegramOrders>,
  trouble: Troubles[number],
  round: number,
): Promise<Pair> {
  const loop = loopDelay();
  const stretch = async (): Promise<Stretch> => {
    loop.reset();
    const names = trouble.isOfOneChat === true ? ['others', 'own'] : ['others'];
    const [others = [], own = []] = await telegram.ask('measure', { ms: windowMs, names });
    return { taken: { others, own }, loopP99: loop.p99() };
  };
  const inTrouble = async (): Promise<Stretch> => {
    await trouble.begin(round);
    const during = await stretch();
    await trouble.end();
    await settled(telegram);
    return during;
  };
  if (round % 2 === 0) {
    const calm = await stretch();
    return { calm, noisy: await inTrouble() };
  }
  const during = await inTrouble();
  return { calm: await stretch(), noisy: during };
}

/** What the trouble has left to be done is not measured. */
async function settled(telegram: OtherProcess<TelegramOrders>): Promise<void> {
  await telegram.ask('drop', { salon: noisy });
  for (let look = 0; look < 40 && (await telegram.ask('pending', { salon: noisy })) > 0; look += 1) {
    await delay(100);
  }
  await delay(500);
}

function rowOf(name: string, whose: Whose, pairs: readonly Pair[]): string[] {
  const p95s = pairs.map(
    ({ calm, noisy: during }) =>
      [percentile(calm.taken[whose], 0.95), percentile(during.taken[whose], 0.95)] as const,
  );
  const { percent, noise } = changeOf(p95s);
  const isOver = percent >= budgetPercent;
  // What chance alone does as well says nothing against the house, and the budget is that of other salons.
  if (isOver && percent > noise && whose === 'others') process.exitCode = 1;
  const during = pairs.flatMap((pair) => pair.noisy.taken[whose]);
  return [
    name,
    percentile(during, 0.5).toFixed(1),
    ...[0, 1].map((at) => median(p95s.map((pair) => pair[at] ?? 0)).toFixed(1)),
    `${percent >= 0 ? '+' : ''}${percent.toFixed(0)} %${isOver ? ' OVER' : ''}`,
    `±${noise.toFixed(0)} %`,
    percentile(during, 0.99).toFixed(1),
    median(pairs.map((pair) => pair.noisy.loopP99)).toFixed(1),
  ];
}

say(
  `salon in trouble: ${idOf(noisy)}; ${quietSalons} quiet ones, ${pressesPerSecond} presses a second; milliseconds`,
);
void main();

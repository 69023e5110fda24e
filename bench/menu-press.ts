import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Telegraf } from 'telegraf';
import { openMenu } from '../src/bot/client/menu/data.js';
import { listServices } from '../src/bot/client/services/data.js';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';
import { createLogger } from '../src/lib/logger.js';
import { OtherProcess } from './house/channel.js';
import { median, say } from './house/figures.js';
import { openHost, saveRegistry, tokenOf } from './house/salons.js';
import { Meter } from './house/spent.js';
import type { TelegramOrders } from './house/telegram.js';

// Presses a second that the whole host answers: profile and conversation read from the database, the screen edited. Beside
// it bare Telegraf with a handler that only answers, and with one that edits the message too. All in this process against
// the same local Telegram, in turns; the pace at which Telegram lets bots send is not what is measured.

const botsEach = 5;
const peopleEach = 4;
const windowMs = 3_000;
const rounds = 5;
const budget = 0.5;
const hurry = { burst: 1_000_000, perSecond: 1_000_000 };

const names = ['Botel', 'bare Telegraf that answers', 'bare Telegraf that answers and edits'] as const;
const [ours, onlyAnswers, answersAndEdits] = [0, 1, 2];
const botsOf = (kind: number): number[] =>
  Array.from({ length: botsEach }, (_, index) => kind * botsEach + index);

function bareBot(apiRoot: string, salon: number, edits: boolean): Telegraf {
  const bot = new Telegraf(tokenOf(salon), { telegram: { apiRoot } });
  bot.on('message', (ctx) =>
    ctx.reply('Menu', { reply_markup: { inline_keyboard: [[{ text: 'Menu', callback_data: 'menu' }]] } }),
  );
  let count = 0;
  bot.on('callback_query', async (ctx) => {
    const answer = ctx.answerCbQuery();
    count += 1;
    if (edits) {
      const keyboard = [[{ text: 'Menu', callback_data: 'menu' }]];
      await ctx.editMessageText(`Menu ${count}`, { reply_markup: { inline_keyboard: keyboard } });
    }
    await answer;
  });
  void bot.launch();
  return bot;
}

async function race(telegram: OtherProcess<TelegramOrders>, meter: Meter): Promise<readonly number[][]> {
  const data = [listServices.data({ page: 0 }), openMenu.data({})];
  const costs: string[] = [];
  const rates: number[][] = names.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const kind of rates.keys()) {
      const order = { salons: botsOf(kind), people: peopleEach, ms: windowMs, data };
      meter.take();
      const rate = await telegram.ask('race', order);
      if (kind === ours) costs.push(costOf(meter, (rate * windowMs) / 1000));
      // The first round is for the compilers.
      if (round > 0) rates[kind]?.push(rate);
    }
  }
  say(`the last round of Botel: ${costs.at(-1) ?? ''}`);
  return rates;
}

/** Counted, so that they mean something on a busy machine, too. */
function costOf(meter: Meter, presses: number): string {
  const { host, database, messages } = meter.take();
  const each = (seconds: number): string => `${((seconds * 1e6) / presses).toFixed(0)} µs`;
  const server = database === null ? '' : `, PostgreSQL ${each(database)}`;
  return `${(messages / presses).toFixed(2)} messages to the database a press; CPU host ${each(host)}${server}`;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const log = createLogger({ level: 'fatal', pretty: false });
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log, settings: { fsync: 'off' } });
  const telegram = await OtherProcess.start<TelegramOrders>(join(__dirname, 'house/telegram.js'));
  const apiRoot = await telegram.ask('open', { bots: names.length * botsEach, callLogSize: 1_000 });
  const registry = await saveRegistry(folder, botsOf(ours));
  const host = await openHost(
    { folder, registry, databaseUrl: postgres.url, apiRoot },
    {
      inboundLimits: { message: 1_000_000, press: 1_000_000 },
      queueLimits: { pace: hurry },
      senderLimits: { pace: { bot: hurry, chat: hurry, group: hurry } },
    },
  );
  await host.start();
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  const bare = [
    ...botsOf(onlyAnswers).map((bot) => bareBot(apiRoot, bot, false)),
    ...botsOf(answersAndEdits).map((bot) => bareBot(apiRoot, bot, true)),
  ];
  try {
    for (const salon of [...names.keys()].flatMap(botsOf)) {
      for (let index = 0; index < peopleEach; index += 1) await telegram.ask('greet', { salon, index });
    }
    judge(await race(telegram, await Meter.of(admin)));
  } finally {
    await admin.end();
    for (const bot of bare) bot.stop();
    await host.stop();
    await telegram.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function judge(rates: readonly number[][]): void {
  for (const [kind, name] of names.entries()) {
    say(`${name.padEnd(38)} ${median(rates[kind] ?? []).toFixed(0)} presses a second`);
  }
  // Each round is compared with itself; the middle one counts.
  const against = (other: number): number =>
    median((rates[ours] ?? []).map((rate, round) => rate / (rates[other]?.[round] ?? Infinity)));
  const ratio = against(onlyAnswers);
  say(
    `${ratio.toFixed(2)} × a handler that only answers (budget ${budget}), ` +
      `${against(answersAndEdits).toFixed(2)} × one that answers and edits`,
  );
  if (ratio < budget) process.exitCode = 1;
}

void main().then(() => process.exit());

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Telegram } from 'telegraf';
import { createLogger } from '../src/lib/logger.js';
import { systemClock } from '../src/lib/clock.js';
import { createTelegramBot } from '../src/telegram/bot.js';

// Calls per second through the sender, pace lifted, and through Telegraf's own client: same server in a process of its
// own, same run, turn by turn, so that other work on the machine meets both.

const token = '7000000001:AAAbcdefghijklmnopqrstuvwxyz0123456';
const callsPerTurn = 4_000;
const atOnce = 30;
const turns = 5;
const fast = { burst: 1e6, perSecond: 1e6 };

function serve(): void {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(
        '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"hello"}}',
      );
    });
  }).listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

async function rate(call: (chat: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < callsPerTurn) {
      next += 1;
      await call(next % 500);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (callsPerTurn * 1000) / (performance.now() - began);
}

async function main(): Promise<void> {
  const server = fork(__filename, ['server']);
  const [port] = (await once(server, 'message')) as [number];
  const apiRoot = `http://127.0.0.1:${port}`;
  const telegram = new Telegram(token, { apiRoot });
  const { sender } = createTelegramBot({
    token,
    apiRoot,
    identity: null,
    log: createLogger({ level: 'warn', pretty: false }),
    clock: systemClock,
    onBlocked: () => undefined,
    limits: { pace: { bot: fast, chat: fast, group: fast } },
  });
  const reply_markup = { inline_keyboard: [[{ text: 'Book', callback_data: 'book:1' }]] };
  const bare: number[] = [];
  const paced: number[] = [];
  for (let turn = 0; turn <= turns; turn += 1) {
    const bareRate = await rate((chat) => telegram.sendMessage(chat + 1, 'hello', { reply_markup }));
    const pacedRate = await rate((chat) =>
      sender.call('sendMessage', { chat_id: chat + 1, text: 'hello', reply_markup }),
    );
    // The first turn only warms up.
    if (turn > 0) {
      bare.push(bareRate);
      paced.push(pacedRate);
    }
  }
  server.kill('SIGKILL');
  const median = (rates: number[]) => rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0;
  const ratio = median(paced) / median(bare);
  process.stdout.write(
    `telegraf  ${median(bare).toFixed(0)} calls/s\nbotel     ${median(paced).toFixed(0)} calls/s\n`,
  );
  process.stdout.write(`${ratio.toFixed(2)} × Telegraf's own client (at least 0.5)\n`);
  if (ratio < 0.5) process.exitCode = 1;
}

if (process.argv[2] === 'server') serve();
else void main();

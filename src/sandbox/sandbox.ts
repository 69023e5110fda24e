import { systemClock } from '../lib/clock.js';
import type { BotAccount } from './bot-account.js';
import { BotApi } from './bot-api.js';
import type { Person, PersonSetup, Sandbox, SandboxOptions, WaitOptions } from './face.js';
import { startHttpServer } from './http-server.js';
import { PageApi } from './page-api.js';
import { PersonChat } from './person-chat.js';
import { PersonSide } from './person-side.js';
import { World } from './world.js';

export type * from './face.js';
export { telegramFloodLimits } from './face.js';

/** Starts a local Telegram: a Bot API server for any number of bots, the people who chat with them, and a page to do so. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = new World({
    clock: options.clock ?? systemClock,
    floodLimits: options.floodLimits ?? null,
    callbackTtlMs: options.callbackTtlMs ?? 30_000,
    webhook: {
      retry: options.webhookRetry ?? { firstMs: 2000, capMs: 60_000 },
      timeoutMs: options.webhookTimeoutMs ?? 60_000,
    },
    callLogSize: options.callLogSize ?? 5000,
    turnClock: options.turnClock ?? null,
    botForToken: options.botForToken ?? (() => null),
  });
  const host = options.host ?? '127.0.0.1';
  const page = new PageApi(world);
  const server = await startHttpServer({
    host,
    port: options.port ?? 0,
    world,
    api: new BotApi(world),
    page: (request, response, body) => page.handle(request, response, body),
  });
  const stop = async (): Promise<void> => {
    world.stop();
    page.stop();
    await server.stop();
  };
  return toFace(world, reachable(host, server.port), server.port, stop);
}

/** An address to connect to, also when the server listens on all of them. */
function reachable(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function toFace(world: World, root: string, port: number, stop: () => Promise<void>): Sandbox {
  return {
    apiRoot: root,
    url: `${root}/`,
    port,
    addBot: (setup) => world.addBot(setup),
    removeBot: (token) => world.removeBot(token),
    revokeToken: (token) => world.revokeToken(token),
    person: (setup) => person(world, setup),
    calls: (filter = {}) => world.calls.find(filter),
    waitForCall: (filter, wait) => world.calls.waitFor(filter, wait),
    injectFault: (rule) => world.faults.inject(rule),
    setFloodLimits: (limits) => {
      world.floodLimits = limits;
    },
    setHints: (hints) => {
      world.hints = hints;
      world.botChanged('');
    },
    pendingUpdates: (username) => world.bot(username).updates.size,
    confirmed: (username, updateId, wait) =>
      whenUpdates(
        world,
        username,
        ({ updates }) => !updates.isPending(updateId),
        `did not confirm update ${updateId}`,
        wait,
      ),
    listening: (username, wait) =>
      whenUpdates(
        world,
        username,
        ({ updates, webhook }) => updates.polling || webhook !== null,
        'did not ask for updates',
        wait,
      ),
    stop,
  };
}

function person(world: World, setup: PersonSetup): Person {
  const record = world.person(setup);
  return {
    id: record.id,
    chat: (username) => {
      const bot = world.bot(username);
      return new PersonChat(new PersonSide(bot, bot.room(record), world.clock));
    },
  };
}

/** Resolves when `condition` holds, looked at again after every change of the bot's updates. */
async function whenUpdates(
  world: World,
  username: string,
  condition: (bot: BotAccount) => boolean,
  problem: string,
  { timeoutMs = 10_000 }: WaitOptions = {},
): Promise<void> {
  const bot = world.bot(username);
  if (condition(bot)) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      stopListening();
      reject(new Error(`@${username} ${problem} within ${timeoutMs} ms`));
    }, timeoutMs);
    const stopListening = bot.updates.onChange(() => {
      if (!condition(bot)) return;
      clearTimeout(timer);
      stopListening();
      resolve();
    });
  });
}

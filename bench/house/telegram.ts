import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox, type Chat, type FaultRule, type Sandbox } from '../../src/sandbox/sandbox.js';
import { obey } from './channel.js';
import { Crowd, type CrowdOrder } from './crowd.js';
import { personOf, tokenOf, usernameOf } from './salons.js';

// A local Telegram with its people in a process of its own. People are measured here, where they sit.

let sandbox: Sandbox;
const crowds = new Map<string, Crowd>();
let flood: AbortController | null = null;
let recall = (): void => undefined;

const chatWith = (salon: number, index: number): Chat =>
  sandbox
    .person({ id: personOf(salon, index), firstName: 'Maria', languageCode: 'ru' })
    .chat(usernameOf(salon));

/** Confirms what waits for a bot, as somebody who reads it and does not care. */
async function drain(salon: number): Promise<void> {
  for (let offset = 0; ;) {
    const answer = await fetch(`${sandbox.apiRoot}/bot${tokenOf(salon)}/getUpdates?offset=${offset}`);
    const { result } = (await answer.json()) as { result: { update_id: number }[] };
    const last = result.at(-1);
    if (last === undefined) return;
    offset = last.update_id + 1;
  }
}

/** Many people who all want something of one bot: every other message is one that is answered. */
async function floodBot(
  salon: number,
  people: number,
  perSecond: number,
  signal: AbortSignal,
): Promise<void> {
  for (let count = 0; !signal.aborted;) {
    for (let batch = 0; batch < perSecond / 20; batch += 1, count += 1) {
      const chat = chatWith(salon, count % people);
      if (Math.floor(count / people) % 2 === 0) await chat.send('привет');
      else {
        await chat.block();
        await chat.unblock();
      }
    }
    await delay(50);
  }
}

export const telegramOrders = {
  open: async ({ bots, callLogSize }: { bots: number; callLogSize: number }): Promise<string> => {
    sandbox = await startSandbox({ callLogSize });
    for (let salon = 0; salon < bots; salon += 1) {
      sandbox.addBot({ token: tokenOf(salon), username: usernameOf(salon), name: `Salon ${salon}` });
    }
    return sandbox.apiRoot;
  },
  /** People who have started a bot before anybody listened. */
  acquaint: async ({ salons, people }: { salons: readonly number[]; people: number }): Promise<void> => {
    for (const salon of salons) {
      for (let index = 0; index < people; index += 1) await chatWith(salon, index).start();
      await drain(salon);
    }
  },
  idle: ({ salons }: { salons: readonly number[] }): boolean => {
    const waiting = new Set(
      sandbox
        .calls({ method: 'getUpdates' })
        .filter(({ status, ended }) => status === null && !ended)
        .map(({ bot }) => bot),
    );
    return salons.every((salon) => waiting.has(usernameOf(salon)));
  },
  gather: async ({ name, order }: { name: string; order: CrowdOrder }): Promise<void> => {
    const crowd = new Crowd(order, chatWith);
    await crowd.greet();
    crowds.set(name, crowd);
  },
  /** Milliseconds from each press to its answer, or to when it is given up, of those made in that time, for each of these crowds. */
  measure: ({ ms, names }: { ms: number; names: readonly string[] }): Promise<number[][]> =>
    Promise.all(names.map(async (name) => (await crowds.get(name)?.measure(ms)) ?? [])),
  /** Milliseconds until a bot has answered somebody new. */
  greet: async ({ salon, index }: { salon: number; index: number }): Promise<number> => {
    const from = performance.now();
    const chat = chatWith(salon, index);
    await chat.start();
    await chat.waitFor(({ fromBot }) => fromBot, 'a greeting', { timeoutMs: 60_000 });
    return performance.now() - from;
  },
  /** Presses of people who press again as soon as they are answered: how many were answered each second. */
  race: async (order: { salons: readonly number[]; people: number; ms: number; data: readonly string[] }) => {
    const until = performance.now() + order.ms;
    let answered = 0;
    const run = async (chat: Chat): Promise<void> => {
      for (let count = 0; performance.now() < until; count += 1) {
        const data = order.data[count % order.data.length] ?? '';
        if ((await chat.press({ data })) !== null && performance.now() < until) answered += 1;
      }
    };
    const people = Array.from({ length: order.people }, (_, index) => index);
    await Promise.all(order.salons.flatMap((salon) => people.map((index) => run(chatWith(salon, index)))));
    return (1000 * answered) / order.ms;
  },
  flood: (order: { salon: number; people: number; perSecond: number } | null): void => {
    flood?.abort();
    if (order === null) return;
    flood = new AbortController();
    void floodBot(order.salon, order.people, order.perSecond, flood.signal);
  },
  /** Everybody of a salon presses once. */
  pressAll: ({ salon, people, data }: { salon: number; people: number; data: string }): void => {
    for (let index = 0; index < people; index += 1)
      void chatWith(salon, index)
        .press({ data })
        .catch(() => null);
  },
  sayAll: async ({ salon, people, text }: { salon: number; people: number; text: string }): Promise<void> => {
    for (let index = 0; index < people; index += 1) await chatWith(salon, index).send(text);
  },
  /** One person says the same again and again. */
  repeat: async (order: { salon: number; index: number; times: number; text: string }): Promise<void> => {
    const chat = chatWith(order.salon, order.index);
    for (let count = 0; count < order.times; count += 1) await chat.send(order.text);
  },
  spoil: (rule: FaultRule | null): void => {
    recall();
    recall = rule === null ? () => undefined : sandbox.injectFault({ ...rule, times: Infinity });
  },
  revoke: ({ salon }: { salon: number }): void => sandbox.revokeToken(tokenOf(salon)),
  /** Forgets what a bot has not taken yet. */
  drop: async ({ salon }: { salon: number }): Promise<void> => {
    await fetch(`${sandbox.apiRoot}/bot${tokenOf(salon)}/deleteWebhook?drop_pending_updates=true`);
  },
  pending: ({ salon }: { salon: number }): number => sandbox.pendingUpdates(usernameOf(salon)),
  /** Messages in chats since an instant (epoch milliseconds), and when they were sent. */
  sent: ({ since }: { since: number }): { bot: string; at: number }[] =>
    sandbox
      .calls({ method: 'sendMessage' })
      .filter(({ status, at }) => status === 200 && at >= since)
      .map(({ bot, at }) => ({ bot: bot ?? '', at })),
  /** Resolves when so many bots have said what they are. */
  introduced: async ({ bots }: { bots: number }): Promise<void> => {
    const names = new Set<string>();
    const patience = AbortSignal.timeout(60_000);
    while (names.size < bots && !patience.aborted) {
      for (const { bot } of sandbox.calls({ method: 'setMyCommands' })) names.add(bot ?? '');
      await delay(50);
    }
  },
};

export type TelegramOrders = typeof telegramOrders;

if (require.main === module) obey(telegramOrders);

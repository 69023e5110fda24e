import type { MiddlewareFn } from 'telegraf';
import type { BotContext } from '../../src/bot/context.js';
import { once } from '../../src/db/processed-updates.js';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { webhookSecret } from '../../src/telegram/webhook-secret.js';
import { testDatabase, type TestDatabase } from './database.js';
import { frontDoor, type FrontDoor } from './front-door.js';
import { startTestHost, testToken, type TestHost, type TestHostOptions } from './host.js';

/** A local Telegram, a database, a reverse proxy, and hosts behind it. */
export interface WebhookHouse {
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  readonly front: FrontDoor;
  /** A host with these tenants, reached through the front door alone. */
  open(ids: readonly string[], more?: Partial<TestHostOptions>): Promise<TestHost>;
  chat(tenant: string, personId: number): Chat;
  /** How many calls of the method this tenant's bot has made. */
  calls(tenant: string, method: string): number;
  close(): Promise<void>;
}

/** Nobody has to wait for people's pace here. */
export const hasty = {
  queueLimits: { backoff: { firstMs: 5, capMs: 20 } },
  webhookTiming: { retry: { firstMs: 5, capMs: 20 } },
};

export async function webhookHouse(): Promise<WebhookHouse> {
  const sandbox = await startSandbox({ webhookRetry: { firstMs: 10, capMs: 50 } });
  const database = await testDatabase();
  const front = await frontDoor();
  return {
    sandbox,
    database,
    front,
    open: async (ids, more = {}) => {
      const host = await startTestHost({
        tenants: Object.fromEntries(ids.map((id) => [id, {}])),
        sandbox,
        database,
        ...more,
        variables: { PUBLIC_URL: front.url, ...more.variables },
        overrides: { ...hasty, ...more.overrides },
      });
      front.lead(() => host.host.httpUrl);
      return host;
    },
    chat: (tenant, personId) =>
      sandbox.person({ id: personId, firstName: `P${personId}`, languageCode: 'en' }).chat(`${tenant}_bot`),
    calls: (tenant, method) => sandbox.calls({ bot: `${tenant}_bot`, method }).length,
    close: async () => {
      await sandbox.stop();
      await front.stop();
      await database.close();
    },
  };
}

/** Delivers something to a host as Telegram would, or as somebody else would. */
export async function deliver(
  { host }: TestHost,
  tenant: string,
  {
    secret = webhookSecret(testToken(tenant), tenant),
    body = '{"update_id":1}',
    type = 'application/json',
  }: { readonly secret?: string | null; readonly body?: string; readonly type?: string } = {},
): Promise<{ status: number; body: string; retryAfter: string | null }> {
  const response = await fetch(`${host.httpUrl}/telegram/${tenant}`, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret }),
    },
    body,
  });
  return {
    status: response.status,
    body: await response.text(),
    retryAfter: response.headers.get('retry-after'),
  };
}

/** Bots that do what the test says; `text` is what was sent, or the data of a press. */
export function doing(work: (text: string, context: BotContext) => Promise<void>): MiddlewareFn<BotContext> {
  return async (context) => {
    const { callbackQuery } = context;
    const pressed = callbackQuery !== undefined && 'data' in callbackQuery ? callbackQuery.data : null;
    await work(pressed ?? context.text ?? '', context);
  };
}

/** The lasting effect of an update; true the first time. */
export function effect({ tenant, update }: BotContext): Promise<boolean> {
  const delivery = { updateId: update.update_id, verb: 'test', now: tenant.clock.now() };
  return tenant.db.transact((tx) =>
    once(
      tx,
      delivery,
      async () => ({ outcome: {}, answer: true }),
      async () => false,
    ),
  );
}

/** Sends a message; gives the id of its update. */
export async function send(chat: Chat, text: string): Promise<number> {
  const { updateId } = await chat.send(text);
  if (updateId === null) throw new Error('the bot does not listen to messages');
  return updateId;
}

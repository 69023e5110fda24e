import type { BotContext } from '../bot/context.js';
import type { TenantConfig } from '../config/registry-types.js';
import type { Clock } from '../lib/clock.js';
import type { UpdateKind } from '../telegram/api-types.js';
import type { TelegramBot } from '../telegram/bot.js';
import { ChatTurns } from '../telegram/chat-turns.js';
import type { TokenRejectedError } from '../telegram/errors.js';
import type { Intake, IntakeOptions } from '../telegram/intake.js';
import { startPolling } from '../telegram/polling.js';
import type { QueueLimits } from '../telegram/update-queue.js';
import { startWebhook, type WebhookIntake } from '../telegram/webhook-intake.js';
import { webhookSecret } from '../telegram/webhook-secret.js';
import type { WebhookTiming } from '../telegram/webhook-upkeep.js';
import type { Gate } from './gate.js';
import type { TenantStore } from './tenant-store.js';

/** What the bot answers to while it runs is one of these; the rest of Telegram's kinds are not asked for. */
const allowedUpdates: readonly UpdateKind[] = ['message', 'callback_query', 'my_chat_member'];

/** Deliveries of one bot at once: Telegram's own number, said so that it does not depend on what it was before. */
const maxConnections = 40;

/** What the intakes of all tenants share. */
export interface IntakeTools {
  readonly clock: Clock;
  /** Where Telegram delivers to; null: bots poll. */
  readonly publicUrl: string | null;
  readonly telegramGate: Gate;
  readonly queueLimits?: Partial<QueueLimits>;
  readonly webhookTiming?: Partial<WebhookTiming>;
}

/** How updates reach a tenant, whichever way that is. */
export interface TenantIntake extends Intake {
  receive: WebhookIntake['receive'];
  refuse(error: TokenRejectedError): void;
}

type IntakeEvents = Pick<IntakeOptions, 'handle' | 'onGivenUp' | 'onState' | 'log'>;

/** Starts to listen for a tenant's bot: by a webhook where the process can be reached, else by polling. */
export function openIntake(
  tools: IntakeTools,
  bot: TelegramBot<BotContext>,
  store: TenantStore,
  { id, token }: TenantConfig,
  events: IntakeEvents,
): TenantIntake {
  const { clock, publicUrl, telegramGate, queueLimits, webhookTiming } = tools;
  const failed = store.failedUpdates(id);
  const shared: IntakeOptions = {
    ...events,
    ...{ clock, allowedUpdates },
    failures: { count: (failure) => failed.count({ ...failure, now: clock.now() }) },
    ...(queueLimits === undefined ? {} : { limits: queueLimits }),
  };
  if (publicUrl === null) return polling(bot, store, id, shared);
  return startWebhook({
    ...shared,
    bot,
    webhook: {
      url: `${publicUrl}/telegram/${id}`,
      secret_token: webhookSecret(token, id),
      max_connections: maxConnections,
      allowed_updates: allowedUpdates,
    },
    known: store.webhookHash(id),
    remember: (hash) => store.rememberWebhook(id, hash),
    paced: (work, signal) => telegramGate.run(work, signal),
    turns: new ChatTurns(store.chatLeases(id), events.log),
    ...(webhookTiming === undefined ? {} : { timing: webhookTiming }),
  });
}

function polling(
  bot: TelegramBot<BotContext>,
  store: TenantStore,
  id: string,
  shared: IntakeOptions,
): TenantIntake {
  const intake = startPolling({
    ...shared,
    hasWebhook: store.webhookHash(id) !== null,
    bot: {
      getUpdates: (parameters, signal) => bot.getUpdates(parameters, signal),
      // Forgotten first: a webhook that is noted and gone would never be set again.
      deleteWebhook: async (signal) => {
        await store.rememberWebhook(id, null);
        await bot.deleteWebhook(signal);
      },
    },
  });
  // The next poll finds out about the token by itself; what is delivered all the same comes again when it is asked for.
  return Object.assign(intake, { receive: async () => 'left' as const, refuse: () => undefined });
}

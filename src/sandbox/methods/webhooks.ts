import { ApiError, badRequest, notImplemented } from '../api-error.js';
import type { BotAccount } from '../bot-account.js';
import { unixSeconds } from '../message.js';
import { Described, type Method, type MethodCall } from '../method-call.js';
import { Webhook } from '../webhook.js';

/** Carries out a call that a webhook's answer holds. */
export type AnswerCall = (
  bot: BotAccount,
  answer: { readonly contentType: string; readonly body: string },
) => void;

export function webhookMethods(answerCall: AnswerCall): Record<string, Method> {
  return {
    setWebhook: {
      supports: ['url', 'max_connections', 'allowed_updates', 'drop_pending_updates', 'secret_token'],
      run: (call) => setWebhook(call, answerCall),
    },
    deleteWebhook: {
      supports: ['drop_pending_updates'],
      run: (call) => removeWebhook(call),
    },
    getWebhookInfo: { supports: [], run: ({ bot }) => webhookInfo(bot) },
  };
}

function setWebhook(call: MethodCall, answerCall: AnswerCall): Described {
  const { bot, world } = call;
  const url = call.text('url') ?? '';
  if (url === '') return removeWebhook(call);
  checkUrl(url);
  const secretToken = call.text('secret_token') ?? null;
  if (secretToken !== null && !/^[A-Za-z0-9_-]{1,256}$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  const maxConnections = call.number('max_connections') ?? 40;
  if (maxConnections < 1 || maxConnections > 100) throw badRequest('max_connections must be 1-100');
  bot.updates.allow(allowedUpdates(call));
  bot.updates.endPoll(new ApiError(409, 'Conflict: terminated by setWebhook request'));
  const same = bot.webhook?.setup.url === url && bot.webhook.setup.secretToken === secretToken;
  bot.webhook?.stop();
  if (call.flag('drop_pending_updates')) bot.updates.dropAll();
  bot.webhook = new Webhook(
    { url, secretToken, maxConnections },
    bot.updates,
    world.webhookOptions,
    world.clock,
    (answer) => answerCall(bot, answer),
  );
  const { webhook } = bot;
  bot.updates.deliverTo((update) => webhook.enqueue(update));
  return new Described(true, same ? 'Webhook is already set' : 'Webhook was set');
}

export function allowedUpdates(call: MethodCall): readonly string[] | null {
  return (call.list('allowed_updates') as readonly string[] | undefined) ?? null;
}

/** Plain http is taken for addresses of this machine only; the real server wants https everywhere. */
function checkUrl(url: string): void {
  if (!URL.canParse(url)) throw badRequest('bad webhook: invalid URL specified');
  const { protocol, hostname } = new URL(url);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return;
  throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
}

function removeWebhook(call: MethodCall): Described {
  const { bot } = call;
  const had = bot.webhook !== null;
  bot.webhook?.stop();
  bot.webhook = null;
  bot.updates.deliverTo(null);
  if (call.flag('drop_pending_updates')) bot.updates.dropAll();
  return new Described(true, had ? 'Webhook was deleted' : 'Webhook is already deleted');
}

function webhookInfo({ webhook, updates }: BotAccount): Record<string, unknown> {
  const allowed = updates.allowedKinds;
  return {
    url: webhook?.setup.url ?? '',
    has_custom_certificate: false,
    pending_update_count: updates.all().length,
    ...(webhook === null ? {} : { max_connections: webhook.setup.maxConnections }),
    ...(webhook?.lastError == null
      ? {}
      : {
          last_error_date: unixSeconds(webhook.lastError.at),
          last_error_message: webhook.lastError.message,
        }),
    ...(allowed === null ? {} : { allowed_updates: allowed }),
  };
}

/** How a bot that polls is told that a webhook is in its way. */
export function conflictWithWebhook(): ApiError {
  return new ApiError(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
}

export function unsupportedParameter(method: string, name: string): ApiError {
  return notImplemented(`parameter "${name}" of ${method}`);
}

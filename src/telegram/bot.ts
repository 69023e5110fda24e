import { Telegraf, Telegram, type Context } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { openBotApi, type BotApi } from './bot-api.js';
import { classify } from './classify.js';
import { connectTo } from './connection.js';
import { TelegramUnavailableError, type TokenRejectedError } from './errors.js';
import { botFiles, type BotFiles } from './files.js';
import { PacedSender } from './paced-sender.js';
import type { GetUpdates, UpdateSource } from './intake.js';
import type { SenderLimits } from './send-limits.js';
import type { Sender, SendOptions } from './sender.js';
import type { WebhookBot, WebhookInfo } from './webhook-upkeep.js';

/** One tenant's bot: Telegraf for contexts and middleware, our own way to the Bot API under it. */
export interface TelegramBot<C extends Context> extends UpdateSource, WebhookBot {
  readonly telegraf: Telegraf<C>;
  readonly sender: Sender;
  /** What people have sent to the bot. */
  readonly files: BotFiles;
  /** Asks Telegram who the bot is; `telegraf.botInfo` is set with it. */
  identify(): Promise<UserFromGetMe>;
  /** Refuses what waits, lets what is under way end, gives the connection back. */
  close(): Promise<void>;
}

export interface TelegramBotOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** From the cache, so that a start asks Telegram nothing. */
  readonly identity: UserFromGetMe | null;
  readonly log: Logger;
  readonly clock: Clock;
  onBlocked(chatId: number): Promise<void> | void;
  onTokenRejected?(error: TokenRejectedError): void;
  readonly limits?: Partial<SenderLimits>;
}

export function createTelegramBot<C extends Context>(options: TelegramBotOptions): TelegramBot<C> {
  const { token, apiRoot } = options;
  const api = openBotApi(token, apiRoot);
  const sender = new PacedSender({ ...options, api });
  const connection = connectTo(apiRoot);
  const telegraf = new Telegraf<C>(token, {
    handlerTimeout: Infinity,
    telegram: { apiRoot, webhookReply: false },
  });
  telegraf.telegram = new PacedTelegram(token, apiRoot, sender);
  // Telegraf gives every context a client of its own and then assigns what is in here.
  Object.assign(telegraf.context, { telegram: telegraf.telegram });
  // Its default prints the update, marks the process as failed and goes on; the intake decides here.
  telegraf.catch((error) => {
    throw error;
  });
  if (options.identity !== null) telegraf.botInfo = options.identity;
  return {
    telegraf,
    sender,
    files: botFiles(token, connection, sender),
    identify: async () => {
      const identity = await sender.call<UserFromGetMe>('getMe', {});
      telegraf.botInfo = identity;
      return identity;
    },
    getUpdates: (parameters, signal) => getUpdates(api, parameters, signal),
    deleteWebhook: (signal) => sender.call('deleteWebhook', {}, { signal }),
    setWebhook: (parameters, signal) =>
      sender.call('setWebhook', { ...parameters }, { ...housekeeping, signal }),
    getWebhookInfo: async (signal) => {
      const info = await sender.call<WebhookInfo>('getWebhookInfo', {}, { ...housekeeping, signal });
      if (typeof info.url === 'string') return info;
      throw new TelegramUnavailableError('getWebhookInfo', 'the answer tells of no webhook', 'unknown');
    },
    close: async () => {
      await sender.close();
      api.close();
      connection.release();
    },
  };
}

/** Whoever asks tries again by itself; answers to people go first. */
const housekeeping: SendOptions = { priority: 'notice', retry: 'never' };

const ANSWER_MS = 10_000;
/** Telegram's own pauses for polls are seconds; a longer one, whoever says it, must not make the bot deaf for so long. */
const LONGEST_POLL_PAUSE_MS = 60_000;

async function getUpdates(
  api: BotApi,
  parameters: GetUpdates,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const timeoutMs = parameters.timeout * 1000 + ANSWER_MS;
  const reply = await api.call('getUpdates', { ...parameters }, { timeoutMs, signal });
  const verdict = classify('getUpdates', null, reply);
  if (verdict.kind === 'flood')
    throw new TelegramUnavailableError(
      'getUpdates',
      '429',
      'not_sent',
      Math.min(verdict.waitMs, LONGEST_POLL_PAUSE_MS),
    );
  if ('error' in verdict) throw verdict.error;
  if (verdict.kind === 'done' && Array.isArray(verdict.result)) return verdict.result as unknown[];
  throw new TelegramUnavailableError('getUpdates', 'the answer is no list of updates', 'unknown');
}

/** Telegraf's client with its methods as they are, but every call goes through the sender. */
class PacedTelegram extends Telegram {
  private readonly sender: Sender;

  constructor(token: string, apiRoot: string, sender: Sender) {
    super(token, { apiRoot, webhookReply: false });
    this.sender = sender;
    // Contexts get logged and inspected: neither the token nor the way to it may show.
    Object.defineProperty(this, 'token', { value: token, enumerable: false });
    Object.defineProperty(this, 'sender', { value: sender, enumerable: false });
  }

  override callApi: Telegram['callApi'] = (method, payload, options) => {
    const signal = options?.signal as AbortSignal | undefined;
    return this.sender.call(method, payload, signal === undefined ? {} : { signal });
  };
}

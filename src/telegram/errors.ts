import { BotelError, TransientError } from '../lib/errors.js';

/** What Telegram adds to a refusal. */
export interface RefusalParameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** Telegram understood the call and refused it; the same call again would be refused again. */
export class TelegramRejectedError extends BotelError {
  constructor(
    readonly method: string,
    readonly errorCode: number,
    readonly description: string,
    readonly parameters: RefusalParameters = {},
  ) {
    super('telegram_rejected', `${method}: ${errorCode} ${description}`);
  }
}

/** The person blocked the bot, deleted the account or never started a chat: stop writing to this chat. */
export class ChatUnreachableError extends BotelError {
  constructor(
    readonly method: string,
    readonly chatId: number | string,
    readonly errorCode: number,
    readonly description: string,
  ) {
    super('chat_unreachable', `${method}: ${errorCode} ${description}`);
  }
}

/** Telegram does not know this token (any more). Nothing of this bot will work until its token is replaced. */
export class TokenRejectedError extends BotelError {
  constructor(
    readonly method: string,
    readonly errorCode: 401 | 404,
    readonly description: string,
  ) {
    super('token_rejected', `${method}: ${errorCode} ${description}`);
  }
}

/** `not_sent`: Telegram certainly did not act on the call. `unknown`: it may have (a connection reset after the request left). */
export type Delivery = 'not_sent' | 'unknown';

/** No usable answer from Telegram, or no room to ask. Later may work; with `delivery: 'unknown'` a repeated message may appear twice. */
export class TelegramUnavailableError extends TransientError {
  constructor(
    readonly method: string,
    readonly reason: string,
    readonly delivery: Delivery,
    /** How long Telegram asked us to keep quiet, in milliseconds. */
    readonly retryAfterMs: number | null = null,
  ) {
    super('telegram_unavailable', `${method}: ${reason}`);
  }
}

/**
 * Telegram asked not to write to this one chat for longer than anybody waits for an answer, or asks it again and again. The
 * other chats of the bot are free: what belongs to this one is not to hold them up.
 */
export class ChatSilencedError extends TelegramUnavailableError {
  constructor(method: string, retryAfterMs: number) {
    super(method, 'Telegram takes no messages to this chat for now', 'not_sent', retryAfterMs);
  }
}

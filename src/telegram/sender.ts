/** How urgent a call is: answers to a person go before what the clock sends, and that before broadcasts. */
export type SendPriority = 'reply' | 'notice' | 'bulk';

export interface SendOptions {
  readonly priority?: SendPriority;
  readonly signal?: AbortSignal;
}

/**
 * One bot's way out to Telegram. Paces per bot and per chat, waits out `retry_after`, retries what may be retried,
 * reports clients who blocked the bot. Rejects with `ChatUnreachableError` (403), `TelegramRejectedError` (400 and the like),
 * `TokenRejectedError` (401, 404 on the bot) or `TelegramUnavailableError` (a `TransientError`). No message holds a token.
 */
export interface Sender {
  /** Calls a Bot API method. `payload` is the method's parameters, nested objects as they are. */
  call<Result>(method: string, payload: Readonly<Record<string, unknown>>, options?: SendOptions): Promise<Result>;
}

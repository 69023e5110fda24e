/** How urgent a call is: answers to a person go before what the clock sends, and that before broadcasts. */
export type SendPriority = 'reply' | 'notice' | 'bulk';

/**
 * What to do about a failure that was not an answer of Telegram's (network, 5xx).
 * `safe` (the default): repeat, with backoff, what cannot have been acted on (no connection) or may be acted on twice
 * (edits, answers to presses, everything that posts no message). A message whose fate is unknown is not repeated: a
 * connection reset after Telegram accepted it would show it twice; the caller decides, see `TelegramUnavailableError.delivery`.
 * `never`: one attempt.
 */
export type RetryChoice = 'safe' | 'never';

export interface SendOptions {
  readonly priority?: SendPriority;
  readonly signal?: AbortSignal;
  readonly retry?: RetryChoice;
  /**
   * Awaited when the call's turn has come, right before each attempt is handed to the HTTP client. When it rejects, that
   * attempt is not made and the call rejects with the same error.
   */
  readonly beforeSend?: () => Promise<void>;
}

/**
 * One bot's way out to Telegram. Paces per bot and per chat, waits out `retry_after`, retries what may be retried,
 * reports clients who blocked the bot. Rejects with `ChatUnreachableError` (403), `TelegramRejectedError` (400 and the like),
 * `TokenRejectedError` (401, 404 on the bot) or `TelegramUnavailableError` (a `TransientError`). No message holds a token.
 */
export interface Sender {
  /** Calls a Bot API method. `payload` is the method's parameters, nested objects as they are. */
  call<Result>(
    method: string,
    payload: Readonly<Record<string, unknown>>,
    options?: SendOptions,
  ): Promise<Result>;
}

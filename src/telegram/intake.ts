import type { Clock } from '../lib/clock.js';
import type { Backoff } from '../lib/retry.js';
import type { UpdateKind } from './api-types.js';
import type { QueueOptions } from './update-queue.js';

export interface GetUpdates {
  readonly offset?: number;
  readonly limit?: number;
  /** Seconds. */
  readonly timeout: number;
  readonly allowed_updates?: readonly UpdateKind[];
}

/** What polling needs of a bot. */
export interface UpdateSource {
  /** One attempt. Rejects with `TokenRejectedError`, `TelegramRejectedError` (409 …) or `TelegramUnavailableError`. */
  getUpdates(parameters: GetUpdates, signal: AbortSignal): Promise<readonly unknown[]>;
  /** Keeps what waits for delivery. */
  deleteWebhook(signal: AbortSignal): Promise<unknown>;
}

/** `retrying` before the first answer too. */
export type IntakeState =
  | { readonly kind: 'listening' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'retrying'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly code: 401 | 404; readonly reason: string };

export interface Intake {
  readonly state: IntakeState;
  /** Whether the bot ought to hear Telegram and has not for minutes. `now` is epoch milliseconds. */
  isDeaf(now: number): boolean;
  /** Updates that wait or run. */
  readonly pending: number;
  /** Handlers that run for longer than a minute. */
  readonly slow: number;
  /**
   * No new polls and no new handlers; waits for running ones at most `deadlineMs` (a duration), then confirms what is
   * finished, which may take 3 s more. Never rejects.
   */
  stop(deadlineMs: number): Promise<void>;
}

export interface PollTiming {
  readonly longPollSeconds: number;
  readonly retry: Backoff;
  readonly conflict: Backoff;
  /** Between two looks for other chats' updates while an update that would be delivered again is still running. */
  readonly peek: Backoff;
  readonly confirmMs: number;
}

export const usualTiming: PollTiming = {
  longPollSeconds: 50,
  retry: { firstMs: 500, capMs: 30_000 },
  conflict: { firstMs: 3_000, capMs: 60_000 },
  peek: { firstMs: 100, capMs: 2_000 },
  confirmMs: 3_000,
};

/** A bot that Telegram has not answered for so long hears nobody. */
export const deafAfterMs = 5 * 60_000;

/**
 * `handle` takes one update; calls for one chat never overlap. Rejecting brings the same update again: for ever while it is
 * a `TransientError` or the token is refused, else until it is given up. Until then it is not confirmed to Telegram.
 */
export interface IntakeOptions extends QueueOptions {
  onState(state: IntakeState): void;
  readonly clock: Clock;
  readonly allowedUpdates: readonly UpdateKind[];
}

export interface PollingOptions extends IntakeOptions {
  readonly bot: UpdateSource;
  /** The bot is known to have a webhook, which is in the way. */
  readonly hasWebhook?: boolean;
  readonly timing?: Partial<PollTiming>;
}

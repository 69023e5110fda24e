import { createHash } from 'node:crypto';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { backoffMs, pause, type Backoff } from '../lib/retry.js';
import { messageOf } from '../lib/errors.js';
import { scrub, scrubValue } from '../lib/scrub.js';
import type { UpdateKind } from './api-types.js';
import { TelegramUnavailableError, TokenRejectedError } from './errors.js';
import { deafAfterMs, type IntakeState } from './intake.js';

/** What Telegram is told to do with a bot's updates. */
export interface WebhookParameters {
  readonly url: string;
  readonly secret_token: string;
  readonly max_connections: number;
  readonly allowed_updates: readonly UpdateKind[];
}

/** What Telegram says about a bot's webhook, as far as we listen. */
export interface WebhookInfo {
  /** Empty: there is none. */
  readonly url: string;
  readonly pending_update_count?: number;
  /** Unix seconds. */
  readonly last_error_date?: number;
  readonly last_error_message?: string;
}

/** What a webhook needs of a bot. Each call is one attempt. */
export interface WebhookBot {
  /** Keeps what waits for delivery. */
  setWebhook(parameters: WebhookParameters, signal: AbortSignal): Promise<unknown>;
  getWebhookInfo(signal: AbortSignal): Promise<WebhookInfo>;
}

export interface WebhookTiming {
  readonly retry: Backoff;
  /** Until the next look whether the webhook is still there: it grows after it was set. */
  readonly look: Backoff;
  /** How long an answer to a delivery may take. */
  readonly patienceMs: number;
}

export const usualWebhookTiming: WebhookTiming = {
  // At most one call a second for each bot.
  retry: { firstMs: 2_000, capMs: 60_000 },
  look: { firstMs: 60_000, capMs: 15 * 60_000 },
  // Telegram itself waits for a minute.
  patienceMs: 25_000,
};

export interface UpkeepOptions {
  readonly bot: WebhookBot;
  readonly webhook: WebhookParameters;
  /** The hash of the webhook that Telegram was last given; null when that is not known to be ours. */
  readonly known: string | null;
  readonly remember: (hash: string | null) => Promise<void>;
  /** Bounds how many bots talk to Telegram at once about such things. */
  readonly paced: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  onState(state: IntakeState): void;
  readonly log: Logger;
  readonly clock: Clock;
  readonly timing?: Partial<WebhookTiming>;
}

// After so many looks the longest pause is reached: where nothing was set, nothing is looked after at once.
const manyLooks = 30;
const logEvery = 20;

/*
 *   retrying ── Telegram was given it, now or earlier ──▶ listening ── 401/404 ──▶ rejected
 *    ▲    │ ▲                                                 │                       ▲
 *    │    └─┘ a failure, with growing pauses                  │                       │
 *    └─────── a look shows that somebody else changed it ─────┘   (from anywhere) ────┘
 *
 * The hash is forgotten before anything is changed at Telegram and remembered afterwards: whatever happens between, it never
 * claims a webhook that is not there. What waits for delivery is never dropped.
 */
export class WebhookUpkeep {
  state: IntakeState = { kind: 'retrying', reason: 'the webhook is not set yet' };
  private readonly timing: WebhookTiming;
  private readonly stopping = new AbortController();
  private readonly hash: string;
  private isSet: boolean;
  private looks: number;
  private failures = 0;
  private heardAt: number;
  /** The last look showed that Telegram does not get through. */
  private isUnreachable = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly options: UpkeepOptions) {
    this.timing = { ...usualWebhookTiming, ...options.timing };
    this.hash = createHash('sha256').update(JSON.stringify(options.webhook)).digest('hex');
    this.isSet = options.known === this.hash;
    this.looks = this.isSet ? manyLooks : 0;
    this.heardAt = options.clock.now();
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** A genuine delivery came. */
  heard(): void {
    this.heardAt = this.options.clock.now();
    this.isUnreachable = false;
  }

  /** Telegram refused the token, asked for whatever. */
  refuse(error: TokenRejectedError): void {
    if (this.state.kind === 'rejected') return;
    this.options.log.error({ reason: error.message }, 'Telegram rejects the token: nothing is received');
    this.enter({ kind: 'rejected', code: error.errorCode, reason: error.message });
    this.stopping.abort();
  }

  /** A bot to which nobody writes is not deaf: only one whose webhook is not set, or that Telegram fails to reach. */
  isDeaf(now: number): boolean {
    if (this.state.kind === 'listening') return this.isUnreachable;
    return now - this.heardAt > deafAfterMs;
  }

  private async run(): Promise<void> {
    while (!this.isStopping()) {
      try {
        if (!this.isSet) await this.set();
        this.enter({ kind: 'listening' });
        await pause(backoffMs(this.looks, this.timing.look), this.stopping.signal);
        this.looks += 1;
        if (!this.isStopping()) await this.look();
      } catch (error) {
        if (!this.isStopping()) await this.recover(error);
      }
    }
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async set(): Promise<void> {
    const { bot, webhook, remember, paced, log } = this.options;
    const { signal } = this.stopping;
    await remember(null);
    await paced(() => bot.setWebhook(webhook, signal), signal);
    this.isSet = true;
    this.failures = 0;
    log.info({ url: webhook.url }, 'Telegram delivers to the webhook');
    try {
      await remember(this.hash);
    } catch (error) {
      log.warn({ err: scrubValue(error) }, 'the webhook could not be noted: the next start sets it again');
    }
  }

  private async look(): Promise<void> {
    const { bot, webhook, paced, log } = this.options;
    const { signal } = this.stopping;
    let info: WebhookInfo;
    try {
      info = await paced(() => bot.getWebhookInfo(signal), signal);
    } catch (error) {
      if (error instanceof TokenRejectedError) throw error;
      // It may well be delivering all the same; the next look shows.
      log.debug({ err: scrubValue(error) }, 'could not look after the webhook');
      return;
    }
    if (!isSameAddress(info.url, webhook.url)) {
      const now = info.url === '' ? 'nowhere' : scrub(info.url);
      log.warn({ now }, 'somebody else changed the webhook of the bot: it is put back');
      this.isSet = false;
    } else this.judge(info);
  }

  private judge(info: WebhookInfo): void {
    const { last_error_date: failedAt = 0, pending_update_count: pending = 0 } = info;
    this.isUnreachable = pending > 0 && failedAt * 1000 > this.heardAt;
    if (!this.isUnreachable) return;
    const reason = scrub(info.last_error_message ?? 'it does not say why');
    this.options.log.warn({ pending, reason }, 'Telegram does not get through to the webhook');
  }

  private async recover(error: unknown): Promise<void> {
    if (error instanceof TokenRejectedError) {
      this.refuse(error);
      return;
    }
    const reason = scrub(messageOf(error));
    this.enter({ kind: 'retrying', reason });
    const asked = error instanceof TelegramUnavailableError ? (error.retryAfterMs ?? 0) : 0;
    const waitMs = asked + backoffMs(this.failures, this.timing.retry);
    if (this.failures % logEvery === 0)
      this.options.log.warn({ times: this.failures + 1, reason, waitMs }, 'the webhook could not be set');
    this.failures += 1;
    await pause(waitMs, this.stopping.signal);
  }

  private enter(state: IntakeState): void {
    if (this.state.kind === 'rejected') return;
    const isNew = this.state.kind !== state.kind;
    const reasonOf = (one: IntakeState): string => ('reason' in one ? one.reason : '');
    const isOther = isNew || reasonOf(this.state) !== reasonOf(state);
    this.state = state;
    if (isNew && state.kind === 'listening') this.options.log.info('listening to Telegram');
    if (isOther) this.options.onState(state);
  }
}

/** Also when one of them says the usual port, or writes the host in capitals. */
function isSameAddress(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}

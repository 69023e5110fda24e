import { backoffMs, pause } from '../lib/retry.js';
import { scrubValue } from '../lib/scrub.js';
import { TelegramRejectedError, TelegramUnavailableError, TokenRejectedError } from './errors.js';
import {
  deafAfterMs,
  usualTiming,
  type GetUpdates,
  type Intake,
  type IntakeState,
  type PollingOptions,
  type PollTiming,
} from './intake.js';
import { PollLedger } from './poll-ledger.js';
import { asUpdate } from './update-key.js';
import { UpdateQueue } from './update-queue.js';

export type { GetUpdates, Intake, IntakeState, PollingOptions, UpdateSource } from './intake.js';

export function startPolling(options: PollingOptions): Intake {
  const intake = new PollingIntake(options);
  intake.start();
  return intake;
}

// Telegram delivers at most this many unconfirmed updates: with as many known there is nothing new to be had.
const BATCH = 100;
const SETTLE_MS = 50;
const FULL_MS = 30_000;
/** Until a full batch has room for others. */
const ROOM_MS = 1_000;
const LOG_EVERY = 20;

/*
 *   retrying ──answer──▶ listening ──401/404──▶ rejected (the end; a new token means a new intake)
 *      ▲  │                 │  ▲
 *      │  └──409──▶ conflict ──┘ answer
 *      └──── anything else ─┘
 * conflict and retrying last for ever, with growing, jittered pauses. After a failure the next poll asks without waiting
 * (timeout 0), so that recovery shows at once. A stop may come in any state and leaves it as it is.
 *
 * While an update runs, Telegram delivers it again at every poll, at once. So after a batch the next poll waits until all
 * is finished or a short, growing pause is over: other chats' updates come in meanwhile without a busy loop.
 */
class PollingIntake implements Intake {
  state: IntakeState = { kind: 'retrying', reason: 'no answer yet' };
  /** When Telegram last answered a poll, or the first poll was made. */
  private heardAt: number;
  private readonly timing: PollTiming;
  private readonly queue: UpdateQueue;
  private readonly ledger = new PollLedger();
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private stopped: Promise<void> | null = null;
  private failures = 0;
  private quietPeeks = 0;

  constructor(private readonly options: PollingOptions) {
    this.timing = { ...usualTiming, ...options.timing };
    this.heardAt = options.clock.now();
    this.queue = new UpdateQueue(options);
  }

  get pending(): number {
    return this.queue.size;
  }

  get slow(): number {
    return this.queue.slow;
  }

  isDeaf(now: number): boolean {
    return now - this.heardAt > deafAfterMs;
  }

  start(): void {
    this.loop = this.run();
  }

  stop(deadlineMs: number): Promise<void> {
    this.stopped ??= this.end(deadlineMs);
    return this.stopped;
  }

  private async run(): Promise<void> {
    if (this.options.hasWebhook === true) await this.takeOver();
    while (!this.isStopping() && this.state.kind !== 'rejected') {
      try {
        const batch = await this.poll();
        if (this.isStopping()) return;
        const fresh = this.accept(batch);
        this.listening();
        await this.rest(batch.length, fresh);
      } catch (error) {
        if (this.isStopping()) return;
        await this.recover(error);
      }
    }
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private poll(): Promise<readonly unknown[]> {
    const { offset } = this.ledger;
    const parameters: GetUpdates = {
      ...(offset === 0 ? {} : { offset }),
      timeout: this.state.kind === 'listening' ? this.timing.longPollSeconds : 0,
      allowed_updates: this.options.allowedUpdates,
    };
    return this.options.bot.getUpdates(parameters, this.stopping.signal);
  }

  /** Starts what is new; tells how many that were. */
  private accept(batch: readonly unknown[]): number {
    let fresh = 0;
    let usable = 0;
    let reached = 0;
    for (const value of batch) {
      const update = asUpdate(value);
      if (update === null) continue;
      // What finds no room stays unconfirmed and comes again.
      if (!this.ledger.knows(update.update_id)) {
        if (this.ledger.open >= BATCH) break;
        fresh += 1;
        this.ledger.begin(update.update_id);
        void this.queue.add(update).then((outcome) => {
          if (outcome === 'finished') this.ledger.finish(update.update_id);
        });
      }
      usable += 1;
      reached = Math.max(reached, update.update_id + 1);
    }
    if (batch.length > 0 && usable === 0) {
      throw new TelegramUnavailableError('getUpdates', 'updates without an update_id', 'unknown');
    }
    if (usable > 0) this.ledger.reached(reached);
    return fresh;
  }

  private async rest(delivered: number, fresh: number): Promise<void> {
    const { ledger } = this;
    this.quietPeeks = fresh > 0 ? 0 : this.quietPeeks + 1;
    if (ledger.open === 0) return;
    const { offset } = ledger;
    const isEmpty = () => ledger.open === 0;
    await ledger.until(isEmpty, SETTLE_MS);
    const peekMs = delivered >= BATCH ? FULL_MS : backoffMs(this.quietPeeks, this.timing.peek);
    if (!this.isStopping()) await ledger.until(() => isEmpty() || ledger.offset !== offset, peekMs);
    // A bot that is flooded would fetch what it knows again for every update that ends.
    if (delivered >= BATCH && !this.isStopping()) await ledger.until(() => ledger.open <= BATCH / 2, ROOM_MS);
  }

  private listening(): void {
    this.failures = 0;
    this.heardAt = this.options.clock.now();
    this.enter({ kind: 'listening' });
  }

  private async recover(error: unknown): Promise<void> {
    if (error instanceof TokenRejectedError) {
      this.enter({ kind: 'rejected', code: error.errorCode, reason: error.message });
      this.options.log.error({ reason: error.message }, 'Telegram rejects the token: polling ends');
      return;
    }
    this.failures += 1;
    if (error instanceof TelegramRejectedError && error.errorCode === 409) await this.conflict(error);
    else await this.retry(error);
  }

  private async conflict(error: TelegramRejectedError): Promise<void> {
    if (this.state.kind !== 'conflict') this.failures = 1;
    this.enter({ kind: 'conflict' });
    if (this.isLogged())
      this.options.log.warn({ times: this.failures, reason: error.message }, 'another receiver has this bot');
    if (/webhook/i.test(error.description)) await this.takeOver();
    await pause(backoffMs(this.failures - 1, this.timing.conflict), this.stopping.signal);
  }

  // A webhook left by whoever served this token before would keep its updates from us for ever.
  private async takeOver(): Promise<void> {
    try {
      await this.options.bot.deleteWebhook(this.stopping.signal);
    } catch (error) {
      this.options.log.warn({ err: scrubValue(error) }, 'could not remove the webhook of the bot');
    }
  }

  private async retry(error: unknown): Promise<void> {
    const known = error instanceof TelegramRejectedError || error instanceof TelegramUnavailableError;
    const reason = known ? error.message : 'unexpected error';
    this.enter({ kind: 'retrying', reason });
    const asked = error instanceof TelegramUnavailableError ? (error.retryAfterMs ?? 0) : 0;
    const waitMs = asked + backoffMs(this.failures - 1, this.timing.retry);
    if (!known) this.options.log.error({ err: scrubValue(error) }, 'polling met an unexpected error');
    else if (this.isLogged())
      this.options.log.warn({ times: this.failures, reason, waitMs }, 'polling fails');
    await pause(waitMs, this.stopping.signal);
  }

  private isLogged(): boolean {
    return this.failures % LOG_EVERY === 1;
  }

  private enter(state: IntakeState): void {
    const before = this.state;
    this.state = state;
    if (
      before.kind === state.kind &&
      ('reason' in before ? before.reason : '') === ('reason' in state ? state.reason : '')
    )
      return;
    if (state.kind === 'listening') this.options.log.info('listening to Telegram');
    try {
      this.options.onState(state);
    } catch (error) {
      this.options.log.error({ err: scrubValue(error) }, 'could not note the state of polling');
    }
  }

  private async end(deadlineMs: number): Promise<void> {
    this.stopping.abort();
    this.ledger.wake();
    await this.queue.stop(deadlineMs);
    await this.loop;
    if (this.state.kind !== 'rejected' && this.ledger.offset > 0) await this.confirm();
  }

  // Asking from an offset confirms what lies below; the updates in the answer are not taken and come again.
  private async confirm(): Promise<void> {
    const within = AbortSignal.timeout(this.timing.confirmMs);
    for (let attempt = 0; !within.aborted; attempt += 1) {
      try {
        await this.options.bot.getUpdates({ offset: this.ledger.offset, limit: 1, timeout: 0 }, within);
        return;
      } catch (error) {
        this.options.log.debug({ err: scrubValue(error) }, 'could not confirm yet');
        if (error instanceof TokenRejectedError) return;
        // The poll that was just cut off may still count as a second receiver for a moment.
        await pause(backoffMs(attempt, this.timing.retry), within);
      }
    }
    this.options.log.warn('finished updates could not be confirmed: they will be delivered again');
  }
}

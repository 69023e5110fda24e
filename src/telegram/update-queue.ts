import type { Update } from 'telegraf/types';
import { TransientError } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { backoffMs, pause, type Backoff } from '../lib/retry.js';
import { scrubValue } from '../lib/scrub.js';
import { keyOf } from './update-key.js';

/**
 * `finished`: the update may be confirmed to Telegram. `left`: it was not handled (no room, or a stop came first) and
 * must be delivered again.
 */
export type UpdateOutcome = 'finished' | 'left';

export interface QueueLimits {
  /** Updates that wait or run. */
  readonly capacity: number;
  /** A handler that takes longer is warned about. */
  readonly slowMs: number;
  /** A handler that takes longer is given up: its chat goes on, the update counts as finished. */
  readonly giveUpMs: number;
  /** Between two tries of an update whose handler met a `TransientError`. */
  readonly backoff: Backoff;
}

export const usualQueueLimits: QueueLimits = {
  capacity: 200,
  slowMs: 60_000,
  giveUpMs: 300_000,
  backoff: { firstMs: 500, capMs: 30_000 },
};

export interface QueueOptions {
  /** The signal aborts when the update is given up, or when a stop has no more time. */
  handle(update: Update, signal: AbortSignal): Promise<void>;
  readonly log: Logger;
  readonly limits?: Partial<QueueLimits>;
}

interface Job {
  readonly update: Update;
  done(outcome: UpdateOutcome): void;
}

/*
 * An update's life:
 *   waiting ──turn of its chat──▶ running ──ends──────────────▶ finished
 *      │                            │ ▲
 *      │              TransientError│ │backoff, for ever
 *      │                            ▼ │
 *      │                          resting
 *   stop: waiting and resting ─▶ left; running ─▶ finished, or left when the stop's time is over
 * An error that is not transient is logged and counts as an end: the same update would fail the same way again. So does
 * giving up on a handler that hangs; it may still be running then, which is the one way two updates of a chat overlap.
 */
export class UpdateQueue {
  private readonly limits: QueueLimits;
  private readonly lanes = new Map<string, Job[]>();
  private readonly running = new Set<AbortController>();
  private readonly stopping = new AbortController();
  private count = 0;
  private slowCount = 0;
  private whenIdle: (() => void) | null = null;
  private stopped: Promise<void> | null = null;

  constructor(private readonly options: QueueOptions) {
    this.limits = { ...usualQueueLimits, ...options.limits };
  }

  /** Updates that wait or run. */
  get size(): number {
    return this.count;
  }

  /** Handlers that run longer than they should. */
  get slow(): number {
    return this.slowCount;
  }

  /** Never rejects. */
  add(update: Update): Promise<UpdateOutcome> {
    if (this.stopping.signal.aborted || this.count >= this.limits.capacity) return Promise.resolve('left');
    this.count += 1;
    return new Promise((resolve) => {
      const job: Job = { update, done: resolve };
      const key = keyOf(update);
      const lane = this.lanes.get(key);
      if (lane !== undefined) {
        lane.push(job);
        return;
      }
      const created = [job];
      this.lanes.set(key, created);
      void this.work(key, created);
    });
  }

  /** No new turns; waits for what runs, at most `withinMs`, then tells it to end and waits no longer. */
  stop(withinMs: number): Promise<void> {
    this.stopped ??= this.end(withinMs);
    return this.stopped;
  }

  private async end(withinMs: number): Promise<void> {
    this.stopping.abort();
    if (this.count === 0) return;
    const idle = new Promise<void>((resolve) => (this.whenIdle = resolve));
    const timer = setTimeout(() => {
      for (const controller of this.running) controller.abort();
    }, withinMs);
    await idle;
    clearTimeout(timer);
  }

  private async work(key: string, lane: Job[]): Promise<void> {
    for (let job = lane[0]; job !== undefined; job = lane[0]) {
      const outcome = await this.settle(job.update);
      lane.shift();
      this.count -= 1;
      job.done(outcome);
    }
    this.lanes.delete(key);
    if (this.count === 0) this.whenIdle?.();
  }

  private async settle(update: Update): Promise<UpdateOutcome> {
    for (let attempt = 0; !this.stopping.signal.aborted; attempt += 1) {
      const result = await this.run(update, attempt);
      if (result !== 'again') return result;
      await pause(backoffMs(attempt, this.limits.backoff), this.stopping.signal);
    }
    return 'left';
  }

  private run(update: Update, attempt: number): Promise<UpdateOutcome | 'again'> {
    const controller = new AbortController();
    const { log } = this.options;
    const updateId = update.update_id;
    let slow = false;
    return new Promise<UpdateOutcome | 'again'>((resolve) => {
      const warning = setTimeout(() => {
        slow = true;
        this.slowCount += 1;
        log.warn({ updateId, ms: this.limits.slowMs }, 'an update is taking very long');
      }, this.limits.slowMs).unref();
      const giveUp = setTimeout(() => {
        log.error({ updateId, ms: this.limits.giveUpMs }, 'gave up on an update whose handler hangs');
        end('finished');
        controller.abort();
      }, this.limits.giveUpMs).unref();
      const end = (outcome: UpdateOutcome | 'again') => {
        clearTimeout(warning);
        clearTimeout(giveUp);
        if (this.running.delete(controller) && slow) this.slowCount -= 1;
        resolve(outcome);
      };
      controller.signal.addEventListener('abort', () => end('left'), { once: true });
      this.running.add(controller);
      void this.handled(update, controller.signal, attempt).then(end);
    });
  }

  private async handled(
    update: Update,
    signal: AbortSignal,
    attempt: number,
  ): Promise<UpdateOutcome | 'again'> {
    const { log } = this.options;
    const updateId = update.update_id;
    try {
      await this.options.handle(update, signal);
      return 'finished';
    } catch (error) {
      if (!(error instanceof TransientError)) {
        log.error({ updateId, err: scrubValue(error) }, 'an update failed');
        return 'finished';
      }
      // While the database is away every update comes through here again and again: not a line for each time.
      const level = attempt % 10 === 0 ? 'warn' : 'debug';
      log[level]({ updateId, attempt, err: scrubValue(error) }, 'an update cannot be handled for now');
      return 'again';
    }
  }
}

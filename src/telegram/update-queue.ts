import { setMaxListeners } from 'node:events';
import type { Update } from 'telegraf/types';
import { TransientError } from '../lib/errors.js';
import { backoffMs, pause, type Backoff } from '../lib/retry.js';
import { scrubValue } from '../lib/scrub.js';
import { within } from '../lib/within.js';
import type { ChatTurns } from './chat-turns.js';
import { TokenRejectedError } from './errors.js';
import { FailedTries, type FailedTriesOptions } from './failed-tries.js';
import type { Rate } from './pacing.js';
import { keyOf } from './update-key.js';
import { UpdatePace } from './update-pace.js';

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
  /**
   * What is away from one update for longer, while other chats are answered, is no outage: its tries count as those of a
   * defect. Else the updates after it could not be confirmed, and Telegram would hold back what comes after the next hundred.
   */
  readonly stuckMs: number;
  /** Between two tries of an update whose handler failed. */
  readonly backoff: Backoff;
  /** How many updates are begun with: as many as Telegram takes messages from a bot. */
  readonly pace: Rate;
}

export const usualQueueLimits: QueueLimits = {
  capacity: 200,
  slowMs: 60_000,
  giveUpMs: 300_000,
  stuckMs: 300_000,
  backoff: { firstMs: 500, capMs: 30_000 },
  pace: { burst: 10, perSecond: 30 },
};

export interface QueueOptions extends FailedTriesOptions {
  /** The signal aborts when the update is given up, or when a stop has no more time. */
  handle(update: Update, signal: AbortSignal): Promise<void>;
  /** Where several processes receive the updates of one bot. */
  readonly turns?: ChatTurns;
  readonly limits?: Partial<QueueLimits>;
}

type Result = UpdateOutcome | 'again';

const leaseGraceMs = 300;

interface Job {
  readonly update: Update;
  /** Tries that failed for good reasons, not because something was away. */
  failures: number;
  /** When something was away from it for the first time, as `performance.now()` says it. */
  awaySince: number | null;
  done(outcome: UpdateOutcome): void;
}

/*
 * An update's life:
 *   waiting ──turn of its chat──▶ running ──ends, or fails for the fifth time──▶ finished
 *      │                            │ ▲
 *      │                       fails│ │backoff; for ever while something is away from all
 *      │                            ▼ │
 *      │                          resting
 *   stop: waiting and resting ─▶ left; running ─▶ finished, or left when the stop's time is over
 * An update that fails five times without anything being away, or with something being away from its chat alone for minutes,
 * is poison: it would fail the same way again, and counts as an end. So does giving up on a handler that hangs; it may still be running then, which is one way two updates of a chat
 * overlap. The other is a lease that was lost: the process stood still for longer than it lasts.
 */
export class UpdateQueue {
  private readonly limits: QueueLimits;
  private readonly lanes = new Map<string, Job[]>();
  private readonly running = new Set<AbortController>();
  private readonly failedTries: FailedTries;
  private readonly pace: UpdatePace;
  private readonly stopping = new AbortController();
  private count = 0;
  private slowCount = 0;
  /** When a handler last ended well. */
  private lastGood = -Infinity;
  private whenIdle: (() => void) | null = null;
  private stopped: Promise<void> | null = null;

  constructor(private readonly options: QueueOptions) {
    this.limits = { ...usualQueueLimits, ...options.limits };
    this.failedTries = new FailedTries(options);
    this.pace = new UpdatePace(this.limits.pace);
    // Every chat that waits for something listens for the stop.
    setMaxListeners(0, this.stopping.signal);
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
      const job: Job = { update, failures: 0, awaySince: null, done: resolve };
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
    // A lease that a silent database does not take back is not waited for.
    await within(withinMs + leaseGraceMs, idle);
    clearTimeout(timer);
  }

  private async work(key: string, lane: Job[]): Promise<void> {
    for (let job = lane[0]; job !== undefined; job = lane[0]) {
      const outcome = await this.settle(key, job);
      lane.shift();
      this.count -= 1;
      job.done(outcome);
    }
    this.lanes.delete(key);
    if (this.count === 0) this.whenIdle?.();
  }

  private async settle(key: string, job: Job): Promise<UpdateOutcome> {
    for (let attempt = 0; await this.comesToItsTurn(); attempt += 1) {
      const result = await this.inTurn(key, job, attempt);
      if (result !== 'again') return result;
      await pause(backoffMs(attempt, this.limits.backoff), this.stopping.signal);
    }
    return 'left';
  }

  /** False: a stop came first. */
  private async comesToItsTurn(): Promise<boolean> {
    const { signal } = this.stopping;
    const waitMs = signal.aborted ? 0 : this.pace.reserve(performance.now());
    if (waitMs > 0) await pause(waitMs, signal);
    return !signal.aborted;
  }

  private async inTurn(key: string, job: Job, attempt: number): Promise<Result> {
    const { turns } = this.options;
    const run = (): Promise<Result> => this.run(job, attempt);
    if (turns === undefined) return run();
    try {
      return (await turns.run(key, this.stopping.signal, run)) ?? 'left';
    } catch (error) {
      this.logAway(job.update, error, attempt);
      return 'again';
    }
  }

  private run(job: Job, attempt: number): Promise<Result> {
    const controller = new AbortController();
    const { update } = job;
    let slow = false;
    return new Promise<Result>((resolve) => {
      const warning = setTimeout(() => {
        slow = true;
        this.slowCount += 1;
        const facts = { updateId: update.update_id, ms: this.limits.slowMs };
        this.options.log.warn(facts, 'an update is taking very long');
      }, this.limits.slowMs).unref();
      const giveUp = setTimeout(() => {
        void this.failedTries.abandon(update, this.limits.giveUpMs);
        end('finished');
        controller.abort();
      }, this.limits.giveUpMs).unref();
      const end = (outcome: Result) => {
        clearTimeout(warning);
        clearTimeout(giveUp);
        if (this.running.delete(controller) && slow) this.slowCount -= 1;
        resolve(outcome);
      };
      controller.signal.addEventListener('abort', () => end('left'), { once: true });
      this.running.add(controller);
      void this.handled(job, controller.signal, attempt).then(end);
    });
  }

  private async handled(job: Job, signal: AbortSignal, attempt: number): Promise<Result> {
    const { update } = job;
    try {
      await this.options.handle(update, signal);
      this.lastGood = performance.now();
      return 'finished';
    } catch (error) {
      if (!isAway(error)) {
        job.failures += 1;
        return (await this.failedTries.note(update, error, job.failures)) ? 'finished' : 'again';
      }
      this.logAway(update, error, attempt);
      if (!this.isStuck(job, error)) return 'again';
      const isEnough = await this.failedTries.noteUnlessAway(update, error, job.failures + 1);
      if (isEnough !== null) job.failures += 1;
      return isEnough === true ? 'finished' : 'again';
    }
  }

  /** Others were answered when it had failed for a while: what ends well soon after an outage began was under way before. */
  private isStuck(job: Job, error: unknown): boolean {
    const now = performance.now();
    job.awaySince ??= now;
    const { stuckMs } = this.limits;
    const isAlone = this.lastGood - job.awaySince >= stuckMs / 5;
    return isAlone && now - job.awaySince >= stuckMs && !(error instanceof TokenRejectedError);
  }

  // While the database is away every update comes through here again and again: not a line for each time.
  private logAway(update: Update, error: unknown, attempt: number): void {
    const level = attempt % 10 === 0 ? 'warn' : 'debug';
    const facts = { updateId: update.update_id, attempt, err: scrubValue(error) };
    this.options.log[level](facts, 'an update cannot be handled for now');
  }
}

// A token that is refused says nothing against the update: with a new one it can be answered.
function isAway(error: unknown): boolean {
  return error instanceof TransientError || error instanceof TokenRejectedError;
}

import { messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { pause } from '../lib/retry.js';

/** One database, asked for all its tenants in one query. */
export interface DueTenants {
  /** Ids of tenants with something due now. Rejects when the database is away. */
  dueTenants(): Promise<readonly string[]>;
}

export interface SweepOptions {
  readonly log: Logger;
  readonly everyMs: number;
  readonly databases: () => Promise<readonly DueTenants[]>;
  readonly isServedHere: (tenantId: string) => boolean;
  /** Whether this process is at it just now. */
  readonly isBeingServed: (tenantId: string) => boolean;
  /** False when the queue does not take it. */
  readonly wake: (tenantId: string) => Promise<boolean>;
  /** Serves the tenant in this process; resolves when that is over. */
  readonly serve: (tenantId: string) => Promise<void>;
}

/**
 * A queue that took the wake-up and has not brought it to anybody until the next beat is not waited for: a process that was
 * killed while it served the tenant keeps the queue from waking anybody else for a minute. So what is due is taken up two
 * beats after that at most.
 */
const beatsOfPatience = 1;
const wokenAtOnce = 100;

/**
 * Looks every few seconds for tenants with something due, whatever happened to their wake-ups: lost with Redis, written by
 * a process that was killed, or brought about by a clock that was moved.
 */
export class Sweep {
  private readonly ending = new AbortController();
  /** For how many beats in a row a tenant has been due. */
  private overdue = new Map<string, number>();
  private isTroubled = false;

  constructor(private readonly options: SweepOptions) {}

  start(): void {
    void this.run();
  }

  stop(): void {
    this.ending.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    do {
      try {
        await this.beat();
        this.isTroubled = false;
      } catch (error) {
        if (!this.isTroubled)
          this.options.log.warn({ reason: messageOf(error) }, 'a sweep failed; the next may not');
        this.isTroubled = true;
      }
    } while (await pause(this.options.everyMs, signal));
  }

  private async beat(): Promise<void> {
    const answers = await Promise.allSettled(
      (await this.options.databases()).map((database) => database.dueTenants()),
    );
    const due = answers
      .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      .filter((id) => this.options.isServedHere(id));
    const { isBeingServed } = this.options;
    // Whoever has so much to send that it takes beats is not forgotten, and has its turns through the queue.
    this.overdue = new Map(due.map((id) => [id, isBeingServed(id) ? 0 : (this.overdue.get(id) ?? 0) + 1]));
    for (let from = 0; from < due.length; from += wokenAtOnce) {
      await Promise.all(due.slice(from, from + wokenAtOnce).map((id) => this.hand(id)));
    }
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private async hand(tenantId: string): Promise<void> {
    if (this.ending.signal.aborted) return;
    const isWaitingLong = (this.overdue.get(tenantId) ?? 0) > beatsOfPatience;
    if (!isWaitingLong && (await this.options.wake(tenantId))) return;
    // The next beat does not wait for this one's work: a salon with a slow bot must not hold up the others.
    void this.options.serve(tenantId);
  }
}

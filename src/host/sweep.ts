import type { DueTenant } from '../db/platform.js';
import { messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { pause } from '../lib/retry.js';

/** One database, asked for all its tenants in one query. */
export interface DueTenants {
  /** Tenants with something due now. Rejects when the database is away. */
  dueTenants(): Promise<readonly DueTenant[]>;
}

export interface SweepOptions {
  readonly log: Logger;
  readonly everyMs: number;
  readonly databases: () => Promise<readonly DueTenants[]>;
  readonly isServedHere: (tenantId: string) => boolean;
  /** Whether this process is at it just now. */
  readonly isBeingServed: (tenantId: string) => boolean;
  /** How many wake-ups the queue has brought to this process so far. */
  readonly brought: () => number;
  /** How many wake-ups wait in the queue; 0 when it is away. */
  readonly waiting: () => Promise<number>;
  /** False when the queue does not take it. */
  readonly wake: (tenantId: string) => Promise<boolean>;
  /** Serves the tenant in this process; resolves when that is over. */
  readonly serve: (tenantId: string) => Promise<void>;
}

/**
 * A queue that took the wake-up and has not brought it to anybody until the next beat is not waited for: a process that was
 * killed while it served the tenant keeps the queue from waking anybody else for a minute. So what is due is taken up two
 * beats after that at most. While others wait and the queue brings them, as when all salons remind at the full hour, those in
 * it are given more time: serving them here as well would only look for the same rows twice.
 */
const beatsOfPatience = { still: 1, moving: 6 };
const wokenAtOnce = 100;

/**
 * Looks every few seconds for tenants with something due, whatever happened to their wake-ups: lost with Redis, written by
 * a process that was killed, or brought about by a clock that was moved.
 */
export class Sweep {
  private readonly ending = new AbortController();
  /** For how many beats in a row a tenant has been due since the same instant. */
  private overdue = new Map<string, { readonly dueAt: number; readonly beats: number }>();
  private isTroubled = false;
  private broughtBefore = 0;

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
      .filter(({ id }) => this.options.isServedHere(id));
    this.overdue = new Map(due.map((tenant) => [tenant.id, this.noteDue(tenant)]));
    const patience = (await this.isQueueMoving(due.length)) ? beatsOfPatience.moving : beatsOfPatience.still;
    for (let from = 0; from < due.length; from += wokenAtOnce) {
      await Promise.all(due.slice(from, from + wokenAtOnce).map(({ id }) => this.hand(id, patience)));
    }
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private noteDue({ id, dueAt }: DueTenant): { readonly dueAt: number; readonly beats: number } {
    const before = this.overdue.get(id);
    // Whoever has so much to send that it takes beats is not forgotten, and has its turns through the queue.
    if (this.options.isBeingServed(id)) return { dueAt, beats: 0 };
    return { dueAt, beats: before?.dueAt === dueAt ? before.beats + 1 : 1 };
  }

  private async isQueueMoving(due: number): Promise<boolean> {
    const brought = this.options.brought();
    const hasBrought = brought > this.broughtBefore;
    this.broughtBefore = brought;
    return hasBrought && due > 0 && (await this.options.waiting()) > 0;
  }

  private async hand(tenantId: string, patience: number): Promise<void> {
    if (this.ending.signal.aborted) return;
    const beats = this.overdue.get(tenantId)?.beats ?? 0;
    // The queue has its wake-up: asking for it again on every beat would only lengthen the queue's work.
    if (beats > 1 && beats <= patience) return;
    const isWaitingLong = beats > patience;
    if (!isWaitingLong && (await this.options.wake(tenantId))) return;
    // The next beat does not wait for this one's work: a salon with a slow bot must not hold up the others.
    void this.options.serve(tenantId);
  }
}

import { performance } from 'node:perf_hooks';
import { messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { pause } from '../lib/retry.js';
import type { SteeredClock } from '../lib/steered-clock.js';

/** Something that knows the time, in epoch milliseconds. Rejects when it is away. */
export type TimeTeller = () => Promise<number>;

/** An answer that took longer says too little about the time. */
const longestAnswerMs = 1_000;
const worthTellingMs = 5_000;

/**
 * Sets the clock of this process by the database's, so that all processes on one database agree on when a lease has run
 * out and when something is due, whatever their machines' clocks say. While the database is away the clock counts on.
 */
export class ClockKeeper {
  private readonly ending = new AbortController();
  private teller: TimeTeller | null = null;

  constructor(
    private readonly clock: SteeredClock,
    private readonly log: Logger,
    private readonly everyMs: number,
  ) {}

  /**
   * Takes the time from this database from now on, at once and again and again, unless it goes by the default one already.
   * Resolves after the first look; never rejects.
   */
  async follow(database: string, teller: TimeTeller): Promise<void> {
    const isFirst = this.teller === null;
    if (!isFirst && database !== 'default') return;
    this.teller = teller;
    await this.look();
    if (isFirst) void this.run();
  }

  stop(): void {
    this.ending.abort();
  }

  private async run(): Promise<void> {
    while (await pause(this.everyMs, this.ending.signal)) await this.look();
  }

  private async look(): Promise<void> {
    const { teller } = this;
    if (teller === null) return;
    try {
      const asked = performance.now();
      const told = await teller();
      const tookMs = performance.now() - asked;
      if (tookMs > longestAnswerMs) return;
      const ahead = this.clock.set(told + tookMs / 2);
      if (Math.abs(ahead) > worthTellingMs)
        this.log.warn({ aheadMs: ahead }, 'the clock here was not the database’s, which counts');
    } catch (error) {
      this.log.debug({ reason: messageOf(error) }, 'the time could not be asked for');
    }
  }
}

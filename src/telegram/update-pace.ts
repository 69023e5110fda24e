import type { Rate } from './pacing.js';

/**
 * When the updates of one bot are begun with, in the order they came: evenly after a burst. What a bot is flooded with waits
 * with Telegram instead of taking the event loop and the database from the other bots.
 */
export class UpdatePace {
  /** When a bot that was never hurried would be done with all that have had their turn. */
  private evenAt = 0;

  constructor(private readonly rate: Rate) {}

  /** Takes the next turn, at `now` milliseconds of any clock that never turns back; tells how long it is until then. */
  reserve(now: number): number {
    const gapMs = 1_000 / this.rate.perSecond;
    const from = Math.max(this.evenAt, now);
    this.evenAt = from + gapMs;
    return Math.max(0, from - (this.rate.burst - 1) * gapMs - now);
  }
}

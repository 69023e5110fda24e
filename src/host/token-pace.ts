import type { NewTokenPace } from '../config/config.js';
import type { Clock } from '../lib/clock.js';
import { pause } from '../lib/retry.js';

const minute = 60_000;
const hour = 60 * minute;

/**
 * When the next token may be presented, given when earlier ones were (ascending, epoch milliseconds): never more than
 * `perMinute` within any minute nor `perHour` within any hour.
 */
export function nextTurn(earlier: readonly number[], pace: NewTokenPace, now: number): number {
  const afterMinute = earlier.at(-pace.perMinute);
  const afterHour = earlier.at(-pace.perHour);
  return Math.max(now, (afterMinute ?? -Infinity) + minute, (afterHour ?? -Infinity) + hour);
}

/** Makes tokens that are new to Telegram's server wait for their turn, in the order they came. */
export class TokenPace {
  private turns: number[] = [];

  constructor(
    private readonly pace: NewTokenPace | null,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the token may be presented. Rejects with the signal's reason when it aborts before; the turn is lost. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.pace === null) return;
    const now = this.clock.now();
    const at = nextTurn(this.turns, this.pace, now);
    this.turns = [...this.turns, at].slice(-this.pace.perHour);
    await pause(at - now, signal);
    signal.throwIfAborted();
  }
}

import { performance } from 'node:perf_hooks';
import type { Clock } from './clock.js';

/**
 * A clock that is set by another one and counts on by itself in between. The machine's own clock has no part in it, so that
 * somebody who turns it moves nothing.
 */
export class SteeredClock implements Clock {
  private setAt: number;

  /** `shown`: what it shows until it is set for the first time. */
  constructor(
    private shown: number = Date.now(),
    private readonly elapsed: () => number = () => performance.now(),
  ) {
    this.setAt = elapsed();
  }

  now(): number {
    return Math.round(this.shown + this.elapsed() - this.setAt);
  }

  /** Sets it; gives how far it was ahead, in milliseconds. */
  set(epochMs: number): number {
    const ahead = this.now() - epochMs;
    this.shown = epochMs;
    this.setAt = this.elapsed();
    return ahead;
  }
}

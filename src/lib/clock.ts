/** Where the time comes from. Handed down, never read from `Date` below `main`, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs with the system's but may be moved: the demo's page and the tests turn it. */
export class AdjustableClock implements Clock {
  private offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Moves the clock forward (or back, when negative) by `ms`. */
  advance(ms: number): void {
    this.offsetMs += ms;
  }

  /** Makes `now()` start again at `epochMs`. */
  setTo(epochMs: number): void {
    this.offsetMs = epochMs - Date.now();
  }
}

/** A clock that stands still until it is set: for rules whose result must not depend on the moment of the test. */
export class FixedClock implements Clock {
  constructor(private epochMs: number) {}

  now(): number {
    return this.epochMs;
  }

  setTo(epochMs: number): void {
    this.epochMs = epochMs;
  }
}

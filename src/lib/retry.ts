import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
}

/**
 * Full-jitter exponential backoff: a random wait between half of and the whole of `firstMs · 2^attempt`, capped.
 * `attempt` counts from 0.
 */
export function backoffMs(
  attempt: number,
  { firstMs, capMs }: Backoff,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(capMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** Waits `ms`, or less when the signal aborts. Never rejects; tells whether the whole wait passed. */
export async function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
    return true;
  } catch {
    return false;
  }
}

import { pause } from './retry.js';

/** Waits for the work, but no longer than `ms`; tells whether it was done. What fails counts as done. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([ended, pause(ms, done.signal).then(() => false)]);
  } finally {
    done.abort();
  }
}

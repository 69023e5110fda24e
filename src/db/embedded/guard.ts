import type { Logger } from 'pino';
import { messageOf } from '../../lib/errors.js';
import { backoffMs, pause } from '../../lib/retry.js';

/** The connection that holds the server for this process; its end says that the server has ended or restarted. */
export interface Ownership {
  once(event: 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

export interface ServerGuard {
  /** No longer brings the server back; resolves when nothing of that is under way. */
  stop(): Promise<void>;
}

const backoff = { firstMs: 250, capMs: 10_000 };

/**
 * Brings the server back, at the same port, whenever it ends without having been asked to: killed by the system, or given
 * up by itself because its disk was full. `own` starts it where it does not run and takes it over.
 */
export function guardServer(first: Ownership, own: () => Promise<Ownership>, log: Logger): ServerGuard {
  const stopping = new AbortController();
  let owner = first;
  let bringingBack: Promise<void> = Promise.resolve();

  const bringBack = async (): Promise<void> => {
    log.error('the embedded PostgreSQL has ended; it is being brought back');
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      try {
        watch(await own());
        log.info('the embedded PostgreSQL is back');
        return;
      } catch (error) {
        // What stands in its way, such as a full disk, may take somebody hours: said again now and then.
        const level = attempt % 30 === 0 ? 'error' : 'debug';
        log[level]({ reason: messageOf(error) }, 'the embedded PostgreSQL does not come back yet');
        await pause(backoffMs(attempt, backoff), stopping.signal);
      }
    }
  };
  const watch = (next: Ownership): void => {
    owner = next;
    owner.once('end', () => {
      if (!stopping.signal.aborted) bringingBack = bringBack();
    });
  };
  watch(first);
  return {
    stop: async () => {
      stopping.abort();
      await bringingBack;
      await owner.end();
    },
  };
}

import type { Update } from 'telegraf/types';
import { messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { scrub, scrubValue } from '../lib/scrub.js';

/** An update whose handler failed so often is poison: it is given up, and its chat goes on. */
export const mostTries = 5;

export interface FailedTry {
  readonly updateId: number;
  readonly kind: string;
  /** Scrubbed. */
  readonly error: string;
  readonly mostTries: number;
}

/** Where failed tries are counted for all processes. */
export interface FailureBook {
  /** How many there were; `isGivenUp` for the one that was the last. */
  count(failed: FailedTry): Promise<{ readonly tries: number; readonly isGivenUp: boolean }>;
}

export interface FailedTriesOptions {
  readonly log: Logger;
  /** Unset: each process counts for itself. */
  readonly failures?: FailureBook;
  /** Told once of an update that is given up, so that the person hears of it. */
  onGivenUp?(update: Update): Promise<void>;
}

/** Counts the failed tries of updates, and says when it is enough. */
export class FailedTries {
  constructor(private readonly options: FailedTriesOptions) {}

  /** Notes a failure, the `local`-th in this process; true: the update is not to be tried again. Never rejects. */
  async note(update: Update, error: unknown, local: number): Promise<boolean> {
    const counted = await this.count(update, error, local);
    return this.judge(update, error, counted ?? inMemory(local, mostTries));
  }

  /** As `note`, for what may be an outage after all. Null: the count of all processes is away, and nothing was noted. */
  async noteUnlessAway(update: Update, error: unknown, local: number): Promise<boolean | null> {
    const counted = await this.count(update, error, local);
    return counted === null ? null : this.judge(update, error, counted);
  }

  private async judge(update: Update, error: unknown, { tries, isGivenUp }: Counted): Promise<boolean> {
    const { log } = this.options;
    const facts = { updateId: update.update_id, tries, err: scrubValue(error) };
    if (tries < mostTries) {
      // Once in full for whoever has to look at it; what follows says the same.
      log[tries === 1 ? 'error' : 'warn'](facts, 'an update failed and is tried again');
      return false;
    }
    if (isGivenUp) await this.giveUp(update, facts);
    else log.warn(facts, 'an update failed that was given up before');
    return true;
  }

  /** Gives an update up whose handler has not ended. Never rejects. */
  async abandon(update: Update, afterMs: number): Promise<void> {
    const error = new Error(`its handler has been running for ${afterMs} ms`);
    await this.count(update, error, 1, 1);
    await this.giveUp(update, { updateId: update.update_id, err: scrubValue(error) });
  }

  private async giveUp(update: Update, facts: object): Promise<void> {
    this.options.log.error(
      { alert: 'update_given_up', ...facts },
      'gave up on an update: what it asked for is not done',
    );
    try {
      await this.options.onGivenUp?.(update);
    } catch (error) {
      this.options.log.debug({ err: scrubValue(error) }, 'nobody was told that an update was given up');
    }
  }

  /** Null: there is a count of all processes, and it is away. */
  private async count(
    update: Update,
    error: unknown,
    local: number,
    most = mostTries,
  ): Promise<Counted | null> {
    const { failures, log } = this.options;
    const own = inMemory(local, most);
    if (failures === undefined) return own;
    try {
      const shared = await failures.count({
        updateId: update.update_id,
        kind: kindOf(update),
        error: scrub(messageOf(error)),
        mostTries: most,
      });
      return shared.tries >= local ? shared : own;
    } catch (failure) {
      log.warn({ err: scrubValue(failure) }, 'failed tries of an update cannot be counted for all processes');
      return null;
    }
  }
}

interface Counted {
  readonly tries: number;
  readonly isGivenUp: boolean;
}

function inMemory(tries: number, most: number): Counted {
  return { tries, isGivenUp: tries >= most };
}

function kindOf(update: Update): string {
  return (
    Object.keys(update)
      .find((key) => key !== 'update_id')
      ?.slice(0, 40) ?? 'nothing'
  );
}

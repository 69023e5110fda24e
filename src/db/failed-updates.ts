import type { ConnectionPool } from './pool.js';

/** One try of one update that failed. */
export interface FailedTry {
  readonly updateId: number;
  /** What kind of update it is, such as `message`. */
  readonly kind: string;
  /** Why it failed, without secrets and personal details; 300 characters of it are kept. */
  readonly error: string;
  /** So many failed tries are enough. */
  readonly mostTries: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface FailedTries {
  /** This one included, whichever process made them. */
  readonly tries: number;
  /** True for the one call that gives the update up. */
  readonly isGivenUp: boolean;
}

/** The tenant's updates whose handler failed, kept for 30 days. */
export interface FailedUpdates {
  /** Counts a failed try. Rejects with `DatabaseUnavailableError` while the database is away. */
  count(failed: FailedTry): Promise<FailedTries>;
}

const keptMs = 30 * 24 * 3_600_000;
const longestError = 300;

interface CountedRow {
  readonly attempts: number;
  readonly is_given_up: boolean;
}

export function failedUpdates(pool: ConnectionPool, tenantId: string): FailedUpdates {
  return {
    count: async ({ updateId, kind, error, mostTries, now }) => {
      const at = new Date(now);
      const [row] = await pool.query<CountedRow>(
        `insert into botel.failed_updates as f
           (tenant_id, update_id, kind, attempts, last_error, first_at, last_at, given_up_at)
         values ($1, $2, $3, 1, $4, $5, $5, case when $6::int <= 1 then $5::timestamptz end)
         on conflict (tenant_id, update_id) do update set attempts = f.attempts + 1,
           last_error = excluded.last_error, last_at = excluded.last_at,
           given_up_at = coalesce(f.given_up_at, case when f.attempts + 1 >= $6::int then excluded.last_at end)
         returning attempts, attempts = $6::int as is_given_up`,
        [tenantId, updateId, kind, error.slice(0, longestError), at, mostTries],
      );
      if (row?.attempts === 1) await forgetBefore(pool, now - keptMs);
      return { tries: row?.attempts ?? 1, isGivenUp: row?.is_given_up ?? false };
    },
  };
}

async function forgetBefore(pool: ConnectionPool, instant: number): Promise<void> {
  await pool.query('delete from botel.failed_updates where last_at < $1', [new Date(instant)]);
}

import type { Knex } from 'knex';

/** A tenant's data for reading, inside a transaction that the database itself keeps read-only. */
export interface ReadTx {
  readonly tenantId: string;
  /** Builds statements; holds no connection of its own. */
  readonly sql: Knex;
  /** Runs one built statement on this transaction's connection and gives its rows. */
  rows<Row>(statement: Knex.QueryBuilder | Knex.Raw): Promise<Row[]>;
}

/** A tenant's data for reading and writing. */
export interface WriteTx extends ReadTx {
  readonly writable: true;
}

/**
 * How a reader asks. `at once`: all its statements are made before any of them is answered, as that of a reader with only one;
 * a later one is refused.
 */
export type Asking = 'step by step' | 'at once';

/**
 * The only door to a tenant's tables. Both calls open a transaction with the tenant's role and search path, so a
 * statement can touch nothing else; it commits when `work` resolves and rolls back when it rejects.
 * Deadlocks and serialization failures (40P01, 40001) run `work` again, 3 times at most: `work` must have no other
 * effects. Rejects with `DatabaseUnavailableError` (a `TransientError`) when the server cannot be reached.
 *
 * What is asked at once costs one round trip, shared with others that ask the same tenant in the same moment: each sees what
 * was committed before it asked, and none fails because of another.
 */
export interface TenantDb {
  readonly tenantId: string;
  read<T>(work: (tx: ReadTx) => Promise<T>, asking?: Asking): Promise<T>;
  transact<T>(work: (tx: WriteTx) => Promise<T>): Promise<T>;
}

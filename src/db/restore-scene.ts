import type { Knex } from 'knex';
import type { Client } from 'pg';

/** What a piece of the carrying works with: `mine` is made ready, `theirs` is replaced. */
export interface Scene {
  readonly trx: Knex.Transaction;
  readonly client: Client;
  readonly tenantId: string;
  readonly mine: string;
  readonly theirs: string;
  readonly at: Date;
  /** Columns that a table has on both sides; empty when one side has no such table. */
  readonly shared: (table: string) => ReadonlySet<string>;
}

/** Runs a statement and tells how many rows it changed. */
export async function changed(
  trx: Knex.Transaction,
  sql: string,
  values: Readonly<Record<string, Knex.Value>> = {},
): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number | null }>(sql, values);
  return rowCount ?? 0;
}

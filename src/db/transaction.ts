import knex, { type Knex } from 'knex';
import type { PoolClient } from 'pg';
import {
  DatabaseUnavailableError,
  StatementRefusedError,
  TenantNotProvisionedError,
  sqlStateOf,
  translate,
} from './errors.js';
import { schemaOf } from './names.js';
import { command, extended, opening } from './pool.js';
import type { WriteTx } from './tenant-db.js';

/** Builds statements for PostgreSQL; has no connection, so nothing can be run on it by mistake. */
export const builder: Knex = knex({
  client: 'pg',
  // knex prints what it also rejects with, past our log and its rules on secrets.
  log: { debug: silence, deprecate: silence, warn: silence, error: silence },
});

function silence(): void {}

const dataStatement = /^[\s(]*(?:select|insert|update|delete|merge|with|values)\b/i;

/** A statement as the server takes it. Throws `StatementRefusedError` for one that does not begin as those on rows do. */
export function dataStatementOf(statement: Knex.QueryBuilder | Knex.Raw): Knex.SqlNative {
  const native = statement.toSQL().toNative();
  if (dataStatement.test(native.sql)) return native;
  throw new StatementRefusedError(
    `a tenant's transaction reads and writes rows only, not: ${native.sql.slice(0, 40)}`,
  );
}

const modes = {
  // One snapshot for all statements of a reader; without writes it cannot fail to serialize.
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  write: 'BEGIN',
};

/** Whoever waits longer for a lock gives its connection back: the work is done again later. */
const lockTimeoutMs = 4_000;

/** The commands that open a tenant's transaction, to be sent in this order. */
export function openingOf(tenantId: string, mode: keyof typeof modes): readonly string[] {
  const schema = schemaOf(tenantId);
  return [
    modes[mode],
    `SET LOCAL ROLE "${schema}"`,
    `SET LOCAL search_path TO "${schema}"`,
    `SET LOCAL lock_timeout TO ${lockTimeoutMs}`,
  ];
}

/**
 * A statement can neither leave the role nor the path: it must begin as one that handles rows, the extended protocol takes
 * no second command, and `set_config` is revoked from every tenant's role. What remains is trust in ourselves: on a server
 * whose login role may not revoke `set_config`, no raw statement of ours may call it.
 */
class TenantTransaction implements WriteTx {
  readonly writable = true;
  readonly sql = builder;
  private open = true;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly tenantId: string,
    private readonly connection: PoolClient,
  ) {}

  async rows<Row>(statement: Knex.QueryBuilder | Knex.Raw): Promise<Row[]> {
    const { sql, bindings } = dataStatementOf(statement);
    const result = this.last.then(async () => {
      if (!this.open) throw new StatementRefusedError('the transaction has ended before this statement');
      return this.connection.query(extended(sql, bindings));
    });
    this.last = result.catch(() => undefined);
    try {
      return (await result).rows as Row[];
    } catch (error) {
      throw translate(error);
    }
  }

  /** No statement starts after this; resolves when the one under way is done. */
  async end(): Promise<void> {
    this.open = false;
    await this.last;
  }
}

/**
 * Runs `work` as the tenant on a lent connection. One message opens the transaction, takes the role and sets the search
 * path; it commits when `work` resolves, else rolls back. A connection whose answer to that is missing stays in
 * its transaction, which the pool sees.
 */
export async function runAsTenant<T>(
  connection: PoolClient,
  tenantId: string,
  mode: 'read' | 'write',
  work: (tx: WriteTx) => Promise<T>,
): Promise<T> {
  try {
    await connection.query(opening(openingOf(tenantId, mode).join('; ')));
  } catch (error) {
    await rollback(connection, error);
    throw isMissingRole(error) ? new TenantNotProvisionedError(tenantId) : error;
  }
  const tx = new TenantTransaction(tenantId, connection);
  let value: T;
  try {
    value = await work(tx);
    await tx.end();
  } catch (error) {
    await tx.end();
    await rollback(connection, error);
    throw error;
  }
  await commit(connection);
  return value;
}

/** `SET ROLE` to a role that does not exist. */
export const isMissingRole = (error: unknown) => sqlStateOf(error) === '22023';

async function commit(connection: PoolClient): Promise<void> {
  const answer = await connection.query(command('COMMIT'));
  // The server answers COMMIT of a failed transaction with ROLLBACK: a statement's error was caught and forgotten.
  if (answer.command !== 'COMMIT') {
    throw new StatementRefusedError('the transaction was rolled back: one of its statements had failed');
  }
}

/** Ends a transaction that failed for a reason. Never rejects. */
export async function rollback(connection: PoolClient, reason: unknown): Promise<void> {
  // On a connection that does not answer this would wait as long again; the pool closes it, and that rolls back, too.
  if (translate(reason) instanceof DatabaseUnavailableError) return;
  try {
    await connection.query(command('ROLLBACK'));
  } catch {
    // The error that led here matters more; the pool closes a connection that is not idle.
  }
}

import type { Knex } from 'knex';
import type { PoolClient } from 'pg';
import { TransientError } from '../lib/errors.js';
import { StatementRefusedError, TenantBusyError, TenantNotProvisionedError, translate } from './errors.js';
import { runPipeline, type Rows, type Step } from './pipeline.js';
import type { ReadTx } from './tenant-db.js';
import { builder, dataStatementOf, isMissingRole, openingOf, rollback } from './transaction.js';

/*
 * Readers that ask everything at once. A look's life:
 *
 *   asked ── end of this turn of the event loop, a connection is lent ──▶ under way ──▶ answered
 *                                                                            └── a statement failed ──▶ asked alone
 *
 * Whatever waits when a connection is lent goes in one transaction: begun after each of them was asked.
 */

/** Looks in one transaction: more would keep each other waiting. */
const mostTogether = 16;
const mostWaiting = 500;

interface Statement {
  readonly step: Step;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects the statements of one reader. */
class Look implements ReadTx {
  readonly sql = builder;
  readonly statements: Statement[] = [];
  private isOpen = true;

  constructor(readonly tenantId: string) {}

  async rows<Row>(statement: Knex.QueryBuilder | Knex.Raw): Promise<Row[]> {
    if (!this.isOpen)
      throw new StatementRefusedError('all that is asked at once has been asked before this statement');
    const { sql, bindings } = dataStatementOf(statement);
    const step = { text: sql, values: bindings.map(onTheWire), answers: true };
    const rows = await new Promise<Rows>((resolve, reject) =>
      this.statements.push({ step, resolve, reject }),
    );
    return rows as Row[];
  }

  close(): void {
    this.isOpen = false;
  }

  settle(answers: readonly Rows[]): void {
    for (const [index, { resolve }] of this.statements.entries()) resolve(answers[index] ?? []);
  }

  fail(error: unknown): void {
    for (const { reject } of this.statements) reject(error);
  }
}

type Lend = (work: (connection: PoolClient) => Promise<void>) => Promise<void>;

/** What is asked of one tenant at once, on connections that are lent for it. */
export class Looks {
  private waiting: Look[] = [];
  private isCalled = false;
  private readonly opening: readonly Step[];

  constructor(
    private readonly tenantId: string,
    private readonly lend: Lend,
  ) {
    this.opening = openingOf(tenantId, 'read').map(silently);
  }

  async read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    const look = new Look(this.tenantId);
    const result = work(look);
    look.close();
    if (look.statements.length > 0) this.add(look);
    return result;
  }

  private add(look: Look): void {
    if (this.waiting.length >= mostWaiting) {
      look.fail(new TenantBusyError(`${this.waiting.length} readers wait`));
      return;
    }
    this.waiting.push(look);
    this.call();
  }

  private call(): void {
    if (this.isCalled) return;
    this.isCalled = true;
    setImmediate(() => void this.answer());
  }

  private async answer(): Promise<void> {
    const taken: Look[] = [];
    const take = (most: number): void => {
      taken.push(...this.waiting.splice(0, most));
      this.isCalled = false;
      if (this.waiting.length > 0) this.call();
    };
    try {
      await this.lend(async (connection) => {
        if (taken.length === 0) take(mostTogether);
        await this.look(connection, taken);
      });
    } catch (error) {
      if (taken.length === 0) take(Infinity);
      for (const look of taken) look.fail(error);
    }
  }

  /** Rejects when none of them can be answered. */
  private async look(connection: PoolClient, looks: readonly Look[]): Promise<void> {
    const statements = looks.flatMap((look) => look.statements.map(({ step }) => step));
    const { rows, error } = await runPipeline(connection, [
      ...this.opening,
      ...statements,
      silently('COMMIT'),
    ]);
    if (error !== null) return this.lookAgain(connection, looks, error, rows.length);
    let from = this.opening.length;
    for (const look of looks) {
      look.settle(rows.slice(from, from + look.statements.length));
      from += look.statements.length;
    }
  }

  private async lookAgain(
    connection: PoolClient,
    looks: readonly Look[],
    error: Error,
    done: number,
  ): Promise<void> {
    await rollback(connection, error);
    const isOpened = done >= this.opening.length;
    if (!isOpened && isMissingRole(error)) throw new TenantNotProvisionedError(this.tenantId);
    // Where the server is away or the tables are locked, the others would only wait for it once more each.
    if (!isOpened || isPassing(error) || looks.length < 2) throw error;
    for (const look of looks) {
      await this.look(connection, [look]).catch((own: unknown) => {
        if (isPassing(own)) throw own;
        look.fail(translate(own));
      });
    }
  }
}

function isPassing(error: unknown): boolean {
  return translate(error) instanceof TransientError;
}

function silently(text: string): Step {
  return { text, values: [], answers: false };
}

function onTheWire(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new StatementRefusedError('what is asked at once takes numbers, texts, instants and booleans only');
}

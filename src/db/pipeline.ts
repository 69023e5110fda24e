import type { Connection, PoolClient, Submittable } from 'pg';
import { openingTimeoutMs } from './pool.js';
import { parserOf, type Parser } from './value-types.js';

/** One command with its values as they stand on the wire. `answers`: it gives rows. */
export interface Step {
  readonly text: string;
  readonly values: readonly (string | null)[];
  readonly answers: boolean;
}

export type Rows = readonly Readonly<Record<string, unknown>>[];

interface Column {
  readonly name: string;
  readonly parse: Parser;
}

/** What a pipeline ended with: the rows of each step that was done, and why there are not more of them. */
export interface Answers {
  readonly rows: readonly Rows[];
  /** The server's or the driver's. */
  readonly error: Error | null;
}

/**
 * Commands that go to the server in one message and are answered in one. The server skips what follows a command that
 * failed, so none of them ever runs outside of what those before it opened.
 */
class Pipeline implements Submittable {
  readonly query_timeout = openingTimeoutMs;
  private readonly done: Rows[] = [];
  private columns: readonly Column[] = [];
  private rows: Record<string, unknown>[] = [];
  private unreadable: Error | null = null;
  /** What the driver calls and wraps for its timeout. */
  callback: (error: Error | null) => void;

  constructor(
    private readonly steps: readonly Step[],
    settle: (answers: Answers) => void,
  ) {
    this.callback = (error) => settle({ rows: this.done, error: error ?? this.unreadable });
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    for (const { text, values, answers } of this.steps) {
      connection.parse({ text, name: '', types: [] }, true);
      connection.bind({ values: [...values] }, true);
      if (answers) connection.describe({ type: 'P', name: '' }, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: parserOf(dataTypeID),
    }));
  }

  handleDataRow({ fields }: DataRow): void {
    const row: Record<string, unknown> = {};
    try {
      for (const [index, { name, parse }] of this.columns.entries()) {
        const text = fields[index];
        row[name] = text == null ? null : parse(text);
      }
    } catch (error) {
      this.unreadable = error as Error;
    }
    this.rows.push(row);
  }

  handleCommandComplete(): void {
    this.done.push(this.rows);
    this.rows = [];
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }
}

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

interface DataRow {
  readonly fields: readonly (string | null)[];
}

/** Runs the steps in one round trip. Never rejects. */
export function runPipeline(connection: PoolClient, steps: readonly Step[]): Promise<Answers> {
  return new Promise((resolve) => void connection.query(new Pipeline(steps, resolve)));
}

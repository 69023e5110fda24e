import { isDeepStrictEqual } from 'node:util';
import type { ZodType } from 'zod';
import { BackupDamagedError } from './errors.js';
import { frameKinds, FrameError, type Frame, type FrameKind, type FrameReader } from './frames.js';
import {
  headSchema,
  tableSchema,
  Tally,
  tallySchema,
  trailerSchema,
  type BackupHead,
  type BackupTable,
} from './manifest.js';

/** One table on its way out of a backup. */
export interface TableData {
  readonly name: string;
  readonly columns: readonly string[];
  /** COPY's text format. Ends only when the table is whole; else it rejects with `BackupDamagedError`. */
  readonly data: AsyncIterable<Buffer>;
}

/** Takes the frames of a backup in the only order they may come in, and compares what they claim with what they hold. */
export class ArchiveReading {
  /** The tables that were read to their end. */
  readonly tables: BackupTable[] = [];
  /** What was found wrong, for consumers hide it behind errors of their own. */
  trouble: unknown = null;
  private unread: AsyncIterator<Buffer> | null = null;

  constructor(
    private readonly path: string,
    private readonly frames: FrameReader,
  ) {}

  async head(): Promise<BackupHead> {
    return this.parse(headSchema, await this.next(), frameKinds.head);
  }

  /** The next table, or null behind the last one, when the file has ended as it should. */
  async table(): Promise<TableData | null> {
    await this.finishTable();
    const frame = await this.next();
    if (frame?.kind === frameKinds.trailer) {
      await this.end(frame);
      return null;
    }
    const { name, columns } = this.parse(tableSchema, frame, frameKinds.table);
    const rows = this.rowsOf(name, columns);
    this.unread = rows;
    // Without `return`, so that a consumer who stops early leaves the rest to be checked.
    return { name, columns, data: { [Symbol.asyncIterator]: () => ({ next: () => rows.next() }) } };
  }

  private async *rowsOf(name: string, columns: readonly string[]): AsyncGenerator<Buffer> {
    const tally = new Tally();
    let frame = await this.next();
    for (; frame?.kind === frameKinds.data; frame = await this.next()) {
      tally.add(frame.payload);
      yield frame.payload;
    }
    const claimed = this.parse(tallySchema, frame, frameKinds.tableEnd);
    const found = tally.result();
    if (!isDeepStrictEqual(claimed, found)) this.fail(`${name} is not what was written`);
    this.tables.push({ name, columns, ...found });
  }

  private async finishTable(): Promise<void> {
    while (this.unread !== null) {
      if ((await this.unread.next()).done === true) this.unread = null;
    }
  }

  private async end(frame: Frame): Promise<void> {
    const { tables } = this.parse(trailerSchema, frame, frameKinds.trailer);
    if (!isDeepStrictEqual(tables, this.tables)) this.fail('its list of tables does not fit');
    if ((await this.next()) !== null) this.fail('it goes on behind its end');
  }

  private async next(): Promise<Frame | null> {
    try {
      return await this.frames.next();
    } catch (error) {
      if (error instanceof FrameError) this.fail(error.message);
      this.trouble ??= error;
      throw error;
    }
  }

  private parse<T>(schema: ZodType<T>, frame: Frame | null, kind: FrameKind): T {
    if (frame?.kind !== kind)
      return this.fail(frame === null ? 'it ends too early' : 'its parts are in disorder');
    const parsed = schema.safeParse(jsonOf(frame.payload));
    return parsed.success ? parsed.data : this.fail('a description in it cannot be read');
  }

  private fail(reason: string): never {
    const error = new BackupDamagedError(this.path, reason);
    this.trouble ??= error;
    throw error;
  }
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

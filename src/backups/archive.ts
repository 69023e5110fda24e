import { createHash } from 'node:crypto';
import { ArchiveReading, type TableData } from './archive-reading.js';
import { breathing } from './breathing.js';
import { writeDurably } from './durable-file.js';
import { encodeFrame, frameKinds, FrameReader, type FrameKind } from './frames.js';
import type { BackupKey } from './key.js';
import { headSchema, Tally, type BackupHead, type BackupManifest, type BackupTable } from './manifest.js';
import { seal, unseal } from './sealing.js';

export type { TableData } from './archive-reading.js';
export type { BackupHead, BackupManifest, BackupTable } from './manifest.js';

/** One table on its way into a backup. */
export interface TableSource {
  readonly name: string;
  readonly columns: readonly string[];
  /** COPY's text format, in pieces of any size. */
  readonly data: AsyncIterable<Buffer>;
  /** How many rows the server says it sent; asked when `data` has ended. */
  readonly rows: () => number;
}

export interface WrittenArchive {
  readonly manifest: BackupManifest;
  readonly bytes: number;
  /** Of the file. */
  readonly sha256: string;
}

const pieceBytes = 64 * 1024;

/**
 * Writes a backup under a temporary name, flushes it to the disk and gives it its name, so that a file of this name is
 * whole or not there; only the process's user may read it. `key` null: not encrypted. Leaves nothing behind when it
 * rejects: with the error of the source, of the file system, or the signal's reason.
 */
export async function writeArchive(
  path: string,
  head: BackupHead,
  tables: AsyncIterable<TableSource>,
  key: BackupKey | null,
  signal: AbortSignal = new AbortController().signal,
): Promise<WrittenArchive> {
  const written: BackupTable[] = [];
  const source = framesOf(head, tables, written);
  const failure = new AbortController();
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    const stop = AbortSignal.any([signal, failure.signal]);
    for await (const piece of await seal(source, key, stop)) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  try {
    signal.throwIfAborted();
    await writeDurably(path, counted());
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    failure.abort();
  }
  return { manifest: { ...head, tables: written }, bytes, sha256: hash.digest('hex') };
}

async function* framesOf(
  head: BackupHead,
  tables: AsyncIterable<TableSource>,
  written: BackupTable[],
): AsyncGenerator<Buffer> {
  yield json(frameKinds.head, headSchema.parse(head));
  for await (const { name, columns, data, rows } of tables) {
    yield json(frameKinds.table, { name, columns });
    const tally = new Tally();
    for await (const piece of breathing(data, true)) {
      tally.add(piece);
      for (let from = 0; from < piece.length; from += pieceBytes) {
        yield encodeFrame(frameKinds.data, piece.subarray(from, from + pieceBytes));
      }
    }
    const result = tally.result();
    if (result.rows !== rows()) throw new Error(`${name}: ${rows()} rows were sent, ${result.rows} arrived`);
    yield json(frameKinds.tableEnd, result);
    written.push({ name, columns, ...result });
  }
  yield json(frameKinds.trailer, { tables: written });
}

function json(kind: FrameKind, value: unknown): Buffer {
  return encodeFrame(kind, Buffer.from(JSON.stringify(value)));
}

/**
 * Reads a backup once from its beginning to its end; `onHead` and then `onTable` for each table are awaited, and a table
 * that is not read is checked all the same. Gives what it holds. Rejects with `BackupDamagedError`, `BackupKeyError`, an
 * error of the file system or of a callback: what was read until then must be given up, for only the end of the file
 * shows that it is whole.
 */
export async function readArchive(
  path: string,
  key: BackupKey | null,
  onTable: (table: TableData) => Promise<void>,
  onHead: (head: BackupHead) => Promise<void> = () => Promise.resolve(),
  signal?: AbortSignal,
): Promise<BackupManifest> {
  return read(path, breathing(unseal(path, key, signal), false), onTable, onHead);
}

/** Reads a backup to its end and compares everything in it; takes its time. Rejects as `readArchive` does. */
export async function verifyArchive(
  path: string,
  key: BackupKey | null,
  signal?: AbortSignal,
): Promise<BackupManifest> {
  const ignored = (): Promise<void> => Promise.resolve();
  return read(path, breathing(unseal(path, key, signal), true), ignored, ignored);
}

async function read(
  path: string,
  source: AsyncGenerator<Buffer>,
  onTable: (table: TableData) => Promise<void>,
  onHead: (head: BackupHead) => Promise<void>,
): Promise<BackupManifest> {
  const reading = new ArchiveReading(path, new FrameReader(source));
  try {
    const head = await reading.head();
    await onHead(head);
    for (let table = await reading.table(); table !== null; table = await reading.table()) {
      await onTable(table);
    }
    return { ...head, tables: reading.tables };
  } catch (error) {
    // A consumer that passed damaged data on rejects with an error of its own.
    throw reading.trouble ?? error;
  } finally {
    await source.return(undefined);
  }
}

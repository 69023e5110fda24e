import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter, Stanza } from 'age-encryption';
import { codeOf } from '../lib/errors.js';
import { BackupDamagedError, BackupKeyError } from './errors.js';
import type { BackupKey } from './key.js';

/*
 * A backup on the disk is compressed, then
 *   sealed with age when there is a key. A stanza of our own beside that of the key says whose key it is, so that a
 *   damaged header is told from another key; `age -d | gunzip` opens it all the same;
 *   else followed by the SHA-256 of all that, for gzip does not notice every bit.
 */
const hintName = 'botel.backup';
const ageLine = Buffer.from('age-encryption.org/v1\n');
const gzipMagic = Buffer.from([0x1f, 0x8b]);
const hashBytes = 32;
const compression = { level: 4, chunkSize: 64 * 1024 };
const pieceBytes = 64 * 1024;

/** Compresses and seals what comes from `source`. Errors of the source and of the signal end the result. */
export async function seal(
  source: AsyncIterable<Buffer>,
  key: BackupKey | null,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const gzip = createGzip(compression);
  // What goes wrong here is seen by whoever reads the result.
  pipeline(Readable.from(source, { objectMode: false }), gzip, { signal }).catch(() => undefined);
  if (key === null) return withHash(gzip);
  const encrypter = new Encrypter();
  encrypter.addRecipient(key.recipient);
  encrypter.addRecipient({ wrapFileKey: () => [new Stanza([hintName, key.fingerprint], new Uint8Array())] });
  const sealed = await encrypter.encrypt(Readable.toWeb(gzip) as ReadableStream<Uint8Array>);
  return buffers(Readable.fromWeb(sealed as Parameters<typeof Readable.fromWeb>[0]));
}

async function* withHash(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
  yield hash.digest();
}

async function* buffers(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of source) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}

/**
 * What was sealed into the file. It ends only when the file is whole to its last byte; else it rejects with
 * `BackupDamagedError` or `BackupKeyError`, or with the error of the file system.
 */
export async function* unseal(
  path: string,
  key: BackupKey | null,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const kind = await kindOf(path);
  const file = createReadStream(path, { highWaterMark: pieceBytes, end: kind.end, signal });
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  const hash = createHash('sha256');
  try {
    const compressed = kind.isSealed ? await decrypted(file, key, path) : hashed(file, hash);
    pipeline(compressed, gunzip).catch(() => undefined);
    for await (const piece of gunzip) yield piece as Buffer;
    if (kind.hash !== null && !(file.readableEnded && hash.digest().equals(kind.hash))) {
      throw new BackupDamagedError(path, 'its checksum does not fit');
    }
  } catch (error) {
    throw signal?.aborted === true || isOfFileSystem(error) || isOurs(error) ? error : damaged(path, error);
  } finally {
    gunzip.destroy();
    file.destroy();
  }
}

async function* hashed(
  source: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
}

interface FileKind {
  readonly isSealed: boolean;
  /** Where the compressed part ends, inclusive. */
  readonly end: number;
  /** What stands behind an unsealed one. */
  readonly hash: Buffer | null;
}

async function kindOf(path: string): Promise<FileKind> {
  const { size } = await stat(path);
  const start = await bytesAt(path, 0, ageLine.length);
  if (start.equals(ageLine)) return { isSealed: true, end: Infinity, hash: null };
  const isGzip = start.subarray(0, gzipMagic.length).equals(gzipMagic);
  if (!isGzip || size <= ageLine.length + hashBytes)
    throw new BackupDamagedError(path, 'it does not begin as a backup');
  return {
    isSealed: false,
    end: size - hashBytes - 1,
    hash: await bytesAt(path, size - hashBytes, hashBytes),
  };
}

async function bytesAt(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function decrypted(file: Readable, key: BackupKey | null, path: string): Promise<Readable> {
  if (key === null) throw new BackupKeyError(`the backup ${path} is encrypted: set BACKUP_KEY to its key`);
  const decrypter = new Decrypter();
  decrypter.addIdentity(key.identity);
  // Asked only when the key did not fit.
  decrypter.addIdentity({
    unwrapFileKey: (stanzas: Stanza[]) => {
      if (stanzas.some(({ args }) => args[0] === hintName && args[1] === key.fingerprint)) return null;
      throw new BackupKeyError(`the backup ${path} is encrypted with another key than BACKUP_KEY`);
    },
  });
  const opened = await decrypter.decrypt(Readable.toWeb(file) as ReadableStream<Uint8Array>);
  return Readable.fromWeb(opened as Parameters<typeof Readable.fromWeb>[0]);
}

const isOfFileSystem = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'syscall' in error;

const isOurs = (error: unknown): boolean =>
  error instanceof BackupDamagedError || error instanceof BackupKeyError;

function damaged(path: string, error: unknown): BackupDamagedError {
  const isShort = codeOf(error) === 'Z_BUF_ERROR';
  return new BackupDamagedError(path, isShort ? 'it ends too early' : 'its contents do not hold together');
}

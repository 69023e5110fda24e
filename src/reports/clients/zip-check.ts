import { inflateRawSync } from 'node:zlib';
import { UnreadableFileError } from './table-cells.js';

/*
 * What a ZIP file says of its own sizes may be a lie, and the library that opens spreadsheets believes it. So all of it
 * is unpacked once before, piece by piece and never more than the rest of what is allowed (APPNOTE.TXT 4.3.12, 4.3.16).
 */

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const longestComment = 65_535;
const endLength = 22;
const mostEntries = 2_000;

/** Throws `UnreadableFileError` for what is no ZIP file, or would unpack to more than `mostBytes`. */
export function checkZip(content: Buffer, mostBytes: number): void {
  let left = mostBytes;
  for (const entry of entriesOf(content)) {
    left -= unpackedSize(content, entry, left);
    if (left < 0) throw new UnreadableFileError('too_heavy');
  }
}

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly headerAt: number;
}

function entriesOf(content: Buffer): Entry[] {
  const end = endOf(content);
  const count = content.readUInt16LE(end + 10);
  if (count > mostEntries) throw new UnreadableFileError('too_heavy');
  const entries: Entry[] = [];
  let at = content.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > content.length || content.readUInt32LE(at) !== entrySignature) throw notAZip();
    entries.push({
      method: content.readUInt16LE(at + 10),
      packed: content.readUInt32LE(at + 20),
      headerAt: content.readUInt32LE(at + 42),
    });
    at += 46 + content.readUInt16LE(at + 28) + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
  return entries;
}

function endOf(content: Buffer): number {
  const first = Math.max(0, content.length - endLength - longestComment);
  for (let at = content.length - endLength; at >= first; at -= 1) {
    if (content.readUInt32LE(at) === endSignature) return at;
  }
  throw notAZip();
}

function unpackedSize(content: Buffer, { method, packed, headerAt }: Entry, most: number): number {
  if (headerAt + 30 > content.length) throw notAZip();
  const from = headerAt + 30 + content.readUInt16LE(headerAt + 26) + content.readUInt16LE(headerAt + 28);
  if (from + packed > content.length) throw notAZip();
  if (method === 0) return packed;
  if (method !== 8) throw notAZip();
  if (packed === 0) return 0;
  try {
    const limits = { maxOutputLength: Math.max(1, most) };
    return inflateRawSync(content.subarray(from, from + packed), limits).length;
  } catch (error) {
    const isTooMuch =
      error instanceof RangeError || (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooMuch ? new UnreadableFileError('too_heavy') : notAZip();
  }
}

function notAZip(): UnreadableFileError {
  return new UnreadableFileError('not_a_table');
}

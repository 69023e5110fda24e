import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** The bytes of one request. */
export interface RequestBody {
  readonly contentType: string;
  readonly parts: readonly (Buffer | Readable)[];
  /** Null when a stream is among the parts. */
  readonly length: number | null;
  readonly uploads: boolean;
}

type Payload = Readonly<Record<string, unknown>>;

interface Upload {
  readonly content: Buffer | Readable;
  readonly filename: string | null;
}

/**
 * JSON when nothing is uploaded; else multipart, where files go as parts and every other object as its JSON.
 * A file is a Buffer, or `{ source: Buffer | Readable, filename? }` at any depth. An object with a `url` is only an
 * object: nothing is ever fetched, and no path of this machine is ever read.
 */
export function encodePayload(payload: Payload): RequestBody {
  if (!holdsUpload(payload)) return encodeJson(payload);
  return encodeMultipart(payload);
}

function encodeJson(payload: Payload): RequestBody {
  const bytes = Buffer.from(JSON.stringify(payload, withoutNulls));
  return { contentType: 'application/json', parts: [bytes], length: bytes.length, uploads: false };
}

function withoutNulls(_key: string, value: unknown): unknown {
  return value ?? undefined;
}

function encodeMultipart(payload: Payload): RequestBody {
  const boundary = `botel-${randomUUID()}`;
  const parts: (Buffer | Readable)[] = [];
  let files = 0;
  const addFile = (name: string, upload: Upload) => {
    parts.push(
      partHead(boundary, name, upload.filename ?? `${name}.bin`),
      upload.content,
      Buffer.from('\r\n'),
    );
  };
  const attach = (upload: Upload) => {
    files += 1;
    addFile(`file${files}`, upload);
    return `attach://file${files}`;
  };
  for (const [name, value] of Object.entries(payload)) {
    if (value === undefined || value === null) continue;
    const upload = uploadOf(value);
    if (upload !== null) addFile(name, upload);
    else parts.push(partHead(boundary, name, null), Buffer.from(`${fieldText(value, attach)}\r\n`));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  const length = totalLength(parts);
  const contentType = `multipart/form-data; boundary=${boundary}`;
  return { contentType, parts, length, uploads: true };
}

function totalLength(parts: readonly (Buffer | Readable)[]): number | null {
  let length = 0;
  for (const part of parts) {
    if (!Buffer.isBuffer(part)) return null;
    length += part.length;
  }
  return length;
}

function partHead(boundary: string, name: string, filename: string | null): Buffer {
  const file =
    filename === null ? '' : `; filename="${quoted(filename)}"\r\ncontent-type: application/octet-stream`;
  return Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"${file}\r\n\r\n`,
  );
}

// A line break or a quote in a file name must not become a header of its own.
function quoted(text: string): string {
  return text.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
}

function fieldText(value: unknown, attach: (upload: Upload) => string): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(withAttachments(value, attach), withoutNulls);
}

function withAttachments(value: unknown, attach: (upload: Upload) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const upload = uploadOf(value);
  if (upload !== null) return attach(upload);
  if (Array.isArray(value)) return value.map((item) => withAttachments(item, attach));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withAttachments(item, attach)]));
}

/** A stream can be read only once: a call that uploads one cannot be repeated. */
export function mayEncodeAgain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Readable) return false;
  return value instanceof Uint8Array || Object.values(value).every(mayEncodeAgain);
}

function holdsUpload(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (uploadOf(value) !== null) return true;
  return Object.values(value).some(holdsUpload);
}

function uploadOf(value: unknown): Upload | null {
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof Uint8Array) return { content: bytesOf(value), filename: null };
  if (!('source' in value)) return null;
  const { source } = value;
  const filename = 'filename' in value && typeof value.filename === 'string' ? value.filename : null;
  if (source instanceof Uint8Array) return { content: bytesOf(source), filename };
  if (source instanceof Readable) return { content: source, filename };
  if (Object.keys(value).every((key) => key === 'source' || key === 'filename')) {
    throw new TypeError('a file to upload must be given as a Buffer or a stream');
  }
  return null;
}

function bytesOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

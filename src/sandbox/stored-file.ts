import { randomBytes } from 'node:crypto';
import { badRequest } from './api-error.js';

export interface StoredFile {
  readonly id: string;
  readonly uniqueId: string;
  readonly kind: 'photo' | 'document';
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
  /** Of a photo. */
  readonly width: number;
  readonly height: number;
}

const photoBytes = 10 * 1024 * 1024;
const documentBytes = 50 * 1024 * 1024;
const maxBytes = 256 * 1024 * 1024;

/** What one bot has uploaded or been sent. An identifier means nothing to another bot. Oldest files go when it is full. */
export class FileStore {
  private readonly files = new Map<string, StoredFile>();
  private bytes = 0;

  get(id: string): StoredFile | undefined {
    return this.files.get(id);
  }

  addPhoto(content: Buffer, name: string): StoredFile {
    if (content.length > photoBytes) throw badRequest('file is too big for a photo');
    const size = imageSize(content);
    if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
    const { width, height, contentType } = size;
    if (width + height > 10_000 || Math.max(width, height) > 20 * Math.min(width, height)) {
      throw badRequest('PHOTO_INVALID_DIMENSIONS');
    }
    return this.add({ kind: 'photo', name, contentType, content, width, height });
  }

  addDocument(content: Buffer, name: string, contentType: string): StoredFile {
    if (content.length === 0) throw badRequest('file must be non-empty');
    if (content.length > documentBytes) throw badRequest('file is too big');
    return this.add({ kind: 'document', name, contentType, content, width: 0, height: 0 });
  }

  private add(file: Omit<StoredFile, 'id' | 'uniqueId'>): StoredFile {
    const stored: StoredFile = {
      ...file,
      // A view would keep the whole request alive.
      content: Buffer.from(file.content),
      id: `${file.kind === 'photo' ? 'AgAC' : 'BQAC'}${randomBytes(24).toString('base64url')}`,
      uniqueId: `AQAD${randomBytes(9).toString('base64url')}`,
    };
    this.files.set(stored.id, stored);
    this.bytes += stored.content.length;
    for (const [id, old] of this.files) {
      if (this.bytes <= maxBytes) break;
      this.files.delete(id);
      this.bytes -= old.content.length;
    }
    return stored;
  }
}

interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly contentType: string;
}

/** Size of a PNG, GIF or JPEG from its first bytes; null for anything else. */
export function imageSize(content: Buffer): ImageSize | null {
  if (content.length >= 24 && content.readUInt32BE(0) === 0x89504e47) {
    return sized(content.readUInt32BE(16), content.readUInt32BE(20), 'image/png');
  }
  if (content.length >= 10 && content.toString('latin1', 0, 4) === 'GIF8') {
    return sized(content.readUInt16LE(6), content.readUInt16LE(8), 'image/gif');
  }
  return content.length >= 4 && content.readUInt16BE(0) === 0xffd8 ? jpegSize(content) : null;
}

function jpegSize(content: Buffer): ImageSize | null {
  let position = 2;
  while (position + 9 <= content.length && content[position] === 0xff) {
    const marker = content[position + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame)
      return sized(content.readUInt16BE(position + 7), content.readUInt16BE(position + 5), 'image/jpeg');
    position += 2 + content.readUInt16BE(position + 2);
  }
  return null;
}

function sized(width: number, height: number, contentType: string): ImageSize | null {
  return width > 0 && height > 0 ? { width, height, contentType } : null;
}

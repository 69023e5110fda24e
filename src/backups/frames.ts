/*
 * What a backup holds inside compression and sealing: frames of a kind (1 byte), a length (4 bytes, big-endian) and as
 * many bytes. They come in this order and in no other:
 *
 *   head ── (table ── data* ── table end)* ── trailer ── end of the file
 */
export const frameKinds = { head: 'H', table: 'T', data: 'D', tableEnd: 'E', trailer: 'Z' } as const;
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

/** A file that claims more in one piece is not one of ours: nobody has to believe its lengths. */
export const longestPayload = 1024 * 1024;
const headerBytes = 5;
const kinds = new Set<string>(Object.values(frameKinds));

/** Not a sequence of frames. */
export class FrameError extends Error {}

export function encodeFrame(kind: FrameKind, payload: Uint8Array): Buffer {
  if (payload.length > longestPayload) throw new FrameError(`a frame of ${payload.length} bytes is too long`);
  const frame = Buffer.allocUnsafe(headerBytes + payload.length);
  frame.write(kind, 0, 'latin1');
  frame.writeUInt32BE(payload.length, 1);
  frame.set(payload, headerBytes);
  return frame;
}

/** Reads frames one after the other; holds one frame and one piece of the source at most. */
export class FrameReader {
  private readonly pieces: AsyncIterator<Buffer>;
  private held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.pieces = source[Symbol.asyncIterator]();
  }

  /** The next frame, or null when the source ends behind a whole one. Rejects with `FrameError`. */
  async next(): Promise<Frame | null> {
    const header = await this.take(headerBytes);
    if (header === null) return null;
    const kind = header.toString('latin1', 0, 1);
    const length = header.readUInt32BE(1);
    if (!isFrameKind(kind)) throw new FrameError('it holds something unknown');
    if (length > longestPayload) throw new FrameError(`it claims a piece of ${length} bytes`);
    const payload = await this.take(length);
    if (payload === null) throw new FrameError('it ends too early');
    return { kind, payload };
  }

  /** So many bytes; null when there is not a single one left. */
  private async take(length: number): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.held.length === 0) {
        const piece = await this.pieces.next();
        if (piece.done !== true) this.held = piece.value;
        else if (missing === length) return null;
        else throw new FrameError('it ends too early');
      }
      const part = this.held.subarray(0, missing);
      this.held = this.held.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }
}

function isFrameKind(kind: string): kind is FrameKind {
  return kinds.has(kind);
}

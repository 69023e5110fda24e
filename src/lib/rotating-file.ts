import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RotationLimits {
  readonly maxBytes: number;
  /** How many files there are at most, the current one included. */
  readonly files: number;
}

const usualLimits: RotationLimits = { maxBytes: 10 * 1024 * 1024, files: 5 };

/**
 * A file for log lines that is set aside as `<path>.1`, `.2` … when it is full; the oldest is overwritten. Only the user
 * of the process may read it. Writes at once, so that the last lines of a dying process are there.
 */
export class RotatingFile {
  private descriptor: number;
  private size: number;

  constructor(
    private readonly path: string,
    private readonly limits: RotationLimits = usualLimits,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    ({ descriptor: this.descriptor, size: this.size } = openForAppend(path));
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.size > 0 && this.size + bytes.length > this.limits.maxBytes) this.rotate();
    writeSync(this.descriptor, bytes);
    this.size += bytes.length;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private rotate(): void {
    this.close();
    for (let number = this.limits.files - 1; number >= 1; number -= 1) {
      renameIfThere(number === 1 ? this.path : `${this.path}.${number - 1}`, `${this.path}.${number}`);
    }
    ({ descriptor: this.descriptor, size: this.size } = openForAppend(this.path));
  }
}

function openForAppend(path: string): { descriptor: number; size: number } {
  const descriptor = openSync(path, 'a', 0o600);
  return { descriptor, size: fstatSync(descriptor).size };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

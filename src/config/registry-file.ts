import { open, type FileHandle } from 'node:fs/promises';
import { RegistryProblem } from './registry-types.js';

/** Far above what thousands of salons need; keeps a mistaken path from filling the memory. */
export const maxRegistryBytes = 8 * 1024 * 1024;

export type FileReading =
  | { readonly ok: true; readonly text: string; readonly worldReadable: boolean }
  | { readonly ok: false; readonly problem: RegistryProblem };

/** Reads the file as UTF-8, or says what keeps it from being read. */
export async function readRegistryFile(path: string): Promise<FileReading> {
  const refuse = (message: string, line: number | null = null): FileReading => ({
    ok: false,
    problem: new RegistryProblem(path, line, '', message),
  });
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return refuse(readFailure(error));
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return refuse('is not a file; TENANTS_FILE has to name a YAML file');
    if (stat.size > maxRegistryBytes) return refuse(`is larger than ${maxRegistryBytes / 1024 / 1024} MiB`);
    const bytes = await file.readFile();
    const text = decode(bytes);
    if (text === null)
      return refuse('has a byte that is not UTF-8; save the file as UTF-8', lineOfBadByte(bytes));
    return { ok: true, text, worldReadable: (stat.mode & 0o004) !== 0 };
  } catch (error) {
    return refuse(readFailure(error));
  } finally {
    await file.close();
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function lineOfBadByte(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end;
    if (decode(bytes.subarray(start, stop)) === null) return line;
    start = stop + 1;
  }
  return line;
}

function readFailure(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'does not exist; create it, or set TENANTS_FILE to where it is';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user; change its owner or mode';
  return `cannot be read (${code ?? 'unknown reason'})`;
}

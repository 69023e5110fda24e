import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What the names of files end in that are still being written. */
export const unfinishedEnding = '.tmp';

/**
 * Writes a file that is whole or not there: under another name first, flushed to the disk, then renamed, and the folder
 * flushed. Only the process's user may read it. Leaves nothing when it rejects.
 */
export async function writeDurably(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const unfinished = `${path}${unfinishedEnding}`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    try {
      for await (const piece of pieces) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameDurably(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Gives a file of the same folder its name for good. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await flushFolder(dirname(to));
}

async function flushFolder(folder: string): Promise<void> {
  // Windows flushes no folders; there the rename is as durable as it gets.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { stat } from 'node:fs/promises';
import { watch, type FSWatcher } from 'chokidar';
import type { Logger } from '../lib/logger.js';
import { pause } from '../lib/retry.js';

/** How long the file has to stay as it is before it is read, so that half a save is not. */
const quietMs = 150;
/** Network file systems and bind mounts tell nothing: then this look finds the change. */
const lookMs = 2_000;
const longestUnrestMs = 1_500;

/** Calls `onChange` soon after the file was saved, replaced, removed or made. Calls never overlap. */
export class RegistryWatcher {
  private readonly watcher: FSWatcher;
  private readonly timer: NodeJS.Timeout;
  private readonly closing = new AbortController();
  private known: string | null = null;
  private isDirty = false;
  private working: Promise<void> | null = null;

  constructor(
    private readonly path: string,
    private readonly onChange: () => Promise<void>,
    private readonly log: Logger,
  ) {
    this.watcher = watch(path, { ignoreInitial: true, atomic: false });
    this.watcher.on('all', () => this.note());
    this.watcher.on('error', (error) =>
      this.log.warn({ err: error }, 'watching the registry fails; it is polled'),
    );
    this.timer = setInterval(() => void this.look(), lookMs);
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearInterval(this.timer);
    await this.watcher.close();
    await this.working;
  }

  private async look(): Promise<void> {
    if ((await signatureOf(this.path)) !== this.known) this.note();
  }

  private note(): void {
    this.isDirty = true;
    this.working ??= this.work();
  }

  private async work(): Promise<void> {
    while (this.isDirty && !this.isClosing()) {
      this.isDirty = false;
      try {
        this.known = await this.calm();
        if (!this.isClosing()) await this.onChange();
      } catch (error) {
        this.log.error({ err: error }, 'a change of the registry could not be taken over');
      }
    }
    this.working = null;
  }

  private isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  /** Waits until the file has not changed for a moment; a file that never rests is read all the same. */
  private async calm(): Promise<string> {
    const { signal } = this.closing;
    let before = await signatureOf(this.path);
    for (let waited = 0; waited < longestUnrestMs && !signal.aborted; waited += quietMs) {
      await pause(quietMs, signal);
      const after = await signatureOf(this.path);
      if (after === before) break;
      before = after;
    }
    return before;
  }
}

async function signatureOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, mode } = await stat(path);
    return [ino, size, mtimeMs, mode].join(' ');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BotelError } from '../../lib/errors.js';
import type { ClientFileOrder, ClientFileReading, ClientTask, SpoiltFileOrder } from './client-file.js';

/** As many files are being read as there is room for; a little later there is room again. */
export class ClientFilesBusyError extends BotelError {
  constructor() {
    super('client_files_busy', 'too many files are being read');
  }
}

/** Files are foreign and rare: each gets a thread of its own, which takes nothing along when it runs out of memory. */
const mostAtOnce = 2;
const memory = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 32 };
const longestMs = 60_000;
let atOnce = 0;

/**
 * Understands a file with clients: CSV in UTF-8, UTF-16 or Windows-1251, or XLSX. Whatever the file is made of, the answer
 * comes: what is too much is refused as `too_heavy`. Rejects with `ClientFilesBusyError`.
 */
export async function readClientFile(order: ClientFileOrder): Promise<ClientFileReading> {
  const reading = await inThread<ClientFileReading>({ kind: 'read', order });
  return reading ?? { kind: 'refused', reason: 'too_heavy', headers: [] };
}

/** Writes the lines that are left out into a file for people. Rejects with `ClientFilesBusyError`. */
export async function writeSpoiltLines(order: SpoiltFileOrder): Promise<Buffer> {
  const file = await inThread<Uint8Array>({ kind: 'spoilt', order });
  if (file === null) throw new ClientFilesBusyError();
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
}

/** Null: the thread ran out of memory or time. */
async function inThread<Result>(task: ClientTask): Promise<Result | null> {
  if (atOnce >= mostAtOnce) throw new ClientFilesBusyError();
  atOnce += 1;
  const worker = new Worker(...threadOf(task));
  const timer = setTimeout(() => void worker.terminate(), longestMs);
  worker.unref();
  try {
    return await new Promise<Result | null>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('exit', () => resolve(null));
      worker.once('error', (error: Error & { code?: unknown }) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(null);
        else reject(error);
      });
    });
  } finally {
    clearTimeout(timer);
    atOnce -= 1;
  }
}

/** The compiled program runs the compiled thread; from the sources, the thread compiles what it loads. */
function threadOf(task: ClientTask): ConstructorParameters<typeof Worker> {
  const isSource = __filename.endsWith('.ts');
  const hooks = isSource
    ? [require.resolve('sucrase/register/ts'), join(__dirname, '../../lib/typescript-sources.ts')]
    : [];
  const execArgv = hooks.flatMap((hook) => ['-r', hook]);
  const options = { workerData: task, execArgv, resourceLimits: memory };
  return [join(__dirname, isSource ? 'worker.ts' : 'worker.js'), options];
}

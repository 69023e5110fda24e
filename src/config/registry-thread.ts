import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BotelError } from '../lib/errors.js';
import type { Environment } from './env.js';
import { parseRegistry } from './registry.js';
import { RegistryProblem, type RegistryReading } from './registry-types.js';

/** As `parseRegistry` takes it; all of it can be handed to a thread. */
export interface RegistryOrder {
  readonly text: string;
  /** What the problems call the file. */
  readonly file: string;
  readonly variables: Environment;
  readonly templates: readonly string[];
}

/** A thread takes longer to start than this many characters, some thirty salons, take to read. */
const shortText = 4_000;

/**
 * As `parseRegistry`, without holding the event loop: reading a thousand salons takes as long as hundreds of presses, so a
 * long file is read in a thread of its own. Tokens cross only memory.
 */
export async function readRegistry(order: RegistryOrder): Promise<RegistryReading> {
  if (order.text.length <= shortText) {
    return parseRegistry(order.text, order.file, order.variables, order.templates);
  }
  return readInThread(order);
}

async function readInThread(order: RegistryOrder): Promise<RegistryReading> {
  const { filename, execArgv } = workerFile();
  const worker = new Worker(filename, { workerData: order, execArgv });
  try {
    const ended = once(worker, 'exit').then(() => {
      throw new BotelError(
        'registry_thread_ended',
        'the thread that reads the registry ended without an answer',
      );
    });
    const [reading] = (await Promise.race([once(worker, 'message'), ended])) as [RegistryReading];
    return reading.ok ? reading : { ok: false, problems: reading.problems.map(again) };
  } finally {
    await worker.terminate();
  }
}

/** What comes from a thread has lost its class. */
function again({ file, line, field, message }: RegistryProblem): RegistryProblem {
  return new RegistryProblem(file, line, field, message);
}

/** The compiled program runs the compiled worker; from the sources, the thread compiles what it loads. */
function workerFile(): { readonly filename: string; readonly execArgv: string[] } {
  if (!__filename.endsWith('.ts')) return { filename: join(__dirname, 'registry-worker.js'), execArgv: [] };
  const hooks = [require.resolve('sucrase/register/ts'), join(__dirname, '../lib/typescript-sources.ts')];
  return { filename: join(__dirname, 'registry-worker.ts'), execArgv: hooks.flatMap((hook) => ['-r', hook]) };
}

import { join } from 'node:path';
import { Piscina } from 'piscina';
import type { Task } from './worker.js';

export type ThreadPool = Piscina<Task, unknown>;

const threads = 2;
/** A thread that runs away ends by itself before the process does; the file it makes is not in this. */
const heap = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 16 };

/** Threads that run `worker`, none before there is work. */
export function startThreads({
  idleMs,
  tasksPerThread,
}: {
  readonly idleMs: number;
  readonly tasksPerThread: number;
}): ThreadPool {
  return new Piscina({
    ...workerFile(),
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: idleMs,
    concurrentTasksPerWorker: tasksPerThread,
    atomics: 'disabled',
    resourceLimits: heap,
  });
}

/** The compiled program runs the compiled worker; from the sources, the thread compiles what it loads. */
function workerFile(): { readonly filename: string; readonly execArgv: string[] } {
  if (!__filename.endsWith('.ts')) return { filename: join(__dirname, 'worker.js'), execArgv: [] };
  const hooks = [require.resolve('sucrase/register/ts'), join(__dirname, '../lib/typescript-sources.ts')];
  return { filename: join(__dirname, 'worker.ts'), execArgv: hooks.flatMap((hook) => ['-r', hook]) };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment } from '../../src/config/env.js';
import { keepSecret, keepVariables, watchProgram } from './leak-watch.js';

export interface BotelProcess {
  /** Everything written so far to standard output and to standard error. */
  output(): string;
  errors(): string;
  /** Resolves at the first line of either that fits, already there or still to come. */
  waitFor(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Lets a program go on that waits for a line on standard input. */
  begin(): void;
  /** The exit code, or the signal that killed it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Kills what still runs and removes its folder. */
  clear(): Promise<void>;
}

const root = resolve(__dirname, '../..');
const patienceMs = 40_000;

/** The program as an operator starts it (or another one of these sources), in a folder of its own with this registry. */
export async function startBotel(
  registry: string | null,
  variables: Environment,
  program = 'src/main.ts',
  args: readonly string[] = [],
): Promise<BotelProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-process-'));
  keepVariables(variables);
  for (const [, name] of (registry ?? '').matchAll(/\bname: (.+)/g)) keepSecret('public', name?.trim());
  for (const [token] of (registry ?? '').matchAll(/\d{6,12}:[\w-]{30,}/g)) keepSecret('token', token);
  if (registry !== null) await writeFile(join(folder, 'tenants.yaml'), registry, { mode: 0o600 });
  const child = spawn(
    process.execPath,
    [
      '-r',
      join(root, 'test/support/cached-typescript.cjs'),
      '-r',
      join(root, 'src/lib/typescript-sources.ts'),
      join(root, program),
      ...args,
    ],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), HTTP_PORT: '0', ...variables },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  // A program that was killed reads no more.
  child.stdin.on('error', () => undefined);
  const texts = { stdout: '', stderr: '' };
  const lookers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    watchProgram(child[name]);
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      for (const look of [...lookers]) look();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    output: () => texts.stdout,
    errors: () => texts.stderr,
    signal: (name) => void child.kill(name),
    begin: () => void child.stdin.write('\n'),
    ended,
    waitFor: (pattern) =>
      new Promise((found, reject) => {
        const end = (): void => {
          clearTimeout(timer);
          lookers.delete(look);
        };
        const look = (): void => {
          const line = `${texts.stdout}\n${texts.stderr}`.split('\n').find((text) => pattern.test(text));
          if (line === undefined) return;
          end();
          found(line);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`waited in vain for ${String(pattern)}:\n${texts.stdout}\n${texts.stderr}`));
        }, patienceMs);
        lookers.add(look);
        look();
      }),
    clear: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

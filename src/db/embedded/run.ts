import { spawn } from 'node:child_process';
import type { Launch } from './os-user.js';

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end. Its output is kept to 20,000 characters; messages come in English. */
export async function run(
  launch: Launch,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<Finished> {
  const [command, all] = launch.command(program, args);
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, {
      ...launch.ids,
      cwd,
      // Not ours: PGOPTIONS and the like would change the server. Windows programs do not start without theirs.
      ...(process.platform === 'win32' ? {} : { env: { PATH: systemPath, LC_ALL: 'C', TZ: 'UTC' } }),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

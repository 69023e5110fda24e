import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { openCluster } from '../../src/db/embedded/cluster.js';
import { readPidFile } from '../../src/db/embedded/pid-file.js';
import { run } from '../../src/db/embedded/run.js';
import { atDatabase } from './database-url.js';
import type { HostReport } from './embedded-host.js';

/** A PostgreSQL of the test's own that writes everything to the disk, as a real one does, and may be broken at will. */
export interface OwnPostgres {
  /** As Botel's login role. */
  readonly url: string;
  /** As superuser, for the same database. */
  readonly adminUrl: string;
  readonly folder: string;
  /** Ends the server and all its processes at once; nothing is said goodbye to. */
  kill(): Promise<void>;
  /** Ends it as an administrator in a hurry does: without a checkpoint. */
  stopAtOnce(): Promise<void>;
  /** Resolves when it has recovered and takes connections again. */
  start(): Promise<void>;
  /** Stops all its processes in their tracks; connections stay open. The returned function lets them go on. */
  freeze(): Promise<() => void>;
  close(): Promise<void>;
}

const log = pino({ level: 'silent' });
const settings = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', max_connections: 60 };
const mostStarts = 200;

/** `folder`: where it keeps its files, a new one when absent. */
export async function ownPostgres(folder?: string): Promise<OwnPostgres> {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'botel-postgres-')));
  // Made by the program's own means, and from then on nobody's: what breaks it shall be the test alone.
  const made = await make(dataDir);
  const port = new URL(made.url).port;
  const cluster = await openCluster(dataDir, true, log);
  const control = (...args: string[]) =>
    run(cluster.launch, cluster.binaries.pgCtl, [...args, '-D', cluster.data, '-s'], cluster.home);
  const start = async (): Promise<void> => {
    const options = {
      ...settings,
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: "''",
      shared_buffers: '32MB',
    };
    const asText = Object.entries(options).map(([key, value]) => `-c ${key}=${value}`);
    let output = '';
    // The dying processes of a killed server hold its memory and its port for a moment.
    for (let attempt = 0; attempt < mostStarts; attempt += 1) {
      const started = await control('start', '-w', '-t', '60', '-l', cluster.logFile, '-o', asText.join(' '));
      if (started.code === 0) return;
      output = started.output;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`PostgreSQL does not start: ${output}\n${await readFile(cluster.logFile, 'utf8')}`);
  };
  const processes = async (): Promise<number[]> => {
    const master = (await readPidFile(cluster.data))?.pid;
    return master === undefined ? [] : [master, ...(await childrenOf(master))];
  };
  const signalAll = (pids: readonly number[], signal: NodeJS.Signals): void =>
    pids.forEach((pid) => tell(pid, signal));
  const kill = async (): Promise<void> => signalAll(await processes(), 'SIGKILL');
  await start();
  return {
    url: made.url,
    adminUrl: atDatabase(made.adminUrl, 'botel'),
    folder: dataDir,
    start,
    kill,
    stopAtOnce: async () => {
      await control('stop', '-m', 'immediate', '-w');
    },
    freeze: async () => {
      const frozen = await processes();
      signalAll(frozen, 'SIGSTOP');
      return () => signalAll(frozen, 'SIGCONT');
    },
    close: async () => {
      await control('stop', '-m', 'immediate', '-w');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function make(dataDir: string): Promise<{ url: string; adminUrl: string }> {
  const maker = fork(resolve(__dirname, 'embedded-host.ts'), [JSON.stringify({ dataDir, settings })], {
    execArgv: ['-r', require.resolve('sucrase/register/ts')],
    env: { PATH: process.env.PATH },
    silent: true,
  });
  const ended = once(maker, 'exit');
  const [{ ready, failed }] = (await once(maker, 'message')) as [HostReport];
  if (ready === undefined) throw new Error(`no PostgreSQL could be made: ${failed?.message ?? ''}`);
  maker.send('stop');
  await ended;
  return ready;
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
}

/** A process that is gone already needs no telling. */
function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

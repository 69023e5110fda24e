import { createServer } from 'node:net';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { pause } from '../../lib/retry.js';
import { DatabaseSetupError, DatabaseUnavailableError } from '../errors.js';
import type { Cluster } from './cluster.js';
import { isServerOf, readPidFile } from './pid-file.js';
import { run } from './run.js';

export type ServerSettings = Readonly<Record<string, string | number>>;

const startSeconds = 120;
const stopSeconds = 60;
const attempts = 8;

/** Values hold no spaces: they reach the server through pg_ctl and a shell. */
const ownSettings: ServerSettings = {
  listen_addresses: '127.0.0.1',
  max_connections: 60,
  shared_buffers: '64MB',
  log_timezone: 'UTC',
  timezone: 'UTC',
  lc_messages: 'C',
  jit: 'off',
  // Details and statements of errors quote the rows they are about, and with them people.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  // Local sockets would need a directory of their own, and nobody needs them; Windows has none by default.
  ...(process.platform === 'win32' ? {} : { unix_socket_directories: "''" }),
};

/** The port to try first; `at this port`: it is known to others, who would not find the server at another. */
export interface WantedPort {
  readonly port: number | null;
  readonly where: 'anywhere' | 'at this port';
}

/**
 * Makes sure that the cluster's server runs and gives its port. A server that a crash left running is taken over; a pid
 * file without its server is removed. Rejects with `DatabaseUnavailableError` quoting the server's log.
 */
export async function ensureRunning(
  cluster: Cluster,
  { port, where }: WantedPort,
  settings: ServerSettings,
  log: Logger,
): Promise<number> {
  const deadline = Date.now() + startSeconds * 1000;
  for (let attempt = 0; attempt < attempts;) {
    const found = await readPidFile(cluster.data);
    if (found !== null && (await isServerOf(cluster.data, found.pid))) {
      if (found.ready && found.port !== null) {
        log.info(
          { pid: found.pid, port: found.port },
          'the embedded PostgreSQL was running already, taking it over',
        );
        return found.port;
      }
      if (Date.now() > deadline)
        throw new DatabaseUnavailableError(await lastWords(cluster, 'it neither starts nor stops'));
      await pause(100);
      continue;
    }
    if (found !== null) {
      log.info({ pid: found.pid }, 'removing the pid file of a server that is gone');
      await rm(join(cluster.data, 'postmaster.pid'), { force: true });
    }
    const isWanted = port !== null && (attempt === 0 || where === 'at this port');
    const started = await start(cluster, isWanted ? port : await freePort(), settings);
    if (started !== null) return started;
    attempt += 1;
    await pause(250 * attempt);
  }
  throw new DatabaseUnavailableError(await lastWords(cluster, 'it did not start'));
}

async function start(cluster: Cluster, port: number, settings: ServerSettings): Promise<number | null> {
  // A fresh log per start keeps it small, and makes its last lines speak of this start.
  await rm(cluster.logFile, { force: true });
  const options = Object.entries({ ...ownSettings, ...settings, port }).map(
    ([key, value]) => `-c ${key}=${value}`,
  );
  const args = [
    'start',
    '-D',
    cluster.data,
    '-l',
    cluster.logFile,
    '-w',
    '-t',
    String(startSeconds),
    '-s',
    '-o',
    options.join(' '),
  ];
  const { code, output } = await run(cluster.launch, cluster.binaries.pgCtl, args, cluster.home);
  if (code === 0) return port;
  const text = await readFile(cluster.logFile, 'utf8').catch(() => '');
  const mayPass =
    /could not bind|lock file "postmaster.pid"|pre-existing shared memory|starting up|is being used by/i;
  if (mayPass.test(text)) return null;
  throw new DatabaseSetupError(await lastWords(cluster, `it did not start: ${output.trim()}`));
}

/** Stops the server whoever started it; open transactions are rolled back, everything committed is on disk. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const server = await readPidFile(cluster.data);
  const args = ['stop', '-D', cluster.data, '-m', 'fast', '-w', '-t', String(stopSeconds), '-s'];
  const { output } = await run(cluster.launch, cluster.binaries.pgCtl, args, cluster.home);
  // The pid file goes a moment before the process does.
  for (let wait = 0; server !== null && (await isServerOf(cluster.data, server.pid)); wait += 1) {
    if (wait >= 200) {
      throw new DatabaseUnavailableError(
        `the embedded PostgreSQL (process ${server.pid}) does not stop: ${output.trim()}`,
      );
    }
    await pause(25);
  }
}

async function lastWords(cluster: Cluster, what: string): Promise<string> {
  const text = await readFile(cluster.logFile, 'utf8').catch(() => '');
  return `the embedded PostgreSQL in ${cluster.home}: ${what}\n${text.trim().split('\n').slice(-12).join('\n')}`;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new DatabaseUnavailableError('no free port on 127.0.0.1'));
      });
    });
  });
}

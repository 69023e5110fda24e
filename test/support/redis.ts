import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis of the test's own, which it may stop, wipe and start again at the same address. */
export interface TestRedis {
  readonly url: string;
  /** A connection to look with. */
  readonly client: Redis;
  /** Ends the server at once, as a crash would: nothing is saved. */
  kill(): Promise<void>;
  /** Stops it in its tracks without closing connections; `resume` lets it go on. */
  freeze(): void;
  resume(): void;
  start(): Promise<void>;
  /** Forgets everything, in a server that goes on. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Tests that need a server are named as skipped where there is none. */
export const describeRedis = hasRedis ? describe : describe.skip;

export async function testRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    server = await startServer(port, folder);
  };
  const kill = async (): Promise<void> => {
    const running = server;
    server = null;
    if (running === null) return;
    const ended = once(running, 'close');
    running.kill('SIGKILL');
    await ended;
  };
  await start();
  const client = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
    disconnectTimeout: 100,
  });
  client.on('error', () => undefined);
  return {
    url,
    client,
    kill,
    start,
    freeze: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    wipe: async () => {
      await client.flushall();
    },
    close: async () => {
      client.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startServer(port: number, folder: string): Promise<ChildProcess> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', [...settings, '--dir', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Ready to accept connections')) resolve();
    });
    server.once('close', () => reject(new Error(`redis-server ended:\n${output}`)));
  });
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

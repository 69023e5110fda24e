import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq';
import { Client } from 'pg';
import { queueName, queueOptions, workerOptions, type QueueBackend } from './backend.js';

/** Not on anybody's search path, and no tenant's role may use it. */
const schema = 'botel_queue';
const connectMs = 5_000;
const answerMs = 5_000;

/** BullMQ on the database that Botel has anyway; the tables are made and migrated by BullMQ itself. */
export function postgresBackend(url: string): QueueBackend {
  const pool = (max: number) => ({
    ...{ connectionString: url, schema, max, keepAlive: true, application_name: 'botel-queue' },
    ...{ connectionTimeoutMillis: connectMs, query_timeout: answerMs, idleTimeoutMillis: 30_000 },
  });
  return {
    name: 'PostgreSQL',
    isUp: true,
    open: async (process, onError) => {
      await migrate(url);
      const queue = new Queue(queueName, { ...queueOptions, connection: pool(2) }, createPostgresBackend);
      queue.on('error', onError);
      const worker = new Worker(
        queueName,
        (job) => process(job.data as unknown, job.name),
        { ...workerOptions, connection: pool(4) },
        createPostgresBackend,
      );
      worker.on('error', onError);
      try {
        await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
      } catch (error) {
        await Promise.allSettled([closeWorker(worker, true), queue.close()]);
        throw error;
      }
      return { queue, worker: { close: (force) => closeWorker(worker, force) } };
    },
  };
}

interface PostgresWorker {
  close(force: boolean): Promise<void>;
  getBackend(): { disconnectBlocking(): Promise<void> };
}

/**
 * BullMQ lets a wait for the next job run on for seconds, and the process with it, when it is closed by force or in the
 * moment before the wait begins.
 */
async function closeWorker(worker: PostgresWorker, force: boolean): Promise<void> {
  const closing = worker.close(force);
  await worker.getBackend().disconnectBlocking();
  await closing;
}

async function migrate(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectMs });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, schema);
  } finally {
    await client.end();
  }
}

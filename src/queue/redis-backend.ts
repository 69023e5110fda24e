import { Queue, Worker } from 'bullmq';
import { queueName, queueOptions, workerOptions, type QueueBackend, type WakeUp } from './backend.js';
import { goodbyeMs, reconnectDelay, type RedisLink } from './redis-link.js';

const prefix = 'botel';

/** BullMQ on Redis. Adding goes through the process's link, which never waits long; the worker waits on its own. */
export function redisBackend(url: string, link: RedisLink): QueueBackend {
  return {
    name: 'Redis',
    get isUp() {
      return link.isUp;
    },
    open: async (process, onError, ending) => {
      await link.opened();
      const queue = new Queue<WakeUp>(queueName, { ...queueOptions, prefix, connection: link.client });
      queue.on('error', onError);
      try {
        await queue.waitUntilReady();
      } catch (error) {
        await queue.close();
        throw error;
      }
      const connection = {
        url,
        maxRetriesPerRequest: null,
        // BullMQ does not call back a connection that is not ready when it is closed: it would go on trying for ever.
        retryStrategy: (attempt: number) => (ending.aborted ? null : reconnectDelay(attempt)),
        disconnectTimeout: goodbyeMs,
      };
      const worker = new Worker<WakeUp>(queueName, (job) => process(job.data, job.name), {
        ...workerOptions,
        prefix,
        connection,
      });
      worker.on('error', onError);
      return { queue, worker };
    },
  };
}

import type { JobsOptions } from 'bullmq';

/** What the queue carries: who has something due. Everything else is in that tenant's rows. */
export interface WakeUp {
  readonly tenantId: string;
}

/** The two ends of an open queue. */
export interface QueueEnds {
  readonly queue: {
    add(name: string, wakeUp: WakeUp, options: JobsOptions): Promise<unknown>;
    /** Of jobs that wait. */
    count(): Promise<number>;
    close(): Promise<void>;
  };
  readonly worker: {
    close(force: boolean): Promise<void>;
  };
}

/** Where BullMQ keeps its jobs. */
export interface QueueBackend {
  readonly name: 'Redis' | 'PostgreSQL';
  /** False when asking it would only wait. */
  readonly isUp: boolean;
  /** Connects both ends. Rejects when the server is away, with nothing left open. After `ending` nothing is reconnected. */
  open(
    process: (wakeUp: unknown, job: string) => Promise<void>,
    onError: (error: Error) => void,
    ending: AbortSignal,
  ): Promise<QueueEnds>;
}

export const queueName = 'wake-ups';

export const workerOptions = {
  /** Tenants served at once. Their sends are paced by each bot, so most of this is waiting for Telegram. */
  concurrency: 16,
  /** BullMQ gives a job up as failed after this many crashes of its workers; with its 1, two crashes lose it. */
  maxStalledCount: 20,
  runRetryDelay: 1_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 100 },
} as const;

export const queueOptions = { streams: { events: { maxLen: 100 } } } as const;

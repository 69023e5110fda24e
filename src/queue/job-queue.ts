import { z } from 'zod';
import { BotelError, messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { backoffMs, pause } from '../lib/retry.js';
import { within } from '../lib/within.js';
import type { QueueBackend, QueueEnds } from './backend.js';
import { postgresBackend } from './postgres-backend.js';
import { redisBackend } from './redis-backend.js';
import type { RedisLink } from './redis-link.js';

/*
 *   opening ── both ends are connected ──▶ open ── close ──▶ closed
 *      │  ▲ (again after a pause,             (an outage shows in wake-ups that are not taken;
 *      └──┘  for as long as it takes)          BullMQ's connections come back by themselves)
 */

export interface QueueState {
  readonly backend: QueueBackend['name'];
  readonly connected: boolean;
}

/** The one queue of all hosts. A wake-up says only who has something due: losing it costs a few seconds. */
export interface JobQueue {
  /**
   * Asks for the tenant to be served by whichever process is free. Many wake-ups that nobody has begun with are one.
   * Never rejects; false when the queue is away or full, so that the caller may serve the tenant itself.
   */
  wake(tenantId: string): Promise<boolean>;
  /** Asks whichever process is free to look whether the tenant's backup is due. Else as `wake`. */
  askForBackup(tenantId: string): Promise<boolean>;
  /** The state, found out by asking; takes a second at most. */
  look(): Promise<QueueState>;
  /** How many jobs wait for a process; 0 when the queue does not say so within a second. Never rejects. */
  waiting(): Promise<number>;
  /** Resolves when the queue takes wake-ups for the first time, or is closed before that. */
  readonly opened: Promise<void>;
  /** Takes no more jobs and waits for the running ones, at most `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

export interface JobQueueOptions {
  readonly redis: { readonly url: string; readonly link: RedisLink } | null;
  /** Where the jobs are without Redis. */
  readonly databaseUrl: () => Promise<string>;
  readonly log: Logger;
  /** Serves one tenant. When it rejects the wake-up is over all the same. */
  readonly serve: (tenantId: string) => Promise<void>;
  /** Is offered a tenant's backup. Returns at once: the job is over, and the tenant's row says what is left to do. */
  readonly offerBackup?: (tenantId: string) => void;
}

const reopenBackoff = { firstMs: 500, capMs: 10_000 };
const takenWithinMs = 2_000;
const lookMs = 1_000;
/** For saying goodbye to a server that may be away. */
const closeMs = 500;
const mostUnderWay = 2_000;

const wakeJob = 'wake';
const backupJob = 'backup';

const wakeUp = z.object({ tenantId: z.string().regex(/^[a-z][a-z0-9_]{1,30}$/) });

/** Opens the queue in the background and keeps trying; nobody has to wait for it. */
export function openQueue(options: JobQueueOptions): JobQueue {
  return new BullQueue(options);
}

class BullQueue implements JobQueue {
  readonly opened: Promise<void>;
  private backend: QueueBackend | null = null;
  private ends: QueueEnds | null = null;
  private underWay = 0;
  private isAway = false;
  private readonly serving = new Set<Promise<void>>();
  private readonly ending = new AbortController();
  private readonly opening: Promise<void>;

  constructor(private readonly options: JobQueueOptions) {
    this.opening = this.open();
    this.opened = this.opening;
  }

  async look(): Promise<QueueState> {
    await this.waiting();
    const connected = this.ends !== null && this.backend?.isUp === true && !this.isAway;
    return { backend: this.options.redis === null ? 'PostgreSQL' : 'Redis', connected };
  }

  wake(tenantId: string): Promise<boolean> {
    return this.ask(wakeJob, tenantId);
  }

  askForBackup(tenantId: string): Promise<boolean> {
    return this.ask(backupJob, tenantId);
  }

  private async ask(job: string, tenantId: string): Promise<boolean> {
    const { ends, backend } = this;
    if (ends === null || backend === null || this.ending.signal.aborted) return false;
    if (!backend.isUp || this.underWay >= mostUnderWay) return false;
    this.underWay += 1;
    try {
      const adding = this.add(ends, job, tenantId);
      return (await within(takenWithinMs, adding)) && (await adding);
    } finally {
      this.underWay -= 1;
    }
  }

  async close(deadlineMs: number): Promise<void> {
    this.ending.abort();
    await within(deadlineMs, this.opening);
    const { ends } = this;
    if (ends === null) return;
    const isIdle = await within(deadlineMs, Promise.all(this.serving));
    if (!isIdle) this.options.log.warn('wake-ups were still being served when the queue was closed');
    // A server that is away would be waited for; its jobs are found stalled by another process.
    const isPolite = isIdle && this.backend?.isUp === true;
    await within(closeMs, ends.worker.close(!isPolite));
    await within(closeMs, ends.queue.close());
  }

  // Nobody may have had a reason to ask since the queue went, or came back: the answer tells that, too.
  async waiting(): Promise<number> {
    const { ends, backend } = this;
    if (ends === null || backend?.isUp !== true) return 0;
    const asking = ends.queue.count();
    try {
      if (!(await within(lookMs, asking)))
        throw new BotelError('queue_silent', `no answer within ${lookMs} ms`);
      const count = await asking;
      this.noteBack();
      return count;
    } catch (error) {
      this.noteAway(error);
      return 0;
    }
  }

  private async add({ queue }: QueueEnds, job: string, tenantId: string): Promise<boolean> {
    try {
      await queue.add(
        job,
        { tenantId },
        {
          // Somebody who is being served already is served once more afterwards: rows may have come meanwhile.
          deduplication: { id: job === wakeJob ? tenantId : `${job}-${tenantId}`, keepLastIfActive: true },
          removeOnComplete: true,
          removeOnFail: { count: 100 },
        },
      );
      this.noteBack();
      return true;
    } catch (error) {
      this.noteAway(error);
      return false;
    }
  }

  private async open(): Promise<void> {
    const { signal } = this.ending;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        this.backend ??= await this.chooseBackend();
        this.ends = await this.backend.open(
          (data, job) => this.take(data, job),
          (error) => this.options.log.debug({ reason: messageOf(error) }, 'the queue reported trouble'),
          signal,
        );
        this.options.log.info({ backend: this.backend.name }, 'the queue is open');
        this.isAway = false;
        return;
      } catch (error) {
        this.noteAway(error);
        await pause(backoffMs(attempt, reopenBackoff), signal);
      }
    }
  }

  private async chooseBackend(): Promise<QueueBackend> {
    const { redis, databaseUrl } = this.options;
    return redis === null ? postgresBackend(await databaseUrl()) : redisBackend(redis.url, redis.link);
  }

  /** A job that is not of ours ends here: trying it again would not make it better. */
  private async take(data: unknown, job: string): Promise<void> {
    this.ending.signal.throwIfAborted();
    const parsed = wakeUp.safeParse(data);
    if (!parsed.success) {
      this.options.log.warn('the queue held a job that says nothing of use');
      return;
    }
    if (job === backupJob) {
      this.options.offerBackup?.(parsed.data.tenantId);
      return;
    }
    const work = this.options.serve(parsed.data.tenantId);
    this.serving.add(work);
    try {
      await work;
    } finally {
      this.serving.delete(work);
    }
  }

  private noteAway(error: unknown): void {
    if (this.isAway || this.ending.signal.aborted) return;
    this.isAway = true;
    this.options.log.warn({ reason: messageOf(error) }, 'the queue is away; what is due is sent without it');
  }

  private noteBack(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.options.log.info('the queue is back');
  }
}

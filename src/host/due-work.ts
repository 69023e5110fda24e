import { setMaxListeners } from 'node:events';
import type { TenantContext } from '../commands/tenant-context.js';
import { TransientError } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { within } from '../lib/within.js';
import { openQueue, type JobQueue, type JobQueueOptions, type QueueState } from '../queue/job-queue.js';
import { Gate } from './gate.js';
import { Sweep, type DueTenants } from './sweep.js';

export interface DueWorkOptions {
  readonly log: Logger;
  readonly redis: JobQueueOptions['redis'];
  /** Where the queue lives without Redis. */
  readonly databaseUrl: () => Promise<string>;
  /** The databases that are open now. */
  readonly databases: () => Promise<readonly DueTenants[]>;
  /** The tenant when its bot is running here, else null. */
  readonly tenant: (id: string) => TenantContext | null;
  /** Sends what is due of one tenant; `more` when some of it is left. */
  readonly process: (tenant: TenantContext) => Promise<{ readonly more: boolean }>;
  /** Is offered a tenant's backup that somebody asked for through the queue. */
  readonly offerBackup?: (tenantId: string) => void;
  /** Time between two beats of the sweep. */
  readonly sweepMs: number;
  /** How long a tenant holds a place of those that are served at once. */
  readonly turnMs?: number;
}

/** Tenants that this process serves by itself at once, when the queue does not hand them out. */
const servedAtOnce = 8;
const usualTurnMs = 2_000;
const mostOutOfTurn = 100;

interface Serving {
  /** Somebody asked for the same tenant meanwhile. */
  isWantedAgain: boolean;
  done: Promise<void>;
}

/**
 * Sees to it that what is due is sent: wake-ups go through the queue to whichever process is free, and the sweep finds what
 * no wake-up came for. Rows say what is due; everything here may be lost at any moment.
 */
export class DueWork {
  private readonly serving = new Map<string, Serving>();
  /** Those that are being served for longer than a turn. */
  private readonly outOfTurn = new Set<string>();
  private readonly gate = new Gate(servedAtOnce);
  private readonly ending = new AbortController();
  private queue: JobQueue | null = null;
  private sweep: Sweep | null = null;
  private brought = 0;

  constructor(private readonly options: DueWorkOptions) {
    // Every tenant that waits for a place listens.
    setMaxListeners(0, this.ending.signal);
  }

  /** Opens the queue in the background and begins to sweep. To be called when tenants are running. */
  start(): void {
    if (this.ending.signal.aborted) return;
    const { log, redis, databaseUrl, databases, tenant, sweepMs, offerBackup } = this.options;
    this.queue = openQueue({
      log,
      redis,
      databaseUrl,
      serve: (id) => {
        this.brought += 1;
        return this.serveForATurn(id);
      },
      ...(offerBackup === undefined ? {} : { offerBackup }),
    });
    this.sweep = new Sweep({
      log,
      everyMs: sweepMs,
      databases,
      isServedHere: (id) => tenant(id) !== null,
      isBeingServed: (id) => this.serving.has(id),
      brought: () => this.brought,
      waiting: () => this.queue?.waiting() ?? Promise.resolve(0),
      wake: (id) => this.queue?.wake(id) ?? Promise.resolve(false),
      serve: (id) => this.serveInTurn(id),
    });
    this.sweep.start();
  }

  /** How the queue is, null before the start. When it is away the sweep does without it. */
  async lookAtQueue(): Promise<QueueState | null> {
    return this.queue?.look() ?? null;
  }

  /** Says that the tenant may have something due. Returns at once; when nobody hears it the sweep finds the tenant. */
  wake(tenantId: string): void {
    void this.queue?.wake(tenantId);
  }

  /** Asks the process that is free for a tenant's backup; false when the queue does not take it. */
  async askForBackup(tenantId: string): Promise<boolean> {
    return (await this.queue?.askForBackup(tenantId)) ?? false;
  }

  /** Takes nothing more and waits for what is being sent, at most `deadlineMs`. What is left then keeps its rows. */
  async stop(deadlineMs: number): Promise<void> {
    this.ending.abort(new Error('the host is stopping'));
    this.sweep?.stop();
    const running = Array.from(this.serving.values(), ({ done }) => done);
    await Promise.all([this.queue?.close(deadlineMs), within(deadlineMs, Promise.all(running))]);
  }

  private async serveInTurn(tenantId: string): Promise<void> {
    if (this.serving.has(tenantId)) return this.serveForATurn(tenantId);
    try {
      await this.gate.run(() => this.serveForATurn(tenantId), this.ending.signal);
    } catch (error) {
      if (!this.ending.signal.aborted) throw error;
    }
  }

  /**
   * Serves the tenant, but holds a place of those who are served at once no longer than a turn: a bot that Telegram has told
   * to wait for a minute goes on without one.
   */
  private async serveForATurn(tenantId: string): Promise<void> {
    const isOutOfTurn = this.outOfTurn.has(tenantId);
    const done = this.serve(tenantId);
    if (isOutOfTurn || (await within(this.options.turnMs ?? usualTurnMs, done))) return;
    if (this.outOfTurn.size >= mostOutOfTurn) return done;
    this.outOfTurn.add(tenantId);
    void done.finally(() => this.outOfTurn.delete(tenantId));
  }

  /** Serves the tenant, once more when it is asked for meanwhile, never twice at the same time. Never rejects. */
  private serve(tenantId: string): Promise<void> {
    const running = this.serving.get(tenantId);
    if (running !== undefined) {
      running.isWantedAgain = true;
      return running.done;
    }
    const serving: Serving = { isWantedAgain: true, done: Promise.resolve() };
    this.serving.set(tenantId, serving);
    serving.done = this.serveWhileWanted(tenantId, serving).finally(() => this.serving.delete(tenantId));
    return serving.done;
  }

  private async serveWhileWanted(tenantId: string, serving: Serving): Promise<void> {
    while (serving.isWantedAgain && !this.ending.signal.aborted) {
      serving.isWantedAgain = false;
      // Its rows stay due: the sweep comes back to it when its bot is running.
      const tenant = this.options.tenant(tenantId);
      if (tenant === null) return;
      const { more } = await this.process(tenant);
      // Through the queue, so that one tenant with much to send does not keep the others waiting.
      if (more && (await this.queue?.wake(tenantId)) !== true) serving.isWantedAgain = true;
    }
  }

  private async process(tenant: TenantContext): Promise<{ readonly more: boolean }> {
    try {
      return await this.options.process(tenant);
    } catch (error) {
      if (error instanceof TransientError) tenant.log.info({ err: error }, 'what is due has to wait');
      else tenant.log.error({ err: error }, 'what is due could not be sent');
      return { more: false };
    }
  }
}

import type { Update } from 'telegraf/types';
import type { TenantContext } from '../commands/tenant-context.js';
import type { TenantConfig } from '../config/registry-types.js';
import { messageOf, TransientError } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { backoffMs } from '../lib/retry.js';
import { scrub } from '../lib/scrub.js';
import { TokenRejectedError } from '../telegram/errors.js';
import type { IntakeState } from '../telegram/intake.js';
import type { Receipt } from '../telegram/webhook-intake.js';
import { TenantRuntime } from './tenant-runtime.js';
import type { TenantPhase, TenantStatus } from './tenant-status.js';
import type { TenantTools } from './tenant-tools.js';

/*
 * The life of one tenant in this process:
 *
 *              ┌────────────── the file changes token or database ─────────────┐
 *              ▼                                                               │
 *   (new) ─▶ starting ── the bot listens ──▶ running ◀── the file says ──▶ suspended
 *              │  ▲                             │        active/suspended      │
 *   cannot be  │  │ the file changes,           └───────────┬──────────────────┘
 *    started   ▼  │ or a retry is due                       │ Telegram rejects the token
 *            parked ◀─────────────────────────────────────── ┘
 *
 *   from any state, when the tenant leaves the file or the host stops: ──▶ stopping ──▶ (gone)
 *
 * Steps of one tenant never overlap: what is wished meanwhile is looked at when the step is over, and a start that is
 * under way is cut short. A parked tenant keeps its reason. It is tried again by itself only when the reason may pass (the
 * database or Telegram is away); a rejected token, a failed migration and the like wait for a change in the file.
 */

export interface SlotEvents {
  /** The tenant has left for good. */
  gone(id: string): void;
}

export interface Leaving {
  /** Whether the tenant's data is put out of reach, which a host that stops does not do. */
  readonly archive: boolean;
  readonly deadlineMs: number;
}

const retryBackoff = { firstMs: 1_000, capMs: 60_000 };
const restartDeadlineMs = 8_000;

export class TenantSlot {
  private status: TenantStatus;
  private wished: TenantConfig;
  private leaving: Leaving | null = null;
  private runtime: TenantRuntime | null = null;
  private trouble: string | null = null;
  private failures = 0;
  private retry: NodeJS.Timeout | undefined;
  private isRetried = false;
  private attempt = new AbortController();
  private isBusy = false;
  private isStale = false;
  private steps: Promise<void> = Promise.resolve();
  private readonly log: Logger;

  constructor(
    private readonly tools: TenantTools,
    config: TenantConfig,
    private readonly events: SlotEvents,
  ) {
    this.wished = config;
    this.log = tools.log.child({ tenant: config.id });
    this.status = { id: config.id, state: 'starting', reason: null, since: tools.clock.now() };
    this.wake();
  }

  get config(): TenantConfig {
    return this.wished;
  }

  get isLeaving(): boolean {
    return this.leaving !== null;
  }

  /** The state, and for a listening bot what it is struggling with. */
  describe(): TenantStatus {
    return this.runtime === null ? this.status : { ...this.status, reason: this.trouble };
  }

  /** The tenant's context while its bot is running and not paused, else null. */
  get running(): TenantContext | null {
    return this.status.state === 'running' ? (this.runtime?.tenant ?? null) : null;
  }

  /** Whether the bot listens and has heard nothing from Telegram for minutes. */
  isDeaf(now: number): boolean {
    return this.runtime?.isDeaf(now) ?? false;
  }

  /** Whether updates are worth coming again for: the tenant runs, or will by itself. */
  get isAwaited(): boolean {
    return this.status.state !== 'parked' || this.isRetried;
  }

  /** Whether an update for the bot of the wished token is taken just now. */
  get isReceiving(): boolean {
    return this.leaving === null && this.runtime?.config.token === this.wished.token;
  }

  /** Takes one update that Telegram delivered to the webhook. Never rejects. */
  async receive(update: Update): Promise<Receipt> {
    return this.isReceiving ? (this.runtime?.receive(update) ?? 'left') : 'left';
  }

  /** Resolves when nothing is under way; a parked tenant that will be tried again counts as settled. */
  settled(): Promise<void> {
    return this.steps;
  }

  want(config: TenantConfig): void {
    this.wished = config;
    this.leaving = null;
    this.failures = 0;
    this.wake();
  }

  /** Resolves when the tenant is gone. */
  leave(leaving: Leaving): Promise<void> {
    this.leaving = leaving;
    this.wake();
    return this.steps;
  }

  private wake(): void {
    clearTimeout(this.retry);
    this.isRetried = false;
    this.isStale = true;
    this.attempt.abort(new Error('the wish changed'));
    if (this.isBusy) return;
    this.isBusy = true;
    this.steps = this.work();
  }

  private async work(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      this.attempt = new AbortController();
      try {
        await this.step(this.attempt.signal);
      } catch (error) {
        this.log.error({ err: error }, 'a step of the tenant failed');
        if (this.leaving === null) this.enter('parked', scrub(messageOf(error)));
      }
    }
    this.isBusy = false;
    if (this.status.state === 'stopping') this.events.gone(this.status.id);
  }

  private async step(signal: AbortSignal): Promise<void> {
    const { leaving, runtime, wished } = this;
    if (leaving !== null) return this.depart(leaving);
    if (runtime !== null && !needsRestart(runtime.config, wished)) {
      const code = runtime.rejectedWith;
      if (code !== null) {
        await this.stopRuntime(restartDeadlineMs);
        return this.park(rejectionReason(code));
      }
      await runtime.adopt(wished, signal);
      this.enter(phaseOf(wished));
      return;
    }
    this.enter('starting');
    await this.stopRuntime(restartDeadlineMs);
    await this.begin(wished, signal);
  }

  private async begin(config: TenantConfig, signal: AbortSignal): Promise<void> {
    try {
      this.runtime = await TenantRuntime.start(this.tools, config, this.log, signal, (state) =>
        this.noteIntake(state),
      );
    } catch (error) {
      if (signal.aborted) return;
      return this.parkAfter(error);
    }
    if (this.runtime.rejectedWith !== null) return;
    this.failures = 0;
    this.enter(phaseOf(config));
    await this.rememberError(null);
  }

  private async depart({ archive, deadlineMs }: Leaving): Promise<void> {
    this.enter('stopping');
    await this.stopRuntime(deadlineMs);
    if (!archive || this.leaving === null) return;
    try {
      const store = await this.tools.databases.open(this.wished.database);
      if (await store.archive(this.wished.id, this.tools.clock.now())) {
        this.log.info('the tenant left the file: its bot is stopped, its data is kept in the archive');
      }
    } catch (error) {
      this.log.warn(
        { err: error },
        'the data of the removed tenant could not be archived; it stays where it is',
      );
    }
  }

  private async stopRuntime(deadlineMs: number): Promise<void> {
    const { runtime } = this;
    this.runtime = null;
    this.trouble = null;
    await runtime?.stop(deadlineMs);
  }

  private async parkAfter(error: unknown): Promise<void> {
    if (error instanceof TokenRejectedError) return this.park(rejectionReason(error.errorCode));
    if (!(error instanceof TransientError)) {
      this.log.error({ err: error }, 'the tenant cannot start');
      return this.park(scrub(messageOf(error)));
    }
    const delay = backoffMs(this.failures, retryBackoff);
    this.failures += 1;
    this.retry = setTimeout(() => this.wake(), delay);
    this.isRetried = true;
    await this.park(`${scrub(messageOf(error))}; it is tried again by itself`);
  }

  private async park(reason: string): Promise<void> {
    this.enter('parked', reason);
    await this.rememberError(reason);
  }

  private async rememberError(reason: string | null): Promise<void> {
    try {
      const store = await this.tools.databases.open(this.wished.database);
      await store.rememberError(this.wished.id, reason);
    } catch (error) {
      this.log.debug({ err: error }, 'the state of the tenant could not be saved');
    }
  }

  private noteIntake(state: IntakeState): void {
    this.trouble = troubleOf(state);
    if (state.kind === 'rejected') this.wake();
  }

  private enter(state: TenantPhase, reason: string | null = null): void {
    if (state === 'parked') this.log.warn({ state, reason }, 'tenant state');
    else if (this.status.state !== state) this.log.info({ state }, 'tenant state');
    const since = this.status.state === state ? this.status.since : this.tools.clock.now();
    this.status = { id: this.status.id, state, reason, since };
  }
}

function rejectionReason(code: number): string {
  return `Telegram rejects the token (${code}); put the right one into the file`;
}

function phaseOf(config: TenantConfig): TenantPhase {
  return config.state === 'active' ? 'running' : 'suspended';
}

function needsRestart(running: TenantConfig, wished: TenantConfig): boolean {
  return running.token !== wished.token || running.database !== wished.database;
}

function troubleOf(state: IntakeState): string | null {
  switch (state.kind) {
    case 'listening':
      return null;
    case 'conflict':
      return 'another program receives the updates of this bot';
    case 'retrying':
    case 'rejected':
      return scrub(state.reason);
  }
}

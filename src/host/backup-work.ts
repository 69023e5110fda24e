import type { BackupSource, BackupTools } from '../commands/backup-tools.js';
import { lookForBackups, makeBackup } from '../jobs/backups.js';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { pause } from '../lib/retry.js';
import { within } from '../lib/within.js';

export interface BackupWorkOptions {
  readonly log: Logger;
  readonly clock: Clock;
  /** Asked once, by `open`. */
  readonly tools: () => Promise<BackupTools>;
  /** The databases that are open now. */
  readonly sources: () => Promise<readonly BackupSource[]>;
  /** IANA zone of a tenant, also of one whose bot is not running. */
  readonly zoneOf: (tenantId: string) => string;
  /** Asks for the backup through the queue; false when the queue does not take it. */
  readonly ask: (tenantId: string) => Promise<boolean>;
  /** Time between two looks, in milliseconds. */
  readonly sweepMs: number;
}

/** Compressing and sealing take a core: more at once would only be slower, and reminders would feel it. */
const writtenAtOnce = 1;
/** A thousand ids help nobody. */
const shown = 20;
const remindEveryMs = 6 * 3_600_000;
/** Jobs on the queue at once; the next look brings more. */
const askedAtOnce = 4;

/**
 * Sees to it that tenants are backed up: a slow sweep finds in the rows who is due and asks the queue, so that whichever
 * process is free does it; the job only offers the work, the row's lease decides. Backups have a place of their own and take
 * none of those that send what is due.
 */
export class BackupWork {
  private readonly ending = new AbortController();
  private readonly writing = new Map<string, Promise<void>>();
  private readonly remindedAt = new Map<string, number>();
  private sourceOf = new Map<string, BackupSource>();
  private asked = new Set<string>();
  private nudge = new AbortController();
  private tools: BackupTools | null = null;
  private late: readonly string[] = [];
  private isTroubled = false;

  constructor(private readonly options: BackupWorkOptions) {}

  /** Makes the tools ready. Rejects with `BackupKeyError` when the key cannot be used. */
  async open(): Promise<void> {
    this.tools = await this.options.tools();
  }

  /** Begins to look for what is due. */
  start(): void {
    void this.run();
  }

  /** Tenants that have had no backup for too long, as the last look found. */
  get state(): { readonly overdue: number; readonly of: readonly string[] } {
    return { overdue: this.late.length, of: this.late.slice(0, shown) };
  }

  /** A job came for this tenant: taken when there is a place, else left to another process or to the next look. */
  offer(tenantId: string): void {
    const source = this.sourceOf.get(tenantId);
    if (source === undefined || this.tools === null || this.ending.signal.aborted) return;
    if (this.writing.size >= writtenAtOnce || this.writing.has(tenantId)) return;
    this.writing.set(
      tenantId,
      this.write(this.tools, source, tenantId).finally(() => {
        this.writing.delete(tenantId);
        this.nudge.abort();
      }),
    );
  }

  /** Gives up what is being written, with nothing left of it, and waits for that, at most `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    this.ending.abort(new Error('the host is stopping'));
    this.nudge.abort();
    await within(deadlineMs, Promise.all(this.writing.values()));
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      this.nudge = new AbortController();
      try {
        await this.look();
        this.isTroubled = false;
      } catch (error) {
        if (!this.isTroubled)
          this.options.log.warn({ reason: messageOf(error) }, 'looking for due backups failed');
        this.isTroubled = true;
      }
      await pause(this.options.sweepMs, AbortSignal.any([signal, this.nudge.signal]));
    }
  }

  private async look(): Promise<void> {
    const { clock, sources, zoneOf } = this.options;
    const now = clock.now();
    const found = await Promise.allSettled(
      (await sources()).map(async (source) => ({ source, ...(await lookForBackups(source, zoneOf, now)) })),
    );
    const beats = found.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    this.sourceOf = new Map(beats.flatMap(({ source, known }) => known.map((id) => [id, source])));
    this.tell(
      beats.flatMap(({ overdue }) => overdue),
      now,
    );
    await this.handOut(beats.flatMap(({ due }) => due));
    const failed = found.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** A job that the queue took but nobody got to by the next look is not waited for: the work is done here. */
  private async handOut(due: readonly string[]): Promise<void> {
    const before = this.asked;
    this.asked = new Set();
    if (this.writing.size >= writtenAtOnce) return;
    for (const id of due.slice(0, askedAtOnce)) {
      if (this.ending.signal.aborted) return;
      if (!before.has(id) && (await this.options.ask(id))) this.asked.add(id);
      else this.offer(id);
    }
  }

  private async write(tools: BackupTools, source: BackupSource, id: string): Promise<void> {
    try {
      await makeBackup(tools, source, { id, zone: this.options.zoneOf(id) }, this.ending.signal);
    } catch (error) {
      this.options.log.warn({ tenant: id, reason: messageOf(error) }, 'a backup could not be begun');
    }
  }

  private tell(
    overdue: readonly { readonly id: string; readonly lastError: string | null }[],
    now: number,
  ): void {
    this.late = overdue.map(({ id }) => id);
    const late = new Set(this.late);
    for (const { id, lastError } of overdue) {
      const last = this.remindedAt.get(id);
      if (last !== undefined && now >= last && now - last < remindEveryMs) continue;
      this.remindedAt.set(id, now);
      this.options.log.error(
        { alert: 'backup_overdue', tenant: id, reason: lastError },
        'this tenant has had no backup for more than 36 hours',
      );
    }
    for (const id of this.remindedAt.keys()) if (!late.has(id)) this.remindedAt.delete(id);
  }
}

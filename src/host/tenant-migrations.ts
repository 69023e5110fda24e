import type { Provision } from '../db/provision.js';
import type { Logger } from '../lib/logger.js';
import type { Gate } from './gate.js';
import type { TenantStore } from './tenant-store.js';

/** With fewer nobody wonders what takes so long. */
const worthTelling = 20;
const tellEveryMs = 3_000;

/** Brings the tables of starting tenants up to date, a few at a time, and says in the log how far it is. */
export class TenantMigrations {
  private wanted = 0;
  private ended = 0;
  private broken = 0;
  private toldAt = 0;

  constructor(
    private readonly gate: Gate,
    private readonly log: Logger,
  ) {}

  /** What was done, null when nothing was due. Rejects as `TenantStore.prepare` does, or with the signal's reason. */
  async prepare(store: TenantStore, id: string, signal: AbortSignal): Promise<Provision | null> {
    if (!store.needsPreparing(id)) return null;
    if (this.wanted === 0) this.toldAt = performance.now();
    this.wanted += 1;
    try {
      return await this.gate.run(() => store.prepare(id), signal);
    } catch (error) {
      this.broken += 1;
      throw error;
    } finally {
      this.ended += 1;
      this.tell();
    }
  }

  private tell(): void {
    const { wanted, ended, broken } = this;
    const isOver = ended === wanted;
    const isDue = performance.now() - this.toldAt >= tellEveryMs;
    if (wanted > worthTelling && (isOver || isDue)) {
      this.toldAt = performance.now();
      this.log.info({ migrated: ended - broken, broken }, `migrated ${ended - broken} of ${wanted}`);
    }
    if (isOver) this.wanted = this.ended = this.broken = 0;
  }
}

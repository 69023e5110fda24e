import { messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { pause } from '../lib/retry.js';

/** Tells when a backup last took the place of a tenant's data (epoch milliseconds), by id. Rejects when it is away. */
export type RestoreTeller = () => Promise<ReadonlyMap<string, number>>;

/**
 * Which generation a tenant's data is of: that of the backup that last took its place. What is kept of a tenant outside its
 * tables (in Redis, in this process) is kept for a generation, and nobody finds it in the next one; it ends by itself.
 */
export class TenantGenerations {
  private readonly ending = new AbortController();
  private readonly known = new Map<string, ReadonlyMap<string, number>>();

  constructor(
    private readonly log: Logger,
    private readonly everyMs: number,
  ) {}

  /** Looks at this database from now on, at once and again and again. Resolves after the first look; never rejects. */
  async follow(database: string, teller: RestoreTeller): Promise<void> {
    await this.look(database, teller);
    void this.run(database, teller);
  }

  /** 0: nothing was ever restored, as far as this process knows by now. */
  of(database: string, tenantId: string): number {
    return this.known.get(database)?.get(tenantId) ?? 0;
  }

  stop(): void {
    this.ending.abort();
  }

  private async run(database: string, teller: RestoreTeller): Promise<void> {
    while (await pause(this.everyMs, this.ending.signal)) await this.look(database, teller);
  }

  private async look(database: string, teller: RestoreTeller): Promise<void> {
    try {
      const restores = await teller();
      const before = this.known.get(database);
      this.known.set(database, restores);
      if (before === undefined) return;
      for (const [tenant, at] of restores) {
        if (before.get(tenant) === at) continue;
        this.log.info({ tenant }, 'a backup took the place of the tenant’s data: open conversations end');
      }
    } catch (error) {
      this.log.debug({ database, reason: messageOf(error) }, 'restores could not be asked for');
    }
  }
}

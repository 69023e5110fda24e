import type { TenantContext } from '../commands/tenant-context.js';
import type { Registry, TenantConfig } from '../config/registry-types.js';
import type { Logger } from '../lib/logger.js';
import { TenantSlot } from './tenant-slot.js';
import type { TenantStatus } from './tenant-status.js';
import type { TenantTools } from './tenant-tools.js';

/** Keeps the running tenants as the registry wishes them to be, each on its own. */
export class Supervisor {
  private readonly slots = new Map<string, TenantSlot>();
  /** What each tenant is wished to be, as text: a thousand of these are compared in a fifth of the time. */
  private readonly wishes = new Map<string, string>();
  private readonly log: Logger;
  private isStopping = false;

  constructor(private readonly tools: TenantTools) {
    this.log = tools.log;
  }

  /** Starts, changes and stops tenants until they are as in the registry; those that did not change notice nothing. */
  apply(registry: Registry): void {
    if (this.isStopping) return;
    const changes = { added: [] as string[], changed: [] as string[], removed: [] as string[] };
    for (const config of registry.tenants.values()) this.want(config, changes);
    for (const [id, slot] of this.slots) {
      if (registry.tenants.has(id) || slot.isLeaving) continue;
      changes.removed.push(id);
      void slot.leave({ archive: true, deadlineMs: 8_000 });
    }
    if (Object.values(changes).some((ids) => ids.length > 0))
      this.log.info(summary(changes), 'tenants changed');
  }

  /** Resolves when every tenant that can start has, and the others are parked. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.slots.values(), (slot) => slot.settled()));
  }

  statuses(): TenantStatus[] {
    return Array.from(this.slots.values(), (slot) => slot.describe());
  }

  /** What the code of a tenant works with while its bot is running; null for paused, parked and unknown tenants. */
  tenant(id: string): TenantContext | null {
    return this.slots.get(id)?.running ?? null;
  }

  /** The slot of a tenant, whatever it is doing, or null. */
  slot(id: string): TenantSlot | null {
    return this.slots.get(id) ?? null;
  }

  /** The salon's clock as it is set now; of a tenant that does not run here, what the file says, or UTC. */
  zoneOf(id: string): string {
    const slot = this.slots.get(id);
    return slot?.running?.zone ?? slot?.config.timezone ?? 'UTC';
  }

  /** Tenants that ought to listen but have heard nothing from Telegram for minutes. */
  deaf(): string[] {
    const now = this.tools.clock.now();
    return Array.from(this.slots.values())
      .filter((slot) => slot.isDeaf(now))
      .map((slot) => slot.config.id);
  }

  /** Stops all tenants at once: no more updates, handlers end within the deadline. Their data is left alone. */
  async stop(deadlineMs: number): Promise<void> {
    this.isStopping = true;
    await Promise.all(Array.from(this.slots.values(), (slot) => slot.leave({ archive: false, deadlineMs })));
  }

  private want(config: TenantConfig, changes: { added: string[]; changed: string[] }): void {
    const slot = this.slots.get(config.id);
    const wish = JSON.stringify(config);
    const isSame = this.wishes.get(config.id) === wish;
    this.wishes.set(config.id, wish);
    if (slot === undefined) {
      changes.added.push(config.id);
      this.slots.set(config.id, new TenantSlot(this.tools, config, { gone: (id) => this.forget(id) }));
    } else if (slot.isLeaving || !isSame) {
      changes.changed.push(config.id);
      slot.want(config);
    }
  }

  private forget(id: string): void {
    this.slots.delete(id);
    this.wishes.delete(id);
  }
}

// A thousand ids in one line help nobody.
function summary(changes: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(changes)
      .filter(([, ids]) => ids.length > 0)
      .map(([kind, ids]) => [kind, ids.length > 20 ? ids.length : ids.join(', ')]),
  );
}

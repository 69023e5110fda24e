import { TenantBusyError } from './errors.js';
import type { ConnectionPool } from './pool.js';

/*
 * One pool for all tenants, and none of them may take it all: a salon whose tables are locked, or whose bot is flooded, waits
 * for itself. A transaction's life here:
 *
 *   waiting ── a place is free, and its tenant may have one more ──▶ running ──▶ over
 *      └── too long, or too many of the same tenant wait already ──▶ TenantBusyError
 *
 * Tenants that wait take turns, whoever came first and however many transactions each of them has.
 */

export interface ShareLimits {
  /** Transactions of all tenants at once. */
  readonly places: number;
  /** Of one tenant. */
  readonly each: number;
  /** Places that only tenants without a running transaction may take. */
  readonly spare: number;
  /** Of one tenant, besides those that run. */
  readonly mostWaiting: number;
  readonly waitMs: number;
}

/** For a pool of that size. One connection is left to the host itself, which asks for all tenants at once. */
export function sharesOf(size: number, each = Math.max(2, Math.ceil(size * 0.4))): ShareLimits {
  const most = Math.min(size, each);
  const places = Math.max(most, size - 1);
  return {
    places,
    each: most,
    spare: Math.min(size - most, Math.floor(size / 5)),
    mostWaiting: 500,
    waitMs: 10_000,
  };
}

interface Tenant {
  readonly id: string;
  running: number;
  readonly waiting: Set<Turn>;
}

interface Turn {
  begin(): void;
}

/** Shares the places of a pool out to tenants. */
export class TenantShares {
  private running = 0;
  /** Those with something running or waiting. */
  private readonly tenants = new Map<string, Tenant>();
  /** Those with something waiting, the next to have its turn first. */
  private readonly queue = new Set<Tenant>();

  constructor(
    private readonly pool: ConnectionPool,
    private readonly limits: ShareLimits,
  ) {}

  /** The pool as one tenant may use it. `use` rejects with `TenantBusyError` where it would wait too long. */
  of(tenantId: string): Pick<ConnectionPool, 'use'> {
    return {
      use: async (work) => {
        const tenant = this.known(tenantId);
        const isFirst = tenant.waiting.size === 0;
        if (isFirst && this.mayBegin(tenant)) this.begin(tenant);
        else await this.turnOf(tenant);
        try {
          return await this.pool.use(work);
        } finally {
          this.leave(tenant);
        }
      },
    };
  }

  private known(id: string): Tenant {
    return this.tenants.get(id) ?? { id, running: 0, waiting: new Set() };
  }

  private mayBegin({ running }: Tenant): boolean {
    const free = this.limits.places - this.running;
    if (running === 0) return free > 0;
    return running < this.limits.each && free > this.limits.spare;
  }

  private begin(tenant: Tenant): void {
    this.running += 1;
    tenant.running += 1;
    this.tenants.set(tenant.id, tenant);
  }

  private turnOf(tenant: Tenant): Promise<void> {
    if (tenant.waiting.size >= this.limits.mostWaiting)
      throw new TenantBusyError(`${tenant.waiting.size} transactions wait`);
    return new Promise<void>((resolve, reject) => {
      const turn: Turn = {
        begin: () => {
          clearTimeout(timer);
          this.forget(tenant, turn);
          this.begin(tenant);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.forget(tenant, turn);
        reject(new TenantBusyError(`no place within ${this.limits.waitMs} ms`));
      }, this.limits.waitMs);
      tenant.waiting.add(turn);
      this.queue.add(tenant);
      this.tenants.set(tenant.id, tenant);
    });
  }

  private forget(tenant: Tenant, turn: Turn): void {
    tenant.waiting.delete(turn);
    if (tenant.waiting.size > 0) return;
    this.queue.delete(tenant);
    if (tenant.running === 0) this.tenants.delete(tenant.id);
  }

  private leave(tenant: Tenant): void {
    this.running -= 1;
    tenant.running -= 1;
    if (tenant.running === 0 && tenant.waiting.size === 0) this.tenants.delete(tenant.id);
    this.callNext();
  }

  private callNext(): void {
    for (const tenant of this.queue) {
      if (!this.mayBegin(tenant)) continue;
      // To the end of the round.
      this.queue.delete(tenant);
      if (tenant.waiting.size > 1) this.queue.add(tenant);
      const [turn] = tenant.waiting;
      turn?.begin();
      return;
    }
  }
}

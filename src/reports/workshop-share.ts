import { WorkshopBusyError, type Workshop } from './workshop.js';

/** Of one tenant at once. Less than the workshop makes for all, so that nobody has it alone. */
const most = { charts: 3, tables: 1 };

/** The workshop as the tenants have it: each may use a part of it and is told that it is busy beyond that. */
export class WorkshopShares {
  private readonly busy = { charts: new Map<string, number>(), tables: new Map<string, number>() };

  constructor(private readonly workshop: Workshop) {}

  /** One tenant's. Closing it is the business of whoever opened the whole. */
  of(tenantId: string): Workshop {
    return {
      draw: (order) => this.take('charts', tenantId, () => this.workshop.draw(order)),
      writeTable: (order, fill) => this.take('tables', tenantId, () => this.workshop.writeTable(order, fill)),
      close: () => Promise.resolve(),
    };
  }

  private async take<T>(kind: 'charts' | 'tables', tenantId: string, work: () => Promise<T>): Promise<T> {
    const counts = this.busy[kind];
    const count = counts.get(tenantId) ?? 0;
    if (count >= most[kind]) throw new WorkshopBusyError();
    counts.set(tenantId, count + 1);
    try {
      return await work();
    } finally {
      const left = (counts.get(tenantId) ?? 1) - 1;
      if (left === 0) counts.delete(tenantId);
      else counts.set(tenantId, left);
    }
  }
}

import { countCopies, type Due } from '../commands/claim-notifications.js';
import type { TenantContext } from '../commands/tenant-context.js';

interface Departing {
  readonly due: Due;
  readonly resolve: (mayLeave: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Counts the copies of one tenant before they leave: all whose turn has come in one moment in one transaction. */
export class Departures {
  private departing: Departing[] = [];

  constructor(private readonly ctx: TenantContext) {}

  /** Resolves when that is committed; false: the message must not leave. Rejects as `countCopies` does. */
  count(due: Due): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.departing.push({ due, resolve, reject });
      if (this.departing.length === 1) setImmediate(() => void this.commit());
    });
  }

  private async commit(): Promise<void> {
    const together = this.departing;
    this.departing = [];
    try {
      const counted = await countCopies(
        this.ctx,
        together.map(({ due }) => due),
      );
      for (const { due, resolve } of together) resolve(counted.has(due.id));
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}

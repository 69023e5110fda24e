import { findMaster } from '../db/staff.js';
import { listServicesOfMaster } from '../db/services.js';
import { viewService, type ServiceView } from './read-catalogue.js';
import type { TenantContext } from './tenant-context.js';

export interface MasterDetails {
  readonly master: {
    readonly id: number;
    readonly name: string;
    readonly about: string | null;
    readonly hasPhoto: boolean;
  };
  /** What this master offers, at this master's price and duration, in the owner's order; at least one. */
  readonly services: readonly ServiceView[];
}

/** An active master who offers something; null when there is no such master (any more). Any number may be asked for. */
export async function readMaster(ctx: TenantContext, staffId: number): Promise<MasterDetails | null> {
  return ctx.db.read(async (tx) => {
    const master = await findMaster(tx, staffId);
    if (master === null) return null;
    const services = await listServicesOfMaster(tx, master.id);
    return services.length === 0 ? null : { master, services: services.map(viewService) };
  });
}

import { listOfferedServices, type OfferedService } from '../db/services.js';
import type { TenantContext } from './tenant-context.js';

/** A service as clients see it. Money is in minor units of `currency`. */
export interface ServiceView {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly currency: string;
  readonly durationMinutes: number;
  /** How many masters offer it; with one there is nothing to choose. */
  readonly staffCount: number;
  readonly hasPhoto: boolean;
}

export interface Catalogue {
  readonly services: readonly ServiceView[];
}

/** What can be booked: active services that at least one active master offers, in the owner's order. */
export async function readCatalogue(ctx: TenantContext): Promise<Catalogue> {
  return ctx.db.read(async (tx) => ({ services: (await listOfferedServices(tx)).map(viewService) }));
}

/** The client's view of an offered service. */
export function viewService(service: OfferedService): ServiceView {
  return {
    id: service.id,
    name: service.name,
    description: service.description,
    category: service.category,
    priceMinor: service.priceMinor,
    currency: service.currency,
    durationMinutes: service.durationMinutes,
    staffCount: service.staffCount,
    hasPhoto: service.hasPhoto,
  };
}

import { listOfferedServices, type OfferedService } from '../db/services.js';
import type { TenantDb } from '../db/tenant-db.js';
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

interface KnownCatalogue {
  readonly version: string;
  readonly catalogue: Catalogue;
}

const knownBy = new WeakMap<TenantDb, KnownCatalogue>();

/**
 * What can be booked: active services that at least one active master offers, in the owner's order. `version` is what was
 * read with the client just now, so that a change shows at once, in every process, and nothing is read as long as nothing
 * changed; without it everything is read.
 */
export async function readCatalogue(ctx: TenantContext, version?: string): Promise<Catalogue> {
  const known = knownBy.get(ctx.db);
  if (known !== undefined && known.version === version) return known.catalogue;
  const catalogue = await load(ctx);
  if (version !== undefined) knownBy.set(ctx.db, { version, catalogue });
  return catalogue;
}

async function load(ctx: TenantContext): Promise<Catalogue> {
  const offered = await ctx.db.read(listOfferedServices, 'at once');
  return { services: offered.map(viewService) };
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

import { readOffer } from './offer.js';
import { viewService, type ServiceView } from './read-catalogue.js';
import type { TenantContext } from './tenant-context.js';

/** A master who offers the service, with this master's price (in the service's currency) and duration. */
export interface StaffView {
  readonly id: number;
  readonly name: string;
  readonly about: string | null;
  readonly priceMinor: number;
  readonly durationMinutes: number;
}

export interface ServiceDetails {
  readonly service: ServiceView;
  readonly staff: readonly StaffView[];
}

/** A service that can be booked and its masters in the owner's order; null when there is no such service (any more). */
export async function readService(ctx: TenantContext, serviceId: number): Promise<ServiceDetails | null> {
  const wish = { serviceId, staffId: null };
  const offer = await ctx.db.read((tx) => readOffer(tx, ctx, wish, ctx.clock.now()));
  if (typeof offer === 'string') return null;
  return { service: viewService(offer.service), staff: offer.masters };
}

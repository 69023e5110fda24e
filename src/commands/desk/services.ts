import {
  allServices,
  countVisits,
  findService,
  type DeskServiceRow,
  type VisitCounts,
} from '../../db/desk-services.js';
import type { TenantContext } from '../tenant-context.js';

/** A service as the people of the salon see it, hidden or not. */
export type DeskService = DeskServiceRow;

export interface ServiceCard {
  readonly service: DeskService;
  readonly visits: VisitCounts;
  /** Where it stands in the owner's order, from 0, and how many there are. */
  readonly place: { readonly index: number; readonly of: number };
}

/** All services in the owner's order. */
export function listDeskServices(ctx: TenantContext): Promise<DeskService[]> {
  return ctx.db.read(allServices);
}

/** One service; null when there is none. Any number may be asked for. */
export async function readServiceCard(ctx: TenantContext, serviceId: number): Promise<ServiceCard | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const service = await findService(tx, serviceId);
    if (service === null) return null;
    const ids = (await allServices(tx)).map(({ id }) => id);
    const visits = await countVisits(tx, { serviceId }, now);
    return { service, visits, place: { index: ids.indexOf(serviceId), of: ids.length } };
  });
}

/** The categories in use, each with the first service that has it, in the owner's order. */
export function categoriesOf(
  services: readonly DeskService[],
): { readonly name: string; readonly anchor: number }[] {
  const anchors = new Map<string, number>();
  for (const { id, category } of services) {
    if (category !== null && !anchors.has(category)) anchors.set(category, id);
  }
  return [...anchors].map(([name, anchor]) => ({ name, anchor }));
}

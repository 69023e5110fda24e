import { listOfferedServices } from '../../db/services.js';
import { countSelected, type MassSelection } from '../../db/mass-visits.js';
import type { TenantContext } from '../tenant-context.js';
import { dayBounds, type DateSpan } from '../local-dates.js';

/** One of the masters or services that a change can be about. */
export interface MassOption {
  readonly id: number;
  readonly name: string;
  readonly visits: number;
}

export interface MassChoices {
  readonly visits: number;
  readonly masters: readonly MassOption[];
  readonly services: readonly MassOption[];
}

/** Visits that start on local dates, `to` included, with one master or with all (null), for one service or for any. */
export interface VisitFilter extends DateSpan {
  readonly staffId: number | null;
  readonly serviceId: number | null;
}

/** The selection of visits that a filter means in the salon's zone. */
export function selectionOf(
  { zone }: TenantContext,
  { from, to, staffId, serviceId }: VisitFilter,
): MassSelection {
  const { start } = dayBounds(from, zone);
  const { end } = dayBounds(to, zone);
  return { start, end, touching: false, staffId, serviceId };
}

/** The masters and services that have visits to come in a filter, in the owner's order. */
export async function readMassChoices(ctx: TenantContext, filter: VisitFilter): Promise<MassChoices> {
  const now = ctx.clock.now();
  const shares = await ctx.db.read((tx) => countSelected(tx, selectionOf(ctx, filter), now));
  const masters = shares.map(({ staffId, staffName, visits }) => ({ id: staffId, name: staffName, visits }));
  const services = shares.map((one) => ({ id: one.serviceId, name: one.serviceName, visits: one.visits }));
  return {
    visits: shares.reduce((sum, { visits }) => sum + visits, 0),
    masters: summed(masters),
    services: summed(services),
  };
}

/** The services that visits can be changed to. */
export async function listNewServices(
  ctx: TenantContext,
  except: number,
): Promise<{ readonly id: number; readonly name: string }[]> {
  const services = await ctx.db.read(listOfferedServices);
  return services.filter(({ id }) => id !== except).map(({ id, name }) => ({ id, name }));
}

function summed(options: readonly MassOption[]): MassOption[] {
  const byId = new Map<number, MassOption>();
  for (const option of options) {
    const known = byId.get(option.id);
    byId.set(option.id, { ...option, visits: option.visits + (known?.visits ?? 0) });
  }
  return [...byId.values()];
}

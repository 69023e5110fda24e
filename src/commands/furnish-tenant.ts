import { BotelError } from '../lib/errors.js';
import { lockFurnishing } from '../db/advisory-locks.js';
import { hasSalonHours } from '../db/salon-hours.js';
import { insertWeekly } from '../db/schedule.js';
import { hasServices, insertServices } from '../db/services.js';
import { hasStaff, insertOffers, insertStaff } from '../db/staff.js';
import type { WriteTx } from '../db/tenant-db.js';
import type { SalonBlueprint, StaffBlueprint } from '../domain/blueprint.js';
import type { TenantContext } from './tenant-context.js';

/**
 * Fills a tenant that has no service and no master yet, in one transaction; tells whether it did. Prices are in the
 * tenant's currency. Rejects with code `invalid_blueprint` when a master offers a service that is not in it.
 */
export async function furnishTenant(ctx: TenantContext, blueprint: SalonBlueprint): Promise<boolean> {
  return ctx.db.transact((tx) => furnish(tx, ctx, blueprint));
}

/** As `furnishTenant`, in a transaction that does more. Hours that the salon has already stay as they are. */
export async function furnish(tx: WriteTx, ctx: TenantContext, blueprint: SalonBlueprint): Promise<boolean> {
  await lockFurnishing(tx);
  if ((await hasServices(tx)) || (await hasStaff(tx))) return false;
  const services = await furnishServices(tx, ctx, blueprint);
  await furnishStaff(tx, blueprint, services);
  if (await hasSalonHours(tx)) return true;
  await insertWeekly(tx, 'working_hours', null, blueprint.hours);
  await insertWeekly(tx, 'breaks', null, blueprint.breaks);
  return true;
}

/** Ids by name. */
async function furnishServices(
  tx: WriteTx,
  ctx: TenantContext,
  { services }: SalonBlueprint,
): Promise<Map<string, number>> {
  const ids = await insertServices(
    tx,
    services.map((service, position) => ({
      name: service.name,
      description: service.description ?? null,
      category: service.category ?? null,
      priceMinor: service.priceMinor,
      currency: ctx.currency,
      durationMinutes: service.durationMinutes,
      bufferBeforeMinutes: service.bufferBeforeMinutes ?? 0,
      bufferAfterMinutes: service.bufferAfterMinutes ?? 0,
      position,
    })),
  );
  return new Map(services.flatMap(({ name }, index) => pair(name, ids[index])));
}

async function furnishStaff(
  tx: WriteTx,
  { staff }: SalonBlueprint,
  services: ReadonlyMap<string, number>,
): Promise<void> {
  const ids = await insertStaff(
    tx,
    staff.map(({ name, about }, position) => ({ name, about: about ?? null, position })),
  );
  const masters = staff.flatMap((master, index) => pair(master, ids[index]));
  await insertOffers(
    tx,
    masters.flatMap(([master, staffId]) =>
      servicesOf(master, services).map((serviceId) => ({ staffId, serviceId })),
    ),
  );
  for (const [master, staffId] of masters) {
    await insertWeekly(tx, 'working_hours', staffId, master.hours ?? []);
  }
}

function servicesOf(master: StaffBlueprint, services: ReadonlyMap<string, number>): number[] {
  if (master.services === undefined) return [...services.values()];
  return master.services.map((name) => {
    const id = services.get(name);
    if (id === undefined) {
      throw new BotelError('invalid_blueprint', `${master.name} offers "${name}", which is not a service`);
    }
    return id;
  });
}

function pair<Key>(key: Key, id: number | undefined): [Key, number][] {
  return id === undefined ? [] : [[key, id]];
}

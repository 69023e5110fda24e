import { countVisits, type VisitCounts } from '../../db/desk-services.js';
import { allStaff, findStaff, offersOf, type DeskStaffRow, type OfferRow } from '../../db/desk-staff.js';
import type { TenantContext } from '../tenant-context.js';

/** A master as the people of the salon see one, active or not. */
export type DeskMaster = DeskStaffRow;
/** A service from one master's side. */
export type MasterOffer = OfferRow;

export interface MasterCard {
  readonly master: DeskMaster;
  readonly visits: VisitCounts;
  /** Where the master stands in the owner's order, from 0, and how many there are. */
  readonly place: { readonly index: number; readonly of: number };
}

/** All masters in the owner's order. */
export function listDeskMasters(ctx: TenantContext): Promise<DeskMaster[]> {
  return ctx.db.read(allStaff);
}

/** One master; null when there is none. Any number may be asked for. */
export async function readMasterCard(ctx: TenantContext, staffId: number): Promise<MasterCard | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const master = await findStaff(tx, staffId);
    if (master === null) return null;
    const ids = (await allStaff(tx)).map(({ id }) => id);
    const visits = await countVisits(tx, { staffId }, now);
    return { master, visits, place: { index: ids.indexOf(staffId), of: ids.length } };
  });
}

export interface MasterOffers {
  readonly master: DeskMaster;
  /** Active services in the owner's order. */
  readonly offers: readonly MasterOffer[];
}

/** What a master does and could do; null when there is no such master. Any number may be asked for. */
export async function readMasterOffers(ctx: TenantContext, staffId: number): Promise<MasterOffers | null> {
  return ctx.db.read(async (tx) => {
    const master = await findStaff(tx, staffId);
    if (master === null) return null;
    return { master, offers: (await offersOf(tx, staffId)).filter(({ active }) => active) };
  });
}

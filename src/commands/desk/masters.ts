import { offersOf, staffTable, type DeskStaffRow, type OfferRow } from '../../db/desk-staff.js';
import type { TenantContext } from '../tenant-context.js';
import type { EntryCard } from './catalogue-kind.js';

/** A master as the people of the salon see one, active or not. */
export type DeskMaster = DeskStaffRow;
export type MasterCard = EntryCard<DeskMaster>;
/** A service from one master's side. */
export type MasterOffer = OfferRow;

export const masters = { subject: 'staff', noun: 'master', table: staffTable } as const;

export interface MasterOffers {
  readonly master: DeskMaster;
  /** Active services in the owner's order. */
  readonly offers: readonly MasterOffer[];
}

/** What a master does and could do; null when there is no such master. Any number may be asked for. */
export async function readMasterOffers(ctx: TenantContext, staffId: number): Promise<MasterOffers | null> {
  return ctx.db.read(async (tx) => {
    const master = await staffTable.find(tx, staffId);
    if (master === null) return null;
    return { master, offers: (await offersOf(tx, staffId)).filter(({ active }) => active) };
  });
}

import { insertBooking, type BookingRow, type ClientBooking, type NewBooking } from '../db/bookings.js';
import type { MasterRow } from '../db/staff.js';
import type { WriteTx } from '../db/tenant-db.js';
import { ownVisitDuring } from './client-rules.js';
import type { Offer } from './offer.js';

/** A start that the rules allow, and who is to visit. */
export interface Claim {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly offer: Offer;
  /** Who seems to be free, the fairest choice first. */
  readonly masters: readonly MasterRow[];
  readonly client: { readonly id: number; readonly name: string; readonly phone: string };
  /** What the client wrote for the salon. */
  readonly comment?: string | null;
  /** The client's other bookings. */
  readonly own: readonly ClientBooking[];
}

export type ClaimResult =
  | { readonly outcome: 'booked'; readonly booking: BookingRow }
  | { readonly outcome: 'own_overlap'; readonly bookingId: number };

/**
 * Tries the masters one by one, the database being the last judge of each. Null: all of them were lost to somebody else.
 * A master whose visit would overlap the client's own is passed over.
 */
export async function takeSlot(tx: WriteTx, claim: Claim): Promise<ClaimResult | null> {
  let elsewhere: ClientBooking | undefined;
  for (const master of claim.masters) {
    const draft = draftOf(claim, master);
    const other = ownVisitDuring(claim.own, { start: draft.startsAt, end: draft.endsAt });
    elsewhere ??= other;
    if (other !== undefined) continue;
    const id = await insertBooking(tx, draft, `client:${claim.client.id}`, claim.offer.now);
    if (id !== null) return { outcome: 'booked', booking: rowOf(id, draft, claim, master) };
  }
  return elsewhere === undefined ? null : { outcome: 'own_overlap', bookingId: elsewhere.id };
}

function draftOf(
  { start, offer: { service }, client, comment = null }: Claim,
  master: MasterRow,
): NewBooking {
  return {
    clientId: client.id,
    serviceId: service.id,
    staffId: master.id,
    startsAt: start,
    endsAt: start + master.durationMinutes * 60_000,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes,
    priceMinor: master.priceMinor,
    currency: service.currency,
    contactName: client.name,
    contactPhone: client.phone,
    comment,
  };
}

function rowOf(id: number, draft: NewBooking, { offer: { service } }: Claim, master: MasterRow): BookingRow {
  return {
    ...draft,
    comment: draft.comment ?? null,
    cancelledBy: null,
    cancelReason: null,
    id,
    serviceName: service.name,
    staffName: master.name,
    status: 'booked',
    version: 1,
  };
}

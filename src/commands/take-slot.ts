import { insertBooking, type ClientBooking } from '../db/bookings.js';
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
  /** The client's other bookings. */
  readonly own: readonly ClientBooking[];
}

export type ClaimResult =
  | { readonly outcome: 'booked'; readonly bookingId: number; readonly repeated: false }
  | { readonly outcome: 'own_overlap'; readonly bookingId: number };

/**
 * Tries the masters one by one, the database being the last judge of each. Null: all of them were lost to somebody else.
 * A master whose visit would overlap the client's own is passed over.
 */
export async function takeSlot(tx: WriteTx, claim: Claim): Promise<ClaimResult | null> {
  let elsewhere: ClientBooking | undefined;
  for (const master of claim.masters) {
    const end = claim.start + master.durationMinutes * 60_000;
    const other = ownVisitDuring(claim.own, { start: claim.start, end });
    elsewhere ??= other;
    if (other !== undefined) continue;
    const bookingId = await takeMaster(tx, claim, master, end);
    if (bookingId !== null) return { outcome: 'booked', bookingId, repeated: false };
  }
  return elsewhere === undefined ? null : { outcome: 'own_overlap', bookingId: elsewhere.id };
}

async function takeMaster(
  tx: WriteTx,
  { start, offer: { service, now }, client }: Claim,
  master: MasterRow,
  end: number,
): Promise<number | null> {
  return insertBooking(
    tx,
    {
      clientId: client.id,
      serviceId: service.id,
      staffId: master.id,
      startsAt: start,
      endsAt: end,
      bufferBeforeMinutes: service.bufferBeforeMinutes,
      bufferAfterMinutes: service.bufferAfterMinutes,
      priceMinor: master.priceMinor,
      currency: service.currency,
      contactName: client.name,
      contactPhone: client.phone,
    },
    `client:${client.id}`,
    now,
  );
}

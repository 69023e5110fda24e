import { appendBookingEvent } from '../db/booking-events.js';
import { isTimeTaken, lockStaff, moveBooking, type BookingMove } from '../db/booking-moves.js';
import type { BookingRow, ClientBooking } from '../db/bookings.js';
import type { MasterRow } from '../db/staff.js';
import type { WriteTx } from '../db/tenant-db.js';
import { ownVisitDuring } from './client-rules.js';
import type { Offer } from './offer.js';
import { planForMove } from './plan-notifications.js';
import type { TenantContext } from './tenant-context.js';

/** A start that the rules allow for a booking that moves. */
export interface MoveClaim {
  /** Locked by this transaction. */
  readonly row: BookingRow;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly offer: Offer;
  /** Who seems to be free, the best choice first. */
  readonly masters: readonly MasterRow[];
  /** The client's other bookings. */
  readonly own: readonly ClientBooking[];
}

/**
 * Moves the booking to the first of the masters who is still free, with its history. Null: all of them were lost to
 * somebody else. A master whose visit would overlap another visit of the client is passed over; when that was the only
 * obstacle, the id of that visit. May reject as `moveBooking` does.
 */
export async function takeOtherSlot(
  tx: WriteTx,
  ctx: TenantContext,
  claim: MoveClaim,
): Promise<'moved' | { readonly overlapsId: number } | null> {
  await lockStaff(tx, [claim.row.staffId, ...claim.masters.map(({ id }) => id)]);
  let elsewhere: ClientBooking | undefined;
  for (const master of claim.masters) {
    const move = moveOf(claim, master);
    const other = ownVisitDuring(claim.own, { start: move.startsAt, end: move.endsAt });
    elsewhere ??= other;
    if (other !== undefined || (await isTimeTaken(tx, move))) continue;
    await settle(tx, ctx, claim, move);
    return 'moved';
  }
  return elsewhere === undefined ? null : { overlapsId: elsewhere.id };
}

function moveOf({ row, start, offer: { service } }: MoveClaim, master: MasterRow): BookingMove {
  return {
    bookingId: row.id,
    staffId: master.id,
    startsAt: start,
    endsAt: start + master.durationMinutes * 60_000,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes,
    // A price in another currency would not be one.
    priceMinor: service.currency === row.currency ? master.priceMinor : row.priceMinor,
    version: row.version + 1,
  };
}

async function settle(
  tx: WriteTx,
  ctx: TenantContext,
  { row, offer: { now, settings } }: MoveClaim,
  move: BookingMove,
): Promise<void> {
  await moveBooking(tx, move, now);
  await appendBookingEvent(tx, {
    bookingId: row.id,
    kind: 'moved',
    actor: `client:${row.clientId}`,
    data: {
      from: new Date(row.startsAt),
      to: new Date(move.startsAt),
      fromStaffId: row.staffId,
      staffId: move.staffId,
      version: move.version,
    },
    at: now,
  });
  const before = {
    startsAt: row.startsAt,
    ...(row.staffId === move.staffId ? {} : { master: row.staffName, fromStaffId: row.staffId }),
  };
  await planForMove(tx, ctx, settings, { ...row, ...move }, 'client', now, before);
}

import { markComing } from '../db/booking-confirmations.js';
import { appendBookingEvent } from '../db/booking-events.js';
import { findBookingOfClient, lockBookingOfClient, type BookingRow } from '../db/bookings.js';
import { once } from '../db/processed-updates.js';
import type { WriteTx } from '../db/tenant-db.js';
import { viewBooking, type BookingView } from './booking-view.js';
import type { BookingOfClient } from './cancel-booking.js';
import { readSettings } from './read-settings.js';
import type { Cause, TenantContext } from './tenant-context.js';

type Outcome = ConfirmComingResult['outcome'];

export type ConfirmComingResult =
  | { readonly outcome: 'confirmed'; readonly booking: BookingView }
  /** Cancelled, over, or already begun: there is nothing to confirm. */
  | { readonly outcome: 'past'; readonly booking: BookingView }
  /** No such booking, or another client's. */
  | { readonly outcome: 'not_found' };

/**
 * Notes that a client will come to an own booked visit that has not begun, with a line in its history. The version stays:
 * nothing about the visit changed. The same update given again, or another press, changes nothing.
 */
export async function confirmComing(
  ctx: TenantContext,
  cause: Cause,
  { clientId, bookingId }: BookingOfClient,
): Promise<ConfirmComingResult> {
  const now = ctx.clock.now();
  const delivery = { updateId: cause.updateId, verb: 'confirm-coming', now };
  return ctx.db.transact(async (tx) => {
    const settings = await readSettings(tx, ctx);
    const answer = (outcome: Outcome, row: BookingRow | null): ConfirmComingResult =>
      row === null || outcome === 'not_found'
        ? { outcome: 'not_found' }
        : { outcome, booking: viewBooking(row, settings, now) };
    const work = async () => {
      const row = await lockBookingOfClient(tx, clientId, bookingId);
      const outcome: Outcome = row === null ? 'not_found' : await confirm(tx, row, now);
      return { outcome: { outcome }, answer: answer(outcome, row) };
    };
    return once(tx, delivery, work, async ({ outcome }) =>
      answer(outcome, await findBookingOfClient(tx, clientId, bookingId)),
    );
  });
}

async function confirm(tx: WriteTx, row: BookingRow, now: number): Promise<'confirmed' | 'past'> {
  if (row.status !== 'booked' || row.startsAt <= now) return 'past';
  if (await markComing(tx, row.id, now)) {
    const actor = `client:${row.clientId}`;
    await appendBookingEvent(tx, { bookingId: row.id, kind: 'coming', actor, data: {}, at: now });
  }
  return 'confirmed';
}

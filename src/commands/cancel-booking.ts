import { appendBookingEvent } from '../db/booking-events.js';
import { findBookingOfClient, lockBookingOfClient, markCancelled } from '../db/bookings.js';
import { once } from '../db/processed-updates.js';
import type { WriteTx } from '../db/tenant-db.js';
import { mayClientChange } from '../domain/booking.js';
import type { TenantSettings } from '../domain/settings.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { readSettings } from './read-settings.js';
import type { Cause, TenantContext } from './tenant-context.js';

export interface BookingOfClient {
  readonly clientId: number;
  readonly bookingId: number;
}

export type CancelBookingResult =
  | { readonly outcome: 'cancelled' | 'already_cancelled'; readonly booking: BookingView }
  /** The deadline passed, or the visit is over: only the salon can help. */
  | { readonly outcome: 'too_late'; readonly booking: BookingView; readonly deadlineMinutes: number }
  /** No such booking, or another client's. */
  | { readonly outcome: 'not_found' };

/**
 * Cancels a client's own booking until the salon's deadline and frees the master's time. The same update given again,
 * or another press for a booking already cancelled, changes nothing.
 */
export async function cancelBooking(
  ctx: TenantContext,
  cause: Cause,
  target: BookingOfClient,
): Promise<CancelBookingResult> {
  const now = ctx.clock.now();
  return ctx.db.transact(async (tx): Promise<CancelBookingResult> => {
    const settings = await readSettings(tx, ctx);
    const { outcome } = await once(tx, { updateId: cause.updateId, verb: 'cancel-booking', now }, () =>
      decide(tx, target, settings, now),
    );
    const row = await findBookingOfClient(tx, target.clientId, target.bookingId);
    if (row === null || outcome === 'not_found') return { outcome: 'not_found' };
    const booking = viewBooking(row, settings, now);
    return outcome === 'too_late'
      ? { outcome, booking, deadlineMinutes: settings.changeDeadlineMinutes }
      : { outcome, booking };
  });
}

async function decide(
  tx: WriteTx,
  { clientId, bookingId }: BookingOfClient,
  settings: TenantSettings,
  now: number,
): Promise<{ readonly outcome: CancelBookingResult['outcome'] }> {
  const booking = await lockBookingOfClient(tx, clientId, bookingId);
  if (booking === null) return { outcome: 'not_found' };
  if (booking.status === 'cancelled') return { outcome: 'already_cancelled' };
  if (!mayClientChange(booking, now, settings.changeDeadlineMinutes)) return { outcome: 'too_late' };
  await markCancelled(tx, bookingId, 'client', now);
  await appendBookingEvent(tx, {
    bookingId,
    kind: 'cancelled',
    actor: `client:${clientId}`,
    data: { version: booking.version + 1 },
    at: now,
  });
  return { outcome: 'cancelled' };
}

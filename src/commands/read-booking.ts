import { findBookingOfClient } from '../db/bookings.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { readSettings } from './read-settings.js';
import type { TenantContext } from './tenant-context.js';

export type { BookingView } from './booking-view.js';

/** One booking of this client; null when there is none with this id, or it is another client's. */
export async function readBooking(
  ctx: TenantContext,
  { clientId, bookingId }: { readonly clientId: number; readonly bookingId: number },
): Promise<BookingView | null> {
  return ctx.db.read(async (tx) => {
    const row = await findBookingOfClient(tx, clientId, bookingId);
    return row === null ? null : viewBooking(row, await readSettings(tx, ctx), ctx.clock.now());
  });
}

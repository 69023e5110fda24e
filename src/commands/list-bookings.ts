import { upcomingBookings } from '../db/bookings.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { readSettings } from './read-settings.js';
import type { TenantContext } from './tenant-context.js';

/** The client's booked visits that have not ended yet, earliest first. */
export async function listUpcoming(ctx: TenantContext, clientId: number): Promise<BookingView[]> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const rows = await upcomingBookings(tx, clientId, now);
    const settings = await readSettings(tx, ctx);
    return rows.map((row) => viewBooking(row, settings, now));
  });
}

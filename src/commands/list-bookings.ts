import { pastBookings, upcomingBookings } from '../db/bookings.js';
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

/** A page of the client's visits that are over or cancelled. */
export interface PastVisits {
  readonly visits: readonly BookingView[];
  /** From 0; the last one when a later one was asked for. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
}

const pageSize = 8;

/** The client's visits that are over or were cancelled, latest first, page by page; `page` may be any whole number. */
export async function listPast(ctx: TenantContext, clientId: number, page: number): Promise<PastVisits> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const read = (wanted: number) =>
      pastBookings(tx, clientId, { now, offset: wanted * pageSize, limit: pageSize });
    const asked = Math.max(0, page);
    let found = await read(asked);
    const pages = Math.max(1, Math.ceil(found.total / pageSize));
    const shown = Math.min(asked, pages - 1);
    if (shown !== asked) found = await read(shown);
    const settings = await readSettings(tx, ctx);
    return { visits: found.rows.map((row) => viewBooking(row, settings, now)), page: shown, pages };
  });
}

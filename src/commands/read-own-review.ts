import { findBookingOfClient } from '../db/bookings.js';
import { findReviewOfClient, type ReviewRow } from '../db/reviews.js';
import { tookPlace } from '../domain/review.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { readSettings } from './read-settings.js';
import type { TenantContext } from './tenant-context.js';

/** A client's visit and what the client said of it. */
export interface VisitReview {
  readonly booking: BookingView;
  /** Null: nothing yet. */
  readonly review: ReviewRow | null;
  /** Whether the visit took place, so that it may be judged. */
  readonly mayReview: boolean;
}

/** The client's own booking with its review; null when there is no such booking of this client. */
export async function readOwnReview(
  ctx: TenantContext,
  { clientId, bookingId }: { readonly clientId: number; readonly bookingId: number },
): Promise<VisitReview | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const row = await findBookingOfClient(tx, clientId, bookingId);
    if (row === null) return null;
    return {
      booking: viewBooking(row, await readSettings(tx, ctx), now),
      review: await findReviewOfClient(tx, clientId, bookingId),
      mayReview: tookPlace(row, now),
    };
  });
}

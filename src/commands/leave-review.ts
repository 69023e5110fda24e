import { findBookingOfClient, lockBookingOfClient } from '../db/bookings.js';
import { findReviewOfClient, insertReview, type ReviewRow } from '../db/reviews.js';
import type { ReadTx, WriteTx } from '../db/tenant-db.js';
import { lowStars } from '../domain/desk-notices.js';
import { mostStars, tookPlace } from '../domain/review.js';
import { decideOnce } from './answer-once.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { planDeskNotices } from './plan-desk-notices.js';
import { readSettings } from './read-settings.js';
import type { Cause, TenantContext } from './tenant-context.js';

export interface StarsForVisit {
  readonly clientId: number;
  readonly bookingId: number;
  /** 1 to 5. */
  readonly stars: number;
}

export type LeaveReviewResult =
  /** `already`: a review was there, and it is the one given here. */
  | { readonly outcome: 'left' | 'already'; readonly booking: BookingView; readonly review: ReviewRow }
  /** The visit is still to come, was cancelled or missed. */
  | { readonly outcome: 'not_took_place'; readonly booking: BookingView }
  /** No such booking, or another client's. */
  | { readonly outcome: 'not_found' };

interface Verdict {
  readonly outcome: LeaveReviewResult['outcome'];
}

/**
 * Keeps the stars a client gives to an own visit that took place, once per booking: the first ones stay. The same update
 * given again changes nothing. Rejects with `RangeError` for stars that are not a whole number from 1 to 5.
 */
export async function leaveReview(
  ctx: TenantContext,
  cause: Cause,
  given: StarsForVisit,
): Promise<LeaveReviewResult> {
  const { clientId, bookingId, stars } = given;
  if (!Number.isInteger(stars) || stars < 1 || stars > mostStars)
    throw new RangeError('not a number of stars');
  const decide = async (tx: WriteTx, now: number): Promise<Verdict> => ({
    outcome: await leave(tx, ctx, given, now),
  });
  const show = async (tx: ReadTx, { outcome }: Verdict, now: number): Promise<LeaveReviewResult> => {
    const row = await findBookingOfClient(tx, clientId, bookingId);
    if (row === null || outcome === 'not_found') return { outcome: 'not_found' };
    const booking = viewBooking(row, await readSettings(tx, ctx), now);
    const review = await findReviewOfClient(tx, clientId, bookingId);
    return outcome === 'not_took_place' || review === null
      ? { outcome: 'not_took_place', booking }
      : { outcome, booking, review };
  };
  return decideOnce(ctx, cause, 'leave-review', decide, show);
}

/** The booking stays locked, so that it is not cancelled, nor erased, while it is being judged. */
async function leave(
  tx: WriteTx,
  ctx: TenantContext,
  { clientId, bookingId, stars }: StarsForVisit,
  now: number,
): Promise<Verdict['outcome']> {
  const booking = await lockBookingOfClient(tx, clientId, bookingId);
  if (booking === null) return 'not_found';
  if (!tookPlace(booking, now)) return 'not_took_place';
  const { serviceId, staffId } = booking;
  const isFirst = await insertReview(tx, { bookingId, clientId, serviceId, staffId, stars }, now);
  if (!isFirst) return 'already';
  if (stars <= lowStars) {
    const { version: bookingVersion, startsAt: visitStartsAt } = booking;
    const visit = { bookingId, bookingVersion, visitStartsAt };
    await planDeskNotices(tx, ctx, { kind: 'desk_rating', ...visit, fromStaffId: null, details: {} }, now);
  }
  return 'left';
}

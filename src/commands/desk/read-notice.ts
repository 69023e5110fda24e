import { reviewOfVisit, type VisitReview } from '../../db/desk-notices.js';
import type { DueDeskNotice } from '../claim-notifications.js';
import type { TenantContext } from '../tenant-context.js';
import { readDeskBooking, type DeskBooking } from './read-desk-booking.js';
import { readDayPlan, type DayPlan } from './read-schedule.js';

/** What a notice for somebody of the salon speaks of, as it stands now. */
export type NoticeSubject =
  | { readonly kind: 'visit'; readonly booking: DeskBooking; readonly review: VisitReview | null }
  | { readonly kind: 'day'; readonly plan: DayPlan };

/** Reads it, as far as the reader may know it; null when there is nothing to tell of any more. */
export async function readNoticeSubject(
  ctx: TenantContext,
  { reader, onlyStaffId, booking, day }: DueDeskNotice,
): Promise<NoticeSubject | null> {
  if (booking === null) {
    return { kind: 'day', plan: await readDayPlan(ctx, reader, { date: day, staffId: onlyStaffId }) };
  }
  const found = await readDeskBooking(ctx, reader, booking.id);
  if (found === null) return null;
  const review = await ctx.db.read((tx) => reviewOfVisit(tx, booking.id));
  return { kind: 'visit', booking: found, review };
}

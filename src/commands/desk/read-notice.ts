import { findDeskBooking } from '../../db/desk-bookings.js';
import { reviewOfVisit, type VisitReview } from '../../db/desk-notices.js';
import type { DueDeskNotice } from '../claim-notifications.js';
import type { TenantContext } from '../tenant-context.js';
import { readDeskBooking, type DeskBooking } from './read-desk-booking.js';
import { readDayPlan, type DayPlan } from './read-schedule.js';

/** What a notice for somebody of the salon speaks of, as it stands now. */
export type NoticeSubject =
  | { readonly kind: 'visit'; readonly booking: DeskBooking; readonly review: VisitReview | null }
  /** A visit that went to another master, as the reader had it: no more of it is the reader's to know. */
  | { readonly kind: 'left'; readonly left: LeftVisit }
  | { readonly kind: 'day'; readonly plan: DayPlan };

export interface LeftVisit {
  /** Epoch milliseconds, as `now`. */
  readonly startsAt: number;
  readonly now: number;
  readonly serviceName: string;
  readonly contactName: string;
  /** Who has it now. */
  readonly staffName: string;
}

/** Reads it, as far as the reader may know it; null when there is nothing to tell of any more. */
export async function readNoticeSubject(
  ctx: TenantContext,
  { reader, onlyStaffId, booking, day, change, hasLeft }: DueDeskNotice,
): Promise<NoticeSubject | null> {
  if (booking === null) {
    return { kind: 'day', plan: await readDayPlan(ctx, reader, { date: day, staffId: onlyStaffId }) };
  }
  if (hasLeft) {
    const row = await ctx.db.read((tx) => findDeskBooking(tx, null, booking.id));
    if (row === null) return null;
    const { contactName, staffName } = row;
    const was = {
      startsAt: change?.startsAt ?? row.startsAt,
      serviceName: change?.service ?? row.serviceName,
    };
    return { kind: 'left', left: { ...was, contactName, staffName, now: ctx.clock.now() } };
  }
  const found = await readDeskBooking(ctx, reader, booking.id);
  if (found === null) return null;
  const review = await ctx.db.read((tx) => reviewOfVisit(tx, booking.id));
  return { kind: 'visit', booking: found, review };
}

import { appendBookingEvent } from '../../db/booking-events.js';
import { markCancelled } from '../../db/bookings.js';
import { lockDeskBooking } from '../../db/desk-bookings.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { commentLength } from '../../domain/comment.js';
import { answerOnce } from '../answer-once.js';
import { planForCancel } from '../plan-notifications.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { actorOf, audit, scopeOf, type Admin } from './admin.js';

/** Why the salon cancels: `text` is told to the client and kept with the booking, `code` goes into its history. */
export interface SalonReason {
  readonly code: string;
  /** In the client's language; at most 500 characters. */
  readonly text: string;
}

export interface CancelOrder {
  readonly bookingId: number;
  /** As the person saw it. */
  readonly expectedVersion: number;
  readonly reason: SalonReason | null;
}

export interface CancelVisitResult {
  /**
   * `already`: it was cancelled before; `over`: it took place, or not, and cannot be cancelled any more; `changed`:
   * somebody changed the booking since; `not_found`: not in the person's calendar.
   */
  readonly outcome: 'cancelled' | 'already' | 'over' | 'changed' | 'not_found';
}

/**
 * Cancels a booked visit that has not ended, frees the master's time and has the client told why. The row stays. The same
 * update given again, or another press for a booking already cancelled, changes nothing.
 */
export async function cancelVisit(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: CancelOrder,
): Promise<CancelVisitResult> {
  if (Array.from(order.reason?.text ?? '').length > commentLength) {
    throw new RangeError('the reason is too long');
  }
  const result = await answerOnce(ctx, cause, 'cancel-visit', (tx, now) => decide(tx, ctx, by, order, now));
  if (result.outcome === 'cancelled') ctx.wake();
  return result;
}

async function decide(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { bookingId, expectedVersion, reason }: CancelOrder,
  now: number,
): Promise<CancelVisitResult> {
  const row = await lockDeskBooking(tx, scopeOf(by), bookingId);
  if (row === null) return { outcome: 'not_found' };
  if (row.status === 'cancelled') return { outcome: 'already' };
  if (row.version !== expectedVersion) return { outcome: 'changed' };
  if (row.status !== 'booked' || row.endsAt <= now) return { outcome: 'over' };
  const version = row.version + 1;
  await markCancelled(tx, { bookingId, by: 'salon', reason: reason?.text ?? null, version }, now);
  await appendBookingEvent(tx, {
    bookingId,
    kind: 'cancelled',
    actor: actorOf(by),
    data: { version, reason: reason?.code ?? null },
    at: now,
  });
  await planForCancel(tx, ctx, { ...row, version }, 'salon', now);
  await audit(tx, by, {
    action: 'booking.cancel',
    subject: 'booking',
    subjectId: bookingId,
    old: { status: 'booked', startsAt: new Date(row.startsAt).toISOString() },
    new: { status: 'cancelled', reason: reason?.code ?? null },
    at: now,
  });
  return { outcome: 'cancelled' };
}

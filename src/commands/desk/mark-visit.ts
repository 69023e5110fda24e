import { appendBookingEvent } from '../../db/booking-events.js';
import { isTimeTaken, lockStaff } from '../../db/booking-moves.js';
import { editVisit, lockDeskBooking, type DeskBookingRow } from '../../db/desk-bookings.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { markRefusal, type VisitMark } from '../../domain/visit-mark.js';
import { answerOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { actorOf, audit, scopeOf, type Admin } from './admin.js';
import { winTime } from './win-time.js';

export interface MarkOrder {
  readonly bookingId: number;
  /** As the person saw it. */
  readonly expectedVersion: number;
  readonly mark: VisitMark;
}

export interface MarkVisitResult {
  /**
   * `too_early`: it has not begun; `closed`: it was cancelled; `taken`: the time went to somebody else after the client
   * had not come; `changed`: somebody changed the booking since; `not_found`: not in the person's calendar.
   */
  readonly outcome: 'marked' | 'unchanged' | 'too_early' | 'closed' | 'taken' | 'changed' | 'not_found';
}

const events = { completed: 'came', no_show: 'no_show', booked: 'reopened' } as const;

/**
 * Says of a visit that its client came, did not come, or that neither was so. The client is not told. The same update
 * given again changes nothing.
 */
export async function markVisit(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: MarkOrder,
): Promise<MarkVisitResult> {
  return winTime(() => answerOnce(ctx, cause, 'mark-visit', (tx, now) => decide(tx, by, order, now)));
}

async function decide(
  tx: WriteTx,
  by: Admin,
  { bookingId, expectedVersion, mark }: MarkOrder,
  now: number,
): Promise<MarkVisitResult> {
  const row = await lockDeskBooking(tx, scopeOf(by), bookingId);
  if (row === null) return { outcome: 'not_found' };
  if (row.status === mark) return { outcome: 'unchanged' };
  if (row.version !== expectedVersion) return { outcome: 'changed' };
  const refusal = markRefusal(row, mark, now);
  if (refusal !== null) return { outcome: refusal };
  // Whoever did not come held no time: somebody else may have got it.
  if (row.status === 'no_show') {
    await lockStaff(tx, [row.staffId]);
    if (await isTimeTaken(tx, { ...row, bookingId })) return { outcome: 'taken' };
  }
  await write(tx, by, row, mark, now);
  return { outcome: 'marked' };
}

async function write(
  tx: WriteTx,
  by: Admin,
  row: DeskBookingRow,
  mark: VisitMark,
  now: number,
): Promise<void> {
  await editVisit(tx, row.id, { status: mark }, row.version + 1, now);
  const actor = actorOf(by);
  await appendBookingEvent(tx, { bookingId: row.id, kind: events[mark], actor, data: {}, at: now });
  await audit(tx, by, {
    action: 'booking.mark',
    subject: 'booking',
    subjectId: row.id,
    old: { status: row.status },
    new: { status: mark },
    at: now,
  });
}

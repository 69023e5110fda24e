import { appendBookingEvent } from '../../db/booking-events.js';
import { editVisit, lockDeskBooking, type DeskBookingRow, type VisitEdit } from '../../db/desk-bookings.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { checkComment } from '../../domain/comment.js';
import { checkName } from '../../domain/contact.js';
import { maskedName, maskedPhone } from '../../domain/masked.js';
import { answerOnce } from '../answer-once.js';
import { planChangeNotice } from '../plan-notifications.js';
import { InvalidContactError } from '../save-contact.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import type { VisitChange } from '../visit-change.js';
import { actorOf, audit, scopeOf, type Admin } from './admin.js';

/** One field of a booking and its new value. */
export type FieldEdit =
  /** As `checkName` gives it. */
  | { readonly field: 'name'; readonly value: string }
  /** E.164. */
  | { readonly field: 'phone'; readonly value: string }
  /** As `checkComment` gives it; null: none. */
  | { readonly field: 'comment'; readonly value: string | null }
  /** Minor units of the booking's currency. */
  | { readonly field: 'price'; readonly value: number };

export interface EditOrder {
  readonly bookingId: number;
  /** As the person saw it. */
  readonly expectedVersion: number;
  readonly edit: FieldEdit;
}

export interface EditBookingResult {
  /**
   * `unchanged`: it was so already; `changed`: somebody changed the booking since; `closed`: it was cancelled;
   * `not_found`: no such booking in the person's calendar.
   */
  readonly outcome: 'saved' | 'unchanged' | 'changed' | 'closed' | 'not_found';
}

/** Nobody charges more for one visit, and every amount is exact as a number. */
export const highestPriceMinor = 1_000_000_000_00;

/**
 * Changes one field of a booking that was not cancelled; its client is told while the visit is ahead. Rejects with
 * `InvalidContactError` or RangeError when a value was not checked by the caller. The same update given again changes
 * nothing.
 */
export async function editBooking(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: EditOrder,
): Promise<EditBookingResult> {
  checkEdit(order.edit);
  const result = await answerOnce(ctx, cause, 'edit-booking', (tx, now) => decide(tx, by, order, now));
  if (result.outcome === 'saved') ctx.wake();
  return result;
}

function checkEdit(edit: FieldEdit): void {
  switch (edit.field) {
    case 'name': {
      const checked = checkName(edit.value);
      if (!checked.ok || checked.name !== edit.value) throw new InvalidContactError('name');
      return;
    }
    case 'phone':
      if (!/^\+[1-9]\d{6,14}$/.test(edit.value)) throw new InvalidContactError('phone');
      return;
    case 'comment': {
      const checked = edit.value === null ? null : checkComment(edit.value);
      if (checked !== null && (!checked.ok || checked.comment !== edit.value)) {
        throw new RangeError('the comment was not checked');
      }
      return;
    }
    case 'price':
      if (!Number.isInteger(edit.value) || edit.value < 0 || edit.value > highestPriceMinor) {
        throw new RangeError('not a price');
      }
  }
}

async function decide(
  tx: WriteTx,
  by: Admin,
  { bookingId, expectedVersion, edit }: EditOrder,
  now: number,
): Promise<EditBookingResult> {
  const row = await lockDeskBooking(tx, scopeOf(by), bookingId);
  if (row === null) return { outcome: 'not_found' };
  if (row.version !== expectedVersion) return { outcome: 'changed' };
  if (row.status === 'cancelled') return { outcome: 'closed' };
  const { was, change, event, audited } = planOf(row, edit);
  if (was === edit.value) return { outcome: 'unchanged' };
  const version = row.version + 1;
  await editVisit(tx, bookingId, change, version, now);
  await appendBookingEvent(tx, { bookingId, actor: actorOf(by), at: now, ...event });
  if (row.status === 'booked') await planChangeNotice(tx, { ...row, version }, noticed(row, edit), now);
  await audit(tx, by, {
    action: 'booking.edit',
    subject: 'booking',
    subjectId: bookingId,
    old: { [edit.field]: audited.old },
    new: { [edit.field]: audited.new },
    at: now,
  });
  return { outcome: 'saved' };
}

interface EditPlan {
  readonly was: string | number | null;
  readonly change: VisitEdit;
  readonly event: {
    readonly kind: 'contact_changed' | 'comment_changed' | 'price_changed';
    readonly data: Readonly<Record<string, unknown>>;
  };
  readonly audited: { readonly old: unknown; readonly new: unknown };
}

function planOf(row: DeskBookingRow, edit: FieldEdit): EditPlan {
  switch (edit.field) {
    case 'name':
      return {
        was: row.contactName,
        change: { name: edit.value },
        event: { kind: 'contact_changed', data: { fields: ['name'] } },
        audited: { old: maskedName(row.contactName), new: maskedName(edit.value) },
      };
    case 'phone':
      return {
        was: row.contactPhone,
        change: { phone: edit.value },
        event: { kind: 'contact_changed', data: { fields: ['phone'] } },
        audited: { old: maskedPhone(row.contactPhone), new: maskedPhone(edit.value) },
      };
    case 'comment':
      return {
        was: row.comment,
        change: { comment: edit.value },
        event: { kind: 'comment_changed', data: {} },
        audited: { old: lengthOf(row.comment), new: lengthOf(edit.value) },
      };
    case 'price': {
      const { priceMinor: from, currency } = row;
      return {
        was: from,
        change: { priceMinor: edit.value },
        event: { kind: 'price_changed', data: { from, to: edit.value, currency } },
        audited: { old: from, new: edit.value },
      };
    }
  }
}

/** The words themselves are the client's and may have to be forgotten. */
function lengthOf(comment: string | null): { readonly characters: number } {
  return { characters: comment === null ? 0 : Array.from(comment).length };
}

function noticed({ priceMinor, currency }: DeskBookingRow, edit: FieldEdit): VisitChange {
  return edit.field === 'price'
    ? { price: { from: priceMinor, to: edit.value, currency } }
    : { fields: [edit.field] };
}

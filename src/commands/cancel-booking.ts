import { appendBookingEvent } from '../db/booking-events.js';
import { findBookingOfClient, lockBookingOfClient, markCancelled, type BookingRow } from '../db/bookings.js';
import { once, type Done } from '../db/processed-updates.js';
import type { WriteTx } from '../db/tenant-db.js';
import { mayClientChange } from '../domain/booking.js';
import type { TenantSettings } from '../domain/settings.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { planForCancel } from './plan-notifications.js';
import { readSettings } from './read-settings.js';
import type { Cause, TenantContext } from './tenant-context.js';

export interface BookingOfClient {
  readonly clientId: number;
  readonly bookingId: number;
}

/** Why a client cancels: `text` is kept with the booking as words for the salon, `code` names the button in its history. */
export interface CancelReason {
  readonly code: string;
  /** At most 500 characters. */
  readonly text: string;
}

export interface Cancelling extends BookingOfClient {
  readonly reason?: CancelReason | undefined;
}

const reasonLength = 500;

export type CancelBookingResult =
  | { readonly outcome: 'cancelled' | 'already_cancelled'; readonly booking: BookingView }
  /** The deadline passed, or the visit is over: only the salon can help. */
  | { readonly outcome: 'too_late'; readonly booking: BookingView; readonly deadlineMinutes: number }
  /** No such booking, or another client's. */
  | { readonly outcome: 'not_found' };

/**
 * Cancels a client's own booking until the salon's deadline and frees the master's time. The same update given again,
 * or another press for a booking already cancelled, changes nothing.
 */
export async function cancelBooking(
  ctx: TenantContext,
  cause: Cause,
  target: Cancelling,
): Promise<CancelBookingResult> {
  if ((target.reason?.text.length ?? 0) > reasonLength) throw new RangeError('the reason is too long');
  const now = ctx.clock.now();
  const delivery = { updateId: cause.updateId, verb: 'cancel-booking', now };
  return ctx.db.transact(async (tx) => {
    const settings = await readSettings(tx, ctx);
    const recall = async ({ outcome }: Verdict): Promise<CancelBookingResult> => {
      const row = await findBookingOfClient(tx, target.clientId, target.bookingId);
      return row === null ? { outcome: 'not_found' } : answerOf(outcome, row, settings, now);
    };
    return once(tx, delivery, () => decide(tx, ctx, target, settings, now), recall);
  });
}

interface Verdict {
  readonly outcome: CancelBookingResult['outcome'];
}

async function decide(
  tx: WriteTx,
  ctx: TenantContext,
  { clientId, bookingId, reason }: Cancelling,
  settings: TenantSettings,
  now: number,
): Promise<Done<Verdict, CancelBookingResult>> {
  const row = await lockBookingOfClient(tx, clientId, bookingId);
  if (row === null) return { outcome: { outcome: 'not_found' }, answer: { outcome: 'not_found' } };
  const done = (outcome: CancelBookingResult['outcome'], after: BookingRow) => ({
    outcome: { outcome },
    answer: answerOf(outcome, after, settings, now),
  });
  if (row.status === 'cancelled') return done('already_cancelled', row);
  if (!mayClientChange(row, now, settings.changeDeadlineMinutes)) return done('too_late', row);
  const version = row.version + 1;
  await markCancelled(tx, { bookingId, by: 'client', reason: reason?.text ?? null, version }, now);
  await appendBookingEvent(tx, {
    bookingId,
    kind: 'cancelled',
    actor: `client:${clientId}`,
    data: { version, reason: reason?.code ?? null },
    at: now,
  });
  await planForCancel(tx, ctx, { ...row, version }, 'client', now);
  const cancelled = {
    status: 'cancelled',
    cancelledBy: 'client',
    cancelReason: reason?.text ?? null,
  } as const;
  return done('cancelled', { ...row, ...cancelled, version });
}

function answerOf(
  outcome: CancelBookingResult['outcome'],
  row: BookingRow,
  settings: TenantSettings,
  now: number,
): CancelBookingResult {
  if (outcome === 'not_found') return { outcome };
  const booking = viewBooking(row, settings, now);
  return outcome === 'too_late'
    ? { outcome, booking, deadlineMinutes: settings.changeDeadlineMinutes }
    : { outcome, booking };
}

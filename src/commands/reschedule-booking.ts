import { BotelError } from '../lib/errors.js';
import {
  bookingsOfClient,
  findBookingOfClient,
  lockBookingOfClient,
  type BookingRow,
} from '../db/bookings.js';
import { standingOf } from '../db/client-standing.js';
import { lockClientAndOffer } from '../db/clients.js';
import { sqlStateOf } from '../db/errors.js';
import { once, type Done } from '../db/processed-updates.js';
import type { ReadTx, WriteTx } from '../db/tenant-db.js';
import type { Slot } from '../domain/availability-types.js';
import { mayClientChange } from '../domain/booking.js';
import type { TenantSettings } from '../domain/settings.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { limitReached } from './client-rules.js';
import { isInstant, judgeSlot, readAlternatives, type NotOfferedReason } from './judge-slot.js';
import { dayBounds, localDateOf } from './local-dates.js';
import { movingVisit } from './offer.js';
import { readSettings } from './read-settings.js';
import { takeOtherSlot } from './take-other-slot.js';
import type { Cause, TenantContext } from './tenant-context.js';

/** Where a client wants an own booking to be. `start` is epoch milliseconds; `staffId` null: with any master. */
export interface MoveOrder {
  readonly clientId: number;
  readonly bookingId: number;
  readonly staffId: number | null;
  readonly start: number;
}

/** What the booking was before: epoch milliseconds, minor units of the booking's currency. */
export interface MovedFrom {
  readonly startsAt: number;
  readonly staffId: number;
  readonly priceMinor: number;
}

export type RescheduleResult =
  /** `repeated`: it stood there already, from another press; nothing was changed. */
  | {
      readonly outcome: 'moved';
      readonly booking: BookingView;
      readonly from: MovedFrom;
      readonly repeated: boolean;
    }
  /** Somebody else has that time; the booking stays. The nearest free starts, at most 6. */
  | { readonly outcome: 'taken'; readonly booking: BookingView; readonly alternatives: readonly Slot[] }
  /** Nobody can have that; alternatives as above, none when service or master are gone. */
  | {
      readonly outcome: 'not_offered';
      readonly booking: BookingView;
      readonly reason: NotOfferedReason;
      readonly alternatives: readonly Slot[];
    }
  /** The limits of `bookSlot`, where the visit that moves does not count. */
  | { readonly outcome: 'limit' | 'day_limit'; readonly booking: BookingView; readonly limit: number }
  /** The client has another visit (`other`) at that time. */
  | { readonly outcome: 'own_overlap'; readonly booking: BookingView; readonly other: BookingView }
  /** The deadline passed, or the visit is over or cancelled. */
  | { readonly outcome: 'too_late'; readonly booking: BookingView; readonly deadlineMinutes: number }
  /** The salon takes no bookings from this client; the visit stays. `phone`: where to call. */
  | { readonly outcome: 'blacklisted'; readonly booking: BookingView; readonly phone: string | null }
  /** No such booking, or another client's. */
  | { readonly outcome: 'not_found' };

type WithoutViews<Result> = Result extends unknown ? Omit<Result, 'booking' | 'other'> : never;
/** What is remembered for a redelivered update: no personal details; bookings are read again. */
type Verdict = WithoutViews<RescheduleResult> & { readonly otherId?: number };

const exclusionViolation = '23P01';
/** Each attempt lost to a rival leaves one rival's booking to be seen by the next: a few are plenty. */
const attempts = 6;

/**
 * Moves a client's own booking to another time, until the deadline for cancelling; it keeps its number. The old time is
 * given up only with the new one won. With the master it has, price and length stay as agreed; with another, they are
 * that master's. A lost race is an answer, never an error. The same update given again changes nothing and gets the same
 * answer. Ids and start may be any numbers.
 */
export async function rescheduleBooking(
  ctx: TenantContext,
  cause: Cause,
  order: MoveOrder,
): Promise<RescheduleResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptMove(ctx, cause, order);
    } catch (error) {
      // A booking that did not wait for the staff's lock won the time; the transaction that noticed it is lost.
      if (sqlStateOf(error) !== exclusionViolation || attempt === attempts) throw error;
    }
  }
}

async function attemptMove(ctx: TenantContext, cause: Cause, order: MoveOrder): Promise<RescheduleResult> {
  const now = ctx.clock.now();
  const delivery = { updateId: cause.updateId, verb: 'reschedule-booking', now };
  return ctx.db.transact(async (tx) => {
    const settings = await readSettings(tx, ctx);
    const answer = (verdict: Verdict) => answerOf(tx, order, verdict, { settings, now });
    const work = async (): Promise<Done<Verdict, RescheduleResult>> => {
      const outcome = await decide(tx, ctx, order, { settings, now });
      return { outcome, answer: await answer(outcome) };
    };
    return once<Verdict, RescheduleResult>(tx, delivery, work, answer);
  });
}

interface Situation {
  readonly settings: TenantSettings;
  readonly now: number;
}

async function decide(
  tx: WriteTx,
  ctx: TenantContext,
  order: MoveOrder,
  situation: Situation,
): Promise<Verdict> {
  const { settings, now } = situation;
  await lockClientAndOffer(tx, order.clientId);
  const row = await lockBookingOfClient(tx, order.clientId, order.bookingId);
  if (row === null) return { outcome: 'not_found' };
  const deadlineMinutes = settings.changeDeadlineMinutes;
  if (!mayClientChange(row, now, deadlineMinutes)) return { outcome: 'too_late', deadlineMinutes };
  if (isThere(row, order)) return { outcome: 'moved', from: movedFrom(row), repeated: true };
  // With prepayment only: it was prepaid, or was made before; moving it takes no new promise.
  if ((await standingOf(tx, order.clientId)) === 'blacklisted') {
    return { outcome: 'blacklisted', phone: settings.phone };
  }
  return findPlace(tx, ctx, order, { ...situation, row });
}

function isThere(row: BookingRow, { start, staffId }: MoveOrder): boolean {
  return row.startsAt === start && (staffId === null || row.staffId === staffId);
}

function movedFrom({ startsAt, staffId, priceMinor }: BookingRow): MovedFrom {
  return { startsAt, staffId, priceMinor };
}

async function findPlace(
  tx: WriteTx,
  ctx: TenantContext,
  { clientId, staffId, start }: MoveOrder,
  { row, settings, now }: Situation & { readonly row: BookingRow },
): Promise<Verdict> {
  const wish = { serviceId: row.serviceId, staffId, start, moving: movingVisit(row) };
  const judgement = await judgeSlot(tx, ctx, wish, now);
  const { offer } = judgement;
  if (judgement.kind === 'not_offered') {
    const alternatives = offer === null ? [] : await readAlternatives(tx, offer, start);
    return { outcome: 'not_offered', reason: judgement.reason, alternatives };
  }
  const day = isInstant(start) ? dayBounds(localDateOf(start, ctx.zone), ctx.zone) : { start: now, end: now };
  const all = await bookingsOfClient(tx, clientId, { now, from: day.start, to: day.end });
  const own = all.filter(({ id }) => id !== row.id);
  const limit = limitReached(own, settings, day, now);
  if (limit !== null) return limit;
  if (judgement.kind === 'free') {
    const taken = await takeOtherSlot(tx, ctx, { row, start, own, ...judgement });
    if (taken === 'moved') return { outcome: 'moved', from: movedFrom(row), repeated: false };
    if (taken !== null) return { outcome: 'own_overlap', otherId: taken.overlapsId };
  }
  return { outcome: 'taken', alternatives: await readAlternatives(tx, judgement.offer, start) };
}

async function answerOf(
  tx: ReadTx,
  { clientId, bookingId }: MoveOrder,
  verdict: Verdict,
  { settings, now }: Situation,
): Promise<RescheduleResult> {
  if (verdict.outcome === 'not_found') return { outcome: 'not_found' };
  const view = async (id: number): Promise<BookingView> => {
    const row = await findBookingOfClient(tx, clientId, id);
    if (row === null) throw new BotelError('booking_lost', 'a booking is gone that was decided on');
    return viewBooking(row, settings, now);
  };
  const booking = await view(bookingId);
  return verdict.outcome === 'own_overlap'
    ? { outcome: 'own_overlap', booking, other: await view(verdict.otherId ?? bookingId) }
    : { ...verdict, booking };
}

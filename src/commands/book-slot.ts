import { BotelError } from '../lib/errors.js';
import { bookingsOfClient, findBookingOfClient, type BookingRow } from '../db/bookings.js';
import { standingOf } from '../db/client-standing.js';
import { lockClientAndOffer } from '../db/clients.js';
import { once, type Done } from '../db/processed-updates.js';
import type { ReadTx, WriteTx } from '../db/tenant-db.js';
import type { Slot } from '../domain/availability-types.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { limitReached, sameVisit, type LimitReached } from './client-rules.js';
import { isInstant, judgeSlot, readAlternatives, type NotOfferedReason } from './judge-slot.js';
import { dayBounds, localDateOf } from './local-dates.js';
import type { Offer, Wish } from './offer.js';
import { planForNew } from './plan-notifications.js';
import { readSettings } from './read-settings.js';
import { takeSlot } from './take-slot.js';
import type { Cause, TenantContext } from './tenant-context.js';

/** What a client confirmed. `start` is epoch milliseconds. */
export interface SlotOrder extends Wish {
  readonly clientId: number;
  readonly start: number;
  /** As `checkComment` gives it; kept with the booking. */
  readonly comment?: string | null;
}

export type BookSlotResult =
  /** `repeated`: the client had this visit already, from another press. */
  | { readonly outcome: 'booked'; readonly booking: BookingView; readonly repeated: boolean }
  /** The client has another visit at that time, with another master or of another service. */
  | { readonly outcome: 'own_overlap'; readonly booking: BookingView }
  /** Somebody else has that time; the nearest free starts for the same wish, at most 6. */
  | { readonly outcome: 'taken'; readonly alternatives: readonly Slot[] }
  /** Nobody can book that; alternatives as above, none when service or master are gone. */
  | {
      readonly outcome: 'not_offered';
      readonly reason: NotOfferedReason;
      readonly alternatives: readonly Slot[];
    }
  /** `limit`: as many visits ahead as a client may have; `day_limit`: as many on that local day. */
  | LimitReached
  /** The salon takes no bookings from this client alone; `phone`: where to call, E.164 or as the salon wrote it. */
  | { readonly outcome: 'blacklisted' | 'prepay_only'; readonly phone: string | null }
  /** The client gave no name or no phone yet, or there is no such client. */
  | { readonly outcome: 'contact_missing' };

type Refusal = Exclude<BookSlotResult, { readonly booking: BookingView }>;

/** What is remembered for a redelivered update: no personal details; a booking is read again. */
type Verdict =
  | Refusal
  | { readonly outcome: 'booked'; readonly bookingId: number; readonly repeated: boolean }
  | { readonly outcome: 'own_overlap'; readonly bookingId: number };

/**
 * Books a visit, or says why not; a lost race is an answer, never an error. Everything the booking causes is committed
 * with it. The same update given again changes nothing and gets the same answer; another press for a visit the client
 * already has gets that visit. Ids and start may be any numbers.
 */
export async function bookSlot(ctx: TenantContext, cause: Cause, order: SlotOrder): Promise<BookSlotResult> {
  const now = ctx.clock.now();
  const delivery = { updateId: cause.updateId, verb: 'book-slot', now };
  return ctx.db.transact((tx) => {
    const recall = (verdict: Verdict) => answerOf(tx, ctx, order.clientId, verdict, now);
    return once<Verdict, BookSlotResult>(tx, delivery, () => decide(tx, ctx, order, now), recall);
  });
}

async function decide(
  tx: WriteTx,
  ctx: TenantContext,
  order: SlotOrder,
  now: number,
): Promise<Done<Verdict, BookSlotResult>> {
  const { clientId, start } = order;
  const client = await lockClientAndOffer(tx, clientId);
  if (client?.name == null || client.phone == null) return refused({ outcome: 'contact_missing' });
  const day = isInstant(start) ? dayBounds(localDateOf(start, ctx.zone), ctx.zone) : { start: now, end: now };
  const own = await bookingsOfClient(tx, clientId, { now, from: day.start, to: day.end });
  const told = async (verdict: Verdict) => ({
    outcome: verdict,
    answer: await answerOf(tx, ctx, clientId, verdict, now),
  });
  const same = sameVisit(own, order);
  if (same !== undefined) return told({ outcome: 'booked', bookingId: same.id, repeated: true });
  const standing = await standingOf(tx, clientId);
  if (standing !== 'welcome') {
    return refused({ outcome: standing, phone: (await readSettings(tx, ctx)).phone });
  }
  const judgement = await judgeSlot(tx, ctx, order, now);
  const { offer } = judgement;
  if (judgement.kind === 'not_offered') {
    const alternatives = offer === null ? [] : await readAlternatives(tx, offer, start);
    return refused({ outcome: 'not_offered', reason: judgement.reason, alternatives });
  }
  const limit = limitReached(own, judgement.offer.settings, day, now);
  if (limit !== null) return refused(limit);
  if (judgement.kind === 'free') {
    const { id, name, phone } = client;
    const { comment = null } = order;
    const result = await takeSlot(tx, { start, own, comment, client: { id, name, phone }, ...judgement });
    if (result?.outcome === 'own_overlap') return told(result);
    if (result?.outcome === 'booked') {
      await planForNew(tx, ctx, judgement.offer.settings, result.booking, 'client', now);
      return won(result.booking, judgement.offer);
    }
  }
  return refused({ outcome: 'taken', alternatives: await readAlternatives(tx, judgement.offer, start) });
}

function refused(refusal: Refusal): Done<Verdict, BookSlotResult> {
  return { outcome: refusal, answer: refusal };
}

function won(row: BookingRow, { settings, now }: Offer): Done<Verdict, BookSlotResult> {
  const done = { outcome: 'booked', repeated: false } as const;
  return {
    outcome: { ...done, bookingId: row.id },
    answer: { ...done, booking: viewBooking(row, settings, now) },
  };
}

async function answerOf(
  tx: ReadTx,
  ctx: TenantContext,
  clientId: number,
  verdict: Verdict,
  now: number,
): Promise<BookSlotResult> {
  if (verdict.outcome !== 'booked' && verdict.outcome !== 'own_overlap') return verdict;
  const row = await findBookingOfClient(tx, clientId, verdict.bookingId);
  if (row === null) throw new BotelError('booking_lost', 'a booking is gone that was decided on');
  const booking = viewBooking(row, await readSettings(tx, ctx), now);
  return verdict.outcome === 'booked'
    ? { outcome: 'booked', booking, repeated: verdict.repeated }
    : { outcome: 'own_overlap', booking };
}

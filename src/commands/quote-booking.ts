import { bookingsOfClient, findBookingOfClient } from '../db/bookings.js';
import { isRowId } from '../db/row-id.js';
import type { MasterRow } from '../db/staff.js';
import type { ReadTx } from '../db/tenant-db.js';
import type { Slot } from '../domain/availability-types.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { ownVisitDuring } from './client-rules.js';
import { isInstant, judgeSlot, readAlternatives, type Judgement } from './judge-slot.js';
import type { Offer, Wish } from './offer.js';
import { viewService, type ServiceView } from './read-catalogue.js';
import type { TenantContext } from './tenant-context.js';

/** A visit as it would be booked now. Instants are epoch milliseconds, money is in minor units of `currency`. */
export interface Quote {
  readonly service: ServiceView;
  /** Null: any master. */
  readonly staff: { readonly id: number; readonly name: string } | null;
  /** Who would be asked first. */
  readonly first: { readonly id: number; readonly name: string };
  readonly start: number;
  readonly end: number;
  readonly priceMinor: number;
  readonly currency: string;
  /** Any master: price or duration depends on who will take it; those shown are of the one who is asked first. */
  readonly varies: boolean;
  /** Whether the start is free; the client's limits are looked at only when booking. */
  readonly available: boolean;
  /** The nearest free starts for the same wish, at most 6; none when the start is free. */
  readonly alternatives: readonly Slot[];
  /** The visit this client already has at that time. */
  readonly own: BookingView | null;
}

export interface QuoteRequest extends Wish {
  readonly clientId: number;
  readonly start: number;
}

/** What the client is about to confirm, or null when the service or the master is gone or the start is no moment. */
export async function quoteBooking(ctx: TenantContext, request: QuoteRequest): Promise<Quote | null> {
  const { start } = request;
  if (!isInstant(start)) return null;
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const judgement = await judgeSlot(tx, ctx, request, now);
    const { offer } = judgement;
    const masters = mastersOf(judgement);
    const [master] = masters;
    if (offer === null || master === undefined) return null;
    const available = judgement.kind === 'free';
    const end = start + master.durationMinutes * 60_000;
    return {
      service: viewService(offer.service),
      staff: request.staffId === null ? null : { id: master.id, name: master.name },
      first: { id: master.id, name: master.name },
      start,
      end,
      priceMinor: master.priceMinor,
      currency: offer.service.currency,
      varies: masters.some((other) => differs(other, master)),
      available,
      alternatives: available ? [] : await readAlternatives(tx, offer, start),
      own: await ownVisit(tx, request, offer, end, now),
    };
  });
}

function mastersOf(judgement: Judgement): readonly MasterRow[] {
  return judgement.kind === 'free' ? judgement.masters : (judgement.offer?.masters ?? []);
}

function differs(a: MasterRow, b: MasterRow): boolean {
  return a.priceMinor !== b.priceMinor || a.durationMinutes !== b.durationMinutes;
}

async function ownVisit(
  tx: ReadTx,
  { clientId, start }: QuoteRequest,
  { settings, moving }: Offer,
  end: number,
  now: number,
): Promise<BookingView | null> {
  if (!isRowId(clientId)) return null;
  const own = await bookingsOfClient(tx, clientId, { now, from: start, to: end });
  const others = own.filter(({ id }) => id !== moving?.bookingId);
  const visit = ownVisitDuring(others, { start, end });
  const row = visit === undefined ? null : await findBookingOfClient(tx, clientId, visit.id);
  return row === null ? null : viewBooking(row, settings, now);
}

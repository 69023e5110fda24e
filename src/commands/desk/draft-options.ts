import { findDeskBooking, type DeskBookingRow } from '../../db/desk-bookings.js';
import { findClient } from '../../db/clients.js';
import { countsOfClient, type ClientCounts } from '../../db/desk-search.js';
import { findDraft } from '../../db/desk-drafts.js';
import { listOfferedServices, listServicesOfMaster, type OfferedService } from '../../db/services.js';
import type { MasterRow } from '../../db/staff.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { findKnownClients, readWarnings, type ClientWarnings, type KnownClient } from '../../db/walk-ins.js';
import type { LocalDate, Slot } from '../../domain/availability-types.js';
import { findAvailability, nearestSlots } from '../../domain/availability.js';
import { datesOf, datesOfMonth, isLocalDate, localDateOf, plusDays } from '../local-dates.js';
import type { Offer, OfferGone } from '../offer.js';
import type { TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';
import { deskSearch, judgeForDesk, readDeskOffer, type DeskJudgement, type DeskWish } from './desk-offer.js';
import { findKnownClient } from './known-client.js';
import { draftFrom, draftKind, type StoredDraft } from './visit-draft.js';

/** A draft, and the booking it is to change as it stands now. */
export interface OpenDraft {
  readonly draft: StoredDraft;
  /** Null: a new booking. */
  readonly booking: DeskBookingRow | null;
}

export interface DraftServices extends OpenDraft {
  readonly services: readonly OfferedService[];
}

/** Services the person may book for others, in the owner's order, and the draft. Null: no such draft. */
export async function readDraftServices(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
): Promise<DraftServices | null> {
  return withDraft(ctx, by, draftId, async (tx, open) => {
    const own = scopeOf(by);
    const services = own === null ? await listOfferedServices(tx) : await listServicesOfMaster(tx, own);
    return { ...open, services };
  });
}

/** The draft with what is offered for its service. */
export interface DraftOffer extends OpenDraft {
  readonly offer: Offer;
}

/** The masters of the draft's service. `service_gone` also when none has been chosen. */
export async function readDraftMasters(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
): Promise<DraftOffer | OfferGone | null> {
  return withOffer(ctx, by, draftId, { anyMaster: true }, async (_, found) => found);
}

export interface DraftMonthDay {
  readonly date: LocalDate;
  /** Number of free starts. */
  readonly free: number;
  /** Nobody works; whoever must may be booked all the same, by typing the time. */
  readonly off: boolean;
  readonly past: boolean;
}

export interface DraftMonth extends DraftOffer {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly days: readonly DraftMonthDay[];
}

/** A month of free starts for a draft. */
export async function readDraftMonth(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
  month: string,
): Promise<DraftMonth | OfferGone | null> {
  const span = datesOfMonth(month);
  if (span === null) return null;
  return withOffer(ctx, by, draftId, {}, async (tx, found) => {
    const today = localDateOf(found.offer.now, ctx.zone);
    const from = span.from > today ? span.from : today;
    const days =
      from > span.to
        ? []
        : findAvailability((await deskSearch(tx, found.offer, { from, to: span.to })).query);
    const byDate = new Map(days.map((day) => [day.date, day]));
    return {
      ...found,
      month,
      days: datesOf(span).map((date) => ({
        date,
        free: byDate.get(date)?.slots.length ?? 0,
        off: (byDate.get(date)?.capacity ?? 0) === 0,
        past: date < today,
      })),
    };
  });
}

export interface DraftDay extends DraftOffer {
  readonly date: LocalDate;
  readonly slots: readonly Slot[];
}

/** The free starts of a day from now on, for a draft. */
export async function readDraftDay(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
  date: LocalDate,
): Promise<DraftDay | OfferGone | null> {
  if (!isLocalDate(date)) return null;
  return withOffer(ctx, by, draftId, {}, async (tx, found) => {
    const past = date < localDateOf(found.offer.now, ctx.zone);
    const { query } = await deskSearch(tx, found.offer, { from: date, to: date });
    return { ...found, date, slots: past ? [] : findAvailability(query).flatMap(({ slots }) => slots) };
  });
}

/** What a draft comes to, before anything is booked. */
export interface DraftQuote extends OpenDraft {
  readonly judgement: Exclude<DeskJudgement, { readonly kind: 'gone' }>;
  readonly master: MasterRow;
  readonly start: number;
  readonly contact: { readonly name: string | null; readonly phone: string | null };
  /** Null: somebody who is not known yet. */
  readonly client: (ClientCounts & ClientWarnings) | null;
  /** The nearest free starts when this one cannot be had, at most 6. */
  readonly alternatives: readonly Slot[];
}

const alternativesShown = 6;

/** The summary of a draft with a service and a time. `incomplete`: one of them has not been chosen. */
export async function quoteDraft(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
): Promise<DraftQuote | OfferGone | 'incomplete' | null> {
  const now = ctx.clock.now();
  return withDraft(ctx, by, draftId, async (tx, open) => {
    const { draft } = open;
    const wish = wishOf(by, open);
    if (wish === null || draft.start === null) return 'incomplete' as const;
    const { start, clientId } = draft;
    const judgement = await judgeForDesk(tx, ctx, { ...wish, start, clientId }, now);
    if (judgement === null) return 'incomplete' as const;
    if (judgement.kind === 'gone') return judgement.reason;
    const refused = judgement.kind === 'refused';
    return {
      ...open,
      judgement,
      master: judgement.master,
      start,
      ...(await clientOf(tx, open, now)),
      alternatives: refused ? await nearest(tx, ctx, judgement.offer, start) : [],
    };
  });
}

async function clientOf(
  tx: ReadTx,
  { draft, booking }: OpenDraft,
  now: number,
): Promise<Pick<DraftQuote, 'contact' | 'client'>> {
  if (booking !== null) {
    return { contact: { name: booking.contactName, phone: booking.contactPhone }, client: null };
  }
  const { clientId, name, phone } = draft;
  const known = clientId === null ? null : await findClient(tx, clientId);
  if (known === null) return { contact: { name, phone }, client: null };
  return {
    contact: { name: name ?? known.name, phone: phone ?? known.phone },
    client: { ...(await countsOfClient(tx, known.id, now)), ...(await readWarnings(tx, known.id)) },
  };
}

/** A week on both sides holds an alternative, or there is none near. */
const aroundDays = 7;

async function nearest(
  tx: ReadTx,
  { zone }: TenantContext,
  offer: Offer,
  start: number,
): Promise<readonly Slot[]> {
  const today = localDateOf(offer.now, zone);
  const centre = localDateOf(Math.max(start, offer.now), zone);
  const from = plusDays(centre, -aroundDays);
  const span = { from: from > today ? from : today, to: plusDays(centre, aroundDays) };
  const { query } = await deskSearch(tx, offer, span);
  return nearestSlots(findAvailability(query), start, alternativesShown);
}

const candidatesShown = 8;

/**
 * Known clients with a whole number in E.164, or with a part of a name, the last seen first. A master finds only those
 * whose number is known: other people's clients are not for browsing.
 */
export async function findCandidates(
  ctx: TenantContext,
  by: Admin,
  wanted: { readonly phone: string } | { readonly name: string },
): Promise<readonly KnownClient[]> {
  if ('name' in wanted && scopeOf(by) !== null) return [];
  return ctx.db.read((tx) => findKnownClients(tx, wanted, candidatesShown));
}

/** A client who may be meant. */
export type Candidate = KnownClient;

/** A client for a draft by id; null when there is none that this person may see. Any number may be asked for. */
export async function readCandidate(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
  clientId: number,
): Promise<Pick<KnownClient, 'id' | 'name' | 'phone'> | null> {
  return withDraft(ctx, by, draftId, (tx, { draft }) => findKnownClient(tx, by, clientId, draft.phone));
}

async function withDraft<Result>(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
  read: (tx: ReadTx, open: OpenDraft) => Promise<Result>,
): Promise<Result | null> {
  const owner = { kind: draftKind, createdBy: by.telegramId };
  return ctx.db.read(async (tx) => {
    const draft = draftFrom(await findDraft(tx, owner, draftId));
    if (draft === null) return null;
    if (draft.booking === null) return read(tx, { draft, booking: null });
    const booking = await findDeskBooking(tx, scopeOf(by), draft.booking.id);
    return booking === null ? null : read(tx, { draft, booking });
  });
}

async function withOffer<Result>(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
  { anyMaster = false }: { readonly anyMaster?: boolean },
  read: (tx: ReadTx, found: DraftOffer) => Promise<Result>,
): Promise<Result | OfferGone | null> {
  return withDraft(ctx, by, draftId, async (tx, open) => {
    const wish = wishOf(by, open);
    if (wish === null) return 'service_gone';
    const asked = anyMaster ? { ...wish, staffId: null } : wish;
    const offer = await readDeskOffer(tx, ctx, asked, ctx.clock.now());
    return typeof offer === 'string' ? offer : read(tx, { ...open, offer });
  });
}

function wishOf(by: Admin, { draft, booking }: OpenDraft): DeskWish | null {
  const { serviceId, staffId } = draft;
  return serviceId === null ? null : { serviceId, staffId, booking, scope: scopeOf(by) };
}

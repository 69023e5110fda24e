import type { MasterRow } from '../db/staff.js';
import type { BusyRow } from '../db/schedule.js';
import type { ReadTx } from '../db/tenant-db.js';
import type { InstantRange, LocalDate, Slot } from '../domain/availability-types.js';
import {
  findAvailability,
  fitsMaster,
  nearestSlots,
  refusalOfStart,
  type StartRefusal,
} from '../domain/availability.js';
import { dayBounds, localDateOf, openDates, plusDays, type DateSpan } from './local-dates.js';
import { readOffer, readSearch, type Offer, type OfferGone, type Wish } from './offer.js';
import type { TenantContext } from './tenant-context.js';

/** Why a start cannot be booked, whoever asks: the service or master is gone, or the rules do not offer that start. */
export type NotOfferedReason = OfferGone | 'too_soon' | 'too_far' | 'outside_hours';

export type Judgement =
  /** `masters`: who is free, the fairest choice first. */
  | { readonly kind: 'free'; readonly offer: Offer; readonly masters: readonly MasterRow[] }
  | { readonly kind: 'taken'; readonly offer: Offer }
  | { readonly kind: 'not_offered'; readonly offer: Offer | null; readonly reason: NotOfferedReason };

const reasons: Readonly<Record<StartRefusal, NotOfferedReason>> = {
  off_grid: 'outside_hours',
  too_soon: 'too_soon',
  beyond_horizon: 'too_far',
};
const alternativesShown = 6;
/** Most often enough is free within a day; only else the weeks around are searched. */
const nearDays = { before: 1, after: 1 };
const farDays = { before: 7, after: 14 };
/** Every start this near to the wanted one lies within `nearDays`, also when a day has 23 hours. */
const nearMs = 23 * 3_600_000;
/** The range of JavaScript's dates is wider than PostgreSQL's and luxon's comfort; nobody books beyond year 9999. */
const lastInstant = Date.UTC(9999, 0, 1);

/** Whether a number that came from outside can be a moment at all. */
export function isInstant(start: number): boolean {
  return Number.isSafeInteger(start) && start >= 0 && start < lastInstant;
}

/** Decides one start (epoch milliseconds, any number) by the same rules that offer the starts. */
export async function judgeSlot(
  tx: ReadTx,
  ctx: TenantContext,
  { start, ...wish }: Wish & { readonly start: number },
  now: number,
): Promise<Judgement> {
  const offer = await readOffer(tx, ctx, wish, now);
  if (typeof offer === 'string') return { kind: 'not_offered', offer: null, reason: offer };
  if (!isInstant(start)) return { kind: 'not_offered', offer, reason: 'outside_hours' };
  const refusal = refusalOfStart({ ...offer.rules, now }, start);
  if (refusal !== null) return { kind: 'not_offered', offer, reason: reasons[refusal] };
  const date = localDateOf(start, ctx.zone);
  const { query, busy } = await readSearch(tx, offer, { from: date, to: date });
  const fits = query.staff.map((master) => fitsMaster(master, start, ctx.zone));
  const free = offer.masters.filter((_, index) => fits[index] === 'fits');
  if (free.length > 0) {
    const masters = free.length === 1 ? free : fairOrder(free, busy, dayBounds(date, ctx.zone), offer);
    return { kind: 'free', offer, masters };
  }
  return fits.includes('busy')
    ? { kind: 'taken', offer }
    : { kind: 'not_offered', offer, reason: 'outside_hours' };
}

/** The free starts nearest to `wanted` (epoch milliseconds, any number) for the same wish, at most 6, earliest first. */
export async function readAlternatives(tx: ReadTx, offer: Offer, wanted: number): Promise<readonly Slot[]> {
  const { now, rules } = offer;
  const open = openDates(now, rules);
  const centre = isInstant(wanted) ? clamp(localDateOf(wanted, rules.zone), open) : open.from;
  const start = isInstant(wanted) ? wanted : now;
  const search = async ({ before, after }: typeof nearDays) => {
    const span = { from: clamp(plusDays(centre, -before), open), to: clamp(plusDays(centre, after), open) };
    const { query } = await readSearch(tx, offer, span);
    return nearestSlots(findAvailability(query), start, alternativesShown);
  };
  const near = await search(nearDays);
  const enough =
    near.length === alternativesShown && near.every((slot) => Math.abs(slot.start - start) <= nearMs);
  return enough ? near : search(farDays);
}

function clamp(date: LocalDate, { from, to }: DateSpan): LocalDate {
  if (date < from) return from;
  return date > to ? to : date;
}

/** Who has the visit that moves first, then the fewest visits that day, then the owner's order. */
function fairOrder(
  free: readonly MasterRow[],
  busy: readonly BusyRow[],
  day: InstantRange,
  { moving }: Offer,
): MasterRow[] {
  const visits = (id: number) =>
    busy.filter(
      ({ kind, staffId, start, end }) =>
        kind === 'booking' && staffId === id && start < day.end && end > day.start,
    ).length;
  const counted = free.map((master) => ({
    master,
    visits: master.id === moving?.staffId ? -1 : visits(master.id),
  }));
  return counted.sort((a, b) => a.visits - b.visits).map(({ master }) => master);
}

import { findDeskOffer } from '../../db/desk-offers.js';
import { bookingsOfClient, type BookingRow } from '../../db/bookings.js';
import type { BusyRow } from '../../db/schedule.js';
import type { MasterRow } from '../../db/staff.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { AvailabilityQuery, StaffAvailability } from '../../domain/availability-types.js';
import { fitsMaster } from '../../domain/availability.js';
import { localDayAt } from '../../domain/local-time.js';
import { ownVisitDuring } from '../client-rules.js';
import { isInstant } from '../judge-slot.js';
import { localDateOf, plusDays, type DateSpan } from '../local-dates.js';
import { movingVisit, readSearch, type Offer, type OfferGone, type Search } from '../offer.js';
import { mergeSettings } from '../read-settings.js';
import type { TenantContext } from '../tenant-context.js';

/** What the salon wants to book, or what a booking is to become. */
export interface DeskWish {
  readonly serviceId: number;
  /** Null: any master. */
  readonly staffId: number | null;
  /** The booking that changes; null: a new one. */
  readonly booking: BookingRow | null;
  /** Only this master's calendar may be touched; null: anybody's. */
  readonly scope: number | null;
}

/** Of the rules for clients only these may be passed over, and only when somebody says so. */
export type DeskWarning = 'past' | 'too_soon' | 'too_far' | 'outside_hours';

/** What nobody may pass over. `closed`: the time was closed by hand, it has to be opened first. */
export type DeskObstacle = 'taken' | 'closed' | 'own_overlap';

export type DeskJudgement =
  | { readonly kind: 'gone'; readonly reason: OfferGone }
  /** `master`: who is asked; `otherId`: the client's own visit at that time. */
  | {
      readonly kind: 'refused';
      readonly offer: Offer;
      readonly master: MasterRow;
      readonly obstacle: DeskObstacle;
      readonly otherId: number | null;
    }
  | {
      readonly kind: 'fits';
      readonly offer: Offer;
      readonly master: MasterRow;
      readonly warnings: readonly DeskWarning[];
    };

const minuteMs = 60_000;
const shiftMarginDays = 3;
/** Further than anybody plans; what clients may not reach is only a warning here. */
const endlessDays = 10 * 366;

/** What the salon can choose from for a wish, or what is gone. Any numbers may be asked for. */
export async function readDeskOffer(
  tx: ReadTx,
  ctx: TenantContext,
  { serviceId, staffId, booking, scope }: DeskWish,
  now: number,
): Promise<Offer | OfferGone> {
  const kept = booking !== null && booking.serviceId === serviceId ? booking : null;
  const since = plusDays(localDateOf(now, ctx.zone), -shiftMarginDays);
  const stored = await findDeskOffer(tx, serviceId, kept?.staffId ?? null, since);
  if (stored === null) return 'service_gone';
  const masters = stored.masters.filter(
    ({ id }) => (staffId === null || id === staffId) && (scope === null || id === scope),
  );
  if (masters.length === 0) return 'staff_gone';
  const settings = mergeSettings(ctx, stored.settings);
  return {
    ...stored,
    masters: masters.map((master) => asAgreed(master, kept)),
    settings,
    now,
    moving: booking === null ? null : movingVisit(booking),
    rules: {
      zone: ctx.zone,
      minNoticeMinutes: settings.minNoticeMinutes,
      horizonDays: settings.horizonDays,
      gridMinutes: settings.slotGridMinutes,
    },
  };
}

/** With the service and the master it has, a booking keeps its price and its length. */
function asAgreed(master: MasterRow, kept: BookingRow | null): MasterRow {
  if (kept?.staffId !== master.id) return master;
  const { priceMinor, durationMinutes } = movingVisit(kept);
  return { ...master, priceMinor, durationMinutes };
}

/** A search of free starts for the salon: neither notice nor horizon hide any. */
export async function deskSearch(tx: ReadTx, offer: Offer, span: DateSpan): Promise<Search> {
  const search = await readSearch(tx, offer, span);
  const query: AvailabilityQuery = { ...search.query, minNoticeMinutes: 0, horizonDays: endlessDays };
  return { ...search, query };
}

/**
 * Decides one start (epoch milliseconds, any number; need not lie on the grid) for the salon. With any master it names
 * the one who fits best: without a warning before with one, then with the fewest visits around, then in the owner's order.
 * `clientId` null: somebody who has no other visits. Null: not a moment.
 */
export async function judgeForDesk(
  tx: ReadTx,
  ctx: TenantContext,
  { start, clientId, ...wish }: DeskWish & { readonly start: number; readonly clientId: number | null },
  now: number,
): Promise<DeskJudgement | null> {
  if (!isInstant(start) || start % minuteMs !== 0) return null;
  const offer = await readDeskOffer(tx, ctx, wish, now);
  if (typeof offer === 'string') return { kind: 'gone', reason: offer };
  const date = localDateOf(start, ctx.zone);
  const { query, busy } = await readSearch(tx, offer, { from: date, to: date });
  const ofTime = warningsOfTime(offer, start);
  const judged = offer.masters.map((master, index) => {
    const obstacle = obstacleOf(busy, query.staff[index], start);
    return { master, obstacle, outside: isOutside(query.staff[index], start, ctx.zone) };
  });
  const [best] = judged.toSorted((a, b) => rank(a) - rank(b) || visitsOf(busy, a) - visitsOf(busy, b));
  if (best === undefined) return { kind: 'gone', reason: 'staff_gone' };
  const { master, obstacle, outside } = best;
  if (obstacle !== null) return { kind: 'refused', offer, master, obstacle, otherId: null };
  const otherId = await ownVisit(tx, offer, { clientId, start, master });
  if (otherId !== null) return { kind: 'refused', offer, master, obstacle: 'own_overlap', otherId };
  return { kind: 'fits', offer, master, warnings: outside ? [...ofTime, 'outside_hours'] : ofTime };
}

interface Judged {
  readonly master: MasterRow;
  readonly obstacle: DeskObstacle | null;
  readonly outside: boolean;
}

function rank({ obstacle, outside }: Judged): number {
  if (obstacle !== null) return 2;
  return outside ? 1 : 0;
}

function visitsOf(busy: readonly BusyRow[], { master }: Judged): number {
  return busy.filter(({ kind, staffId }) => kind === 'booking' && staffId === master.id).length;
}

function obstacleOf(
  busy: readonly BusyRow[],
  master: StaffAvailability | undefined,
  start: number,
): DeskObstacle | null {
  if (master === undefined) return 'taken';
  const from = start - master.bufferBeforeMinutes * minuteMs;
  const until = start + (master.durationMinutes + master.bufferAfterMinutes) * minuteMs;
  const touching = busy.filter(
    (row) => (row.staffId === null || row.staffId === master.staffId) && row.start < until && row.end > from,
  );
  if (touching.some(({ kind }) => kind === 'booking')) return 'taken';
  return touching.length > 0 ? 'closed' : null;
}

function isOutside(master: StaffAvailability | undefined, start: number, zone: string): boolean {
  return master === undefined || fitsMaster({ ...master, busy: [] }, start, zone) !== 'fits';
}

function warningsOfTime({ rules, now }: Offer, start: number): DeskWarning[] {
  if (start < now) return ['past'];
  if (start < now + rules.minNoticeMinutes * minuteMs) return ['too_soon'];
  const lastDay = localDayAt(now, rules.zone) + rules.horizonDays;
  return localDayAt(start, rules.zone) > lastDay ? ['too_far'] : [];
}

async function ownVisit(
  tx: ReadTx,
  { now, moving }: Offer,
  { clientId, start, master }: { clientId: number | null; start: number; master: MasterRow },
): Promise<number | null> {
  if (clientId === null) return null;
  const end = start + master.durationMinutes * minuteMs;
  const around = { now, from: start - 24 * 60 * minuteMs, to: end };
  const own = await bookingsOfClient(tx, clientId, around);
  const others = own.filter(({ id }) => id !== moving?.bookingId);
  return ownVisitDuring(others, { start, end })?.id ?? null;
}

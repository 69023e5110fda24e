import { findOffer, type StoredOffer } from '../db/offers.js';
import { readBusy, type BusyRow } from '../db/schedule.js';
import type { MasterRow } from '../db/staff.js';
import type { ReadTx } from '../db/tenant-db.js';
import type { AvailabilityQuery, InstantRange } from '../domain/availability-types.js';
import type { TenantSettings } from '../domain/settings.js';
import { localDateOf, plusDays, type DateSpan } from './local-dates.js';
import { mergeSettings } from './read-settings.js';
import type { TenantContext } from './tenant-context.js';

/** What a client asks for: a service, with one master or with any (null). */
export interface Wish {
  readonly serviceId: number;
  readonly staffId: number | null;
  /** A visit that is to take place at another time: its own time counts as free. */
  readonly moving?: MovingVisit;
}

/** A booking that looks for another time. With the master it has, price and length stay as they were agreed. */
export interface MovingVisit {
  readonly bookingId: number;
  readonly staffId: number;
  /** Minor units of the booking's currency. */
  readonly priceMinor: number;
  readonly durationMinutes: number;
}

/** A stored booking as a visit that looks for another time. */
export function movingVisit(booking: {
  readonly id: number;
  readonly staffId: number;
  readonly priceMinor: number;
  readonly startsAt: number;
  readonly endsAt: number;
}): MovingVisit {
  const { id, staffId, priceMinor, startsAt, endsAt } = booking;
  return { bookingId: id, staffId, priceMinor, durationMinutes: Math.round((endsAt - startsAt) / minuteMs) };
}

/** What the salon offers for a wish now. */
export interface Offer extends Omit<StoredOffer, 'settings'> {
  /** The one asked for, or all who offer the service, in the owner's order. */
  readonly masters: readonly MasterRow[];
  readonly settings: TenantSettings;
  /** The salon's rules about starts, as the engine takes them. */
  readonly rules: StartRules;
  /** Epoch milliseconds; nothing earlier can be searched in this offer. */
  readonly now: number;
  readonly moving: MovingVisit | null;
}

export type StartRules = Pick<AvailabilityQuery, 'zone' | 'minNoticeMinutes' | 'horizonDays' | 'gridMinutes'>;

export type OfferGone = 'service_gone' | 'staff_gone';

/** A search ready for the engine, and the busy times it was made of. */
export interface Search {
  readonly query: AvailabilityQuery;
  readonly busy: readonly BusyRow[];
}

const minuteMs = 60_000;
/** A shift of some days ago may reach into today. */
const shiftMarginDays = 3;

/** Reads what is offered, or says what is not: the service, or this master for it. Any numbers may be asked for. */
export async function readOffer(
  tx: ReadTx,
  ctx: TenantContext,
  { serviceId, staffId, moving }: Wish,
  now: number,
): Promise<Offer | OfferGone> {
  const stored = await findOffer(tx, serviceId, plusDays(localDateOf(now, ctx.zone), -shiftMarginDays));
  if (stored === null) return 'service_gone';
  const masters = staffId === null ? stored.masters : stored.masters.filter(({ id }) => id === staffId);
  if (masters.length === 0) return 'staff_gone';
  const settings = mergeSettings(ctx, stored.settings);
  return {
    ...stored,
    masters: masters.map((master) => asAgreed(master, moving)),
    settings,
    now,
    moving: moving ?? null,
    rules: {
      zone: ctx.zone,
      minNoticeMinutes: settings.minNoticeMinutes,
      horizonDays: settings.horizonDays,
      gridMinutes: settings.slotGridMinutes,
    },
  };
}

function asAgreed(master: MasterRow, moving: MovingVisit | undefined): MasterRow {
  if (moving?.staffId !== master.id) return master;
  return { ...master, priceMinor: moving.priceMinor, durationMinutes: moving.durationMinutes };
}

/** Reads the busy times for starts on the local dates of a span that begins today or later. */
export async function readSearch(tx: ReadTx, offer: Offer, { from, to }: DateSpan): Promise<Search> {
  const { service, masters, schedule, rules, now, moving } = offer;
  const ids = masters.map((master) => master.id);
  const busy = await readBusy(tx, ids, reachOf(offer, { from, to }), moving?.bookingId ?? null);
  const ofAll = busy.filter(({ staffId }) => staffId === null);
  const byStaff = new Map<number, BusyRow[]>(ids.map((id) => [id, [...ofAll]]));
  for (const row of busy) if (row.staffId !== null) byStaff.get(row.staffId)?.push(row);
  const staff = masters.map((master) => ({
    staffId: master.id,
    rules: schedule.rulesOf(master.id),
    busy: byStaff.get(master.id) ?? [],
    durationMinutes: master.durationMinutes,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes,
  }));
  return { busy, query: { ...rules, from, to, now, staff } };
}

/** Every instant that a visit starting on these dates, in any zone, or its buffers could touch. */
function reachOf({ service, masters }: Offer, { from, to }: DateSpan): InstantRange {
  const longest = Math.max(...masters.map((master) => master.durationMinutes));
  return {
    start: Date.parse(plusDays(from, -1)) - service.bufferBeforeMinutes * minuteMs,
    end: Date.parse(plusDays(to, 2)) + (longest + service.bufferAfterMinutes) * minuteMs,
  };
}

import { createHash } from 'node:crypto';
import type { VisitPlace } from '../../db/desk-bookings.js';
import { readTeamSchedule } from '../../db/desk-schedule.js';
import { selectVisits, stayingVisits, type MassVisit } from '../../db/mass-visits.js';
import { blocksOf } from '../../db/time-blocks.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { InstantRange } from '../../domain/availability-types.js';
import { findCollisions, type Around, type Collision, type Placement } from '../../domain/mass-collisions.js';
import { dayOfDate, minuteMs } from '../../domain/local-time.js';
import type { TenantSettings } from '../../domain/settings.js';
import { readZoneForShifts, workingRangesOfDays } from '../../domain/working-ranges.js';
import { localDateOf, plusDays } from '../local-dates.js';
import { readSettings } from '../read-settings.js';
import type { TenantContext } from '../tenant-context.js';
import { mostVisits, type MassOrder } from './mass-order.js';
import { placingOf } from './mass-placing.js';

/** A visit and what becomes of it. */
export interface PlannedVisit {
  readonly visit: MassVisit;
  /** Null: it is cancelled, or stays as it is. */
  readonly place: VisitPlace | null;
  readonly collisions: readonly Collision[];
}

/** What an order would do now. */
export interface MassPlan {
  readonly visits: readonly PlannedVisit[];
  readonly placements: readonly Placement[];
  /** Of a change of the service. */
  readonly newService: { readonly id: number; readonly name: string } | null;
  readonly settings: TenantSettings;
  /** Another one as soon as anything would come out differently: visits, versions, places, collisions. Hexadecimal. */
  readonly fingerprint: string;
}

export type MassPlanResult = MassPlan | 'too_many' | 'service_gone';

/** A shift of some days ago may reach into the range, and one that begins before a visit may end days after it. */
const marginDays = 3;

/**
 * Works out what an order would do, from the rows as they stand; changes nothing. Visits that have begun at `now` (epoch
 * milliseconds) stay where they are.
 */
export async function planMass(
  tx: ReadTx,
  ctx: TenantContext,
  order: MassOrder,
  now: number,
): Promise<MassPlanResult> {
  const { selection, change } = order;
  const settings = await readSettings(tx, ctx);
  const selected = await selectVisits(tx, selection, now, mostVisits + 1);
  if (selected.length > mostVisits) return 'too_many';
  const chosen = selected.filter(({ id }) => !selection.except.includes(id));
  const placing = await placingOf(tx, ctx, change, now);
  if (placing === 'service_gone') return placing;
  const planned = chosen.map((visit) => ({ visit, ...placing.placeOf(visit) }));
  const placements = planned.flatMap(({ visit, place, offered }) =>
    place === null ? [] : [placementOf(visit, place, offered)],
  );
  const around = await readAround(tx, ctx, order, placements, { settings, now });
  const found = findCollisions(placements, around);
  const collisions = new Map(placements.map(({ id }, index) => [id, found[index] ?? []]));
  const visits = planned.map(({ visit, place }) => ({
    visit,
    place,
    collisions: collisions.get(visit.id) ?? [],
  }));
  return {
    visits,
    placements,
    newService: placing.service,
    settings,
    fingerprint: fingerprintOf(order, visits),
  };
}

function placementOf(visit: MassVisit, place: VisitPlace, offered: boolean): Placement {
  const { id, clientId, staffId } = visit;
  return {
    ...{ id, clientId, staffId, offered },
    before: reachOf(visit),
    during: reachOf(place),
    visitBefore: { start: visit.startsAt, end: visit.endsAt },
    visit: { start: place.startsAt, end: place.endsAt },
  };
}

type Reach = Pick<VisitPlace, 'startsAt' | 'endsAt' | 'bufferBeforeMinutes' | 'bufferAfterMinutes'>;

function reachOf({ startsAt, endsAt, bufferBeforeMinutes, bufferAfterMinutes }: Reach): InstantRange {
  return { start: startsAt - bufferBeforeMinutes * minuteMs, end: endsAt + bufferAfterMinutes * minuteMs };
}

async function readAround(
  tx: ReadTx,
  { zone }: TenantContext,
  { block }: MassOrder,
  placements: readonly Placement[],
  { settings, now }: { readonly settings: TenantSettings; readonly now: number },
): Promise<Around> {
  const reach = placements.flatMap(({ before, during }) => [before, during]);
  const range = {
    start: Math.min(...reach.map(({ start }) => start)),
    end: Math.max(...reach.map(({ end }) => end)),
  };
  const fresh = block === null ? [] : [{ ...block, fresh: true }];
  const nothing = { now, minNoticeMinutes: settings.minNoticeMinutes, staying: [], closed: fresh };
  if (placements.length === 0) return { ...nothing, hoursOf: () => [] };
  const staffIds = [...new Set(placements.map(({ staffId }) => staffId))];
  const clientIds = [...new Set(placements.map(({ clientId }) => clientId))];
  const except = placements.map(({ id }) => id);
  const staying = await stayingVisits(tx, range, { staffIds, clientIds, except });
  const closed = await blocksOf(tx, staffIds, range);
  const first = plusDays(localDateOf(range.start, zone), -marginDays);
  const last = plusDays(localDateOf(range.end, zone), marginDays);
  const { schedule } = await readTeamSchedule(tx, first);
  const periods = readZoneForShifts(zone, dayOfDate(first), dayOfDate(last));
  const hours = new Map(
    staffIds.map((id) => [
      id,
      workingRangesOfDays(schedule.rulesOf(id), dayOfDate(first), dayOfDate(last), periods),
    ]),
  );
  return {
    ...nothing,
    staying,
    closed: [...fresh, ...closed.map((one) => ({ ...one, fresh: false }))],
    hoursOf: (id) => hours.get(id) ?? [],
  };
}

/** A hash needs no order of keys here: all of it is written by this program in the same order. */
function fingerprintOf(order: MassOrder, visits: readonly PlannedVisit[]): string {
  const facts = visits.map(({ visit, place, collisions }) => [
    visit.id,
    visit.version,
    visit.startsAt,
    place === null ? null : [place.serviceId, place.startsAt, place.endsAt, place.priceMinor, place.currency],
    place === null ? null : [place.bufferBeforeMinutes, place.bufferAfterMinutes],
    collisions.map(({ kind, otherId }) => [kind, otherId]),
  ]);
  const { selection, change, block } = order;
  return createHash('sha256')
    .update(JSON.stringify([Object.entries(selection), Object.entries(change), block, facts]))
    .digest('hex');
}

/** As much of a fingerprint as a button can carry. */
export const seenDigits = 10;

export function seenOf({ fingerprint }: Pick<MassPlan, 'fingerprint'>): number {
  return Number.parseInt(fingerprint.slice(0, seenDigits), 16);
}

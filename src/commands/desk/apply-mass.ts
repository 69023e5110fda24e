import type { VisitPlace } from '../../db/desk-bookings.js';
import type { MassVisit } from '../../db/mass-visits.js';
import { appendBookingEvents, cancelVisits, placeVisits } from '../../db/mass-writes.js';
import { insertTimeBlock } from '../../db/time-blocks.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { planForCancels, planForMoves } from '../plan-notifications.js';
import type { TenantContext } from '../tenant-context.js';
import { changeBetween } from '../visit-change.js';
import { actorOf, audit, type Admin } from './admin.js';
import type { MassDone, MassKind, MassOrder } from './mass-order.js';
import type { MassPlan, PlannedVisit } from './plan-mass.js';

/** A plan that was confirmed; its operation, visits and masters are locked. */
export interface ConfirmedMass {
  readonly operationId: number;
  readonly kind: MassKind;
  readonly order: MassOrder;
  readonly plan: MassPlan;
  readonly anyway: boolean;
}

/**
 * Carries a plan out. Rejects with SQLSTATE 23P01 when somebody who does not wait for the staff's lock wins one of the
 * times at this moment; the transaction is then lost. `now` is epoch milliseconds.
 */
export async function applyMass(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  confirmed: ConfirmedMass,
  now: number,
): Promise<MassDone> {
  const { order, plan } = confirmed;
  const blockId =
    order.block === null
      ? null
      : await insertTimeBlock(tx, { ...order.block, createdBy: by.telegramId }, now);
  if (order.change.kind === 'cancel') await cancelAll(tx, by, confirmed, order.change.reason, now);
  else await placeAll(tx, ctx, by, confirmed, now);
  const touched = order.change.kind === 'leave' ? [] : plan.visits;
  await writeAudit(tx, by, confirmed, { blockId, touched }, now);
  return {
    visits: touched.length,
    toCall: touched.filter(({ visit }) => !visit.reachable).map(({ visit }) => visit.id),
    blockId,
  };
}

async function cancelAll(
  tx: WriteTx,
  by: Admin,
  { plan, operationId }: ConfirmedMass,
  reason: string | null,
  now: number,
): Promise<void> {
  const cancelled = plan.visits.map(({ visit }) => ({ ...visit, version: visit.version + 1 }));
  await cancelVisits(
    tx,
    cancelled.map(({ id }) => id),
    reason,
    now,
  );
  const events = cancelled.map(({ id, version }) => ({
    bookingId: id,
    kind: 'cancelled' as const,
    actor: actorOf(by),
    data: { version, reason: null, operation: operationId },
    at: now,
  }));
  await appendBookingEvents(tx, events);
  await planForCancels(tx, cancelled, now);
}

async function placeAll(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { plan, operationId }: ConfirmedMass,
  now: number,
): Promise<void> {
  const changed = plan.visits.flatMap(({ visit, place }) => (place === null ? [] : [{ visit, place }]));
  await placeVisits(
    tx,
    changed.map(({ place }) => place),
    now,
  );
  const line = { actor: actorOf(by), at: now };
  const events = changed.flatMap(({ visit, place }) =>
    eventsOf(visit, place, plan.newService?.name, operationId).map((event) => ({ ...event, ...line })),
  );
  await appendBookingEvents(tx, events);
  const moved = changed.map(({ visit, place }) => ({
    visit: { ...visit, ...place },
    change: changeBetween(visit, place),
  }));
  await planForMoves(tx, ctx, plan.settings, moved, now);
}

function eventsOf(visit: MassVisit, place: VisitPlace, service: string | undefined, operation: number) {
  const { bookingId, staffId, version } = place;
  const [from, to] = [new Date(visit.startsAt), new Date(place.startsAt)];
  const moved = { from, to, fromStaffId: staffId, staffId, version, operation };
  const renamed = { from: visit.serviceName, to: service, version, operation };
  return [
    ...(visit.startsAt === place.startsAt ? [] : [{ bookingId, kind: 'moved' as const, data: moved }]),
    ...(visit.serviceId === place.serviceId
      ? []
      : [{ bookingId, kind: 'service_changed' as const, data: renamed }]),
  ];
}

async function writeAudit(
  tx: WriteTx,
  by: Admin,
  { kind, operationId, order, plan, anyway }: ConfirmedMass,
  { blockId, touched }: { readonly blockId: number | null; readonly touched: readonly PlannedVisit[] },
  now: number,
): Promise<void> {
  const { selection, change, block } = order;
  await audit(tx, by, {
    action: kind,
    ...(blockId === null
      ? { subject: 'mass', subjectId: operationId }
      : { subject: 'block', subjectId: blockId }),
    old: touched.length === 0 ? undefined : { visits: touched.map(({ visit }) => factsOf(visit)) },
    new: {
      operation: operationId,
      change: change.kind,
      ...(change.kind === 'shift' ? { minutes: change.minutes } : {}),
      ...(plan.newService === null ? {} : { service: plan.newService.name }),
      from: iso(selection.start),
      to: iso(selection.end),
      staffId: selection.staffId,
      ...(block === null ? {} : { reason: block.reason }),
      ...(anyway && plan.visits.some(({ collisions }) => collisions.length > 0) ? { anyway } : {}),
      visits: touched.map(({ visit, place }) =>
        place === null
          ? { id: visit.id }
          : { ...factsOf({ ...place, id: visit.id }), version: place.version },
      ),
    },
    at: now,
  });
}

const iso = (instant: number): string => new Date(instant).toISOString();

function factsOf(visit: Pick<VisitPlace, 'startsAt' | 'endsAt' | 'serviceId'> & { readonly id: number }) {
  const { id, startsAt, endsAt, serviceId } = visit;
  return { id, startsAt: iso(startsAt), endsAt: iso(endsAt), serviceId };
}

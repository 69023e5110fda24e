import { appendBookingEvent } from '../../db/booking-events.js';
import { isTimeTaken, lockStaff } from '../../db/booking-moves.js';
import { lockClientAndOffer } from '../../db/clients.js';
import { lockDeskBooking, placeVisit, type DeskBookingRow, type VisitPlace } from '../../db/desk-bookings.js';
import type { MasterRow } from '../../db/staff.js';
import type { WriteTx } from '../../db/tenant-db.js';
import type { Offer } from '../offer.js';
import { planForMove, planHandover } from '../plan-notifications.js';
import type { TenantContext } from '../tenant-context.js';
import { changeBetween } from '../visit-change.js';
import { actorOf, audit, scopeOf, type Admin } from './admin.js';
import type { CommitResult } from './commit-result.js';
import { judgeForDesk, type DeskWarning } from './desk-offer.js';
import type { StoredDraft } from './visit-draft.js';

export interface ChangeOrder {
  readonly draft: StoredDraft;
  /** As the person saw it. */
  readonly booking: { readonly id: number; readonly version: number };
  readonly anyway: boolean;
}

/** Gives a booked visit the time, master and service of a locked draft; its number and its history stay. */
export async function changeBooked(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { draft, booking, anyway }: ChangeOrder,
  now: number,
): Promise<CommitResult> {
  const { serviceId, staffId, start, clientId } = draft;
  if (serviceId === null || start === null || clientId === null) return { outcome: 'incomplete' };
  await lockClientAndOffer(tx, clientId);
  const row = await lockDeskBooking(tx, scopeOf(by), booking.id);
  if (row === null) return { outcome: 'not_found' };
  if (row.version !== booking.version || row.status !== 'booked') {
    return { outcome: 'changed', bookingId: row.id };
  }
  const wish = { serviceId, staffId, booking: row, scope: scopeOf(by), start, clientId };
  const judgement = await judgeForDesk(tx, ctx, wish, now);
  if (judgement === null) return { outcome: 'incomplete' };
  if (judgement.kind === 'gone') return { outcome: 'gone', reason: judgement.reason };
  if (judgement.kind === 'refused') {
    return { outcome: 'refused', obstacle: judgement.obstacle, otherId: judgement.otherId };
  }
  const { offer, master, warnings } = judgement;
  const place = placeOf(row, offer, master, start);
  if (isThere(row, place)) return { outcome: 'unchanged', bookingId: row.id };
  if (warnings.length > 0 && !anyway) return { outcome: 'warned', warnings };
  await lockStaff(tx, [row.staffId, master.id]);
  if (await isTimeTaken(tx, place)) return { outcome: 'refused', obstacle: 'taken', otherId: null };
  await settle(tx, ctx, by, { row, place, offer, master, warnings }, now);
  return { outcome: 'done', bookingId: row.id, repeated: false };
}

function placeOf(row: DeskBookingRow, { service }: Offer, master: MasterRow, start: number): VisitPlace {
  const agreed = row.serviceId === service.id && row.staffId === master.id;
  return {
    bookingId: row.id,
    serviceId: service.id,
    staffId: master.id,
    startsAt: start,
    endsAt: start + master.durationMinutes * 60_000,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes,
    priceMinor: master.priceMinor,
    currency: agreed ? row.currency : service.currency,
    version: row.version + 1,
  };
}

function isThere(row: DeskBookingRow, place: VisitPlace): boolean {
  return (
    row.startsAt === place.startsAt && row.staffId === place.staffId && row.serviceId === place.serviceId
  );
}

interface Settlement {
  readonly row: DeskBookingRow;
  readonly place: VisitPlace;
  readonly offer: Offer;
  readonly master: MasterRow;
  readonly warnings: readonly DeskWarning[];
}

async function settle(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  settlement: Settlement,
  now: number,
): Promise<void> {
  const { row, place, offer, master, warnings } = settlement;
  const moved = row.startsAt !== place.startsAt || row.staffId !== place.staffId;
  await placeVisit(tx, place, row.startsAt !== place.startsAt, now);
  const event = { bookingId: row.id, actor: actorOf(by), at: now };
  if (moved) {
    const [from, to] = [new Date(row.startsAt), new Date(place.startsAt)];
    const staff = { fromStaffId: row.staffId, staffId: place.staffId };
    await appendBookingEvent(tx, {
      ...event,
      kind: 'moved',
      data: { from, to, ...staff, version: place.version },
    });
  }
  if (row.serviceId !== place.serviceId) {
    const data = { from: row.serviceName, to: offer.service.name, version: place.version };
    await appendBookingEvent(tx, { ...event, kind: 'service_changed', data });
  }
  const visit = { ...row, ...place, id: row.id };
  const change = changeBetween(row, place);
  await planForMove(tx, ctx, offer.settings, visit, 'salon', now, change);
  await planHandover(tx, ctx, visit, { change, by: by.telegramId }, now);
  await audit(tx, by, {
    action: 'booking.move',
    subject: 'booking',
    subjectId: row.id,
    old: factsOf(row, row.serviceName, row.staffName),
    new: {
      ...factsOf(place, offer.service.name, master.name),
      ...(warnings.length === 0 ? {} : { anyway: warnings }),
    },
    at: now,
  });
}

function factsOf(
  { startsAt, priceMinor, currency }: Pick<VisitPlace, 'startsAt' | 'priceMinor' | 'currency'>,
  service: string,
  master: string,
) {
  return { startsAt: new Date(startsAt).toISOString(), service, master, priceMinor, currency };
}

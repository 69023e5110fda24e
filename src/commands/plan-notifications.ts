import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BookingRow } from '../db/bookings.js';
import { skipPendingOfMany } from '../db/mass-writes.js';
import { insertNotifications, skipPending, type NewNotification } from '../db/notifications.js';
import type { NewDeskNotice } from '../db/desk-notices.js';
import type { WriteTx } from '../db/tenant-db.js';
import type { DeskNoticeKind } from '../domain/desk-notices.js';
import { planFeedback, planReminders, type NotificationKind } from '../domain/notifications.js';
import type { TenantSettings } from '../domain/settings.js';
import { planDeskNotices } from './plan-desk-notices.js';
import type { TenantContext } from './tenant-context.js';
import type { VisitChange } from './visit-change.js';

/** Who changed a booking. The one who did it sees it on the screen and gets no notice of it. */
export type Side = 'client' | 'salon';

/** What notifications are planned from; every stored booking has it. */
export type PlannedVisit = Pick<BookingRow, 'id' | 'clientId' | 'startsAt' | 'endsAt' | 'version'>;

/**
 * Plans what a new booking causes, in the transaction that writes it: reminders, the request for feedback and a notice:
 * to the client when the salon booked, to the salon's people when the client did. `now` is epoch milliseconds.
 */
export async function planForNew(
  tx: WriteTx,
  ctx: TenantContext,
  settings: TenantSettings,
  visit: PlannedVisit,
  by: Side,
  now: number,
): Promise<void> {
  const ahead = planAhead(ctx, settings, visit, now);
  await insertNotifications(tx, [...noticeTo(visit, 'created', by, now), ...ahead], now);
  if (by === 'client') await planDeskNotices(tx, ctx, deskNotice(visit, 'desk_created'), now);
}

/**
 * After a visit has moved, in the same transaction: takes back what waits for the old time and plans anew. `visit` has its
 * new times and version; `change`: what the notice says of before; `now` is epoch milliseconds.
 */
export async function planForMove(
  tx: WriteTx,
  ctx: TenantContext,
  settings: TenantSettings,
  visit: PlannedVisit,
  by: Side,
  now: number,
  change?: VisitChange,
): Promise<void> {
  await skipPending(tx, visit.id, 'moved', now);
  const ahead = planAhead(ctx, settings, visit, now);
  await insertNotifications(tx, [...noticeTo(visit, 'changed', by, now, change), ...ahead], now);
  if (by === 'client') await planDeskNotices(tx, ctx, deskNotice(visit, 'desk_changed', change), now);
}

/**
 * After the salon gave a visit to another master, in the same transaction: plans what both are told; `by`, who did it,
 * sees it on the screen. Without another master nothing is planned. `now` is epoch milliseconds.
 */
export async function planHandover(
  tx: WriteTx,
  ctx: TenantContext,
  visit: PlannedVisit,
  { change, by }: { readonly change: VisitChange; readonly by: number },
  now: number,
): Promise<void> {
  if (change.fromStaffId === undefined) return;
  const notice = deskNotice(visit, 'desk_changed', { ...change, handedOver: true });
  await planDeskNotices(tx, ctx, notice, now, ({ telegramId, onlyStaffId }) => {
    return onlyStaffId !== null && telegramId !== by;
  });
}

/**
 * After the salon changed something of a visit that leaves its time as it is, in the same transaction: plans the notice.
 * `visit` has its new version; `now` is epoch milliseconds.
 */
export async function planChangeNotice(
  tx: WriteTx,
  visit: PlannedVisit,
  change: VisitChange,
  now: number,
): Promise<void> {
  await insertNotifications(tx, noticeTo(visit, 'changed', 'salon', now, change), now);
}

/**
 * After a visit was cancelled, in the same transaction: takes back all that waits for it and, when the salon cancelled,
 * plans a notice. `visit` has its new version; `now` is epoch milliseconds.
 */
export async function planForCancel(
  tx: WriteTx,
  ctx: TenantContext,
  visit: PlannedVisit,
  by: Side,
  now: number,
): Promise<void> {
  await skipPending(tx, visit.id, 'cancelled', now);
  await insertNotifications(tx, noticeTo(visit, 'cancelled', by, now), now);
  if (by === 'client') await planDeskNotices(tx, ctx, deskNotice(visit, 'desk_cancelled'), now);
}

/** So many are planned before the event loop belongs to others again, and written in one statement. */
const plannedAtOnce = 10;

/** As `planForMove` for many visits that the salon moved in one transaction. */
export async function planForMoves(
  tx: WriteTx,
  ctx: TenantContext,
  settings: TenantSettings,
  moved: readonly { readonly visit: PlannedVisit; readonly change: VisitChange }[],
  now: number,
): Promise<void> {
  await skipPendingOfMany(
    tx,
    moved.map(({ visit }) => visit.id),
    'moved',
    now,
  );
  for (let index = 0; index < moved.length; index += plannedAtOnce) {
    const planned = moved
      .slice(index, index + plannedAtOnce)
      .flatMap(({ visit, change }) => [
        ...noticeTo(visit, 'changed', 'salon', now, change),
        ...planAhead(ctx, settings, visit, now),
      ]);
    await insertNotifications(tx, planned, now);
    await nextTurn();
  }
}

/** As `planForCancel` for many visits that the salon cancelled in one transaction. */
export async function planForCancels(
  tx: WriteTx,
  visits: readonly PlannedVisit[],
  now: number,
): Promise<void> {
  await skipPendingOfMany(
    tx,
    visits.map(({ id }) => id),
    'cancelled',
    now,
  );
  for (let index = 0; index < visits.length; index += plannedAtOnce) {
    const notices = visits
      .slice(index, index + plannedAtOnce)
      .flatMap((visit) => noticeTo(visit, 'cancelled', 'salon', now));
    await insertNotifications(tx, notices, now);
  }
}

function planAhead(
  { zone }: TenantContext,
  { quietHours, reminderMinutes, feedbackDelayMinutes }: TenantSettings,
  visit: PlannedVisit,
  now: number,
): NewNotification[] {
  const { startsAt, endsAt } = visit;
  const feedbackAt = planFeedback(endsAt, feedbackDelayMinutes, { quietHours, zone });
  return [
    ...planReminders({ startsAt, now, reminderMinutes, quietHours, zone }).map(
      ({ distanceMinutes, dueAt }) => ({ ...rowOf(visit, 'reminder', dueAt), distanceMinutes }),
    ),
    rowOf(visit, 'feedback', feedbackAt),
  ];
}

function noticeTo(
  visit: PlannedVisit,
  kind: NotificationKind,
  by: Side,
  now: number,
  change?: VisitChange,
): NewNotification[] {
  if (by === 'client') return [];
  return [{ ...rowOf(visit, kind, now), ...(change === undefined ? {} : { details: change }) }];
}

function deskNotice(
  { id, version, startsAt }: PlannedVisit,
  kind: DeskNoticeKind,
  change: VisitChange = {},
): NewDeskNotice {
  const { fromStaffId = null } = change;
  return {
    ...{ kind, bookingId: id, bookingVersion: version, visitStartsAt: startsAt },
    ...{ fromStaffId, details: change },
  };
}

function rowOf(visit: PlannedVisit, kind: NotificationKind, dueAt: number): NewNotification {
  return {
    kind,
    bookingId: visit.id,
    bookingVersion: visit.version,
    visitStartsAt: visit.startsAt,
    distanceMinutes: 0,
    clientId: visit.clientId,
    dueAt,
  };
}

import type { BookingRow } from '../db/bookings.js';
import { insertNotifications, skipPending, type NewNotification } from '../db/notifications.js';
import type { WriteTx } from '../db/tenant-db.js';
import { planFeedback, planReminders, type NotificationKind } from '../domain/notifications.js';
import type { TenantSettings } from '../domain/settings.js';
import type { TenantContext } from './tenant-context.js';

/** Who changed a booking. The one who did it sees it on the screen and gets no notice of it. */
export type Side = 'client' | 'salon';

/** What notifications are planned from; every stored booking has it. */
export type PlannedVisit = Pick<BookingRow, 'id' | 'clientId' | 'startsAt' | 'endsAt' | 'version'>;

/**
 * Plans what a new booking causes, in the transaction that writes it: reminders, the request for feedback and, when the
 * salon booked, a notice. `now` is epoch milliseconds.
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
}

/**
 * After a visit has moved, in the same transaction: takes back what waits for the old time and plans anew. `visit` has its
 * new times and version; `now` is epoch milliseconds.
 */
export async function planForMove(
  tx: WriteTx,
  ctx: TenantContext,
  settings: TenantSettings,
  visit: PlannedVisit,
  by: Side,
  now: number,
): Promise<void> {
  await skipPending(tx, visit.id, 'moved', now);
  const ahead = planAhead(ctx, settings, visit, now);
  await insertNotifications(tx, [...noticeTo(visit, 'changed', by, now), ...ahead], now);
}

/**
 * After a visit was cancelled, in the same transaction: takes back all that waits for it and, when the salon cancelled,
 * plans a notice. `visit` has its new version; `now` is epoch milliseconds.
 */
export async function planForCancel(tx: WriteTx, visit: PlannedVisit, by: Side, now: number): Promise<void> {
  await skipPending(tx, visit.id, 'cancelled', now);
  await insertNotifications(tx, noticeTo(visit, 'cancelled', by, now), now);
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

function noticeTo(visit: PlannedVisit, kind: NotificationKind, by: Side, now: number): NewNotification[] {
  return by === 'client' ? [] : [rowOf(visit, kind, now)];
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

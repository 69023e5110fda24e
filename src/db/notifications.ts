import type { NotificationKind } from '../domain/notifications.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Something to be sent later. Instants are epoch milliseconds. */
export interface NewNotification {
  readonly kind: NotificationKind;
  readonly bookingId: number;
  readonly bookingVersion: number;
  /** The start it is planned for. */
  readonly visitStartsAt: number;
  /** Of a reminder, before the start; 0 for the other kinds. */
  readonly distanceMinutes: number;
  readonly clientId: number;
  readonly dueAt: number;
  /** Plain data for the text beside the visit as it stands; no personal details. */
  readonly details?: object;
}

/** Writes notifications; one that is planned already (same visit, kind, distance and version) stays as it is. */
export async function insertNotifications(
  tx: WriteTx,
  planned: readonly NewNotification[],
  now: number,
): Promise<void> {
  if (planned.length === 0) return;
  const at = new Date(now);
  const rows = planned.map((notification) => ({
    kind: notification.kind,
    booking_id: notification.bookingId,
    booking_version: notification.bookingVersion,
    visit_starts_at: new Date(notification.visitStartsAt),
    distance_minutes: notification.distanceMinutes,
    client_id: notification.clientId,
    due_at: new Date(notification.dueAt),
    details: JSON.stringify(notification.details ?? {}),
    created_at: at,
    updated_at: at,
  }));
  await tx.rows(
    tx
      .sql('notifications')
      .insert(rows)
      .onConflict(['booking_id', 'kind', 'distance_minutes', 'booking_version', 'recipient'])
      .ignore(),
  );
}

/** Takes back what waits for a visit; what is being sent this moment stays. `now` is epoch milliseconds. */
export async function skipPending(
  tx: WriteTx,
  bookingId: number,
  reason: string,
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('notifications')
      .where({ booking_id: bookingId, state: 'pending' })
      .update({ state: 'skipped', reason, updated_at: new Date(now) }),
  );
}

/**
 * When the next row is due or the next lease runs out, the next batch of a broadcast included, in epoch milliseconds; null
 * when nothing waits.
 */
export async function nextDueInstant(tx: ReadTx): Promise<number | null> {
  const [row] = await tx.rows<{ at: Date | null }>(
    tx.sql.raw(
      `select least(
         (select min(coalesce(lease_until, due_at)) from notifications where state in ('pending', 'sending')),
         (select min(due_at) from broadcasts where state = 'sending')
       ) as at`,
    ),
  );
  return row?.at?.getTime() ?? null;
}

/**
 * Tells the platform when this tenant next has something to send; false when a transaction that writes notifications is
 * still open: the tenant stays as due as it was, and asking again later settles it.
 */
export async function settleWakeup(tx: WriteTx): Promise<boolean> {
  const [row] = await tx.rows<{ settled: boolean }>(tx.sql.raw('select settle_wakeup() as settled'));
  return row?.settled === true;
}

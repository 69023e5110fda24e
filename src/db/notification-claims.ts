import type { BookingStatus } from '../domain/booking.js';
import { reminderSpacingMs, type NotificationKind } from '../domain/notifications.js';
import type { WriteTx } from './tenant-db.js';

/** A row that waits to be sent or that nobody finished sending, with all its verdict and its text need. */
export interface WaitingRow {
  readonly id: number;
  readonly kind: NotificationKind;
  readonly distanceMinutes: number;
  readonly plannedFor: number;
  readonly dueAt: number;
  /** How often it was claimed. */
  readonly claims: number;
  /** How many copies may have reached the client. */
  readonly copies: number;
  readonly postponed: number;
  readonly superseded: boolean;
  readonly reviewed: boolean;
  readonly clientId: number;
  readonly telegramId: number | null;
  readonly clientLocale: string | null;
  readonly blocked: boolean;
  readonly bookingId: number;
  readonly status: BookingStatus;
  readonly version: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly confirmed: boolean;
  readonly serviceId: number;
  readonly serviceName: string;
  readonly staffName: string;
  /** As given to `insertNotifications`, perhaps by another version of the program. */
  readonly details: unknown;
  /** Why the visit was cancelled, when somebody said. */
  readonly cancelReason: string | null;
  /** What the salon answers to the visit's review. */
  readonly reviewReply: string | null;
  /** How often the salon's texts were changed; null: never. */
  readonly textsVersion: number | null;
}

/** What becomes of a waiting row. Instants are epoch milliseconds. */
export type NextState =
  | { readonly id: number; readonly state: 'sending'; readonly claim: number; readonly leaseUntil: number }
  | { readonly id: number; readonly state: 'pending'; readonly dueAt: number; readonly released?: Released }
  | { readonly id: number; readonly state: 'sent'; readonly messageId: number }
  | { readonly id: number; readonly state: 'skipped' | 'failed'; readonly reason: string };

/** A claim given back: what is known now of the copies that left, and of those that Telegram did not take. */
export interface Released {
  readonly copies: number;
  readonly postponed: number;
}

/** A sweep may come a little late: so much is not yet "too close" to the reminder that follows. */
const sweepMs = 60_000;

/**
 * Locks at most `limit` rows whose time has come or whose lease has run out, the longest overdue first, and passes over
 * rows that another worker holds and those in `except`. `now` is epoch milliseconds.
 */
export async function lockDueRows(
  tx: WriteTx,
  { now, limit, except }: { now: number; limit: number; except: readonly number[] },
): Promise<WaitingRow[]> {
  const soon = new Date(now + reminderSpacingMs - sweepMs);
  const rows = await tx.rows<StoredWaiting>(
    tx.sql.raw(dueSql, { now: new Date(now), soon, limit, except: [...except] }),
  );
  return rows.map((row) => ({
    ...row,
    plannedFor: row.plannedFor.getTime(),
    dueAt: row.dueAt.getTime(),
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt.getTime(),
  }));
}

interface StoredWaiting extends Omit<WaitingRow, 'plannedFor' | 'dueAt' | 'startsAt' | 'endsAt'> {
  readonly plannedFor: Date;
  readonly dueAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const dueSql = `
  select n.id, n.kind, n.distance_minutes as "distanceMinutes", n.visit_starts_at as "plannedFor",
    n.due_at as "dueAt", n.claims, n.attempt as copies, n.postponed,
    exists (
      select from notifications nearer
      where nearer.booking_id = n.booking_id and nearer.kind = 'reminder'
        and nearer.visit_starts_at = n.visit_starts_at and nearer.distance_minutes < n.distance_minutes
        and (nearer.state = 'sent' or nearer.state in ('pending', 'sending') and nearer.due_at < :soon)
    ) as superseded,
    exists (select from reviews r where r.booking_id = n.booking_id) as reviewed,
    c.id as "clientId", c.telegram_id as "telegramId", c.locale as "clientLocale",
    c.blocked_bot_at is not null as blocked,
    b.id as "bookingId", b.status, b.version, b.starts_at as "startsAt", b.ends_at as "endsAt",
    b.came_confirmed_at is not null as confirmed,
    s.id as "serviceId", s.name as "serviceName", m.name as "staffName", n.details,
    b.cancel_reason as "cancelReason",
    (select r.reply from reviews r where r.booking_id = b.id) as "reviewReply",
    (select version from settings where key = 'texts') as "textsVersion"
  from notifications n
    join bookings b on b.id = n.booking_id
    join clients c on c.id = n.client_id
    join services s on s.id = b.service_id
    join staff m on m.id = b.staff_id
  where n.recipient is null and n.state in ('pending', 'sending') and coalesce(n.lease_until, n.due_at) <= :now
    and n.id <> all (cast(:except as bigint[]))
  order by coalesce(n.lease_until, n.due_at), n.id
  limit :limit
  for update of n skip locked`;

/** Moves rows that this transaction has locked on to their next states. `now` is epoch milliseconds. */
export async function moveOn(tx: WriteTx, next: readonly NextState[], now: number): Promise<void> {
  if (next.length === 0) return;
  await tx.rows(tx.sql.raw(moveSql, { next: JSON.stringify(next.map(storedForm)), now: new Date(now) }));
}

/** What became of a row that was claimed. */
export interface FinishedClaim {
  /** The number of the claim. */
  readonly held: number;
  readonly next: NextState;
}

/**
 * As `moveOn`, for the holders of claims. Gives the ids of the rows that moved on: not of those whose lease ran out meanwhile
 * so that somebody else took them; they stay as they are.
 */
export async function finishClaims(
  tx: WriteTx,
  finished: readonly FinishedClaim[],
  now: number,
): Promise<number[]> {
  if (finished.length === 0) return [];
  const next = JSON.stringify(finished.map(({ held, next: state }) => ({ ...storedForm(state), held })));
  const rows = await tx.rows<{ id: number }>(tx.sql.raw(moveSql, { next, now: new Date(now) }));
  return rows.map(({ id }) => id);
}

const moveSql = `
  update notifications n
  set state = next.state, lease_until = next.lease_until, reason = next.reason, updated_at = :now,
    claims = coalesce(next.claim, n.claims), attempt = coalesce(next.copies, n.attempt),
    due_at = coalesce(next.due_at, n.due_at), message_id = coalesce(next.message_id, n.message_id),
    postponed = coalesce(next.postponed, n.postponed)
  from jsonb_to_recordset(cast(:next as jsonb)) as next(id bigint, state text, claim int, copies int,
    lease_until timestamptz, due_at timestamptz, postponed int, message_id bigint, reason text, held int)
  where n.id = next.id and (next.held is null or n.state = 'sending' and n.claims = next.held)
  returning n.id`;

function storedForm(next: NextState): Record<string, string | number | null> {
  const { id, state } = next;
  switch (next.state) {
    case 'sending':
      return { id, state, claim: next.claim, lease_until: new Date(next.leaseUntil).toISOString() };
    case 'pending':
      return { id, state, due_at: new Date(next.dueAt).toISOString(), ...next.released };
    case 'sent':
      return { id, state, message_id: next.messageId };
    case 'skipped':
    case 'failed':
      return { id, state, reason: next.reason };
  }
}

/** A claim whose message is about to leave. */
export interface Departure {
  readonly id: number;
  readonly claim: number;
  /** How many copies may have reached the reader once this one has. */
  readonly copies: number;
  /** The visit as the claim saw it; null: it is about a day. */
  readonly visit: {
    readonly id: number;
    readonly status: BookingStatus;
    readonly version: number;
  } | null;
}

/**
 * Counts copies, in their rows, before they leave; counting the same one again changes nothing. Gives the ids of those
 * that were counted: not of one whose row somebody else has taken, or whose visit has changed since. `now` is epoch
 * milliseconds.
 */
export async function countDepartures(
  tx: WriteTx,
  departures: readonly Departure[],
  now: number,
): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    tx.sql.raw(departSql, {
      departures: JSON.stringify(
        departures.map(({ visit, ...row }) => ({
          ...row,
          visit: visit?.id ?? null,
          status: visit?.status ?? null,
          version: visit?.version ?? null,
        })),
      ),
      now: new Date(now),
    }),
  );
  return rows.map(({ id }) => id);
}

const departSql = `
  update notifications n set attempt = d.copies, updated_at = :now
  from jsonb_to_recordset(cast(:departures as jsonb)) as d(id bigint, claim int, copies int, visit int, status text, version int)
    left join bookings b on b.id = d.visit
  where n.id = d.id and n.state = 'sending' and n.claims = d.claim and n.booking_id is not distinct from d.visit
    and (d.visit is null or b.status = d.status and b.version = d.version)
  returning n.id`;

import type { BookingStatus } from '../domain/booking.js';
import type { DeskNoticeKind, PlannedDigest } from '../domain/desk-notices.js';
import type { Role } from '../domain/permissions.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Somebody of the salon whom the bot may write to. `role` is null for an owner only the registry names. */
export interface RecipientRow {
  readonly telegramId: number;
  readonly role: Role | null;
  readonly staffId: number | null;
  readonly fromRegistry: boolean;
  /** As stored; what is absent has its default. */
  readonly notices: unknown;
}

/** Everybody of the team who has written to the bot and has not blocked it. `owners`: those the registry names. */
export async function listRecipients(tx: ReadTx, owners: readonly number[]): Promise<RecipientRow[]> {
  const rows = await tx.rows<Omit<RecipientRow, 'telegramId'> & { telegramId: string | number }>(
    tx.sql.raw(
      `select c.telegram_id as "telegramId", a.role, a.staff_id as "staffId",
         coalesce(a.from_registry, true) as "fromRegistry", coalesce(a.notices, '{}') as notices
       from clients c left join admins a on a.telegram_id = c.telegram_id
       where c.blocked_bot_at is null
         and (a.telegram_id is not null or c.telegram_id = any(cast(:owners as bigint[])))
       order by c.telegram_id`,
      { owners: [...owners] },
    ),
  );
  return rows.map((row) => ({ ...row, telegramId: Number(row.telegramId) }));
}

/** A notice about a visit. Instants are epoch milliseconds. */
export interface NewDeskNotice {
  readonly kind: DeskNoticeKind;
  readonly bookingId: number;
  readonly bookingVersion: number;
  readonly visitStartsAt: number;
  /** Whose calendar the visit was in before; null: in the one it is in. */
  readonly fromStaffId: number | null;
  /** Plain data for the text; no personal details. */
  readonly details: object;
}

/**
 * Writes one notice for each of some people, due at `now`; who is named with a calendar gets it only when the visit is
 * in that one, or was. What is planned already stays as it is.
 */
export async function insertDeskNotices(
  tx: WriteTx,
  notice: NewDeskNotice,
  recipients: readonly { readonly telegramId: number; readonly onlyStaffId: number | null }[],
  now: number,
): Promise<void> {
  if (recipients.length === 0) return;
  await tx.rows(
    tx.sql.raw(
      `insert into notifications (kind, booking_id, booking_version, visit_starts_at, recipient, due_at, details,
         created_at, updated_at)
       select :kind, b.id, :version, :startsAt, r."telegramId", :now, cast(:details as jsonb), :now, :now
       from bookings b, jsonb_to_recordset(cast(:recipients as jsonb)) as r("telegramId" bigint, "onlyStaffId" int)
       where b.id = :bookingId and (r."onlyStaffId" is null or r."onlyStaffId" in (b.staff_id, cast(:fromStaffId as int)))
       on conflict on constraint notifications_once do nothing`,
      {
        kind: notice.kind,
        bookingId: notice.bookingId,
        version: notice.bookingVersion,
        startsAt: new Date(notice.visitStartsAt),
        fromStaffId: notice.fromStaffId,
        details: JSON.stringify(notice.details),
        recipients: JSON.stringify(recipients),
        now: new Date(now),
      },
    ),
  );
}

/**
 * Makes the digests that wait those that are wanted: what is missing is planned, what comes at another time moves, what
 * is not wanted any more is taken back. What is due already is left to whoever sends it. `now` is epoch milliseconds.
 */
export async function replaceDigests(
  tx: WriteTx,
  wanted: readonly (PlannedDigest & { readonly recipient: number })[],
  now: number,
): Promise<void> {
  await tx.rows(
    tx.sql.raw(digestSql, {
      now: new Date(now),
      wanted: JSON.stringify(
        wanted.map(({ dueAt, ...row }) => ({ ...row, dueAt: new Date(dueAt).toISOString() })),
      ),
    }),
  );
}

const digestSql = `
  with wanted as (
    select * from jsonb_to_recordset(cast(:wanted as jsonb)) as w(recipient bigint, day int, "dueAt" timestamptz)
  ), taken_back as (
    update notifications n set state = 'skipped', reason = 'settings', updated_at = :now
    where n.kind = 'desk_digest' and n.state = 'pending' and n.due_at > :now
      and not exists (select from wanted w where w.recipient = n.recipient and w.day = n.booking_version)
  )
  insert into notifications (kind, booking_version, visit_starts_at, recipient, due_at, created_at, updated_at)
  select 'desk_digest', day, "dueAt", recipient, "dueAt", :now, :now from wanted
  on conflict on constraint notifications_once do update
    set state = 'pending', reason = null, due_at = excluded.due_at, visit_starts_at = excluded.visit_starts_at,
      updated_at = excluded.updated_at
    where notifications.state = 'pending' and notifications.due_at > :now
        and notifications.due_at <> excluded.due_at
      or notifications.state = 'skipped' and notifications.reason = 'settings'`;

/** A notice for somebody of the salon that waits, or that nobody finished sending. Instants are epoch milliseconds. */
export interface WaitingDeskRow {
  readonly id: number;
  readonly kind: DeskNoticeKind;
  /** Of a digest, the day it tells of, counted from 1970-01-01. */
  readonly bookingVersion: number;
  readonly plannedFor: number;
  readonly dueAt: number;
  readonly claims: number;
  readonly copies: number;
  readonly postponed: number;
  readonly details: unknown;
  readonly recipient: number;
  readonly locale: string | null;
  readonly reachable: boolean;
  /** Null: not on the salon's list. */
  readonly role: Role | null;
  readonly staffId: number | null;
  readonly name: string | null;
  readonly fromRegistry: boolean;
  readonly notices: unknown;
  readonly visit: {
    readonly id: number;
    readonly status: BookingStatus;
    readonly version: number;
    readonly staffId: number;
    readonly startsAt: number;
    readonly endsAt: number;
  } | null;
  readonly textsVersion: number | null;
}

/** As `lockDueRows`, for what people of the salon are told. */
export async function lockDueDeskRows(
  tx: WriteTx,
  { now, limit, except }: { now: number; limit: number; except: readonly number[] },
): Promise<WaitingDeskRow[]> {
  const rows = await tx.rows<StoredDeskRow>(
    tx.sql.raw(dueSql, { now: new Date(now), limit, except: [...except] }),
  );
  return rows.map(({ bookingId, status, version, visitStaffId, startsAt, endsAt, ...row }) => ({
    ...row,
    recipient: Number(row.recipient),
    plannedFor: row.plannedFor.getTime(),
    dueAt: row.dueAt.getTime(),
    visit:
      bookingId === null
        ? null
        : {
            ...{ id: bookingId, status, version, staffId: visitStaffId },
            ...{ startsAt: startsAt.getTime(), endsAt: endsAt.getTime() },
          },
  }));
}

interface StoredVisit {
  readonly bookingId: number;
  readonly status: BookingStatus;
  readonly version: number;
  readonly visitStaffId: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

type NoVisit = { readonly [Name in keyof StoredVisit]: null };

type StoredDeskRow = Omit<WaitingDeskRow, 'recipient' | 'plannedFor' | 'dueAt' | 'visit'> & {
  readonly recipient: string | number;
  readonly plannedFor: Date;
  readonly dueAt: Date;
} & (StoredVisit | NoVisit);

const dueSql = `
  select n.id, n.kind, n.booking_version as "bookingVersion", n.visit_starts_at as "plannedFor", n.due_at as "dueAt",
    n.claims, n.attempt as copies, n.postponed, n.details, n.recipient,
    c.locale, c.telegram_id is not null and c.blocked_bot_at is null as reachable,
    a.role, a.staff_id as "staffId", a.name, coalesce(a.from_registry, true) as "fromRegistry",
    coalesce(a.notices, '{}') as notices,
    b.id as "bookingId", b.status, b.version, b.staff_id as "visitStaffId", b.starts_at as "startsAt",
    b.ends_at as "endsAt", (select version from settings where key = 'texts') as "textsVersion"
  from notifications n
    left join bookings b on b.id = n.booking_id
    left join clients c on c.telegram_id = n.recipient
    left join admins a on a.telegram_id = n.recipient
  where n.recipient is not null and n.state in ('pending', 'sending') and coalesce(n.lease_until, n.due_at) <= :now
    and n.id <> all (cast(:except as bigint[]))
  order by coalesce(n.lease_until, n.due_at), n.id
  limit :limit
  for update of n skip locked`;

/** What somebody has chosen, as stored; null: not on the list. */
export async function findNotices(tx: ReadTx, telegramId: number): Promise<unknown> {
  const [row] = await tx.rows<{ notices: unknown }>(
    tx.sql('admins').where({ telegram_id: telegramId }).select('notices'),
  );
  return row?.notices ?? null;
}

/** Keeps what somebody has chosen. */
export async function saveNotices(tx: WriteTx, telegramId: number, notices: object): Promise<void> {
  await tx.rows(
    tx
      .sql('admins')
      .where({ telegram_id: telegramId })
      .update({ notices: JSON.stringify(notices) }),
  );
}

/** What a client thought of a visit. */
export interface VisitReview {
  readonly stars: number;
  readonly body: string | null;
}

/** The review of a visit, or null. */
export async function reviewOfVisit(tx: ReadTx, bookingId: number): Promise<VisitReview | null> {
  const [row] = await tx.rows<VisitReview>(
    tx.sql('reviews').where({ booking_id: bookingId }).select('stars', 'body'),
  );
  return row ?? null;
}

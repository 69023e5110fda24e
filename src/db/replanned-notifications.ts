import type { ReadTx, WriteTx } from './tenant-db.js';

/** A visit to come, as its reminders were planned. Instants are epoch milliseconds. */
export interface PlannedFor {
  readonly bookingId: number;
  /** The version under which its notifications stand. */
  readonly bookingVersion: number;
  readonly clientId: number;
  readonly startsAt: number;
}

/** Visits still to come at `now`, by their number, behind `after`. */
export async function visitsToRemind(
  tx: ReadTx,
  { now, after, limit }: { readonly now: number; readonly after: number; readonly limit: number },
): Promise<PlannedFor[]> {
  const rows = await tx.rows<Omit<PlannedFor, 'startsAt'> & { startsAt: Date }>(
    tx.sql.raw(
      `select b.id as "bookingId", b.client_id as "clientId", b.starts_at as "startsAt",
         coalesce((select max(n.booking_version) from notifications n
           where n.booking_id = b.id and n.kind = 'reminder' and n.visit_starts_at = b.starts_at), b.version) as "bookingVersion"
       from bookings b
       where b.status = 'booked' and b.starts_at > :now and b.id > :after
       order by b.id limit :limit`,
      { now: new Date(now), after, limit },
    ),
  );
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime() }));
}

export interface WantedReminder extends PlannedFor {
  readonly distanceMinutes: number;
  readonly dueAt: number;
}

/**
 * Makes the waiting reminders of some visits those that are wanted: what is missing is planned, what is planned for
 * another moment moves, what is not wanted any more is taken back. What was sent, or is being sent, stays as it is.
 * `now` is epoch milliseconds.
 */
export async function replaceReminders(
  tx: WriteTx,
  bookingIds: readonly number[],
  wanted: readonly WantedReminder[],
  now: number,
): Promise<void> {
  await tx.rows(
    tx.sql.raw(replaceSql, {
      ids: [...bookingIds],
      now: new Date(now),
      wanted: JSON.stringify(
        wanted.map(({ startsAt, dueAt, ...row }) => ({
          ...row,
          startsAt: new Date(startsAt).toISOString(),
          dueAt: new Date(dueAt).toISOString(),
        })),
      ),
    }),
  );
}

const replaceSql = `
  with wanted as (
    select * from jsonb_to_recordset(cast(:wanted as jsonb)) as w("bookingId" int, "bookingVersion" int,
      "clientId" int, "startsAt" timestamptz, "distanceMinutes" int, "dueAt" timestamptz)
  ), taken_back as (
    update notifications n set state = 'skipped', reason = 'settings', updated_at = :now
    where n.kind = 'reminder' and n.state = 'pending' and n.booking_id = any(cast(:ids as int[])) and n.due_at > :now
      and not exists (select from wanted w where w."bookingId" = n.booking_id
        and w."bookingVersion" = n.booking_version and w."distanceMinutes" = n.distance_minutes)
  )
  insert into notifications (kind, booking_id, booking_version, visit_starts_at, distance_minutes, client_id, due_at,
    created_at, updated_at)
  select 'reminder', "bookingId", "bookingVersion", "startsAt", "distanceMinutes", "clientId", "dueAt", :now, :now
  from wanted
  on conflict (booking_id, kind, distance_minutes, booking_version, recipient) do update
    set state = 'pending', reason = null, due_at = excluded.due_at, updated_at = excluded.updated_at
    where notifications.state = 'pending' and notifications.due_at <> excluded.due_at
      or notifications.state = 'skipped' and notifications.reason = 'settings'`;

/** A request for feedback that waits, and when its visit ends (epoch milliseconds). */
export interface WaitingFeedback {
  readonly id: number;
  readonly endsAt: number;
}

/** Requests for feedback that are due after `now`, by their number, behind `after`. */
export async function feedbackToMove(
  tx: ReadTx,
  { now, after, limit }: { readonly now: number; readonly after: number; readonly limit: number },
): Promise<WaitingFeedback[]> {
  const rows = await tx.rows<{ id: number; endsAt: Date }>(
    tx.sql.raw(
      `select n.id, b.ends_at as "endsAt" from notifications n join bookings b on b.id = n.booking_id
       where n.kind = 'feedback' and n.state = 'pending' and n.due_at > :now and n.id > :after
       order by n.id limit :limit`,
      { now: new Date(now), after, limit },
    ),
  );
  return rows.map(({ id, endsAt }) => ({ id, endsAt: endsAt.getTime() }));
}

/** Moves waiting requests for feedback to other moments (epoch milliseconds). */
export async function moveFeedback(
  tx: WriteTx,
  moved: readonly { readonly id: number; readonly dueAt: number }[],
  now: number,
): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `update notifications n set due_at = m."dueAt", updated_at = :now
       from jsonb_to_recordset(cast(:moved as jsonb)) as m(id bigint, "dueAt" timestamptz)
       where n.id = m.id and n.state = 'pending' and n.due_at <> m."dueAt"`,
      {
        now: new Date(now),
        moved: JSON.stringify(moved.map(({ id, dueAt }) => ({ id, dueAt: new Date(dueAt).toISOString() }))),
      },
    ),
  );
}

import type { BookingEvent } from './booking-events.js';
import type { VisitPlace } from './desk-bookings.js';
import type { WriteTx } from './tenant-db.js';

/**
 * Puts locked bookings at their new places, all at once. The constraint against overlaps looks at every row by itself and
 * cannot wait for the end, so the visits first give up all their time and then take the new one; nobody sees what is
 * between. Rejects with SQLSTATE 23P01 when somebody who does not take the staff's lock wins one of the times at this very
 * moment; the transaction is then lost. A visit that moves has to be confirmed anew. `now` is epoch milliseconds.
 */
export async function placeVisits(tx: WriteTx, places: readonly VisitPlace[], now: number): Promise<void> {
  const ids = places.map(({ bookingId }) => bookingId);
  await tx.rows(
    tx.sql.raw(`update bookings set status = 'cancelled' where id = any(cast(:ids as integer[]))`, { ids }),
  );
  const rows = places.map((place) => ({
    ...place,
    startsAt: new Date(place.startsAt),
    endsAt: new Date(place.endsAt),
  }));
  await tx.rows(tx.sql.raw(placeSql, { rows: JSON.stringify(rows), now: new Date(now) }));
}

const placeSql = `
  update bookings b set status = 'booked', service_id = p."serviceId", staff_id = p."staffId",
    starts_at = p."startsAt", ends_at = p."endsAt",
    buffer_before_minutes = p."bufferBeforeMinutes", buffer_after_minutes = p."bufferAfterMinutes",
    during = tstzrange(p."startsAt" - make_interval(mins => p."bufferBeforeMinutes"),
      p."endsAt" + make_interval(mins => p."bufferAfterMinutes")),
    price_minor = p."priceMinor", currency = p.currency,
    came_confirmed_at = case when b.starts_at = p."startsAt" then b.came_confirmed_at end,
    version = p.version, updated_at = :now
  from jsonb_to_recordset(cast(:rows as jsonb)) as p ("bookingId" integer, "serviceId" integer, "staffId" integer,
    "startsAt" timestamptz, "endsAt" timestamptz, "bufferBeforeMinutes" integer, "bufferAfterMinutes" integer,
    "priceMinor" bigint, currency text, version integer)
  where b.id = p."bookingId"`;

/** Takes locked bookings out of their masters' time, each with its next version. `now` is epoch milliseconds. */
export async function cancelVisits(
  tx: WriteTx,
  ids: readonly number[],
  reason: string | null,
  now: number,
): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `update bookings set status = 'cancelled', cancelled_by = 'salon', cancel_reason = :reason,
         version = version + 1, updated_at = :now
       where id = any(cast(:ids as integer[]))`,
      { ids, reason, now: new Date(now) },
    ),
  );
}

/** Adds a line to the history of each of many bookings. */
export async function appendBookingEvents(tx: WriteTx, events: readonly BookingEvent[]): Promise<void> {
  const rows = events.map(({ bookingId, kind, actor, data, at }) => ({
    booking_id: bookingId,
    kind,
    actor,
    data,
    at: new Date(at),
  }));
  await tx.rows(
    tx.sql.raw(
      `insert into booking_events (booking_id, kind, actor, data, at)
       select booking_id, kind, actor, data, at
       from jsonb_to_recordset(cast(:rows as jsonb))
         as new (booking_id integer, kind text, actor text, data jsonb, at timestamptz)`,
      { rows: JSON.stringify(rows) },
    ),
  );
}

/** Takes back what waits for many visits; what is being sent this moment stays. `now` is epoch milliseconds. */
export async function skipPendingOfMany(
  tx: WriteTx,
  bookingIds: readonly number[],
  reason: string,
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('notifications')
      .whereIn('booking_id', [...bookingIds])
      .where({ state: 'pending' })
      .update({ state: 'skipped', reason, updated_at: new Date(now) }),
  );
}

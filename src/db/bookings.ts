import type { BookingStatus } from '../domain/booking.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A booking with the present names of its service and master. Instants are epoch milliseconds. */
export interface BookingRow {
  readonly id: number;
  readonly clientId: number;
  readonly serviceId: number;
  readonly serviceName: string;
  readonly staffId: number;
  readonly staffName: string;
  readonly status: BookingStatus;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly contactName: string;
  readonly contactPhone: string;
  /** What the client wrote for the salon. */
  readonly comment: string | null;
  readonly cancelledBy: 'client' | 'salon' | null;
  /** In words, when one was given. */
  readonly cancelReason: string | null;
  readonly version: number;
}

/** What a booking is written with. Instants are epoch milliseconds, money is in minor units of `currency`. */
export interface NewBooking {
  readonly clientId: number;
  readonly serviceId: number;
  readonly staffId: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly comment?: string | null;
}

/** As much of a client's booking as the rules about the client need. Instants are epoch milliseconds. */
export interface ClientBooking {
  readonly id: number;
  readonly serviceId: number;
  readonly staffId: number;
  readonly status: BookingStatus;
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * Writes a booking and the first line of its history, unless the master's time is taken: the new row's id, or null when
 * a live booking overlaps it with its buffers. A rival who has not committed yet is waited for. `now` is epoch
 * milliseconds.
 */
export async function insertBooking(
  tx: WriteTx,
  booking: NewBooking,
  actor: string,
  now: number,
): Promise<number | null> {
  const startsAt = new Date(booking.startsAt);
  const [row] = await tx.rows<{ id: number }>(
    tx.sql.raw(insertSql, {
      ...booking,
      comment: booking.comment ?? null,
      startsAt,
      endsAt: new Date(booking.endsAt),
      before: new Date(booking.startsAt - booking.bufferBeforeMinutes * 60_000),
      after: new Date(booking.endsAt + booking.bufferAfterMinutes * 60_000),
      now: new Date(now),
      actor,
      data: JSON.stringify({ startsAt, serviceId: booking.serviceId, staffId: booking.staffId }),
    }),
  );
  return row?.id ?? null;
}

const insertSql = `
  with booked as (
    insert into bookings (client_id, service_id, staff_id, starts_at, ends_at, buffer_before_minutes,
      buffer_after_minutes, during, price_minor, currency, contact_name, contact_phone, comment, created_at,
      updated_at)
    values (:clientId, :serviceId, :staffId, :startsAt, :endsAt, :bufferBeforeMinutes,
      :bufferAfterMinutes, tstzrange(:before, :after), :priceMinor, :currency, :contactName, :contactPhone, :comment, :now,
      :now)
    on conflict on constraint bookings_no_overlap do nothing
    returning id
  ), noted as (
    insert into booking_events (booking_id, kind, actor, data, at)
    select id, 'created', :actor, :data, :now from booked
  )
  select id from booked`;

/**
 * The client's bookings that are not cancelled and either end after `now` or start between `from` and `to` (`to`
 * excluded), earliest first: all that the limits per client look at. Instants are epoch milliseconds.
 */
export async function bookingsOfClient(
  tx: ReadTx,
  clientId: number,
  { now, from, to }: { now: number; from: number; to: number },
): Promise<ClientBooking[]> {
  const rows = await tx.rows<ClientBooking & { startsAt: Date; endsAt: Date }>(
    tx.sql.raw(
      `select id, service_id as "serviceId", staff_id as "staffId", status, starts_at as "startsAt", ends_at as "endsAt"
       from bookings
       where client_id = :clientId and status <> 'cancelled'
         and (ends_at > :now or starts_at >= :from and starts_at < :to)
       order by starts_at, id`,
      { clientId, now: new Date(now), from: new Date(from), to: new Date(to) },
    ),
  );
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime(), endsAt: row.endsAt.getTime() }));
}

/** One booking, or null when there is none with this id or it belongs to another client. Any number may be asked for. */
export async function findBookingOfClient(
  tx: ReadTx,
  clientId: number,
  bookingId: number,
): Promise<BookingRow | null> {
  if (!isRowId(clientId) || !isRowId(bookingId)) return null;
  const [row] = await tx.rows<StoredBooking>(
    bookings(tx).where({ 'b.id': bookingId, 'b.client_id': clientId }),
  );
  return row === undefined ? null : bookingFrom(row);
}

/** As `findBookingOfClient`, and nobody else changes the row until this transaction ends. */
export async function lockBookingOfClient(
  tx: WriteTx,
  clientId: number,
  bookingId: number,
): Promise<BookingRow | null> {
  if (!isRowId(clientId) || !isRowId(bookingId)) return null;
  const [row] = await tx.rows<StoredBooking>(
    bookings(tx).where({ 'b.id': bookingId, 'b.client_id': clientId }).forUpdate('b'),
  );
  return row === undefined ? null : bookingFrom(row);
}

/** The client's booked visits that have not ended at `now` (epoch milliseconds), earliest first. */
export async function upcomingBookings(tx: ReadTx, clientId: number, now: number): Promise<BookingRow[]> {
  if (!isRowId(clientId)) return [];
  const rows = await tx.rows<StoredBooking>(
    bookings(tx)
      .where({ 'b.client_id': clientId, 'b.status': 'booked' })
      .where('b.ends_at', '>', new Date(now))
      .orderBy(['b.starts_at', 'b.id']),
  );
  return rows.map(bookingFrom);
}

/**
 * The client's visits that are over or were cancelled, latest first, `limit` of them from `offset`, and how many there
 * are in all. `now` is epoch milliseconds.
 */
export async function pastBookings(
  tx: ReadTx,
  clientId: number,
  { now, offset, limit }: { readonly now: number; readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: BookingRow[]; readonly total: number }> {
  if (!isRowId(clientId)) return { rows: [], total: 0 };
  const past = tx.sql('bookings as b').where({ 'b.client_id': clientId });
  const isPast = "(b.status <> 'booked' or b.ends_at <= ?)";
  const counted = past.whereRaw(isPast, [new Date(now)]).select(tx.sql.raw('count(*)::int as total'));
  const [count] = await tx.rows<{ total: number }>(counted);
  const rows = await tx.rows<StoredBooking>(
    bookings(tx)
      .where({ 'b.client_id': clientId })
      .whereRaw(isPast, [new Date(now)])
      .orderBy([
        { column: 'b.starts_at', order: 'desc' },
        { column: 'b.id', order: 'desc' },
      ])
      .offset(offset)
      .limit(limit),
  );
  return { rows: rows.map(bookingFrom), total: count?.total ?? 0 };
}

export interface Cancellation {
  readonly bookingId: number;
  readonly by: 'client' | 'salon';
  readonly reason: string | null;
  readonly version: number;
}

/** Takes a locked booking out of its master's time, with its new version. `now` is epoch milliseconds. */
export async function markCancelled(
  tx: WriteTx,
  { bookingId, by, reason, version }: Cancellation,
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('bookings')
      .where({ id: bookingId })
      .update({
        status: 'cancelled',
        cancelled_by: by,
        cancel_reason: reason,
        version,
        updated_at: new Date(now),
      }),
  );
}

/** Changes whom the salon expects and calls; what is absent stays. `now` is epoch milliseconds. */
export async function updateContactOfBooking(
  tx: WriteTx,
  bookingId: number,
  { name, phone }: { readonly name?: string; readonly phone?: string },
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('bookings')
      .where({ id: bookingId })
      .update({
        ...(name === undefined ? {} : { contact_name: name }),
        ...(phone === undefined ? {} : { contact_phone: phone }),
        updated_at: new Date(now),
      }),
  );
}

interface StoredBooking extends Omit<BookingRow, 'startsAt' | 'endsAt'> {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

function bookings(tx: ReadTx) {
  return tx
    .sql('bookings as b')
    .join('services as s', 's.id', 'b.service_id')
    .join('staff as m', 'm.id', 'b.staff_id')
    .select({
      id: 'b.id',
      clientId: 'b.client_id',
      serviceId: 'b.service_id',
      serviceName: 's.name',
      staffId: 'b.staff_id',
      staffName: 'm.name',
      status: 'b.status',
      startsAt: 'b.starts_at',
      endsAt: 'b.ends_at',
      priceMinor: 'b.price_minor',
      currency: 'b.currency',
      contactName: 'b.contact_name',
      contactPhone: 'b.contact_phone',
      comment: 'b.comment',
      cancelledBy: 'b.cancelled_by',
      cancelReason: 'b.cancel_reason',
      version: 'b.version',
    });
}

function bookingFrom(row: StoredBooking): BookingRow {
  return { ...row, startsAt: row.startsAt.getTime(), endsAt: row.endsAt.getTime() };
}

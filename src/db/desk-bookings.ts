import type { BookingStatus } from '../domain/booking.js';
import type { BookingRow } from './bookings.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A booking as the salon sees it. Instants are epoch milliseconds. */
export interface DeskBookingRow extends BookingRow {
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly createdAt: number;
  /** The client said "I will come". */
  readonly confirmed: boolean;
  /** The client can be written to by the bot. */
  readonly reachable: boolean;
  /** As stored. */
  readonly clientLocale: string | null;
  readonly blacklistedAt: number | null;
  readonly prepayOnly: boolean;
  readonly notes: string | null;
}

const columns = `
  b.id, b.client_id as "clientId", b.service_id as "serviceId", s.name as "serviceName", b.staff_id as "staffId",
  m.name as "staffName", b.status, b.starts_at as "startsAt", b.ends_at as "endsAt",
  b.buffer_before_minutes as "bufferBeforeMinutes", b.buffer_after_minutes as "bufferAfterMinutes",
  b.price_minor as "priceMinor", b.currency, b.contact_name as "contactName", b.contact_phone as "contactPhone",
  b.comment, b.cancelled_by as "cancelledBy", b.cancel_reason as "cancelReason", b.version,
  b.created_at as "createdAt", b.came_confirmed_at is not null as confirmed,
  c.telegram_id is not null and c.blocked_bot_at is null as reachable, c.locale as "clientLocale",
  c.blacklisted_at as "blacklistedAt", c.prepay_only as "prepayOnly", c.notes`;

const tables = `
  bookings b
  join services s on s.id = b.service_id
  join staff m on m.id = b.staff_id
  join clients c on c.id = b.client_id`;

const one = `
  select ${columns} from ${tables}
  where b.id = :id and (cast(:staffId as integer) is null or b.staff_id = cast(:staffId as integer))`;

/**
 * One booking, null when there is none with this id or it is not in the calendar `staffId` (null: anybody's). Any number
 * may be asked for.
 */
export async function findDeskBooking(
  tx: ReadTx,
  staffId: number | null,
  id: number,
): Promise<DeskBookingRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<StoredBooking>(tx.sql.raw(one, { id, staffId }));
  return row === undefined ? null : deskBookingFrom(row);
}

/** As `findDeskBooking`, and nobody else changes the row until this transaction ends. */
export async function lockDeskBooking(
  tx: WriteTx,
  staffId: number | null,
  id: number,
): Promise<DeskBookingRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<StoredBooking>(tx.sql.raw(`${one} for update of b`, { id, staffId }));
  return row === undefined ? null : deskBookingFrom(row);
}

/** Where and what a visit is to be. Instants are epoch milliseconds, money is in minor units of `currency`. */
export interface VisitPlace {
  readonly bookingId: number;
  readonly serviceId: number;
  readonly staffId: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly version: number;
}

/**
 * Puts a locked booking at its new place, with its service, in one statement. Rejects with SQLSTATE 23P01 when somebody
 * who does not take the staff's lock wins the time at this very moment; the transaction is then lost. `moved`: the client
 * has to say "I will come" anew. `now` is epoch milliseconds.
 */
export async function placeVisit(tx: WriteTx, place: VisitPlace, moved: boolean, now: number): Promise<void> {
  const minute = 60_000;
  await tx.rows(
    tx.sql.raw(
      `update bookings set service_id = :serviceId, staff_id = :staffId, starts_at = :startsAt, ends_at = :endsAt,
         buffer_before_minutes = :bufferBeforeMinutes, buffer_after_minutes = :bufferAfterMinutes,
         during = tstzrange(:before, :after), price_minor = :priceMinor, currency = :currency,
         came_confirmed_at = case when cast(:moved as boolean) then null else came_confirmed_at end,
         version = :version, updated_at = :now
       where id = :bookingId`,
      {
        ...place,
        moved,
        startsAt: new Date(place.startsAt),
        endsAt: new Date(place.endsAt),
        before: new Date(place.startsAt - place.bufferBeforeMinutes * minute),
        after: new Date(place.endsAt + place.bufferAfterMinutes * minute),
        now: new Date(now),
      },
    ),
  );
}

/** What else of a booking can be changed; what is absent stays. Money is in minor units. */
export interface VisitEdit {
  readonly name?: string;
  /** E.164. */
  readonly phone?: string;
  readonly comment?: string | null;
  readonly priceMinor?: number;
  readonly status?: BookingStatus;
}

/**
 * Changes a locked booking and gives it its new version. A status that takes the master's time again may reject with
 * SQLSTATE 23P01 as `placeVisit` does. `now` is epoch milliseconds.
 */
export async function editVisit(
  tx: WriteTx,
  bookingId: number,
  { name, phone, comment, priceMinor, status }: VisitEdit,
  version: number,
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('bookings')
      .where({ id: bookingId })
      .update({
        ...(name === undefined ? {} : { contact_name: name }),
        ...(phone === undefined ? {} : { contact_phone: phone }),
        ...(comment === undefined ? {} : { comment }),
        ...(priceMinor === undefined ? {} : { price_minor: priceMinor }),
        ...(status === undefined ? {} : { status }),
        version,
        updated_at: new Date(now),
      }),
  );
}

interface StoredBooking extends Omit<DeskBookingRow, 'startsAt' | 'endsAt' | 'createdAt' | 'blacklistedAt'> {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly createdAt: Date;
  readonly blacklistedAt: Date | null;
}

function deskBookingFrom(row: StoredBooking): DeskBookingRow {
  return {
    ...row,
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt.getTime(),
    createdAt: row.createdAt.getTime(),
    blacklistedAt: row.blacklistedAt?.getTime() ?? null,
  };
}

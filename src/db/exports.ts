import type { BookingStatus } from '../domain/booking.js';
import type { ReadTx } from './tenant-db.js';

/** What happened between two instants (epoch milliseconds), `end` excluded. */
export interface ExportWindow {
  readonly start: number;
  readonly end: number;
}

/** The last row of a page: what the next page begins after. Null: nothing was read yet. */
export interface PageEnd {
  readonly id: number;
  /** Of a visit: its start, as exactly as the server knows it. */
  readonly key?: string;
}

/** A visit with all that is known of it. Instants are as the driver gives them, money is in minor units of `currency`. */
export interface ExportedBooking extends PageEnd {
  readonly key: string;
  readonly status: BookingStatus;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly serviceName: string;
  readonly staffName: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly clientId: number;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly source: string | null;
  readonly comment: string | null;
  readonly cancelledBy: 'client' | 'salon' | null;
  readonly cancelReason: string | null;
  readonly createdAt: Date;
}

/** Visits that start in a window, earliest first, at most `limit` of those behind `after`. */
export async function bookingsToExport(
  tx: ReadTx,
  page: ExportWindow & { readonly after: PageEnd | null; readonly limit: number },
): Promise<ExportedBooking[]> {
  return tx.rows<ExportedBooking>(
    tx.sql.raw(
      `select b.id, b.starts_at::text as key, b.status, b.starts_at as "startsAt", b.ends_at as "endsAt",
         s.name as "serviceName", m.name as "staffName", b.price_minor as "priceMinor", b.currency,
         b.client_id as "clientId", b.contact_name as "contactName", b.contact_phone as "contactPhone", c.source,
         b.comment, b.cancelled_by as "cancelledBy", b.cancel_reason as "cancelReason", b.created_at as "createdAt"
       from (
         select * from bookings
         where starts_at >= cast(:key as timestamptz) and starts_at < :end
           and (starts_at, id) > (cast(:key as timestamptz), :id)
         order by starts_at, id limit :limit
       ) b
       join services s on s.id = b.service_id
       join staff m on m.id = b.staff_id
       join clients c on c.id = b.client_id
       order by b.starts_at, b.id`,
      { ...bindingsOf(page), key: page.after?.key ?? new Date(page.start) },
    ),
  );
}

/** A client with what became of this client's visits until `now`. Money is in minor units of the currency asked for. */
export interface ExportedClient extends PageEnd {
  readonly name: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly source: string | null;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly hasTelegram: boolean;
  readonly isBlacklisted: boolean;
  readonly notes: string | null;
  readonly completed: number;
  readonly active: number;
  readonly cancelled: number;
  readonly noShows: number;
  /** The price of completed visits in that currency. */
  readonly revenueMinor: number;
  readonly firstVisitAt: Date | null;
  readonly lastVisitAt: Date | null;
}

/** Clients who came to the salon's bot or books in a window, in the order they came; forgotten and joined rows are left out. */
export async function clientsToExport(
  tx: ReadTx,
  page: ExportWindow & {
    readonly after: PageEnd | null;
    readonly limit: number;
    readonly now: number;
    readonly currency: string;
  },
): Promise<ExportedClient[]> {
  return tx.rows<ExportedClient>(
    tx.sql.raw(
      `select c.id, c.name, c.phone, c.locale, c.source, c.created_at as "createdAt",
         c.seen_at as "seenAt", c.telegram_id is not null as "hasTelegram",
         c.blacklisted_at is not null as "isBlacklisted", c.notes, v.*
       from (
         select * from clients
         where id > :id and created_at >= :start and created_at < :end and ${isListed}
         order by id limit :limit
       ) c
       cross join lateral (
         select (count(*) filter (where came))::int as completed,
           (count(*) filter (where status = 'booked' and not came))::int as active,
           (count(*) filter (where status = 'cancelled'))::int as cancelled,
           (count(*) filter (where status = 'no_show'))::int as "noShows",
           (coalesce(sum(price_minor) filter (where came and currency = :currency), 0))::bigint as "revenueMinor",
           min(starts_at) filter (where came) as "firstVisitAt", max(starts_at) filter (where came) as "lastVisitAt"
         from (
           select status, price_minor, currency, starts_at,
             (status = 'completed' or status = 'booked' and ends_at <= :now) as came
           from bookings where client_id = c.id
         ) b
       ) v
       order by c.id`,
      { ...bindingsOf(page), now: new Date(page.now), currency: page.currency },
    ),
  );
}

/** A review with the visit it is about. */
export interface ExportedReview extends PageEnd {
  readonly bookingId: number;
  readonly createdAt: Date;
  readonly visitAt: Date;
  readonly stars: number;
  readonly body: string | null;
  readonly reply: string | null;
  readonly hidden: boolean;
  readonly serviceName: string;
  readonly staffName: string;
  readonly clientId: number;
  readonly clientName: string | null;
}

/** Reviews written in a window, hidden ones too, in the order they came. */
export async function reviewsToExport(
  tx: ReadTx,
  page: ExportWindow & { readonly after: PageEnd | null; readonly limit: number },
): Promise<ExportedReview[]> {
  return tx.rows<ExportedReview>(
    tx.sql.raw(
      `select r.id, r.booking_id as "bookingId", r.created_at as "createdAt",
         b.starts_at as "visitAt", r.stars, r.body, r.reply, r.hidden, s.name as "serviceName", m.name as "staffName",
         r.client_id as "clientId", c.name as "clientName"
       from reviews r
       join bookings b on b.id = r.booking_id
       join services s on s.id = r.service_id
       join staff m on m.id = r.staff_id
       join clients c on c.id = r.client_id
       where r.id > :id and r.created_at >= :start and r.created_at < :end
       order by r.id limit :limit`,
      bindingsOf(page),
    ),
  );
}

const isListed = 'erased_at is null and linked_to is null';
const countSql = {
  bookings: 'select count(*)::int as total from bookings where starts_at >= :start and starts_at < :end',
  clients: `select count(*)::int as total from clients where created_at >= :start and created_at < :end and ${isListed}`,
  reviews: 'select count(*)::int as total from reviews where created_at >= :start and created_at < :end',
} as const;

/** How many rows an export of this kind has. */
export async function countToExport(
  tx: ReadTx,
  kind: keyof typeof countSql,
  { start, end }: ExportWindow,
): Promise<number> {
  const [row] = await tx.rows<{ total: number }>(
    tx.sql.raw(countSql[kind], { start: new Date(start), end: new Date(end) }),
  );
  return row?.total ?? 0;
}

function bindingsOf({
  start,
  end,
  after,
  limit,
}: ExportWindow & { readonly after: PageEnd | null; readonly limit: number }) {
  return {
    start: new Date(start),
    end: new Date(end),
    id: after?.id ?? 0,
    limit,
  };
}

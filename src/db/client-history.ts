import type { BookingStatus } from '../domain/booking.js';
import type { ReadTx } from './tenant-db.js';

/** What a client has been to the salon. Instants are epoch milliseconds. */
export interface ClientFigures {
  /** Took place. */
  readonly visits: number;
  /** Still to come, or under way. */
  readonly upcoming: number;
  readonly cancelled: number;
  readonly noShows: number;
  readonly firstVisitAt: number | null;
  readonly lastVisitAt: number | null;
  /** For visits that took place, in minor units, by currency. */
  readonly spent: readonly { readonly currency: string; readonly minor: number }[];
  /** Mean of the stars given; null: none. */
  readonly rating: number | null;
}

/** Counts a client's bookings by what became of them at `now` (epoch milliseconds), as `outcomeOf` does. */
export async function figuresOfClient(tx: ReadTx, clientId: number, now: number): Promise<ClientFigures> {
  const rows = await tx.rows<{
    outcome: 'active' | 'completed' | 'cancelled' | 'no_show';
    currency: string;
    count: number;
    minor: number;
    first: Date;
    last: Date;
  }>(
    tx.sql.raw(
      `select case when status <> 'booked' then status when ends_at <= :now then 'completed' else 'active' end as outcome,
         currency, count(*)::int as count, sum(price_minor)::bigint as minor, min(starts_at) as first, max(starts_at) as last
       from bookings where client_id = :clientId group by 1, 2 order by minor desc, currency`,
      { clientId, now: new Date(now) },
    ),
  );
  const [review] = await tx.rows<{ rating: number | null }>(
    tx.sql.raw('select avg(stars)::float8 as rating from reviews where client_id = ?', [clientId]),
  );
  const counted = (outcome: string) =>
    rows.filter((row) => row.outcome === outcome).reduce((sum, { count }) => sum + count, 0);
  const visits = rows.filter(({ outcome }) => outcome === 'completed');
  return {
    visits: counted('completed'),
    upcoming: counted('active'),
    cancelled: counted('cancelled'),
    noShows: counted('no_show'),
    firstVisitAt: visits.length === 0 ? null : Math.min(...visits.map(({ first }) => first.getTime())),
    lastVisitAt: visits.length === 0 ? null : Math.max(...visits.map(({ last }) => last.getTime())),
    spent: visits.map(({ currency, minor }) => ({ currency, minor })),
    rating: review?.rating ?? null,
  };
}

/** A line of a client's history. Instants are epoch milliseconds, money is in minor units of `currency`. */
export interface HistoryRow {
  readonly id: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly status: BookingStatus;
  readonly serviceName: string;
  readonly staffName: string;
}

/** One page of all bookings of a client, latest first, and how many there are. */
export async function historyOfClient(
  tx: ReadTx,
  clientId: number,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: HistoryRow[]; readonly total: number }> {
  const [counted] = await tx.rows<{ total: number }>(
    tx.sql.raw('select count(*)::int as total from bookings where client_id = ?', [clientId]),
  );
  const rows = await tx.rows<Omit<HistoryRow, 'startsAt' | 'endsAt'> & { startsAt: Date; endsAt: Date }>(
    tx.sql.raw(
      `select b.id, b.starts_at as "startsAt", b.ends_at as "endsAt", b.status, s.name as "serviceName",
         m.name as "staffName"
       from bookings b join services s on s.id = b.service_id join staff m on m.id = b.staff_id
       where b.client_id = ? order by b.starts_at desc, b.id desc limit ? offset ?`,
      [clientId, limit, offset],
    ),
  );
  return {
    rows: rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime(), endsAt: row.endsAt.getTime() })),
    total: counted?.total ?? 0,
  };
}

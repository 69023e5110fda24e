import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** What a client thought of a visit. `stars`: 1 to 5. */
export interface ReviewRow {
  readonly bookingId: number;
  readonly stars: number;
  readonly body: string | null;
}

export interface NewReview {
  readonly bookingId: number;
  readonly clientId: number;
  readonly serviceId: number;
  readonly staffId: number;
  /** 1 to 5. */
  readonly stars: number;
}

/** Writes a review without words; false when its booking has one already. `now` is epoch milliseconds. */
export async function insertReview(tx: WriteTx, review: NewReview, now: number): Promise<boolean> {
  const rows = await tx.rows(
    tx.sql.raw(
      `insert into reviews (booking_id, client_id, service_id, staff_id, stars, created_at, updated_at)
       values (:bookingId, :clientId, :serviceId, :staffId, :stars, :now, :now)
       on conflict (booking_id) do nothing returning id`,
      { ...review, now: new Date(now) },
    ),
  );
  return rows.length > 0;
}

/** The client's own review of a booking, or null. Any numbers may be asked for. */
export async function findReviewOfClient(
  tx: ReadTx,
  clientId: number,
  bookingId: number,
): Promise<ReviewRow | null> {
  if (!isRowId(clientId) || !isRowId(bookingId)) return null;
  const [row] = await tx.rows<ReviewRow>(
    tx
      .sql('reviews')
      .where({ booking_id: bookingId, client_id: clientId })
      .select({ bookingId: 'booking_id', stars: 'stars', body: 'body' }),
  );
  return row ?? null;
}

/**
 * Adds words (1 to 1000 code points) to the client's own review that has none; false when there is no such review.
 * `now` is epoch milliseconds.
 */
export async function writeReviewBody(
  tx: WriteTx,
  { clientId, bookingId }: { readonly clientId: number; readonly bookingId: number },
  body: string,
  now: number,
): Promise<boolean> {
  const rows = await tx.rows(
    tx
      .sql('reviews')
      .where({ booking_id: bookingId, client_id: clientId })
      .whereNull('body')
      .update({ body, updated_at: new Date(now) })
      .returning('id'),
  );
  return rows.length > 0;
}

/** A review that the salon does not hide. `createdAt` is epoch milliseconds. */
export interface PublicReviewRow {
  readonly stars: number;
  readonly body: string | null;
  readonly reply: string | null;
  readonly serviceName: string;
  /** The author's whole name: not to be shown. */
  readonly clientName: string | null;
  readonly createdAt: number;
}

/** Reviews that are not hidden, newest first. */
export async function publicReviews(
  tx: ReadTx,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<PublicReviewRow[]> {
  const rows = await tx.rows<Omit<PublicReviewRow, 'createdAt'> & { createdAt: Date }>(
    tx.sql.raw(
      `select r.stars, r.body, r.reply, s.name as "serviceName", c.name as "clientName", r.created_at as "createdAt"
       from reviews r
       join services s on s.id = r.service_id
       join clients c on c.id = r.client_id
       where not r.hidden
       order by r.created_at desc, r.id desc
       limit :limit offset :offset`,
      { offset, limit },
    ),
  );
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }));
}

/** How many reviews are not hidden, and the mean of their stars; null when there are none. */
export async function publicRating(tx: ReadTx): Promise<{ average: number; count: number } | null> {
  const [row] = await tx.rows<{ average: number | null; count: number }>(
    tx.sql.raw(
      `select avg(stars)::float8 as average, count(*)::integer as count from reviews where not hidden`,
    ),
  );
  return row === undefined || row.average === null ? null : { average: row.average, count: row.count };
}

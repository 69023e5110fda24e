import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A review as the salon sees it. `createdAt` is epoch milliseconds. */
export interface DeskReviewRow {
  readonly id: number;
  readonly bookingId: number;
  readonly clientId: number;
  readonly clientName: string | null;
  readonly serviceName: string;
  readonly staffName: string;
  /** 1 to 5. */
  readonly stars: number;
  readonly body: string | null;
  readonly reply: string | null;
  readonly hidden: boolean;
  readonly createdAt: number;
  /** Counts what the salon did with it. */
  readonly version: number;
}

/** `open`: nobody has answered the words. */
export type ReviewState = 'all' | 'hidden' | 'open';

const states: Readonly<Record<ReviewState, string>> = {
  all: 'true',
  hidden: 'r.hidden',
  open: 'r.reply is null and r.body is not null',
};

/** One page of the reviews of so many stars (null: any), newest first, and how many there are. */
export async function listReviewRows(
  tx: ReadTx,
  { stars, state }: { readonly stars: number | null; readonly state: ReviewState },
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: DeskReviewRow[]; readonly total: number }> {
  const where = `${states[state]} and (cast(:stars as int) is null or r.stars = cast(:stars as int))`;
  const [counted] = await tx.rows<{ total: number }>(
    tx.sql.raw(`select count(*)::int as total from reviews r where ${where}`, { stars }),
  );
  const rows = await tx.rows<StoredReview>(
    tx.sql.raw(
      `${selectReview} where ${where} order by r.created_at desc, r.id desc limit :limit offset :offset`,
      {
        stars,
        offset,
        limit,
      },
    ),
  );
  return { rows: rows.map(reviewFrom), total: counted?.total ?? 0 };
}

/** How many reviews have so many stars, `counts[0]` those with one; hidden ones too. */
export async function starCounts(tx: ReadTx): Promise<number[]> {
  const rows = await tx.rows<{ stars: number; count: number }>(
    tx.sql.raw('select stars, count(*)::int as count from reviews group by stars'),
  );
  return [1, 2, 3, 4, 5].map((stars) => rows.find((row) => row.stars === stars)?.count ?? 0);
}

/** One review, or null. Any number may be asked for. */
export async function findReview(tx: ReadTx, reviewId: number): Promise<DeskReviewRow | null> {
  if (!isRowId(reviewId)) return null;
  const [row] = await tx.rows<StoredReview>(tx.sql.raw(`${selectReview} where r.id = ?`, [reviewId]));
  return row === undefined ? null : reviewFrom(row);
}

/** As `findReview`, and nobody else changes it until this transaction ends. */
export async function lockReview(tx: WriteTx, reviewId: number): Promise<DeskReviewRow | null> {
  if (!isRowId(reviewId)) return null;
  const [row] = await tx.rows<StoredReview>(
    tx.sql.raw(`${selectReview} where r.id = ? for update of r`, [reviewId]),
  );
  return row === undefined ? null : reviewFrom(row);
}

/** Changes a locked review and counts the change; what is absent stays. `now` is epoch milliseconds. */
export async function updateReview(
  tx: WriteTx,
  reviewId: number,
  { reply, hidden }: { readonly reply?: string | null; readonly hidden?: boolean },
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('reviews')
      .where({ id: reviewId })
      .update({
        ...(reply === undefined ? {} : { reply, replied_at: reply === null ? null : new Date(now) }),
        ...(hidden === undefined ? {} : { hidden }),
        version: tx.sql.raw('version + 1'),
        updated_at: new Date(now),
      }),
  );
}

/** When the visit of a review was, as its notifications are planned for. Instants are epoch milliseconds. */
export async function visitOfReview(
  tx: ReadTx,
  reviewId: number,
): Promise<{ readonly startsAt: number; readonly version: number } | null> {
  const [row] = await tx.rows<{ startsAt: Date; version: number }>(
    tx.sql.raw(
      `select b.starts_at as "startsAt", b.version from reviews r join bookings b on b.id = r.booking_id where r.id = ?`,
      [reviewId],
    ),
  );
  return row === undefined ? null : { startsAt: row.startsAt.getTime(), version: row.version };
}

interface StoredReview extends Omit<DeskReviewRow, 'createdAt'> {
  readonly createdAt: Date;
}

const selectReview = `
  select r.id, r.booking_id as "bookingId", r.client_id as "clientId", c.name as "clientName",
    s.name as "serviceName", m.name as "staffName", r.stars, r.body, r.reply, r.hidden,
    r.created_at as "createdAt", r.version
  from reviews r
    join clients c on c.id = r.client_id
    join services s on s.id = r.service_id
    join staff m on m.id = r.staff_id`;

function reviewFrom(row: StoredReview): DeskReviewRow {
  return { ...row, createdAt: row.createdAt.getTime() };
}

import {
  findReview,
  listReviewRows,
  starCounts,
  type DeskReviewRow,
  type ReviewState,
} from '../../db/desk-reviews.js';
import type { TenantContext } from '../tenant-context.js';

export type { DeskReviewRow, ReviewState } from '../../db/desk-reviews.js';

export interface DeskReviewPage {
  readonly reviews: readonly DeskReviewRow[];
  /** How many fit the filter. */
  readonly total: number;
  /** From 0; the last one when a later one was asked for. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
  /** Of all reviews, whatever the filter: how many have one star, two, … five. */
  readonly distribution: readonly number[];
  /** Mean of the stars of all reviews; null when there are none. */
  readonly average: number | null;
}

export const deskReviewsOnPage = 6;

/** One page of the reviews, newest first; `stars` null: any; `page` may be any whole number. */
export async function listDeskReviews(
  ctx: TenantContext,
  filter: { readonly stars: number | null; readonly state: ReviewState; readonly page: number },
): Promise<DeskReviewPage> {
  return ctx.db.read(async (tx) => {
    const distribution = await starCounts(tx);
    const limit = deskReviewsOnPage;
    const { total } = await listReviewRows(tx, filter, { offset: 0, limit: 0 });
    const pages = Math.max(1, Math.ceil(total / limit));
    const page = Math.min(Math.max(0, filter.page), pages - 1);
    const { rows } = await listReviewRows(tx, filter, { offset: page * limit, limit });
    return { reviews: rows, total, page, pages, distribution, average: meanOf(distribution) };
  });
}

function meanOf(distribution: readonly number[]): number | null {
  const count = distribution.reduce((sum, one) => sum + one, 0);
  const stars = distribution.reduce((sum, one, index) => sum + one * (index + 1), 0);
  return count === 0 ? null : stars / count;
}

/** One review; null when there is none. Any number may be asked for. */
export async function readReview(ctx: TenantContext, reviewId: number): Promise<DeskReviewRow | null> {
  return ctx.db.read((tx) => findReview(tx, reviewId));
}

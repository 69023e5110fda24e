import { publicRating, publicReviews } from '../db/reviews.js';
import { initialOf } from '../domain/review.js';
import type { TenantContext } from './tenant-context.js';

/** What all public reviews say together. */
export interface Rating {
  /** Mean of the stars, 1 to 5. */
  readonly average: number;
  /** At least 1. */
  readonly count: number;
}

/** A review as everybody may read it. */
export interface PublicReview {
  /** 1 to 5. */
  readonly stars: number;
  readonly body: string | null;
  /** What the salon answered. */
  readonly reply: string | null;
  readonly serviceName: string;
  /** The first letter of the author's name; null when there is none. */
  readonly initial: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface ReviewPage {
  /** Null when there are no reviews. */
  readonly rating: Rating | null;
  readonly reviews: readonly PublicReview[];
  /** From 0; the last one when a later one was asked for. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
}

export const reviewsOnPage = 5;

/** Count and average of the reviews that the salon does not hide; null when there are none. */
export async function readRating(ctx: TenantContext): Promise<Rating | null> {
  return ctx.db.read(publicRating);
}

/** A page of the reviews that the salon does not hide, newest first; `page` may be any whole number. */
export async function readReviews(ctx: TenantContext, page: number): Promise<ReviewPage> {
  return ctx.db.read(async (tx) => {
    const rating = await publicRating(tx);
    const pages = Math.max(1, Math.ceil((rating?.count ?? 0) / reviewsOnPage));
    const shown = Math.min(Math.max(0, page), pages - 1);
    const rows = await publicReviews(tx, { offset: shown * reviewsOnPage, limit: reviewsOnPage });
    const reviews = rows.map(({ clientName, ...review }) => ({ ...review, initial: initialOf(clientName) }));
    return { rating, reviews, page: shown, pages };
  });
}

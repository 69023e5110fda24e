import { findReviewOfClient, writeReviewBody, type ReviewRow } from '../db/reviews.js';
import type { ReadTx, WriteTx } from '../db/tenant-db.js';
import { checkComment } from '../domain/comment.js';
import { reviewLength } from '../domain/review.js';
import { decideOnce } from './answer-once.js';
import type { Cause, TenantContext } from './tenant-context.js';

export interface WordsForVisit {
  readonly clientId: number;
  readonly bookingId: number;
  /** As it was typed; kept as `checkComment` tidies it. */
  readonly typed: string;
}

export type WriteReviewResult =
  /** `already`: words were there, and they stay. */
  | { readonly outcome: 'written' | 'already'; readonly review: ReviewRow }
  | { readonly outcome: 'empty' }
  /** `length`: how many characters it has; 1000 are kept. */
  | { readonly outcome: 'too_long'; readonly length: number }
  /** No stars were given to this booking, or it is another client's. */
  | { readonly outcome: 'not_found' };

interface Verdict {
  readonly outcome: 'written' | 'already' | 'not_found';
}

/** Adds words to a client's own review, once: the first ones stay. The same update given again changes nothing. */
export async function writeReview(
  ctx: TenantContext,
  cause: Cause,
  { clientId, bookingId, typed }: WordsForVisit,
): Promise<WriteReviewResult> {
  const check = checkComment(typed, reviewLength);
  if (!check.ok) {
    return check.reason === 'empty' ? { outcome: 'empty' } : { outcome: 'too_long', length: check.length };
  }
  const review = { clientId, bookingId };
  const decide = async (tx: WriteTx, now: number): Promise<Verdict> => ({
    outcome: await write(tx, review, check.comment, now),
  });
  const show = async (tx: ReadTx, { outcome }: Verdict): Promise<WriteReviewResult> => {
    const found = await findReviewOfClient(tx, clientId, bookingId);
    return found === null || outcome === 'not_found' ? { outcome: 'not_found' } : { outcome, review: found };
  };
  return decideOnce(ctx, cause, 'write-review', decide, show);
}

async function write(
  tx: WriteTx,
  review: { readonly clientId: number; readonly bookingId: number },
  body: string,
  now: number,
): Promise<Verdict['outcome']> {
  // The look comes first: it refuses numbers that no row can have.
  if ((await findReviewOfClient(tx, review.clientId, review.bookingId)) === null) return 'not_found';
  return (await writeReviewBody(tx, review, body, now)) ? 'written' : 'already';
}

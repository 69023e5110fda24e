import {
  findReview,
  lockReview,
  updateReview,
  visitOfReview,
  type DeskReviewRow,
} from '../../db/desk-reviews.js';
import { insertNotifications } from '../../db/notifications.js';
import type { ReadTx, WriteTx } from '../../db/tenant-db.js';
import { checkComment } from '../../domain/comment.js';
import { planFeedback } from '../../domain/notifications.js';
import { reviewLength } from '../../domain/review.js';
import { decideOnce } from '../answer-once.js';
import { readSettings } from '../read-settings.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';

/** What the salon does with a review. `reply`: as it was typed; null: the answer goes. */
export type ReviewChange =
  | { readonly kind: 'reply'; readonly typed: string | null; readonly expectedVersion: number }
  | { readonly kind: 'visibility'; readonly hidden: boolean };

export type ChangeReviewResult =
  | { readonly outcome: 'saved' | 'unchanged'; readonly review: DeskReviewRow }
  /** Somebody else was faster: this is how it is now. */
  | { readonly outcome: 'changed'; readonly review: DeskReviewRow }
  | { readonly outcome: 'empty' }
  /** `length`: how many characters the answer has. */
  | { readonly outcome: 'too_long'; readonly length: number }
  | { readonly outcome: 'not_found' };

interface Verdict {
  readonly outcome: 'saved' | 'unchanged' | 'changed' | 'not_found';
}

/** In code points. */
export const replyLength = reviewLength;

/**
 * Answers a review, changes or takes back the answer, hides the review from the public or shows it again. The client is
 * told of the first answer, once, outside the quiet hours; what is public changes at once. The same update given again
 * changes nothing.
 */
export async function changeReview(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { reviewId, change }: { readonly reviewId: number; readonly change: ReviewChange },
): Promise<ChangeReviewResult> {
  const checked = check(change);
  if ('outcome' in checked) return checked;
  const decide = async (tx: WriteTx, now: number): Promise<Verdict> => ({
    outcome: await write(tx, ctx, by, { reviewId, change: checked }, now),
  });
  const show = async (tx: ReadTx, { outcome }: Verdict): Promise<ChangeReviewResult> => {
    const review = outcome === 'not_found' ? null : await findReview(tx, reviewId);
    return review === null || outcome === 'not_found' ? { outcome: 'not_found' } : { outcome, review };
  };
  const result = await decideOnce(ctx, cause, 'change-review', decide, show);
  if (result.outcome === 'saved') ctx.wake();
  return result;
}

type Checked =
  | { readonly kind: 'reply'; readonly reply: string | null; readonly expectedVersion: number }
  | { readonly kind: 'visibility'; readonly hidden: boolean };

function check(change: ReviewChange): Checked | Exclude<ChangeReviewResult, Verdict> {
  if (change.kind === 'visibility') return change;
  const { typed, expectedVersion } = change;
  if (typed === null) return { kind: 'reply', reply: null, expectedVersion };
  const reply = checkComment(typed, replyLength);
  if (reply.ok) return { kind: 'reply', reply: reply.comment, expectedVersion };
  return reply.reason === 'empty' ? { outcome: 'empty' } : { outcome: 'too_long', length: reply.length };
}

async function write(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { reviewId, change }: { readonly reviewId: number; readonly change: Checked },
  now: number,
): Promise<Verdict['outcome']> {
  const row = await lockReview(tx, reviewId);
  if (row === null) return 'not_found';
  const told = { subject: 'review', subjectId: reviewId, at: now };
  if (change.kind === 'visibility') {
    const { hidden } = change;
    if (row.hidden === hidden) return 'unchanged';
    await updateReview(tx, reviewId, { hidden }, now);
    const action = hidden ? 'review.hide' : 'review.show';
    await audit(tx, by, { action, ...told, old: { hidden: row.hidden }, new: { hidden } });
    return 'saved';
  }
  if (row.version !== change.expectedVersion) return 'changed';
  const { reply } = change;
  if (row.reply === reply) return 'unchanged';
  await updateReview(tx, reviewId, { reply }, now);
  // An answer quotes its client, who may be erased: it does not stay in what is never changed.
  const lengths = { old: { replyLength: row.reply?.length ?? 0 }, new: { replyLength: reply?.length ?? 0 } };
  await audit(tx, by, { action: 'review.reply', ...told, ...lengths });
  if (reply !== null) await tellClient(tx, ctx, row, now);
  return 'saved';
}

/** A client who was told already is not told again: there is one such notification per visit. */
async function tellClient(
  tx: WriteTx,
  ctx: TenantContext,
  { id, bookingId, clientId }: DeskReviewRow,
  now: number,
): Promise<void> {
  const visit = await visitOfReview(tx, id);
  if (visit === null) return;
  const { quietHours } = await readSettings(tx, ctx);
  const dueAt = planFeedback(now, 0, { quietHours, zone: ctx.zone });
  const told = { kind: 'review_reply', bookingId, clientId, dueAt, distanceMinutes: 0 } as const;
  await insertNotifications(tx, [{ ...told, bookingVersion: 0, visitStartsAt: visit.startsAt }], now);
}

import { changeReview, replyLength, type ChangeReviewResult } from '../../../commands/desk/answer-review.js';
import { listDeskReviews, readReview, type DeskReviewRow } from '../../../commands/desk/list-reviews.js';
import type { TextKey } from '../../../i18n/texts.js';
import { paragraphs, type Notice, type Reaction, type Screen } from '../../screen.js';
import type { Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import type { ReviewFilter } from './data.js';
import { reviewsDeskScreen, reviewScreen } from './screens.js';

export async function showReviews(
  turn: DeskTurn,
  filter: ReviewFilter,
  notice?: Notice,
): Promise<Reaction & { readonly screen: Screen }> {
  const { stars, show, page } = filter;
  const wanted = { stars: stars === 0 ? null : stars, state: show, page };
  const found = await listDeskReviews(turn.tenant, wanted);
  const screen = reviewsDeskScreen(found, { ...filter, page: found.page }, turn.wording);
  return notice === undefined ? { screen } : { screen, notice };
}

export async function withReview(
  turn: DeskTurn,
  filter: ReviewFilter,
  reviewId: number,
  react: (review: DeskReviewRow) => Promise<Reaction>,
): Promise<Reaction> {
  const review = await readReview(turn.tenant, reviewId);
  return review === null ? reviewGone(turn, filter) : react(review);
}

function reviewGone(turn: DeskTurn, filter: ReviewFilter): Promise<Reaction> {
  return showReviews(turn, filter, { text: turn.wording.texts.plain('desk.gone'), alert: true });
}

/** Hides a review from the public, or shows it again. */
export async function setHidden(
  turn: DeskTurn,
  filter: ReviewFilter,
  reviewId: number,
  hidden: boolean,
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const change = { kind: 'visibility', hidden } as const;
  const result = await changeReview(tenant, admin, cause, { reviewId, change });
  return pressed(turn, filter, result, hidden ? 'd_reviews.hidden_toast' : 'd_reviews.shown_toast');
}

/** Takes the answer back, unless somebody has changed it meanwhile. */
export async function takeReplyBack(
  turn: DeskTurn,
  filter: ReviewFilter,
  review: DeskReviewRow,
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const change = { kind: 'reply', typed: null, expectedVersion: review.version } as const;
  const result = await changeReview(tenant, admin, cause, { reviewId: review.id, change });
  return pressed(turn, filter, result, 'd_reviews.reply_dropped');
}

function pressed(
  turn: DeskTurn,
  filter: ReviewFilter,
  result: ChangeReviewResult,
  done: TextKey,
): Promise<Reaction> | Reaction {
  const { texts } = turn.wording;
  if (!('review' in result)) return reviewGone(turn, filter);
  const screen = reviewScreen(turn, result.review, filter);
  const wasChanged = result.outcome === 'changed';
  const text = texts.plain(wasChanged ? 'desk.changed_meanwhile' : done);
  return { screen, notice: { text, alert: wasChanged } };
}

/** What becomes of a typed answer. */
export async function saveReply(
  turn: DeskTurn,
  filter: ReviewFilter,
  {
    reviewId,
    version,
    typed,
  }: { readonly reviewId: number; readonly version: number; readonly typed: string },
): Promise<Taken> {
  const { tenant, admin, cause, wording } = turn;
  const { texts } = wording;
  const change = { kind: 'reply', typed, expectedVersion: version } as const;
  const result = await changeReview(tenant, admin, cause, { reviewId, change });
  switch (result.outcome) {
    case 'empty':
      return { problem: texts.html('d_clients.empty') };
    case 'too_long':
      return { problem: texts.html('d_reviews.too_long', { length: result.length, most: replyLength }) };
    case 'not_found':
      return reviewGone(turn, filter);
    default: {
      const { text, keyboard } = reviewScreen(turn, result.review, filter);
      const key = result.outcome === 'changed' ? 'desk.changed_meanwhile' : 'd_reviews.reply_saved';
      return { screen: { text: paragraphs(texts.html(key), text), keyboard } };
    }
  }
}

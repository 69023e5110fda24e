import { desk, type DeskRoute } from '../desk-route.js';
import { askReply, dropReply, hideReview, listDeskReviews, openReview } from './data.js';
import { askForReply } from './questions.js';
import { setHidden, showReviews, takeReplyBack, withReview } from './react.js';
import { reviewScreen } from './screens.js';

export const reviewsRoutes: readonly DeskRoute[] = [
  desk(listDeskReviews, 'reviews.view', (turn, filter) => showReviews(turn, filter)),
  desk(openReview, 'reviews.view', (turn, { review: id, ...filter }) =>
    withReview(turn, filter, id, async (review) => ({ screen: reviewScreen(turn, review, filter) })),
  ),
  desk(askReply, 'reviews.answer', (turn, { review: id, ...filter }) =>
    withReview(turn, filter, id, (review) => askForReply(turn, filter, review)),
  ),
  desk(dropReply, 'reviews.answer', (turn, { review: id, ...filter }) =>
    withReview(turn, filter, id, (review) => takeReplyBack(turn, filter, review)),
  ),
  desk(hideReview, 'reviews.answer', (turn, { review, to, ...filter }) =>
    setHidden(turn, filter, review, to === 'hide'),
  ),
];

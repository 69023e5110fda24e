import { on, type PressRoute } from '../../presses.js';
import { askFeedback, leaveFeedback, rate } from './data.js';
import { askReview, leave, takeStars } from './react.js';

export const feedbackRoutes: readonly PressRoute[] = [
  on(rate, (turn, { booking, stars }) => takeStars(turn, booking, stars)),
  on(askFeedback, (turn, { booking }) => askReview(turn, booking)),
  on(leaveFeedback, (turn, { to }) => leave(turn, to)),
];

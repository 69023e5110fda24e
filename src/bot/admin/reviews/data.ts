import { action, choice, integer, rowId } from '../../callback-data.js';

/** Which reviews are looked at: of so many stars (0: any), all or only some. */
const view = {
  stars: integer(0, 5),
  show: choice('all', 'hidden', 'open'),
  page: integer(0, 9999),
};

export interface ReviewFilter {
  readonly stars: number;
  readonly show: 'all' | 'hidden' | 'open';
  readonly page: number;
}

export const listDeskReviews = action('rls', 1, view);
export const openReview = action('rcd', 1, { review: rowId, ...view });
export const askReply = action('rrp', 1, { review: rowId, ...view });
export const dropReply = action('rrd', 1, { review: rowId, ...view });
export const hideReview = action('rhd', 1, { review: rowId, to: choice('hide', 'show'), ...view });

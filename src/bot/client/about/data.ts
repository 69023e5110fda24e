import { action, integer } from '../../callback-data.js';

export const openAbout = action('ab', 1, {});
export const showSalonOnMap = action('am', 1, {});
/** What others say. */
export const listReviews = action('av', 1, { page: integer(0, 999_999) });

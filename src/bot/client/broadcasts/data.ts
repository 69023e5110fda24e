import { action, choice } from '../../callback-data.js';

/** Under a broadcast: no more of them. */
export const refuseNews = action('nw', 1, {});
/** Under a broadcast: the start of a booking, below it. */
export const bookFromNews = action('nb', 1, {});
/** In the profile. */
export const chooseNews = action('ns', 1, { to: choice('on', 'off') });

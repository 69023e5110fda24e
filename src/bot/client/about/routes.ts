import { on, type PressRoute } from '../../presses.js';
import { listReviews, openAbout, showSalonOnMap } from './data.js';
import { sendSalonPoint, showAbout, showReviews } from './show.js';

export const aboutRoutes: readonly PressRoute[] = [
  on(openAbout, async (turn) => ({ screen: await showAbout(turn) })),
  on(showSalonOnMap, sendSalonPoint),
  on(listReviews, async (turn, { page }) => ({ screen: await showReviews(turn, page) })),
];

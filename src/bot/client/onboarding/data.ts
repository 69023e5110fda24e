import { action, integer } from '../../callback-data.js';

/** How many screens the tour has. */
export const tourLength = 3;

export const showTour = action('tt', 1, { step: integer(1, tourLength) });
/** Skipped or seen to the end. */
export const endTour = action('te', 1, {});

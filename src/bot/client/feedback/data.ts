import { action, choice, integer, rowId } from '../../callback-data.js';

const visit = { booking: rowId };

/** How many stars a visit gets, under the request for feedback. */
export const rate = action('fr', 1, { ...visit, stars: integer(1, 5) });
/** Asks for the stars; for what is still missing when they were given. */
export const askFeedback = action('fa', 1, visit);
/** The ways out of the invitation to write a few words. */
export const leaveFeedback = action('fl', 1, { to: choice('thanks', 'menu') });

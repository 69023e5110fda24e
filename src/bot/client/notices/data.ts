import { action, rowId } from '../../callback-data.js';

/** "I will come", under a reminder. */
export const confirmVisit = action('nc', 1, { booking: rowId });

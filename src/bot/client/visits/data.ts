import { action, rowId } from '../../callback-data.js';

const visit = { booking: rowId };

export const listVisits = action('vl', 1, {});
export const openVisit = action('vo', 1, visit);
/** Asks before cancelling. */
export const askCancel = action('va', 1, visit);
export const cancelVisit = action('vc', 1, visit);

import { action, choice, integer, rowId } from '../../callback-data.js';

const page = integer(0, 999);

/** The whole list, or the list of categories when there are many services. */
export const listServices = action('sl', 1, { page });
/** The services of the category that `service` belongs to. */
export const listCategory = action('sc', 1, { service: rowId, page });
/** The page on which `service` stands: the way back from it. */
export const listAround = action('sr', 1, { service: rowId });
export const openService = action('so', 1, { service: rowId });
/** A master's own screen: what can be booked with this master. */
export const openMaster = action('st', 1, { staff: rowId, page });
const photoOf = { of: choice('service', 'staff'), id: rowId };
/** A photo as a message of its own, and away with it again. */
export const openPhoto = action('sp', 1, photoOf);
export const closePhoto = action('sq', 1, photoOf);
/** A button that only shows something. */
export const stillList = action('sx', 1, { what: choice('page') });

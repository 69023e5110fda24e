import { action } from '../../callback-data.js';

export const openDesk = action('dsk', 1, {});
/** What is set up seldom: services, staff, hours, settings. */
export const openSalon = action('dsl', 1, {});

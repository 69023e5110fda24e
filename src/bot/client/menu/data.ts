import { action } from '../../callback-data.js';

export const openMenu = action('mn', 1, {});

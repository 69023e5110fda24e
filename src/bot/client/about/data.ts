import { action } from '../../callback-data.js';

export const openAbout = action('ab', 1, {});

import { action, choice } from '../../../callback-data.js';

export const openPin = action('apo', 1, {});
export const choosePin = action('aps', 1, {});
export const dropPin = action('apr', 1, { sure: choice('ask', 'yes') });
export const choosePinSession = action('apt', 1, { minutes: choice('15', '30', '60', '480') });
export const closeDesk = action('apl', 1, {});

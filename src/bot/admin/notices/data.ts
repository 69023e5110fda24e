import { digestMinutes } from '../../../domain/desk-notices.js';
import { action, choice, integer } from '../../callback-data.js';

export const switches = ['created', 'changed', 'cancelled', 'rating', 'ownOnly'] as const;
export type Switch = (typeof switches)[number];

export const openNotices = action('inn', 1, {});
export const setNotice = action('ino', 1, { what: choice(...switches), to: choice('on', 'off') });
export const setDigest = action('ing', 1, { choice: integer(0, digestMinutes.length) });

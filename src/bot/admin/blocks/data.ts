import { action, choice, date, instant, integer, rowId, rowIdOrNull } from '../../callback-data.js';
import { cancelReason, seen, shift, yesNo } from '../mass/data.js';

const page = integer(0, 999);
const operation = rowId;
/** Null: the whole salon. */
const staff = rowIdOrNull;

export const blockReasons = ['lunch', 'vacation', 'sick', 'study', 'none'] as const;
/** What becomes of the bookings in the way. */
export const remedies = ['leave', 'shift', 'cancel'] as const;
export type Remedy = (typeof remedies)[number];

export const listBlocks = action('kls', 1, { page });
export const openBlock = action('kop', 1, { block: rowId });
export const unblock = action('kun', 1, { block: rowId, sure: choice('ask', 'yes') });
export const addBlock = action('kad', 1, { page });
export const chooseDay = action('kda', 1, { staff });
export const chooseHours = action('khr', 1, { staff, day: date });
export const chooseEnd = action('ken', 1, { staff, day: date, start: instant });
export const beginBlock = action('kbg', 1, { staff, start: instant, end: instant });
export const chooseBlockReason = action('kre', 1, { operation });
export const giveBlockReason = action('krs', 1, { operation, reason: choice(...blockReasons) });
export const openBlockPreview = action('kpv', 1, { operation, page });
export const chooseRemedy = action('kwh', 1, { operation, remedy: choice(...remedies) });
export const shiftAway = action('ksh', 1, { operation, minutes: shift });
export const cancelAway = action('kcr', 1, { operation, reason: cancelReason });
export const commitBlock = action('kgo', 1, { operation, seen, anyway: yesNo });

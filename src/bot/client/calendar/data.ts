import { action, choice, date, integer, month, rowId, rowIdOrNull } from '../../callback-data.js';

const wish = { service: rowId, staff: rowIdOrNull };

/** The calendar at the first month with a free day. */
export const openCalendar = action('ca', 1, wish);
export const openMonth = action('cm', 1, { ...wish, month });
/** `part`: which run of times, when a day has more than fit one keyboard. */
export const openDay = action('cd', 1, { ...wish, date, part: integer(0, 99) });

/** Why a cell of the calendar leads nowhere; the press is answered with it. */
export const stillReasons = [
  'past',
  'off',
  'full',
  'far',
  'padding',
  'weekday',
  'month',
  'first',
  'last',
  'part',
  'blank',
] as const;
export type StillReason = (typeof stillReasons)[number];
export const stillCell = action('cx', 1, { why: choice(...stillReasons) });

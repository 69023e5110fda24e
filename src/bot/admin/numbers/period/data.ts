import { action, choice, date, month } from '../../../callback-data.js';

/** Where a chosen period leads: to the figures, or to the export. */
export const periodTargets = ['n', 'x'] as const;
export type PeriodTarget = (typeof periodTargets)[number];

const target = choice(...periodTargets);
export const askPeriod = action('npa', 1, { target });
export const pickFirstDay = action('npf', 1, { target, month });
export const pickLastDay = action('npl', 1, { target, first: date, month });

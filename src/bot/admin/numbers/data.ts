import { action, choice, date } from '../../callback-data.js';

/** The figures of today. */
export const openNumbers = action('nop', 1, {});
const period = { from: date, to: date };
export const showNumbers = action('nsh', 1, period);
export const numbersViews = ['services', 'staff', 'peaks'] as const;
export type NumbersView = (typeof numbersViews)[number];
export const showPart = action('npt', 1, { view: choice(...numbersViews), ...period });
export const drawNumbers = action('nch', 1, period);

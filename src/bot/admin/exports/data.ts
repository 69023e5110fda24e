import { exportKinds } from '../../../commands/desk/export-tables.js';
import { action, choice, date } from '../../callback-data.js';

const period = { from: date, to: date };
/** The export of this month. */
export const openExport = action('xhm', 1, {});
export const openExports = action('xop', 1, period);
export const makeExport = action('xmk', 1, {
  kind: choice(...exportKinds),
  format: choice('csv', 'xlsx'),
  ...period,
});

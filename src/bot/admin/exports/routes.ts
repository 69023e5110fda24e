import { periodAround } from '../../../domain/period.js';
import { desk, type DeskRoute } from '../desk-route.js';
import { makeExport, openExport, openExports } from './data.js';
import { makeFile, showExports } from './react.js';

export const exportsRoutes: readonly DeskRoute[] = [
  desk(openExport, 'data.export', (turn) => {
    const today = turn.wording.formats.localDate(turn.tenant.clock.now());
    return showExports(turn, periodAround(today, 'month'));
  }),
  desk(openExports, 'data.export', showExports),
  desk(makeExport, 'data.export', (turn, { kind, format, ...period }) =>
    makeFile(turn, { kind, format, period }),
  ),
];

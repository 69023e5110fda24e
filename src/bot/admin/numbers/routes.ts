import { periodAround } from '../../../domain/period.js';
import { ask } from '../ask.js';
import { desk, type DeskRoute } from '../desk-route.js';
import { drawNumbers, openNumbers, showNumbers, showPart } from './data.js';
import { askPeriod, pickFirstDay, pickLastDay } from './period/data.js';
import { todayOf } from './period/questions.js';
import { firstDayScreen, lastDayScreen } from './period/screens.js';
import { whichPeriod } from './questions.js';
import { showChart, showFigures, showView } from './react.js';

export const numbersRoutes: readonly DeskRoute[] = [
  desk(openNumbers, 'numbers.view', (turn) => showFigures(turn, periodAround(todayOf(turn), 'day'))),
  desk(showNumbers, 'numbers.view', showFigures),
  desk(showPart, 'numbers.view', (turn, { view, ...days }) => showView(turn, view, days)),
  desk(drawNumbers, 'numbers.view', showChart),
  desk(askPeriod, 'numbers.view', (turn, args) => ask(turn, whichPeriod, args)),
  desk(pickFirstDay, 'numbers.view', async ({ wording }, { target, month }) => ({
    screen: firstDayScreen(target, month, wording),
  })),
  desk(pickLastDay, 'numbers.view', async ({ wording }, { target, first, month }) => ({
    screen: lastDayScreen(target, first, month, wording),
  })),
];

import { may } from '../../../domain/permissions.js';
import { question, type AnyQuestion } from '../ask.js';
import { showExports } from '../exports/react.js';
import { periodQuestion } from './period/questions.js';
import { showFigures } from './react.js';

/** Which period; leads on to where it was asked for. */
export const whichPeriod = periodQuestion((turn, target, period) =>
  target === 'x' && may(turn.admin.role, 'data.export')
    ? showExports(turn, period)
    : showFigures(turn, period),
);

export const numbersQuestions: readonly AnyQuestion[] = [question(whichPeriod)];

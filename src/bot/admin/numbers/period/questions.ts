import { z } from 'zod';
import { daysIn, longestPeriodDays, type Period } from '../../../../domain/period.js';
import { readTypedPeriod } from '../../../../domain/typed-period.js';
import type { Reaction } from '../../../screen.js';
import type { Question } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { periodTargets, type PeriodTarget } from './data.js';
import { askPeriodScreen, typedExamples } from './screens.js';

const args = z.object({ target: z.enum(periodTargets) });

/** What is shown for a period that was typed. */
export type ShowPeriod = (turn: DeskTurn, target: PeriodTarget, period: Period) => Promise<Reaction>;

/** Asks for a period; `show` answers it. */
export function periodQuestion(show: ShowPeriod): Question<z.infer<typeof args>> {
  return {
    id: 'numbers.period',
    permission: 'numbers.view',
    args,
    ask: async (turn, { target }, problem) => askPeriodScreen(target, todayOf(turn), problem, turn.wording),
    take: async (turn, { target }, answer) => {
      const { texts } = turn.wording;
      const today = todayOf(turn);
      const isMonthFirst = turn.tenant.country === 'US';
      const period = answer.kind === 'text' ? readTypedPeriod(answer.text, { today, isMonthFirst }) : null;
      if (period === null) return { problem: texts.html('d_period.not_read', typedExamples(today)) };
      if (target === 'n' && daysIn(period) > longestPeriodDays) {
        return { problem: texts.html('d_numbers.too_long') };
      }
      return show(turn, target, period);
    },
  };
}

/** The salon's date now. */
export function todayOf({ tenant, wording }: DeskTurn): string {
  return wording.formats.localDate(tenant.clock.now());
}

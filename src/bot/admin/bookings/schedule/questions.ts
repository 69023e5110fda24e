import { z } from 'zod';
import { readTypedDate } from '../../../../domain/typed-moment.js';
import { button, paragraphs, type Reaction } from '../../../screen.js';
import { ask, type Question } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { deskRow } from '../../home/screens.js';
import { calendarViews, openSchedule } from '../data.js';
import { dateOrderOf } from '../date-order.js';
import { showView, todayOf } from './show.js';

const args = z.object({ view: z.enum(calendarViews), staff: z.number().int().nullable() });
type Args = z.infer<typeof args>;

/** The date to go to. */
export const jumpQuestion: Question<Args> = {
  id: 'd_bookings_jump',
  permission: 'bookings.view',
  args,
  ask: async ({ wording }, _, problem) => ({
    text: paragraphs(problem, wording.texts.html('d_bookings.jump_ask')),
    keyboard: [[button(wording.texts.plain('d_bookings.today'), openSchedule.data({}))], deskRow(wording)],
  }),
  take: async (turn, { view, staff }, answer) => {
    const typed = answer.kind === 'text' ? answer.text : '';
    const date = readTypedDate(typed, todayOf(turn), dateOrderOf(turn));
    if (date === null) return { problem: turn.wording.texts.html('d_bookings.not_a_date') };
    return showView(turn, view, date, staff);
  },
};

export function askForDate(turn: DeskTurn, values: Args): Promise<Reaction> {
  return ask(turn, jumpQuestion, values);
}

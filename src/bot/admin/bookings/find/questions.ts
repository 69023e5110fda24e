import { z } from 'zod';
import { noFilter } from '../../../../commands/desk/find-bookings.js';
import { readTypedPeriod } from '../../../../domain/typed-moment.js';
import { paragraphs, type Reaction } from '../../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { backRow } from '../../home/screens.js';
import { choosePeriod, listFound } from '../data.js';
import { dateOrderOf } from '../date-order.js';
import { todayOf } from '../schedule/show.js';
import { lookFor } from './show.js';

const nothing = z.object({});
type Nothing = z.infer<typeof nothing>;
const longest = 100;

/** A name, a phone or the number of a booking. */
const searchQuestion: Question<Nothing> = {
  id: 'd_bookings_search',
  permission: 'bookings.view',
  args: nothing,
  ask: async ({ wording }, _, problem) => ({
    text: paragraphs(problem, wording.texts.html('d_bookings.search_ask')),
    keyboard: [backRow(listFound.data({ page: 0 }), wording)],
  }),
  take: async (turn, _, answer): Promise<Taken> => {
    const { texts } = turn.wording;
    const typed =
      answer.kind === 'text' ? answer.text : answer.kind === 'contact' ? answer.contact.phone : '';
    const text = typed.replace(/\s+/gu, ' ').trim();
    if (text === '' || text.length > longest) return { problem: texts.html('d_bookings.search_problem') };
    // Whoever looks for somebody wants all of it, not what an earlier filter left.
    return lookFor(turn, { ...noFilter, outcome: null, text });
  },
};

/** A day, or the first and the last. */
const periodQuestion: Question<Nothing> = {
  id: 'd_bookings_period',
  permission: 'bookings.view',
  args: nothing,
  ask: async ({ wording }, _, problem) => ({
    text: paragraphs(problem, wording.texts.html('d_bookings.period_ask')),
    keyboard: [backRow(choosePeriod.data({}), wording)],
  }),
  take: async (turn, _, answer): Promise<Taken> => {
    const typed = answer.kind === 'text' ? answer.text : '';
    const period = readTypedPeriod(typed, todayOf(turn), dateOrderOf(turn));
    if (period === null) return { problem: turn.wording.texts.html('d_bookings.not_a_period') };
    return lookFor(turn, { period });
  },
};

export function askForSearch(turn: DeskTurn): Promise<Reaction> {
  return ask(turn, searchQuestion, {});
}

export function askForPeriod(turn: DeskTurn): Promise<Reaction> {
  return ask(turn, periodQuestion, {});
}

export const findQuestions: readonly AnyQuestion[] = [question(searchQuestion), question(periodQuestion)];

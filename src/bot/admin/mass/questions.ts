import { z } from 'zod';
import { commentLength, checkComment } from '../../../domain/comment.js';
import { selectionOf } from '../../../commands/desk/mass-choices.js';
import { longestPeriodDays } from '../../../commands/desk/mass-order.js';
import { adjustMass, isShift, prepareMass } from '../../../commands/desk/prepare-mass.js';
import { localDateOf } from '../../../commands/local-dates.js';
import { daysIn } from '../../../domain/period.js';
import { readTypedPeriod } from '../../../domain/typed-period.js';
import { readShift } from '../../../domain/typed-shift.js';
import type { Answer } from '../../client/dialogue.js';
import type { Reaction } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { kindOf, type Change } from './data.js';
import { cancelReasonScreen } from './cancel-screens.js';
import { periodScreen, shiftScreen, type Whose } from './screens.js';
import { showMasters, showPrepared, showPreview } from './show.js';

const needed = 'bookings.mass';
const id = z.number().int().positive();

/** Which days. */
const periodQuestion: Question<{ change: Change }> = {
  id: 'mass_period',
  permission: needed,
  args: z.object({ change: z.enum(['shift', 'service', 'cancel']) }),
  ask: async ({ tenant, wording }, { change }, problem) =>
    periodScreen(change, localDateOf(tenant.clock.now(), tenant.zone), problem, wording),
  take: async (turn, { change }, answer): Promise<Taken> => {
    const { texts } = turn.wording;
    const period = typedPeriod(turn, answer);
    if (period === null) return { problem: texts.html('d_mass.bad_period') };
    if (period.to < today(turn)) return { problem: texts.html('d_mass.over') };
    if (daysIn(period) > longestPeriodDays) {
      return { problem: texts.html('d_mass.too_long', { days: longestPeriodDays }) };
    }
    return showMasters(turn, change, { ...period, page: 0 }, askShift);
  },
};

const today = ({ tenant }: DeskTurn): string => localDateOf(tenant.clock.now(), tenant.zone);

/** The days that were typed, or null. */
export function typedPeriod(turn: DeskTurn, answer: Answer) {
  if (answer.kind !== 'text') return null;
  const isMonthFirst = turn.tenant.country === 'US' && turn.wording.texts.locale === 'en';
  return readTypedPeriod(answer.text, { today: today(turn), isMonthFirst });
}

export function askPeriod(turn: DeskTurn, change: Change): Promise<Reaction> {
  return ask(turn, periodQuestion, { change });
}

/** By how much. */
const shiftQuestion: Question<Whose> = {
  id: 'mass_shift',
  permission: needed,
  args: z.object({ from: z.iso.date(), to: z.iso.date(), staff: id.nullable() }),
  ask: async ({ wording }, whose, problem) => shiftScreen(whose, problem, wording),
  take: async (turn, whose, answer): Promise<Taken> => {
    const minutes = typedShift(answer);
    if (minutes === null) return { problem: turn.wording.texts.html('d_mass.bad_shift') };
    return beginShiftOf(turn, whose, minutes);
  },
};

/** The shift that was typed and can be made, in minutes, or null. */
export function typedShift(answer: Answer): number | null {
  const minutes = answer.kind === 'text' ? readShift(answer.text) : null;
  return minutes !== null && isShift(minutes) ? minutes : null;
}

export function askShift(turn: DeskTurn, whose: Whose): Promise<Reaction> {
  return ask(turn, shiftQuestion, whose);
}

export async function beginShiftOf(
  turn: DeskTurn,
  { from, to, staff: staffId }: Whose,
  minutes: number,
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const selection = { ...selectionOf(tenant, { from, to, staffId, serviceId: null }), except: [] };
  const order = { selection, change: { kind: 'shift' as const, minutes }, block: null };
  return showPrepared(turn, 'shift', await prepareMass(tenant, admin, cause, { kind: 'mass.shift', order }));
}

/** Why bookings are cancelled. */
const reasonQuestion: Question<{ operation: number }> = {
  id: 'mass_reason',
  permission: needed,
  args: z.object({ operation: id }),
  ask: async ({ wording }, { operation }, problem) => cancelReasonScreen(operation, problem, wording),
  take: async (turn, { operation }, answer): Promise<Taken> => {
    const typed = typedReason(answer, commentLength, turn.wording);
    return 'problem' in typed ? typed : giveReasonOf(turn, operation, typed.reason);
  },
};

/** The words that were typed, tidied, or what is wrong with them as HTML. */
export function typedReason(
  answer: Answer,
  most: number,
  { texts }: Wording,
): { readonly reason: string } | { readonly problem: string } {
  const check = answer.kind === 'text' ? checkComment(answer.text, most) : null;
  if (check?.ok === true) return { reason: check.comment };
  return check?.reason === 'too_long'
    ? { problem: texts.html('d_mass.reason_long', { length: check.length, most }) }
    : { problem: texts.html('d_mass.reason_text') };
}

export function askReason(turn: DeskTurn, operation: number): Promise<Reaction> {
  return ask(turn, reasonQuestion, { operation });
}

export async function giveReasonOf(
  turn: DeskTurn,
  operationId: number,
  reason: string | null,
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const adjustment = { kind: 'change' as const, change: { kind: 'cancel' as const, reason } };
  await adjustMass(tenant, admin, cause, { kind: kindOf('cancel'), operationId, adjustment });
  return showPreview(turn, 'cancel', operationId);
}

export const massQuestions: readonly AnyQuestion[] = [
  question(periodQuestion),
  question(shiftQuestion),
  question(reasonQuestion),
];

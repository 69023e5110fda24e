import { readNumbers, type Numbers } from '../../../commands/desk/read-numbers.js';
import type { Period } from '../../../domain/period.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { sendChart } from './chart.js';
import type { NumbersView } from './data.js';
import { partScreen } from './part-screens.js';
import { numbersScreen, tooLongScreen } from './screens.js';

/** The figures of a period. */
export async function showFigures(turn: DeskTurn, period: Period): Promise<Reaction> {
  return withNumbers(turn, period, (numbers) => ({ screen: summary(turn, numbers) }));
}

/** One side of the figures of a period. */
export async function showView(turn: DeskTurn, view: NumbersView, period: Period): Promise<Reaction> {
  return withNumbers(turn, period, (numbers) => ({ screen: partScreen(view, numbers, turn.wording) }));
}

/** The figures stay where they are; the picture comes below. */
export async function showChart(turn: DeskTurn, period: Period): Promise<Reaction> {
  return withNumbers(turn, period, (numbers) => ({
    screen: summary(turn, numbers),
    afterwards: () => sendChart(turn, numbers),
  }));
}

async function withNumbers(
  turn: DeskTurn,
  { from, to }: Period,
  show: (numbers: Numbers) => Reaction,
): Promise<Reaction> {
  // Whatever a button says: the days are put in their order.
  const period = from <= to ? { from, to } : { from: to, to: from };
  const numbers = await readNumbers(turn.tenant, period);
  return numbers === 'too_long' ? { screen: tooLongScreen(turn.wording) } : show(numbers);
}

function summary({ tenant, admin, wording }: DeskTurn, numbers: Numbers) {
  const today = wording.formats.localDate(tenant.clock.now());
  return numbersScreen(numbers, { role: admin.role, today, wording });
}

import type { LocalDate } from '../../../domain/availability-types.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { whenGone } from '../services/show.js';
import type { Wish } from '../wish.js';
import { showCalendar, showTimes } from './show.js';

/** The calendar, or what is offered instead of what is gone. */
export async function reactWithCalendar(turn: Turn, wish: Wish, month: string | null): Promise<Reaction> {
  const shown = await showCalendar(turn, wish, month);
  return typeof shown === 'string' ? whenGone(turn, wish.serviceId, shown) : { screen: shown };
}

/** A day's times; the calendar of its month when none is left. */
export async function reactWithTimes(
  turn: Turn,
  wish: Wish,
  date: LocalDate,
  part: number,
): Promise<Reaction> {
  const shown = await showTimes(turn, wish, { date, part });
  if (typeof shown === 'string') return whenGone(turn, wish.serviceId, shown);
  if (shown !== null) return { screen: shown };
  const calendar = await reactWithCalendar(turn, wish, date.slice(0, 7));
  return { notice: { text: turn.wording.texts.plain('times.none') }, ...calendar };
}

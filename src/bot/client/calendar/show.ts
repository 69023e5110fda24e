import type { LocalDate } from '../../../domain/availability-types.js';
import { readDay } from '../../../commands/read-day.js';
import { readMonth, type MonthView } from '../../../commands/read-month.js';
import { readService } from '../../../commands/read-service.js';
import type { Screen } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { cardOf, cardText, type Card } from '../services/card.js';
import type { Gone, Wish } from '../wish.js';
import { monthScreen, plusMonths } from './month-screen.js';
import { bookingPath, type CalendarPath } from './path.js';
import { timesScreen } from './times-screen.js';

/** The horizon is at most two years: enough to find the last free day, and an end to the search. */
const monthsSearched = 25;

/** What a calendar says over its days, and where its buttons lead. */
export interface Frame {
  readonly head: string;
  readonly path: CalendarPath;
  /** Button data that shows a photo of what is booked. */
  readonly photo?: string | null;
}

/** The calendar at a month; at null, the first month with a free day. `own`: for something else than a new booking. */
export async function showCalendar(
  turn: Turn,
  wish: Wish,
  wanted: string | null,
  own?: Frame,
): Promise<Screen | Gone> {
  const frame = own ?? (await bookingFrame(turn, wish, true));
  if (typeof frame === 'string') return frame;
  const thisMonth = turn.wording.formats.localDate(turn.tenant.clock.now()).slice(0, 7);
  const month = await readMonth(turn.tenant, { ...wish, month: wanted ?? thisMonth });
  if (month === null) return 'service_gone';
  if (month.firstFree !== null) return monthScreen({ ...frame, month, nearest: null }, turn.wording);
  const free = await firstFreeMonth(turn, wish, thisMonth);
  if (wanted === null && free !== null) {
    return monthScreen({ ...frame, month: free, nearest: null }, turn.wording);
  }
  return monthScreen({ ...frame, month, nearest: free?.firstFree ?? null }, turn.wording);
}

async function firstFreeMonth(turn: Turn, wish: Wish, from: string): Promise<MonthView | null> {
  for (let months = 0; months < monthsSearched; months++) {
    const month = await readMonth(turn.tenant, { ...wish, month: plusMonths(from, months) });
    if (month === null) return null;
    if (month.firstFree !== null) return month;
    if (!month.hasNext) return null;
  }
  return null;
}

/** The free times of a day, or null when there are none (any more). `own` as for `showCalendar`. */
export async function showTimes(
  turn: Turn,
  wish: Wish,
  { date, part }: { readonly date: LocalDate; readonly part: number },
  own?: Frame,
): Promise<Screen | Gone | null> {
  const frame = own ?? (await bookingFrame(turn, wish, false));
  if (typeof frame === 'string') return frame;
  const day = await readDay(turn.tenant, { ...wish, date });
  if (day === null) return 'service_gone';
  if (day.slots.length === 0) return null;
  return timesScreen({ ...frame, day, part, now: turn.tenant.clock.now() }, turn.wording);
}

async function bookingFrame(turn: Turn, wish: Wish, full: boolean): Promise<Frame | Gone> {
  const card = await readCard(turn, wish);
  if (typeof card === 'string') return card;
  return { head: cardText(card, turn.wording, full), path: bookingPath(wish, card), photo: card.photo };
}

async function readCard(turn: Turn, { serviceId, staffId }: Wish): Promise<Card | Gone> {
  const details = await readService(turn.tenant, serviceId);
  if (details === null) return 'service_gone';
  if (staffId === null) return cardOf(details.service, null);
  const master = details.staff.find(({ id }) => id === staffId);
  return master === undefined ? 'staff_gone' : cardOf(details.service, master);
}

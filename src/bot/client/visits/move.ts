import { quoteBooking } from '../../../commands/quote-booking.js';
import { readService } from '../../../commands/read-service.js';
import type { BookingView } from '../../../commands/read-booking.js';
import { rescheduleBooking, type RescheduleResult } from '../../../commands/reschedule-booking.js';
import type { LocalDate } from '../../../domain/availability-types.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { showCalendar, showTimes, type Frame } from '../calendar/show.js';
import type { Gone } from '../wish.js';
import { moveVisit, openVisit } from './data.js';
import { moveHead, movePath, wishToMove } from './move-path.js';
import {
  movedScreen,
  moveMasterScreen,
  moveRefusedScreen,
  moveSummaryScreen,
  moveUnwelcomeScreen,
} from './move-screens.js';
import { showVisit, visitGone, withVisit } from './show.js';

/** Where a visit is to go: with one master or any (null), at a time in epoch milliseconds. */
export interface Destination {
  readonly staffId: number | null;
  readonly start: number;
}

/** The client's own booking, if it may be moved now; else it is shown, and why not. */
export function withMovable(
  turn: Turn,
  bookingId: number,
  react: (booking: BookingView) => Promise<Reaction>,
): Promise<Reaction> {
  return withVisit(turn, bookingId, (booking) =>
    booking.mayChange ? react(booking) : tooLate(turn, booking),
  );
}

async function tooLate(turn: Turn, booking: BookingView): Promise<Reaction> {
  const { texts } = turn.wording;
  const key = booking.status === 'booked' ? 'move.too_late' : 'visit.closed';
  return { screen: await showVisit(turn, booking), notice: { text: texts.plain(key), alert: true } };
}

/** The first step: with whom, where that is a question. */
export async function startMove(turn: Turn, booking: BookingView): Promise<Reaction> {
  const choice = await choiceOf(turn, booking);
  if (choice === 'gone') return gone(turn, booking, 'service_gone');
  if (choice === 'none') return moveAt(turn, booking, null, null);
  return { screen: moveMasterScreen(booking, turn.tenant.clock.now(), turn.wording) };
}

/** Whether the client can choose between the visit's own master and others. */
async function choiceOf(turn: Turn, { serviceId, staffId }: BookingView): Promise<'gone' | 'none' | 'some'> {
  const details = await readService(turn.tenant, serviceId);
  if (details === null) return 'gone';
  const same = details.staff.some(({ id }) => id === staffId);
  return same && details.staff.length > 1 ? 'some' : 'none';
}

/** The calendar at a month; at null, the first month with a free day. */
export async function moveAt(
  turn: Turn,
  booking: BookingView,
  staffId: number | null,
  month: string | null,
): Promise<Reaction> {
  const frame = await frameOf(turn, booking, staffId);
  const shown = await showCalendar(turn, wishToMove(booking, staffId), month, frame);
  return typeof shown === 'string' ? gone(turn, booking, shown) : { screen: shown };
}

/** A day's times; the calendar of its month when none is left. */
export async function moveToDay(
  turn: Turn,
  booking: BookingView,
  staffId: number | null,
  day: { readonly date: LocalDate; readonly part: number },
): Promise<Reaction> {
  const frame = await frameOf(turn, booking, staffId);
  const shown = await showTimes(turn, wishToMove(booking, staffId), day, frame);
  if (typeof shown === 'string') return gone(turn, booking, shown);
  if (shown !== null) return { screen: shown };
  const calendar = await moveAt(turn, booking, staffId, day.date.slice(0, 7));
  return { notice: { text: turn.wording.texts.plain('times.none') }, ...calendar };
}

async function frameOf(turn: Turn, booking: BookingView, staffId: number | null): Promise<Frame> {
  const values = { booking: booking.id };
  const back = (await choiceOf(turn, booking)) === 'some' ? moveVisit.data(values) : openVisit.data(values);
  return {
    head: moveHead(booking, turn.tenant.clock.now(), turn.wording),
    path: movePath(booking.id, staffId, back),
  };
}

/** Service or master are off the offer: another master may do it, or only the salon can help. */
async function gone(turn: Turn, booking: BookingView, what: Gone): Promise<Reaction> {
  const { texts } = turn.wording;
  if (what === 'staff_gone') {
    return { ...(await startMove(turn, booking)), notice: { text: texts.plain('staff.gone') } };
  }
  return { screen: await showVisit(turn, booking), notice: { text: texts.plain('move.gone'), alert: true } };
}

/** Shows the old and the new time, or what stands in the way. */
export async function proposeMove(
  turn: Turn,
  booking: BookingView,
  { staffId, start }: Destination,
): Promise<Reaction> {
  const { tenant, client, wording } = turn;
  const wish = wishToMove(booking, staffId);
  const quote = await quoteBooking(tenant, { clientId: client.id, ...wish, start });
  if (quote === null) {
    const details = await readService(tenant, booking.serviceId);
    return gone(turn, booking, details === null ? 'service_gone' : 'staff_gone');
  }
  const view = { booking, staffId, start, now: tenant.clock.now() };
  const { alternatives } = quote;
  if (quote.own !== null) {
    return { screen: moveRefusedScreen({ ...view, reason: 'overlap', alternatives: [] }, wording) };
  }
  if (!quote.available) {
    const reason = start > view.now ? 'taken' : 'not_offered';
    return { screen: moveRefusedScreen({ ...view, reason, alternatives }, wording) };
  }
  if (start === booking.startsAt && quote.first.id === booking.staffId) {
    return {
      notice: { text: wording.texts.plain('move.same_time') },
      screen: await showVisit(turn, booking),
    };
  }
  return { screen: moveSummaryScreen({ ...view, quote }, wording) };
}

/** Moves the visit to what the client confirmed, and says how it went. */
export async function confirmedMove(turn: Turn, bookingId: number, wanted: Destination): Promise<Reaction> {
  const { tenant, client, cause, wording } = turn;
  const { texts } = wording;
  const result = await rescheduleBooking(tenant, cause, { clientId: client.id, bookingId, ...wanted });
  switch (result.outcome) {
    case 'not_found':
      return visitGone(turn);
    case 'too_late':
      return tooLate(turn, result.booking);
    case 'blacklisted':
      return { screen: moveUnwelcomeScreen(result, tenant.clock.now(), wording) };
    case 'moved':
      return {
        screen: movedScreen({ ...result, now: tenant.clock.now() }, wording),
        ...(result.repeated ? { notice: { text: texts.plain('move.repeated') } } : {}),
      };
    case 'not_offered':
      if (result.reason === 'service_gone' || result.reason === 'staff_gone') {
        return gone(turn, result.booking, result.reason);
      }
      return refused(turn, wanted, result);
    default:
      return refused(turn, wanted, result);
  }
}

type Refusal = Exclude<
  RescheduleResult,
  { readonly outcome: 'moved' | 'too_late' | 'blacklisted' | 'not_found' }
>;

function refused(turn: Turn, { staffId, start }: Destination, result: Refusal): Reaction {
  const { tenant, wording } = turn;
  const view = { booking: result.booking, staffId, start, now: tenant.clock.now() };
  const screen = moveRefusedScreen(
    {
      ...view,
      reason: reasonOf(result),
      alternatives: 'alternatives' in result ? result.alternatives : [],
      ...('limit' in result ? { limit: result.limit } : {}),
    },
    wording,
  );
  if (result.outcome !== 'taken') return { screen };
  return { screen, notice: { text: wording.texts.plain('move.taken_alert'), alert: true } };
}

function reasonOf(result: Refusal): 'taken' | 'not_offered' | 'too_soon' | 'overlap' | 'limit' | 'day_limit' {
  if (result.outcome === 'own_overlap') return 'overlap';
  if (result.outcome !== 'not_offered') return result.outcome;
  return result.reason === 'too_soon' ? 'too_soon' : 'not_offered';
}

import { saveContact } from '../../../commands/save-contact.js';
import type { BookingView } from '../../../commands/read-booking.js';
import { on, type PressRoute } from '../../presses.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { profileName } from '../contact/answer.js';
import { menuScreen } from '../menu/screens.js';
import { saveName } from './answers.js';
import { askCancelScreen } from './cancel-screens.js';
import { cancelWith, reasonOf } from './cancel.js';
import {
  askCancel,
  bookAgain,
  cancelFor,
  cancelVisit,
  confirmMove,
  editName,
  editPhone,
  keepForNext,
  leaveVisitQuestion,
  listPast,
  listVisits,
  moveCalendar,
  moveDay,
  moveMonth,
  moveSummary,
  moveVisit,
  openVisit,
  sendCalendarFile,
  showOnMap,
  takeTelegramName,
  typeReason,
} from './data.js';
import { bookLike, closed, sendMap, sendToCalendar } from './extras.js';
import { confirmedMove, moveAt, moveToDay, proposeMove, startMove, withMovable } from './move.js';
import { askReason, askVisitName, askVisitPhone, dropVisitQuestion } from './questions.js';
import { isAhead } from './screens.js';
import { showPast, showVisit, showVisits, withVisit } from './show.js';

export const visitRoutes: readonly PressRoute[] = [
  on(listVisits, async (turn) => ({ screen: await showVisits(turn) })),
  on(listPast, async (turn, { page }) => ({ screen: await showPast(turn, page) })),
  on(openVisit, (turn, { booking: id }) =>
    withVisit(turn, id, async (booking) => ({ screen: await showVisit(turn, booking) })),
  ),

  on(askCancel, (turn, { booking: id }) => withVisit(turn, id, (booking) => askToCancel(turn, booking))),
  on(cancelVisit, async (turn, { booking }) => {
    await dropVisitQuestion(turn);
    return cancelWith(turn, booking);
  }),
  on(cancelFor, (turn, { booking, why }) => cancelWith(turn, booking, reasonOf(turn, why))),
  on(typeReason, (turn, { booking: id }) =>
    withVisit(turn, id, async (booking) =>
      booking.mayChange ? askReason(turn, booking.id) : askToCancel(turn, booking),
    ),
  ),

  on(moveVisit, (turn, { booking: id }) => withMovable(turn, id, (booking) => startMove(turn, booking))),
  on(moveCalendar, (turn, { booking: id, staff }) =>
    withMovable(turn, id, (booking) => moveAt(turn, booking, staff, null)),
  ),
  on(moveMonth, (turn, { booking: id, staff, month }) =>
    withMovable(turn, id, (booking) => moveAt(turn, booking, staff, month)),
  ),
  on(moveDay, (turn, { booking: id, staff, date, part }) =>
    withMovable(turn, id, (booking) => moveToDay(turn, booking, staff, { date, part })),
  ),
  on(moveSummary, (turn, { booking: id, staff, start }) =>
    withMovable(turn, id, (booking) => proposeMove(turn, booking, { staffId: staff, start })),
  ),
  on(confirmMove, (turn, { booking, staff, start }) =>
    confirmedMove(turn, booking, { staffId: staff, start }),
  ),

  on(editName, (turn, { booking }) => whileAhead(turn, booking, async (visit) => askVisitName(turn, visit))),
  on(editPhone, (turn, { booking }) =>
    whileAhead(turn, booking, async (visit) => askVisitPhone(turn, visit)),
  ),
  on(takeTelegramName, (turn, { booking }) =>
    whileAhead(turn, booking, (visit) => saveTelegramName(turn, visit)),
  ),
  on(keepForNext, (turn, { booking: id, field }) =>
    withVisit(turn, id, (booking) => keepInProfile(turn, booking, field)),
  ),
  on(leaveVisitQuestion, (turn, { to, booking }) => leave(turn, to, booking)),

  on(
    sendCalendarFile,
    (turn, { booking: id }) => withVisit(turn, id, (booking) => sendToCalendar(turn, booking)),
    'upload_document',
  ),
  on(showOnMap, (turn, { booking: id }) => withVisit(turn, id, (booking) => sendMap(turn, booking))),
  on(bookAgain, (turn, { booking: id }) => withVisit(turn, id, (booking) => bookLike(turn, booking))),
];

async function askToCancel(turn: Turn, booking: BookingView): Promise<Reaction> {
  if (!booking.mayChange) return { screen: await showVisit(turn, booking) };
  return { screen: askCancelScreen(booking, turn.tenant.clock.now(), turn.wording) };
}

function whileAhead(
  turn: Turn,
  bookingId: number,
  react: (booking: BookingView) => Promise<Reaction>,
): Promise<Reaction> {
  return withVisit(turn, bookingId, (booking) =>
    isAhead(booking, turn.tenant.clock.now()) ? react(booking) : closed(turn, booking),
  );
}

async function saveTelegramName(turn: Turn, booking: BookingView): Promise<Reaction> {
  const name = profileName(turn);
  if (name === null) return askVisitName(turn, booking, turn.wording.texts.html('contact.no_name'));
  return saveName(turn, booking.id, name);
}

async function keepInProfile(turn: Turn, booking: BookingView, field: 'name' | 'phone'): Promise<Reaction> {
  const { tenant, client, cause, wording } = turn;
  const value = field === 'name' ? { name: booking.contactName } : { phone: booking.contactPhone };
  await saveContact(tenant, cause, { clientId: client.id, ...value });
  return {
    screen: await showVisit(turn, booking),
    notice: { text: wording.texts.plain('visit.kept') },
  };
}

async function leave(turn: Turn, to: 'visit' | 'cancel' | 'menu', bookingId: number): Promise<Reaction> {
  await dropVisitQuestion(turn);
  if (to === 'menu') return { screen: menuScreen(turn.tenant.name, turn.wording) };
  return withVisit(turn, bookingId, async (booking) =>
    to === 'cancel' ? askToCancel(turn, booking) : { screen: await showVisit(turn, booking) },
  );
}

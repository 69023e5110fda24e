import { readDeskBooking, type DeskBooking } from '../../../../commands/desk/read-desk-booking.js';
import { may } from '../../../../domain/permissions.js';
import type { Notice, Reaction } from '../../../screen.js';
import type { DeskTurn } from '../../desk-turn.js';
import { showDay, todayOf } from '../schedule/show.js';
import { bookingScreen, type CardReader } from './screens.js';

function readerOf({ admin: { role } }: DeskTurn): CardReader {
  return { mayEdit: may(role, 'bookings.edit'), seesClients: may(role, 'clients.view') };
}

/** A booking as it stands now, with something to say about it; the calendar when it is not there. */
export function showBooking(turn: DeskTurn, bookingId: number, notice?: Notice): Promise<Reaction> {
  return withBooking(turn, bookingId, async (booking) => ({
    screen: bookingScreen(booking, readerOf(turn), turn.wording),
    ...(notice === undefined ? {} : { notice }),
  }));
}

/** Reads a booking of the person's calendars and reacts with it. */
export async function withBooking(
  turn: DeskTurn,
  bookingId: number,
  react: (booking: DeskBooking) => Promise<Reaction>,
): Promise<Reaction> {
  const booking = await readDeskBooking(turn.tenant, turn.admin, bookingId);
  return booking === null ? bookingGone(turn) : react(booking);
}

/** For a booking that is not there, or in a calendar that is not this person's. */
export async function bookingGone(turn: DeskTurn): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('d_bookings.not_found'), alert: true };
  return { ...(await showDay(turn, todayOf(turn), null)), notice };
}

/** Somebody else was faster: said, and shown how it is now. */
export function changedMeanwhile(turn: DeskTurn, bookingId: number): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('desk.changed_meanwhile'), alert: true };
  return showBooking(turn, bookingId, notice);
}

/**
 * Goes on when the booking is still as the person saw it (`version`); otherwise says that it changed. The command that
 * follows judges once more.
 */
export function asSeen(
  turn: DeskTurn,
  bookingId: number,
  version: number,
  react: (booking: DeskBooking) => Promise<Reaction>,
): Promise<Reaction> {
  return withBooking(turn, bookingId, (booking) =>
    booking.version === version ? react(booking) : changedMeanwhile(turn, bookingId),
  );
}

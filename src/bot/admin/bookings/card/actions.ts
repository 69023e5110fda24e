import { cancelVisit, type SalonReason } from '../../../../commands/desk/cancel-visit.js';
import { editBooking, type FieldEdit } from '../../../../commands/desk/edit-booking.js';
import { markVisit } from '../../../../commands/desk/mark-visit.js';
import type { VisitMark } from '../../../../domain/visit-mark.js';
import type { Notice, Reaction } from '../../../screen.js';
import type { TextKey } from '../../../../i18n/texts.js';
import type { DeskTurn } from '../../desk-turn.js';
import { bookingGone, changedMeanwhile, showBooking } from './show.js';

/** A booking as the person saw it. */
export interface Seen {
  readonly booking: number;
  readonly version: number;
}

/** Came, did not come, or neither. */
export async function mark(turn: DeskTurn, { booking, version }: Seen, as: VisitMark): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const order = { bookingId: booking, expectedVersion: version, mark: as };
  const { outcome } = await markVisit(tenant, admin, cause, order);
  switch (outcome) {
    case 'marked':
    case 'unchanged':
      return showBooking(turn, booking, toast(turn, `d_bookings.marked_${as}`));
    case 'too_early':
      return showBooking(turn, booking, alert(turn, 'd_bookings.too_early'));
    case 'closed':
      return showBooking(turn, booking, alert(turn, 'd_bookings.closed'));
    case 'taken':
      return showBooking(turn, booking, alert(turn, 'd_bookings.reopen_taken'));
    case 'changed':
      return changedMeanwhile(turn, booking);
    case 'not_found':
      return bookingGone(turn);
  }
}

/** Writes the new value of a field. */
export async function edit(turn: DeskTurn, { booking, version }: Seen, change: FieldEdit): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const order = { bookingId: booking, expectedVersion: version, edit: change };
  const { outcome } = await editBooking(tenant, admin, cause, order);
  switch (outcome) {
    case 'saved':
      return showBooking(turn, booking, toast(turn, 'desk.saved'));
    case 'unchanged':
      return showBooking(turn, booking, toast(turn, 'd_bookings.unchanged'));
    case 'closed':
      return showBooking(turn, booking, alert(turn, 'd_bookings.closed'));
    case 'changed':
      return changedMeanwhile(turn, booking);
    case 'not_found':
      return bookingGone(turn);
  }
}

/** Cancels and says how it went. */
export async function cancel(
  turn: DeskTurn,
  { booking, version }: Seen,
  reason: SalonReason | null,
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const order = { bookingId: booking, expectedVersion: version, reason };
  const { outcome } = await cancelVisit(tenant, admin, cause, order);
  switch (outcome) {
    case 'cancelled':
      return showBooking(turn, booking, toast(turn, 'd_bookings.cancelled'));
    case 'already':
      return showBooking(turn, booking, toast(turn, 'd_bookings.cancelled_already'));
    case 'over':
      return showBooking(turn, booking, alert(turn, 'd_bookings.over'));
    case 'changed':
      return changedMeanwhile(turn, booking);
    case 'not_found':
      return bookingGone(turn);
  }
}

export function toast({ wording }: DeskTurn, key: TextKey): Notice {
  return { text: wording.texts.plain(key) };
}

export function alert({ wording }: DeskTurn, key: TextKey): Notice {
  return { text: wording.texts.plain(key), alert: true };
}

import type { SalonReason } from '../../../../commands/desk/cancel-visit.js';
import type { DeskBooking } from '../../../../commands/desk/read-desk-booking.js';
import { textsFor } from '../../../../i18n/texts.js';
import { desk, type DeskRoute } from '../../desk-route.js';
import type { DeskTurn } from '../../desk-turn.js';
import {
  askSalonCancel,
  cancelForReason,
  dropComment,
  editField,
  markAs,
  openBooking,
  typeSalonReason,
  type SalonReasonCode,
} from '../data.js';
import { cancel, edit, mark } from './actions.js';
import { askCancelScreen } from './cancel-screens.js';
import { askForField, askForReason } from './questions.js';
import { asSeen, showBooking, withBooking } from './show.js';

export const cardRoutes: readonly DeskRoute[] = [
  desk(openBooking, 'bookings.view', (turn, { booking }) => showBooking(turn, booking)),
  desk(markAs, 'bookings.edit', (turn, { as, ...seen }) => mark(turn, seen, as)),
  desk(editField, 'bookings.edit', (turn, { field, ...seen }) =>
    asSeen(turn, seen.booking, seen.version, () => askForField(turn, { ...seen, field })),
  ),
  desk(dropComment, 'bookings.edit', (turn, seen) => edit(turn, seen, { field: 'comment', value: null })),
  desk(askSalonCancel, 'bookings.edit', (turn, { booking, version }) =>
    asSeen(turn, booking, version, async (found) => ({ screen: askCancelScreen(found, turn.wording) })),
  ),
  desk(cancelForReason, 'bookings.edit', (turn, { why, ...seen }) =>
    withBooking(turn, seen.booking, (found) => cancel(turn, seen, reasonOf(turn, found, why))),
  ),
  desk(typeSalonReason, 'bookings.edit', (turn, seen) =>
    asSeen(turn, seen.booking, seen.version, () => askForReason(turn, seen)),
  ),
];

/** The client reads the reason, so it is in the client's language. */
function reasonOf({ tenant }: DeskTurn, booking: DeskBooking, code: SalonReasonCode): SalonReason | null {
  if (code === 'none') return null;
  const { clientLocale } = booking;
  const locale = clientLocale === 'ru' || clientLocale === 'en' ? clientLocale : tenant.locale;
  return { code, text: textsFor(locale).plain(`d_bookings.told_${code}`) };
}

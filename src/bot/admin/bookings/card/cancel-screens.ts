import type { DeskBooking } from '../../../../commands/desk/read-desk-booking.js';
import { button, paragraphs, rowsOf, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow } from '../../home/screens.js';
import { cancelForReason, openBooking, salonReasons, typeSalonReason } from '../data.js';

/** Asks before cancelling; choosing a reason is the confirmation. */
export function askCancelScreen(booking: DeskBooking, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { id, version, startsAt, now } = booking;
  const seen = { booking: id, version };
  const reasons = salonReasons
    .filter((why) => why !== 'none')
    .map((why) => button(texts.plain(`d_bookings.why_${why}`), cancelForReason.data({ ...seen, why })));
  return {
    text: paragraphs(
      texts.html('d_bookings.cancel_ask', {
        number: id,
        name: booking.contactName,
        service: booking.serviceName,
        date: formats.date(startsAt, now),
        time: formats.time(startsAt),
      }),
      texts.html(booking.reachable ? 'd_bookings.cancel_hint' : 'd_bookings.cancel_hint_call'),
    ),
    keyboard: [
      ...rowsOf(reasons, 1),
      [button(texts.plain('d_bookings.why_type'), typeSalonReason.data(seen))],
      [button(texts.plain('d_bookings.why_none'), cancelForReason.data({ ...seen, why: 'none' }), 'danger')],
      backRow(openBooking.data({ booking: id }), wording),
    ],
  };
}

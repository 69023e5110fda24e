import type { DeskBooking } from '../../../../commands/desk/read-desk-booking.js';
import { bookingsOpenTo } from './allowed.js';
import { formatPhone } from '../../../../lib/phone.js';
import { shorten } from '../../../../i18n/html.js';
import type { TextKey } from '../../../../i18n/texts.js';
import type { BookingOutcome } from '../../../../domain/booking.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { openClientCard } from '../../clients/data.js';
import { backRow } from '../../home/screens.js';
import {
  askSalonCancel,
  bookFor,
  changeWhat,
  changeWhen,
  changeWho,
  editField,
  findOfClient,
  markAs,
  openDayPlan,
} from '../data.js';
import { signOf } from '../signs.js';
import { historyText } from './history.js';

const outcomeNames: Readonly<Record<BookingOutcome, TextKey>> = {
  active: 'd_bookings.outcome_active',
  completed: 'd_bookings.outcome_completed',
  cancelled: 'd_bookings.outcome_cancelled',
  no_show: 'd_bookings.outcome_no_show',
};
const longText = 600;

/** What the reader of a booking may do besides reading it. */
export interface CardReader {
  readonly mayEdit: boolean;
  /** May open the card of the client. */
  readonly seesClients: boolean;
}

/** A booking with all the salon knows and all the reader can do about it. */
export function bookingScreen(booking: DeskBooking, reader: CardReader, wording: Wording): Screen {
  const { texts, formats } = wording;
  const back = openDayPlan.data({ date: formats.localDate(booking.startsAt), staff: null, page: 0 });
  return {
    text: paragraphs(
      lines(
        texts.html('d_bookings.card_title', { number: booking.id }),
        `${signOf(booking, booking.now)} ${texts.html(outcomeNames[booking.outcome])}`,
        booking.confirmed && booking.outcome === 'active' ? texts.html('d_bookings.confirmed') : null,
      ),
      factsOf(booking, wording),
      clientText(booking, wording),
      historyText(booking.history, wording),
    ),
    keyboard: [
      ...(reader.mayEdit ? editRows(booking, wording) : []),
      clientRow(booking, reader, wording),
      ...(reader.mayEdit ? cancelRow(booking, wording) : []),
      backRow(back, wording),
    ],
  };
}

function factsOf(booking: DeskBooking, wording: Wording): string {
  const { texts, formats } = wording;
  const { startsAt, endsAt, now } = booking;
  const minutes = Math.round((endsAt - startsAt) / 60_000);
  return lines(
    texts.html('d_bookings.card_when', {
      date: formats.date(startsAt, now),
      from: formats.time(startsAt),
      to: formats.time(endsAt),
    }),
    texts.html('d_bookings.card_service', {
      service: booking.serviceName,
      duration: wording.duration(minutes),
    }),
    texts.html('order.master', { master: booking.staffName }),
    texts.html('order.price', { price: wording.price(booking.priceMinor, booking.currency) }),
    booking.comment === null
      ? null
      : texts.html('order.comment', { comment: shorten(booking.comment, longText) }),
    booking.cancelledBy === null
      ? null
      : texts.html(
          booking.cancelledBy === 'client'
            ? 'd_bookings.cancelled_by_client'
            : 'd_bookings.cancelled_by_salon',
        ),
    booking.cancelReason === null
      ? null
      : texts.html('d_bookings.reason', { reason: shorten(booking.cancelReason, longText) }),
  );
}

function clientText(booking: DeskBooking, { texts }: Wording): string {
  const { client } = booking;
  return lines(
    texts.html('d_bookings.card_client', {
      name: booking.contactName,
      phone: formatPhone(booking.contactPhone),
    }),
    texts.html('d_bookings.client_counts', {
      completed: client.completed,
      noShow: client.noShow,
      cancelled: client.cancelled,
      active: client.active,
    }),
    booking.blacklistedAt === null ? null : texts.html('d_bookings.blacklisted'),
    booking.prepayOnly ? texts.html('d_bookings.prepay_only') : null,
    booking.notes === null
      ? null
      : texts.html('d_bookings.notes', { notes: shorten(booking.notes, longText) }),
    booking.reachable ? null : texts.html('d_bookings.unreachable'),
  );
}

function editRows(booking: DeskBooking, { texts }: Wording): Keyboard {
  const { id, version } = booking;
  const seen = { booking: id, version };
  const open = bookingsOpenTo(booking);
  const place = [
    button(texts.plain('d_bookings.edit_when'), changeWhen.data({ booking: id })),
    button(texts.plain('d_bookings.edit_what'), changeWhat.data({ booking: id })),
    button(texts.plain('d_bookings.edit_who'), changeWho.data({ booking: id })),
  ];
  const fields = (['name', 'phone', 'comment', 'price'] as const).map((field) =>
    button(texts.plain(`d_bookings.edit_${field}`), editField.data({ ...seen, field })),
  );
  const marks = open.marks.map((as) =>
    button(texts.plain(`d_bookings.mark_${as}`), markAs.data({ ...seen, as })),
  );
  return [
    ...(marks.length > 0 ? [marks] : []),
    ...(open.place ? [place] : []),
    ...(open.fields ? [fields.slice(0, 2), fields.slice(2)] : []),
  ];
}

/** The way to the client: to the card, or for a master to the client's visits in the own calendar. */
function clientRow(
  { clientId: client }: DeskBooking,
  { mayEdit, seesClients }: CardReader,
  { texts }: Wording,
): Keyboard[number] {
  return [
    seesClients
      ? button(texts.plain('d_bookings.client_card'), openClientCard.data({ client }))
      : button(texts.plain('d_bookings.of_client'), findOfClient.data({ client })),
    ...(mayEdit ? [button(texts.plain('d_bookings.book_again'), bookFor.data({ client }))] : []),
  ];
}

function cancelRow(booking: DeskBooking, { texts }: Wording): Keyboard {
  const { id, version } = booking;
  if (!bookingsOpenTo(booking).cancel) return [];
  const data = askSalonCancel.data({ booking: id, version });
  return [[button(texts.plain('d_bookings.cancel'), data, 'danger')]];
}

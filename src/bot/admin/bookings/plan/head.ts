import type { OpenDraft } from '../../../../commands/desk/draft-options.js';
import { lines } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { openBooking, openSchedule } from '../data.js';

/** What is being put together, over every step of the way. */
export function headOf({ booking, draft }: OpenDraft, now: number, wording: Wording): string {
  const { texts, formats } = wording;
  if (booking === null) {
    return lines(
      texts.html('d_bookings.new_title'),
      draft.name === null ? null : texts.html('order.name', { name: draft.name }),
    );
  }
  return lines(
    texts.html('d_bookings.change_title', { number: booking.id }),
    texts.html('d_bookings.change_from', {
      name: booking.contactName,
      service: booking.serviceName,
      master: booking.staffName,
      date: formats.date(booking.startsAt, now),
      time: formats.time(booking.startsAt),
    }),
  );
}

/** Where somebody goes who changes nothing after all. */
export function wayOut({ booking }: OpenDraft): string {
  return booking === null ? openSchedule.data({}) : openBooking.data({ booking: booking.id });
}

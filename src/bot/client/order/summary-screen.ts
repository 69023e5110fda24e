import type { BookingView } from '../../../commands/read-booking.js';
import type { Quote } from '../../../commands/quote-booking.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, lines, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openDay } from '../calendar/data.js';
import { menuRow } from '../menu/screens.js';
import { listVisits } from '../visits/data.js';
import type { Order } from '../wish.js';
import { changeName, changePhone, confirmOrder, valuesOf } from './data.js';

export interface SummaryView {
  readonly order: Order;
  readonly quote: Quote;
  readonly contact: { readonly name: string; readonly phone: string };
  readonly now: number;
}

/** Everything that will be booked, before it is. */
export function summaryScreen({ order, quote, contact, now }: SummaryView, wording: Wording): Screen {
  const { texts, formats } = wording;
  const values = valuesOf(order);
  const day = openDay.data({
    service: values.service,
    staff: values.staff,
    date: formats.localDate(order.start),
    part: 0,
  });
  return {
    text: paragraphs(
      texts.html('order.title'),
      lines(
        texts.html('order.service', { service: quote.service.name }),
        masterLine(quote, wording),
        whenLine(order.start, now, wording),
        texts.html('order.duration', { duration: wording.duration(minutesOf(quote)) }),
        texts.html('order.price', { price: wording.price(quote.priceMinor, quote.currency) }),
      ),
      quote.varies ? texts.html('order.varies') : null,
      lines(
        texts.html('order.name', { name: contact.name }),
        texts.html('order.phone', { phone: formatPhone(contact.phone) }),
      ),
    ),
    keyboard: [
      [button(texts.plain('order.confirm'), confirmOrder.data(values), 'success')],
      [
        button(texts.plain('order.change_name'), changeName.data(values)),
        button(texts.plain('order.change_phone'), changePhone.data(values)),
      ],
      [button(texts.plain('order.other_time'), day)],
      menuRow(wording),
    ],
  };
}

function masterLine({ service, staff }: Quote, { texts }: Wording): string | null {
  if (service.staffCount < 2) return null;
  return texts.html('order.master', { master: staff?.name ?? texts.plain('service.any_master') });
}

function minutesOf({ start, end }: Quote): number {
  return Math.round((end - start) / 60_000);
}

function whenLine(start: number, now: number, { texts, formats }: Wording): string {
  return texts.html('order.when', { date: formats.date(start, now), time: formats.time(start) });
}

/** The visit as it stands in the salon's book now. */
export function bookedScreen(
  {
    booking,
    address,
    now,
  }: { readonly booking: BookingView; readonly address: string | null; readonly now: number },
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      texts.html('order.booked', { number: booking.id }),
      lines(
        texts.html('order.service', { service: booking.serviceName }),
        texts.html('order.master', { master: booking.staffName }),
        whenLine(booking.startsAt, now, wording),
        texts.html('order.duration', { duration: wording.duration(booking.durationMinutes) }),
        texts.html('order.price', { price: wording.price(booking.priceMinor, booking.currency) }),
        address === null ? null : texts.html('order.address', { address }),
      ),
      texts.html('order.see_you'),
    ),
    keyboard: [[button(texts.plain('menu.visits'), listVisits.data({}))], menuRow(wording)],
  };
}

import type { BookingView } from '../../../commands/read-booking.js';
import type { Quote } from '../../../commands/quote-booking.js';
import { formatPhone } from '../../../lib/phone.js';
import type { TextKey } from '../../../i18n/texts.js';
import {
  button,
  lines,
  paragraphs,
  rowsOf,
  type InlineButton,
  type Keyboard,
  type Screen,
} from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openDay, openMonth } from '../calendar/data.js';
import { menuRow } from '../menu/screens.js';
import { listVisits } from '../visits/data.js';
import type { Order } from '../wish.js';
import {
  changeComment,
  changeMaster,
  changeName,
  changePhone,
  changeService,
  confirmOrder,
  leaveQuestion,
  valuesOf,
} from './data.js';

export interface SummaryView {
  readonly order: Order;
  readonly quote: Quote;
  readonly contact: { readonly name: string; readonly phone: string };
  readonly comment: string | null;
  readonly now: number;
}

/** Everything that will be booked, before it is; each part can be changed, and one comes back here. */
export function summaryScreen(view: SummaryView, wording: Wording): Screen {
  const { order, quote, contact, comment, now } = view;
  const { texts } = wording;
  const values = valuesOf(order);
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
      comment === null ? null : texts.html('order.comment', { comment }),
    ),
    keyboard: [
      [button(texts.plain('order.confirm'), confirmOrder.data(values), 'success')],
      ...changeRows(view, wording),
      [button(texts.plain('nav.menu'), leaveQuestion.data({ to: 'menu', ...values }))],
    ],
  };
}

function changeRows({ order, quote, comment }: SummaryView, { texts, formats }: Wording): Keyboard {
  const values = valuesOf(order);
  const { service, staff } = values;
  const date = formats.localDate(order.start);
  const to = (text: TextKey, data: string): InlineButton => button(texts.plain(text), data);
  const several = quote.service.staffCount > 1;
  return [
    ...rowsOf(
      [
        to('order.change_service', changeService.data({ ...values, page: 0 })),
        ...(several ? [to('order.change_master', changeMaster.data(values))] : []),
        to('order.change_day', openMonth.data({ service, staff, month: date.slice(0, 7) })),
        to('order.change_time', openDay.data({ service, staff, date, part: 0 })),
        to('order.change_name', changeName.data(values)),
        to('order.change_phone', changePhone.data(values)),
      ],
      2,
    ),
    [to(comment === null ? 'order.add_comment' : 'order.change_comment', changeComment.data(values))],
  ];
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
      booking.comment === null ? null : texts.html('order.comment', { comment: booking.comment }),
      texts.html('order.see_you'),
    ),
    keyboard: [[button(texts.plain('menu.visits'), listVisits.data({}))], menuRow(wording)],
  };
}

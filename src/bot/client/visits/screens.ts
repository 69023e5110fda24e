import type { BookingView } from '../../../commands/read-booking.js';
import type { TextKey } from '../../../i18n/texts.js';
import { shorten } from '../../../i18n/html.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { listServices, openService } from '../services/data.js';
import { askCancel, cancelVisit, listVisits, openVisit } from './data.js';

/** A keyboard holds 100 buttons; nobody reads that far. */
const visitsShown = 40;
const serviceLength = 40;

export function visitsScreen(visits: readonly BookingView[], wording: Wording): Screen {
  const { texts, formats } = wording;
  if (visits.length === 0) {
    return {
      text: texts.html('visits.none'),
      keyboard: [[button(texts.plain('visits.book'), listServices.data({ page: 0 }))], menuRow(wording)],
    };
  }
  return {
    text: texts.html('visits.title', { count: visits.length }),
    keyboard: [
      ...visits.slice(0, visitsShown).map(({ id, startsAt, serviceName }) => {
        const row = { when: formats.shortDateTime(startsAt), service: shorten(serviceName, serviceLength) };
        return [button(texts.plain('visits.row', row), openVisit.data({ booking: id }))];
      }),
      menuRow(wording),
    ],
  };
}

export interface VisitView {
  readonly booking: BookingView;
  readonly salon: { readonly address: string | null; readonly phone: string | null };
  readonly now: number;
}

/** One booking with all the client may know and do about it. */
export function visitScreen({ booking, salon, now }: VisitView, wording: Wording): Screen {
  const { texts } = wording;
  const ahead = booking.status === 'booked' && booking.endsAt > now;
  return {
    text: paragraphs(
      lines(texts.html('visit.title', { number: booking.id }), texts.html(statusOf(booking, now))),
      factsOf({ booking, salon, now }, wording),
      ahead && !booking.mayChange ? lines(texts.html('visit.locked'), reachOf(salon.phone, wording)) : null,
    ),
    keyboard: [
      ...(ahead && booking.mayChange
        ? [[button(texts.plain('visit.cancel'), askCancel.data({ booking: booking.id }), 'danger')]]
        : []),
      [button(texts.plain('nav.back'), listVisits.data({}))],
      menuRow(wording),
    ],
  };
}

function factsOf({ booking, salon, now }: VisitView, wording: Wording): string {
  const { texts, formats } = wording;
  return lines(
    texts.html('order.service', { service: booking.serviceName }),
    texts.html('order.master', { master: booking.staffName }),
    texts.html('order.when', {
      date: formats.date(booking.startsAt, now),
      time: formats.time(booking.startsAt),
    }),
    texts.html('order.duration', { duration: wording.duration(booking.durationMinutes) }),
    texts.html('order.price', { price: wording.price(booking.priceMinor, booking.currency) }),
    texts.html('order.name', { name: booking.contactName }),
    texts.html('order.phone', { phone: formatPhone(booking.contactPhone) }),
    salon.address === null ? null : texts.html('order.address', { address: salon.address }),
  );
}

const statuses = {
  booked: 'visit.status.booked',
  completed: 'visit.status.completed',
  cancelled: 'visit.status.cancelled',
  no_show: 'visit.status.no_show',
} as const satisfies Record<BookingView['status'], TextKey>;

function statusOf({ status, endsAt }: BookingView, now: number): TextKey {
  return status === 'booked' && endsAt <= now ? 'visit.status.over' : statuses[status];
}

function reachOf(phone: string | null, { texts }: Wording): string {
  return phone === null
    ? texts.html('visit.reach')
    : texts.html('visit.reach_phone', { phone: formatPhone(phone) });
}

export function askCancelScreen(booking: BookingView, now: number, wording: Wording): Screen {
  const { texts } = wording;
  const values = { booking: booking.id };
  return {
    text: texts.html('visit.cancel_ask', visitParams(booking, now, wording)),
    keyboard: [
      [button(texts.plain('visit.cancel_yes'), cancelVisit.data(values), 'danger')],
      [button(texts.plain('visit.cancel_no'), openVisit.data(values))],
      menuRow(wording),
    ],
  };
}

export function cancelledScreen(booking: BookingView, now: number, wording: Wording): Screen {
  const { texts } = wording;
  const again: Keyboard[number] = [
    button(texts.plain('visit.again'), openService.data({ service: booking.serviceId })),
  ];
  return {
    text: texts.html('visit.cancelled', visitParams(booking, now, wording)),
    keyboard: [again, [button(texts.plain('menu.visits'), listVisits.data({}))], menuRow(wording)],
  };
}

function visitParams(booking: BookingView, now: number, { formats }: Wording) {
  return {
    number: booking.id,
    service: booking.serviceName,
    date: formats.date(booking.startsAt, now),
    time: formats.time(booking.startsAt),
  };
}

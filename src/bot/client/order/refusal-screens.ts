import type { Slot } from '../../../domain/availability-types.js';
import type { BookingView } from '../../../commands/read-booking.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openMonth } from '../calendar/data.js';
import { menuRow } from '../menu/screens.js';
import { listVisits, openVisit } from '../visits/data.js';
import type { Order } from '../wish.js';
import { openSummary, valuesOf } from './data.js';

export interface RefusedView {
  readonly order: Order;
  readonly reason: 'taken' | 'not_offered' | 'too_soon';
  readonly alternatives: readonly Slot[];
  readonly now: number;
}

/** The time cannot be had: the nearest ones that can. */
export function refusedScreen({ order, reason, alternatives, now }: RefusedView, wording: Wording): Screen {
  const { texts, formats } = wording;
  const when = { date: formats.date(order.start, now), time: formats.time(order.start) };
  const some = alternatives.length > 0;
  return {
    text: paragraphs(
      texts.html(`order.${reason}`, when),
      texts.html(some ? 'order.alternatives' : 'order.no_alternatives'),
    ),
    keyboard: [
      ...alternatives.map(({ start }) => [
        button(
          `${formats.shortDate(start)}, ${formats.time(start)}`,
          openSummary.data(valuesOf({ ...order, start })),
        ),
      ]),
      otherDaysRow(order, wording),
      menuRow(wording),
    ],
  };
}

/** A limit of the salon's stands in the way. */
export function limitScreen(
  {
    order,
    outcome,
    limit,
  }: { readonly order: Order; readonly outcome: 'limit' | 'day_limit'; readonly limit: number },
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: texts.html(`order.${outcome}`, { limit }),
    keyboard: [
      ...(outcome === 'day_limit' ? [otherDaysRow(order, wording)] : []),
      [button(texts.plain('menu.visits'), listVisits.data({}))],
      menuRow(wording),
    ],
  };
}

/** The salon wants to talk before this client is booked. */
export function unwelcomeScreen(
  { outcome, phone }: { readonly outcome: 'blacklisted' | 'prepay_only'; readonly phone: string | null },
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      texts.html(`order.${outcome}`),
      phone === null ? null : texts.html('order.call', { phone: formatPhone(phone) }),
    ),
    keyboard: [[button(texts.plain('menu.visits'), listVisits.data({}))], menuRow(wording)],
  };
}

/** The client cannot be at two places. */
export function overlapScreen(
  { order, booking, now }: { readonly order: Order; readonly booking: BookingView; readonly now: number },
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  return {
    text: texts.html('order.overlap', {
      service: booking.serviceName,
      date: formats.date(booking.startsAt, now),
      time: formats.time(booking.startsAt),
    }),
    keyboard: [
      [
        button(
          texts.plain('visits.row', visitRow(booking, wording)),
          openVisit.data({ booking: booking.id }),
        ),
      ],
      otherDaysRow(order, wording),
      menuRow(wording),
    ],
  };
}

function visitRow(booking: BookingView, { formats }: Wording): { when: string; service: string } {
  return { when: formats.shortDateTime(booking.startsAt), service: booking.serviceName };
}

function otherDaysRow({ serviceId, staffId, start }: Order, { texts, formats }: Wording): Keyboard[number] {
  const month = formats.localDate(start).slice(0, 7);
  return [
    button(texts.plain('order.calendar'), openMonth.data({ service: serviceId, staff: staffId, month })),
  ];
}

import type { BookingView } from '../../../commands/read-booking.js';
import type { Quote } from '../../../commands/quote-booking.js';
import type { MovedFrom } from '../../../commands/reschedule-booking.js';
import type { Slot } from '../../../domain/availability-types.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, lines, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { confirmMove, listVisits, moveCalendar, moveDay, moveMonth, moveSummary, openVisit } from './data.js';
import { moveHead } from './move-path.js';

/** With whom: the master the visit has, or any who is free. */
export function moveMasterScreen(booking: BookingView, now: number, wording: Wording): Screen {
  const { texts } = wording;
  const id = booking.id;
  return {
    text: paragraphs(moveHead(booking, now, wording), texts.html('move.choose_master')),
    keyboard: [
      [
        button(
          texts.plain('move.same_master', { master: booking.staffName }),
          moveCalendar.data({ booking: id, staff: booking.staffId }),
        ),
      ],
      [button(texts.plain('staff.any'), moveCalendar.data({ booking: id, staff: null }))],
      [button(texts.plain('nav.back'), openVisit.data({ booking: id })), ...menuRow(wording)],
    ],
  };
}

export interface MoveView {
  readonly booking: BookingView;
  /** As chosen on the way; null: any master. */
  readonly staffId: number | null;
  readonly start: number;
  readonly now: number;
}

/** The old and the new time side by side, before anything is moved. */
export function moveSummaryScreen(view: MoveView & { readonly quote: Quote }, wording: Wording): Screen {
  const { booking, staffId, quote, start, now } = view;
  const { texts, formats } = wording;
  const date = formats.localDate(start);
  const values = { booking: booking.id, staff: quote.first.id, start };
  const price = quote.currency === booking.currency ? quote.priceMinor : booking.priceMinor;
  return {
    text: paragraphs(
      moveHead(booking, now, wording),
      lines(
        texts.html('move.to', { date: formats.date(start, now), time: formats.time(start) }),
        quote.first.id === booking.staffId ? null : texts.html('move.master', { master: quote.first.name }),
        lengthLine(booking, quote, wording),
        priceLine(booking, price, wording),
      ),
      texts.html('move.ask'),
    ),
    keyboard: [
      [button(texts.plain('move.confirm'), confirmMove.data(values), 'success')],
      [button(texts.plain('move.keep'), openVisit.data({ booking: booking.id }))],
      [
        button(texts.plain('nav.back'), moveDay.data({ booking: booking.id, staff: staffId, date, part: 0 })),
        ...menuRow(wording),
      ],
    ],
  };
}

function lengthLine(booking: BookingView, { start, end }: Quote, wording: Wording): string | null {
  const minutes = Math.round((end - start) / 60_000);
  if (minutes === booking.durationMinutes) return null;
  return wording.texts.html('order.duration', { duration: wording.duration(minutes) });
}

/** Says what becomes of the price, above all when another master has another one. */
function priceLine(booking: BookingView, price: number, wording: Wording): string {
  const { texts } = wording;
  const now = wording.price(price, booking.currency);
  if (price === booking.priceMinor) return texts.html('move.same_price', { price: now });
  return texts.html('move.other_price', {
    price: now,
    before: wording.price(booking.priceMinor, booking.currency),
  });
}

/** The visit at its new time. */
export function movedScreen(
  { booking, from, now }: { readonly booking: BookingView; readonly from: MovedFrom; readonly now: number },
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  const when = (instant: number) => ({ date: formats.date(instant, now), time: formats.time(instant) });
  return {
    text: paragraphs(
      texts.html('move.done', { number: booking.id }),
      lines(
        texts.html('order.service', { service: booking.serviceName }),
        texts.html('order.master', { master: booking.staffName }),
        texts.html('order.when', when(booking.startsAt)),
        from.startsAt === booking.startsAt ? null : texts.html('move.was', when(from.startsAt)),
        texts.html('order.price', { price: wording.price(booking.priceMinor, booking.currency) }),
      ),
      texts.html('order.see_you'),
    ),
    keyboard: [
      [button(texts.plain('move.open'), openVisit.data({ booking: booking.id }))],
      [button(texts.plain('menu.visits'), listVisits.data({})), ...menuRow(wording)],
    ],
  };
}

export interface MoveRefused extends MoveView {
  readonly reason: 'taken' | 'not_offered' | 'too_soon' | 'overlap' | 'limit' | 'day_limit';
  readonly limit?: number;
  readonly alternatives: readonly Slot[];
}

/** The time cannot be had; the visit stays where it was, and here is what can be had. */
export function moveRefusedScreen(view: MoveRefused, wording: Wording): Screen {
  const { booking, staffId, start, alternatives, now } = view;
  const { texts, formats } = wording;
  const some = alternatives.length > 0;
  const move = { booking: booking.id, staff: staffId };
  return {
    text: paragraphs(
      refusal(view, wording),
      texts.html('move.stays', {
        date: formats.date(booking.startsAt, now),
        time: formats.time(booking.startsAt),
      }),
      some ? texts.html('order.alternatives') : null,
    ),
    keyboard: [
      ...alternatives.map((slot) => [
        button(
          `${formats.shortDate(slot.start)}, ${formats.time(slot.start)}`,
          moveSummary.data({ ...move, start: slot.start }),
        ),
      ]),
      [
        button(
          texts.plain('order.calendar'),
          moveMonth.data({ ...move, month: formats.localDate(start).slice(0, 7) }),
        ),
      ],
      [button(texts.plain('nav.back'), openVisit.data({ booking: booking.id })), ...menuRow(wording)],
    ],
  };
}

/** The salon wants to talk before this client is booked at another time. */
export function moveUnwelcomeScreen(
  { booking, phone }: { readonly booking: BookingView; readonly phone: string | null },
  now: number,
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  return {
    text: paragraphs(
      texts.html('order.blacklisted'),
      phone === null ? null : texts.html('order.call', { phone: formatPhone(phone) }),
      texts.html('move.stays', {
        date: formats.date(booking.startsAt, now),
        time: formats.time(booking.startsAt),
      }),
    ),
    keyboard: [
      [button(texts.plain('nav.back'), openVisit.data({ booking: booking.id })), ...menuRow(wording)],
    ],
  };
}

function refusal({ reason, limit, start, now }: MoveRefused, { texts, formats }: Wording): string {
  const when = { date: formats.date(start, now), time: formats.time(start) };
  switch (reason) {
    case 'overlap':
      return texts.html('move.overlap', when);
    case 'limit':
    case 'day_limit':
      return texts.html(`move.${reason}`, { limit: limit ?? 0 });
    default:
      return texts.html(`order.${reason}`, when);
  }
}

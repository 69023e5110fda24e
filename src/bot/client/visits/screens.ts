import type { BookingView } from '../../../commands/read-booking.js';
import type { HistoryLine } from '../../../commands/read-booking-history.js';
import type { TextKey } from '../../../i18n/texts.js';
import { tookPlace } from '../../../domain/review.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { askFeedback } from '../feedback/data.js';
import { menuRow } from '../menu/screens.js';
import {
  askCancel,
  bookAgain,
  editName,
  editPhone,
  listPast,
  listVisits,
  moveVisit,
  sendCalendarFile,
  showOnMap,
} from './data.js';
import { historyParagraph } from './history.js';

export { pastScreen, visitsScreen } from './list-screens.js';

export interface VisitView {
  readonly booking: BookingView;
  readonly salon: {
    readonly address: string | null;
    readonly phone: string | null;
    readonly location: object | null;
  };
  readonly history: readonly HistoryLine[];
  /** Opens another calendar with the visit filled in. */
  readonly calendarLink: string;
  readonly now: number;
}

/** One booking with all the client may know and do about it. */
export function visitScreen(view: VisitView, wording: Wording): Screen {
  const { texts } = wording;
  const { booking, salon, history, now } = view;
  const ahead = isAhead(booking, now);
  return {
    text: paragraphs(
      lines(texts.html('visit.title', { number: booking.id }), texts.html(statusOf(booking, now))),
      factsOf(view, wording),
      historyParagraph(history, wording),
      ahead && !booking.mayChange ? lines(texts.html('visit.locked'), reachOf(salon.phone, wording)) : null,
    ),
    keyboard: [
      ...(ahead ? aheadRows(view, wording) : [againRow(booking, wording)]),
      ...(tookPlace(booking, now)
        ? [[button(texts.plain('visit.rate'), askFeedback.data({ booking: booking.id }))]]
        : []),
      [
        button(texts.plain('nav.back'), ahead ? listVisits.data({}) : listPast.data({ page: 0 })),
        ...menuRow(wording),
      ],
    ],
  };
}

/** Whether the visit is still to come, or under way. */
export function isAhead({ status, endsAt }: BookingView, now: number): boolean {
  return status === 'booked' && endsAt > now;
}

function aheadRows({ booking, salon, calendarLink }: VisitView, { texts }: Wording): Keyboard {
  const values = { booking: booking.id };
  const changes = [
    button(texts.plain('visit.move'), moveVisit.data(values)),
    button(texts.plain('visit.cancel'), askCancel.data(values), 'danger'),
  ];
  return [
    ...(booking.mayChange ? [changes] : []),
    [
      button(texts.plain('visit.edit_name'), editName.data(values)),
      button(texts.plain('visit.edit_phone'), editPhone.data(values)),
    ],
    [
      button(texts.plain('visit.calendar_file'), sendCalendarFile.data(values)),
      { text: texts.plain('visit.google'), url: calendarLink },
    ],
    ...(salon.location === null ? [] : [[button(texts.plain('visit.map'), showOnMap.data(values))]]),
  ];
}

function againRow(booking: BookingView, { texts }: Wording): Keyboard[number] {
  return [button(texts.plain('visit.again'), bookAgain.data({ booking: booking.id }))];
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
    booking.comment === null ? null : texts.html('visit.comment', { comment: booking.comment }),
    booking.cancelReason === null ? null : texts.html('visit.reason', { reason: booking.cancelReason }),
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

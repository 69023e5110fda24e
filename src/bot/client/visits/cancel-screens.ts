import type { BookingView } from '../../../commands/read-booking.js';
import { button, paragraphs, rowsOf, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import {
  bookAgain,
  cancelFor,
  cancelReasons,
  cancelVisit,
  leaveVisitQuestion,
  listVisits,
  openVisit,
  typeReason,
} from './data.js';

const reasonsInRow = 2;

/** Asks before cancelling; naming a reason, or passing over it, is the confirmation. */
export function askCancelScreen(booking: BookingView, now: number, wording: Wording): Screen {
  const { texts } = wording;
  const values = { booking: booking.id };
  const reasons = cancelReasons.map((why) =>
    button(texts.plain(`visit.why.${why}`), cancelFor.data({ ...values, why })),
  );
  return {
    text: paragraphs(
      texts.html('visit.cancel_ask', visitParams(booking, now, wording)),
      texts.html('visit.why_hint'),
    ),
    keyboard: [
      [button(texts.plain('visit.cancel_yes'), cancelVisit.data(values), 'danger')],
      ...rowsOf(reasons, reasonsInRow),
      [button(texts.plain('visit.why.other'), typeReason.data(values))],
      [button(texts.plain('visit.cancel_no'), openVisit.data(values)), ...menuRow(wording)],
    ],
  };
}

/** `problem`: why the last answer was not one, in HTML. */
export function askReasonScreen(bookingId: number, problem: string | null, { texts }: Wording): Screen {
  const values = { booking: bookingId };
  return {
    text: problem ?? texts.html('visit.why_type'),
    keyboard: [
      [button(texts.plain('visit.cancel_yes'), cancelVisit.data(values), 'danger')],
      [
        button(texts.plain('nav.back'), leaveVisitQuestion.data({ to: 'cancel', ...values })),
        button(texts.plain('nav.menu'), leaveVisitQuestion.data({ to: 'menu', ...values })),
      ],
    ],
  };
}

export function cancelledScreen(booking: BookingView, now: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('visit.cancelled', visitParams(booking, now, wording)),
    keyboard: [
      [button(texts.plain('visit.again'), bookAgain.data({ booking: booking.id }))],
      [button(texts.plain('menu.visits'), listVisits.data({})), ...menuRow(wording)],
    ],
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

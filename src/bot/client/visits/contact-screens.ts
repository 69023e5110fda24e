import type { BookingView } from '../../../commands/read-booking.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { keepForNext, leaveVisitQuestion, openVisit, takeTelegramName } from './data.js';

export interface ContactQuestion {
  readonly booking: BookingView;
  /** Why the last answer was not one, in HTML. */
  readonly problem: string | null;
}

/** `suggestion`: the person's Telegram name, when it would do. */
export function askVisitNameScreen(
  { booking, problem, suggestion }: ContactQuestion & { readonly suggestion: string | null },
  wording: Wording,
): Screen {
  const { texts } = wording;
  const useful = suggestion !== null && suggestion !== booking.contactName;
  const suggested = useful
    ? [
        [
          button(
            texts.plain('contact.use_name', { name: suggestion }),
            takeTelegramName.data({ booking: booking.id }),
          ),
        ],
      ]
    : [];
  return {
    text: problem ?? texts.html('visit.ask_name', { name: booking.contactName }),
    keyboard: [...suggested, ...waysOut(booking.id, booking.contactName, wording)],
  };
}

/** The button that shares the number stands under the input field, in a message of its own. */
export function askVisitPhoneScreen({ booking, problem }: ContactQuestion, wording: Wording): Screen {
  const phone = formatPhone(booking.contactPhone);
  return {
    text: problem ?? wording.texts.html('visit.ask_phone', { phone }),
    keyboard: waysOut(booking.id, phone, wording),
  };
}

function waysOut(booking: number, current: string, { texts }: Wording): Keyboard {
  return [
    [
      button(
        texts.plain('contact.keep', { value: current }),
        leaveVisitQuestion.data({ to: 'visit', booking }),
      ),
    ],
    [
      button(texts.plain('nav.back'), leaveVisitQuestion.data({ to: 'visit', booking })),
      button(texts.plain('nav.menu'), leaveVisitQuestion.data({ to: 'menu', booking })),
    ],
  ];
}

/** The booking's contact differs from the profile's now: may it be the profile's too? */
export function keepForNextScreen(booking: BookingView, field: 'name' | 'phone', wording: Wording): Screen {
  const { texts } = wording;
  const values = { booking: booking.id };
  const value = field === 'name' ? booking.contactName : formatPhone(booking.contactPhone);
  return {
    text: texts.html(`visit.${field}_saved`, { value, number: booking.id }),
    keyboard: [
      [button(texts.plain('visit.keep_yes'), keepForNext.data({ ...values, field }), 'primary')],
      [button(texts.plain('visit.keep_no'), openVisit.data(values))],
      menuRow(wording),
    ],
  };
}

import type { DueNotification } from '../../../commands/claim-notifications.js';
import type { BookingView } from '../../../commands/read-booking.js';
import type { TenantContext } from '../../../commands/tenant-context.js';
import { readTexts } from '../../../commands/tenant-texts.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import { wordingFor, type Wording } from '../../wording.js';
import { listReviews } from '../about/data.js';
import { starsRow } from '../feedback/stars.js';
import { menuRow } from '../menu/screens.js';
import { openService } from '../services/data.js';
import { askCancel, moveVisit, openVisit } from '../visits/data.js';
import { changeText } from './change-text.js';
import { confirmVisit } from './data.js';
import { momentOf } from './moment.js';

/** Says a notification in its reader's language and the salon's own words, as of now and in the salon's zone. */
export async function renderNotice(tenant: TenantContext, due: DueNotification): Promise<Screen | null> {
  const { zone, country } = tenant;
  const texts = await readTexts(tenant, due.locale, due.textsVersion);
  const wording = wordingFor({ locale: due.locale, zone, country }, texts);
  const now = tenant.clock.now();
  switch (due.kind) {
    case 'reminder':
      return reminderScreen(due, now, wording);
    case 'created':
    case 'changed':
      return newsScreen(due, due.kind, now, wording);
    case 'cancelled':
      return cancelledScreen(due, now, wording);
    case 'thanks':
    case 'feedback':
      return feedbackScreen(due, wording);
    case 'review_reply':
      return replyScreen(due, wording);
  }
}

function reminderScreen(due: DueNotification, now: number, wording: Wording): Screen {
  const { texts } = wording;
  const { booking } = due;
  const come = button(texts.plain('notice.come'), confirmVisit.data({ booking: booking.id }), 'success');
  return {
    text: paragraphs(
      texts.html('notice.reminder', { when: momentOf(booking.startsAt, now, wording) }),
      factsOf(due, wording),
      booking.confirmed ? texts.html('notice.coming') : null,
    ),
    keyboard: [...(booking.confirmed ? [] : [[come]]), ...plansRows(booking, wording), menuRow(wording)],
  };
}

/** What a reminder becomes when its reader has said "I will come". */
export function comingScreen(
  booking: BookingView,
  address: string | null,
  now: number,
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      texts.html('notice.reminder', { when: momentOf(booking.startsAt, now, wording) }),
      factsOf({ booking, salon: { address } }, wording),
      texts.html('notice.coming'),
    ),
    keyboard: [...plansRows(booking, wording), menuRow(wording)],
  };
}

/** Moving and cancelling while they are allowed; after that, the card that says how to reach the salon. */
function plansRows({ id, mayChange }: { id: number; mayChange: boolean }, { texts }: Wording): Keyboard {
  const booking = { booking: id };
  if (!mayChange) return [[button(texts.plain('notice.details'), openVisit.data(booking))]];
  return [
    [
      button(texts.plain('notice.move'), moveVisit.data(booking)),
      button(texts.plain('visit.cancel'), askCancel.data(booking), 'danger'),
    ],
  ];
}

function newsScreen(
  due: DueNotification,
  kind: 'created' | 'changed',
  now: number,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { booking, change } = due;
  const params = { number: booking.id, when: momentOf(booking.startsAt, now, wording) };
  const sameTime = change !== null && change.startsAt === undefined;
  const changed = sameTime ? 'notice.changed_same' : 'notice.changed';
  const title = kind === 'created' ? 'notice.created' : changed;
  return {
    text: paragraphs(
      texts.html(title, params),
      factsOf(due, wording),
      change === null ? null : changeText(change, now, wording),
    ),
    keyboard: [
      [button(texts.plain('notice.details'), openVisit.data({ booking: booking.id }))],
      menuRow(wording),
    ],
  };
}

function cancelledScreen({ booking, salon }: DueNotification, now: number, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { id, startsAt, serviceId, serviceName } = booking;
  const visit = { number: id, service: serviceName, time: formats.time(startsAt) };
  return {
    text: paragraphs(
      texts.html('notice.cancelled', { ...visit, date: formats.date(startsAt, now) }),
      booking.cancelReason === null
        ? null
        : texts.html('notice.cancelled_reason', { reason: booking.cancelReason }),
      salon.phone === null ? null : texts.html('notice.cancelled_phone', { phone: formatPhone(salon.phone) }),
    ),
    keyboard: [
      [button(texts.plain('notice.again'), openService.data({ service: serviceId }), 'primary')],
      menuRow(wording),
    ],
  };
}

function feedbackScreen({ booking }: DueNotification, wording: Wording): Screen {
  const { texts } = wording;
  const { id, serviceName, staffName } = booking;
  return {
    text: texts.html('notice.feedback', { service: serviceName, master: staffName }),
    keyboard: [starsRow(id), menuRow(wording)],
  };
}

/** What the salon answers to a review; nothing when it has taken the answer back meanwhile. */
function replyScreen({ booking, reviewReply }: DueNotification, wording: Wording): Screen | null {
  const { texts } = wording;
  if (reviewReply === null) return null;
  return {
    text: paragraphs(
      texts.html('notice.reply', { service: booking.serviceName }),
      texts.html('notice.reply_text', { reply: reviewReply }),
    ),
    keyboard: [[button(texts.plain('notice.all_reviews'), listReviews.data({ page: 0 }))], menuRow(wording)],
  };
}

interface Facts {
  readonly booking: Pick<BookingView, 'serviceName' | 'staffName'>;
  readonly salon: { readonly address: string | null };
}

function factsOf({ booking, salon }: Facts, { texts }: Wording): string {
  return lines(
    texts.html('order.service', { service: booking.serviceName }),
    texts.html('order.master', { master: booking.staffName }),
    salon.address === null ? null : texts.html('order.address', { address: salon.address }),
  );
}

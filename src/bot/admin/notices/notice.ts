import type { DueDeskNotice } from '../../../commands/claim-notifications.js';
import type { DeskBooking } from '../../../commands/desk/read-desk-booking.js';
import { readNoticeSubject, type LeftVisit } from '../../../commands/desk/read-notice.js';
import { localDateOf } from '../../../commands/local-dates.js';
import type { TenantContext } from '../../../commands/tenant-context.js';
import { readTexts } from '../../../commands/tenant-texts.js';
import { shorten } from '../../../i18n/html.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, lines, paragraphs, type Screen } from '../../screen.js';
import { wordingFor, type Wording } from '../../wording.js';
import { openBooking, openDayPlan } from '../bookings/data.js';
import { deskRow } from '../home/screens.js';
import { digestScreen } from './digest.js';

const longestComment = 300;
const longestReview = 1000;

/** Says a notice for somebody of the salon in the reader's language; null when there is nothing to tell (any more). */
export async function renderDeskNotice(tenant: TenantContext, due: DueDeskNotice): Promise<Screen | null> {
  const { zone, country } = tenant;
  const texts = await readTexts(tenant, due.locale, due.textsVersion);
  const wording = wordingFor({ locale: due.locale, zone, country }, texts);
  const subject = await readNoticeSubject(tenant, due);
  if (subject === null) return null;
  if (subject.kind === 'day') return digestScreen(subject.plan, due.onlyStaffId, wording);
  if (subject.kind === 'left') return leftScreen(subject.left, tenant, wording);
  const { booking, review } = subject;
  switch (due.kind) {
    case 'desk_created':
      return visitScreen(booking, texts.html('d_notices.created'), null, wording);
    case 'desk_changed': {
      const title = texts.html(
        due.change?.handedOver === true ? 'd_notices.handed_over' : 'd_notices.changed',
      );
      return visitScreen(booking, title, wasText(due, booking, wording), wording);
    }
    case 'desk_cancelled':
      return visitScreen(booking, texts.html('d_notices.cancelled'), reasonText(booking, wording), wording);
    case 'desk_rating': {
      if (review === null) return null;
      const said = review.body === null ? null : shorten(review.body, longestReview);
      const words = said === null ? null : texts.html('d_notices.review', { words: said });
      return visitScreen(booking, texts.html('d_notices.rating', { stars: review.stars }), words, wording);
    }
    case 'desk_digest':
      return null;
  }
}

function visitScreen(booking: DeskBooking, title: string, more: string | null, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { startsAt, now } = booking;
  return {
    text: paragraphs(
      title,
      lines(
        texts.html('d_notices.when', {
          date: formats.date(startsAt, now),
          from: formats.time(startsAt),
          to: formats.time(booking.endsAt),
        }),
        texts.html('order.service', { service: booking.serviceName }),
        texts.html('order.master', { master: booking.staffName }),
        booking.comment === null
          ? null
          : texts.html('order.comment', { comment: shorten(booking.comment, longestComment) }),
      ),
      more,
      clientText(booking, wording),
    ),
    keyboard: [
      [button(texts.plain('d_notices.open_booking'), openBooking.data({ booking: booking.id }), 'primary')],
      deskRow(wording),
    ],
  };
}

/** A visit that the reader has no more. */
function leftScreen(left: LeftVisit, { zone }: TenantContext, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { startsAt, now, serviceName, contactName, staffName } = left;
  const day = openDayPlan.data({ date: localDateOf(startsAt, zone), staff: null, page: 0 });
  return {
    text: paragraphs(
      texts.html('d_notices.left', { master: staffName }),
      lines(
        texts.html('d_notices.was', { date: formats.date(startsAt, now), time: formats.time(startsAt) }),
        texts.html('order.service', { service: serviceName }),
        texts.html('d_notices.left_client', { name: contactName }),
      ),
    ),
    keyboard: [[button(texts.plain('d_notices.open_schedule'), day, 'primary')], deskRow(wording)],
  };
}

/** Who comes, and what is known of visits before. */
function clientText(booking: DeskBooking, { texts }: Wording): string {
  const { contactName: name, contactPhone: phone, client } = booking;
  const before = { completed: client.completed, noShow: client.noShow, cancelled: client.cancelled };
  const isNew = before.completed + before.noShow === 0;
  return lines(
    texts.html('d_notices.client', { name, phone: formatPhone(phone) }),
    isNew ? texts.html('d_notices.first_visit') : texts.html('d_notices.history', before),
    booking.blacklistedAt === null ? null : texts.html('d_bookings.blacklisted'),
  );
}

function wasText(
  { change }: DueDeskNotice,
  booking: DeskBooking,
  { texts, formats }: Wording,
): string | null {
  if (change?.startsAt === undefined && change?.master === undefined) return null;
  const startsAt = change.startsAt ?? booking.startsAt;
  const was = { date: formats.date(startsAt, booking.now), time: formats.time(startsAt) };
  return change.master === undefined
    ? texts.html('d_notices.was', was)
    : texts.html('d_notices.was_with', { ...was, master: change.master });
}

function reasonText({ cancelReason }: DeskBooking, { texts }: Wording): string | null {
  return cancelReason === null
    ? null
    : texts.html('d_bookings.reason', { reason: shorten(cancelReason, longestComment) });
}

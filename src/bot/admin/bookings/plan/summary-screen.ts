import type { DraftQuote } from '../../../../commands/desk/draft-options.js';
import type { DeskWarning } from '../../../../commands/desk/desk-offer.js';
import { shorten } from '../../../../i18n/html.js';
import { formatPhone } from '../../../../lib/phone.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow } from '../../home/screens.js';
import {
  askDraftClient,
  askDraftComment,
  askDraftName,
  askDraftPhone,
  commitDraftVisit,
  draftDay,
  draftMasters,
  draftMonth,
  draftServices,
  openBooking,
  pickDraftTime,
} from '../data.js';
import { headOf, wayOut } from './head.js';

const longText = 600;

/** All that was chosen, what stands in the way or should be known, and the buttons to change each of it. */
export function summaryScreen(quote: DraftQuote, now: number, wording: Wording): Screen {
  const { judgement } = quote;
  return {
    text: paragraphs(
      headOf({ ...quote, draft: { ...quote.draft, name: null } }, now, wording),
      factsOf(quote, now, wording),
      judgement.kind === 'refused'
        ? obstacleText(quote, wording)
        : warningText(judgement.warnings, quote, wording),
      clientText(quote, wording),
      askText(quote, wording),
    ),
    keyboard: [
      ...commitRow(quote, wording),
      ...alternativeRows(quote, wording),
      ...changeRows(quote, wording),
      backRow(wayOut(quote), wording),
    ],
  };
}

function factsOf(
  { judgement, master, start, contact, draft, booking }: DraftQuote,
  now: number,
  wording: Wording,
): string {
  const { texts, formats } = wording;
  const { service } = judgement.offer;
  const end = start + master.durationMinutes * 60_000;
  const isNew = booking === null;
  return lines(
    texts.html('d_bookings.card_when', {
      date: formats.date(start, now),
      from: formats.time(start),
      to: formats.time(end),
    }),
    texts.html('d_bookings.card_service', {
      service: service.name,
      duration: wording.duration(master.durationMinutes),
    }),
    texts.html('order.master', { master: master.name }),
    priceLine(master.priceMinor, { judgement, booking }, wording),
    isNew && contact.name !== null ? texts.html('order.name', { name: contact.name }) : null,
    isNew && contact.phone !== null ? texts.html('order.phone', { phone: formatPhone(contact.phone) }) : null,
    draft.comment === null
      ? null
      : texts.html('order.comment', { comment: shorten(draft.comment, longText) }),
  );
}

function priceLine(
  priceMinor: number,
  { judgement, booking }: Pick<DraftQuote, 'judgement' | 'booking'>,
  wording: Wording,
): string {
  const { texts } = wording;
  const { currency } = judgement.offer.service;
  const price = wording.price(priceMinor, currency);
  if (booking === null || (booking.priceMinor === priceMinor && booking.currency === currency)) {
    return texts.html('order.price', { price });
  }
  const before = wording.price(booking.priceMinor, booking.currency);
  return texts.html('move.other_price', { price, before });
}

function obstacleText({ judgement }: DraftQuote, { texts }: Wording): string | null {
  return judgement.kind === 'refused' ? texts.html(`d_bookings.obstacle_${judgement.obstacle}`) : null;
}

function warningText(
  warnings: readonly DeskWarning[],
  { judgement }: DraftQuote,
  wording: Wording,
): string | null {
  const { settings } = judgement.offer;
  const params = { notice: wording.duration(settings.minNoticeMinutes), days: settings.horizonDays };
  const said = warnings.map((warning) => wording.texts.html(`d_bookings.warning_${warning}`, params));
  return said.length === 0 ? null : lines(...said);
}

function clientText({ client }: DraftQuote, { texts }: Wording): string | null {
  if (client === null) return null;
  const { completed, noShow, cancelled, active } = client;
  return lines(
    texts.html('d_bookings.client_counts', { completed, noShow, cancelled, active }),
    client.blacklisted
      ? client.blacklistReason === null
        ? texts.html('d_bookings.blacklisted')
        : texts.html('d_bookings.blacklisted_why', { reason: shorten(client.blacklistReason, longText) })
      : null,
    client.prepayOnly ? texts.html('d_bookings.prepay_only') : null,
    client.notes === null ? null : texts.html('d_bookings.notes', { notes: shorten(client.notes, longText) }),
    client.reachable ? null : texts.html('d_bookings.unreachable'),
  );
}

function isComplete({ contact }: DraftQuote): boolean {
  return contact.name !== null && contact.phone !== null;
}

function askText(quote: DraftQuote, { texts }: Wording): string {
  if (quote.judgement.kind === 'refused') return texts.html('d_bookings.choose_other');
  if (!isComplete(quote)) return texts.html('d_bookings.client_missing');
  if (quote.booking === null) return texts.html('d_bookings.limits_pass');
  return texts.html(quote.booking.reachable ? 'd_bookings.will_be_told' : 'd_bookings.call_to_tell');
}

function commitRow(quote: DraftQuote, { texts }: Wording): Keyboard {
  const { judgement, draft, booking } = quote;
  if (judgement.kind === 'refused' || !isComplete(quote)) return [];
  const isNew = booking === null;
  const id = { draft: draft.id };
  if (judgement.warnings.length > 0) {
    const label = texts.plain(isNew ? 'd_bookings.commit_anyway' : 'd_bookings.change_anyway');
    return [[button(label, commitDraftVisit.data({ ...id, anyway: 'yes' }), 'danger')]];
  }
  const label = texts.plain(isNew ? 'd_bookings.commit_new' : 'd_bookings.commit_change');
  return [[button(label, commitDraftVisit.data({ ...id, anyway: 'no' }), 'success')]];
}

function alternativeRows({ draft, alternatives, judgement }: DraftQuote, wording: Wording): Keyboard {
  const { texts, formats } = wording;
  const other = judgement.kind === 'refused' ? judgement.otherId : null;
  return [
    ...alternatives.map(({ start }) => [
      button(
        `${formats.shortDate(start)}, ${formats.time(start)}`,
        pickDraftTime.data({ draft: draft.id, start }),
      ),
    ]),
    ...(other === null
      ? []
      : [
          [
            button(
              texts.plain('d_bookings.open_other', { number: other }),
              openBooking.data({ booking: other }),
            ),
          ],
        ]),
  ];
}

function changeRows({ draft, booking, start, contact }: DraftQuote, { texts, formats }: Wording): Keyboard {
  const id = { draft: draft.id };
  const date = formats.localDate(start);
  const place = [
    [
      button(texts.plain('order.change_service'), draftServices.data({ ...id, page: 0 })),
      button(texts.plain('order.change_master'), draftMasters.data({ ...id, page: 0 })),
    ],
    [
      button(texts.plain('order.change_day'), draftMonth.data({ ...id, month: date.slice(0, 7) })),
      button(texts.plain('order.change_time'), draftDay.data({ ...id, date, part: 0 })),
    ],
  ];
  if (booking !== null) return place;
  const known = contact.name !== null || contact.phone !== null;
  const comment = draft.comment === null ? 'order.add_comment' : 'order.change_comment';
  return [
    ...place,
    [
      button(
        texts.plain(known ? 'd_bookings.other_client' : 'd_bookings.name_client'),
        askDraftClient.data(id),
      ),
    ],
    ...(known
      ? [
          [
            button(texts.plain('order.change_name'), askDraftName.data(id)),
            button(texts.plain('order.change_phone'), askDraftPhone.data(id)),
          ],
        ]
      : []),
    [button(texts.plain(comment), askDraftComment.data(id))],
  ];
}

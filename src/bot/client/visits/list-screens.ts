import type { BookingView } from '../../../commands/read-booking.js';
import type { PastVisits } from '../../../commands/list-bookings.js';
import { shorten } from '../../../i18n/html.js';
import { button, type InlineButton, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { listServices, stillList } from '../services/data.js';
import { listPast, listVisits, openVisit } from './data.js';

/** A keyboard holds 100 buttons; nobody reads that far. */
const visitsShown = 40;
const serviceLength = 40;

/** The visits ahead. */
export function visitsScreen(visits: readonly BookingView[], wording: Wording): Screen {
  const { texts } = wording;
  const past = [button(texts.plain('visits.past'), listPast.data({ page: 0 }))];
  if (visits.length === 0) {
    return {
      text: texts.html('visits.none'),
      keyboard: [
        [button(texts.plain('visits.book'), listServices.data({ page: 0 }))],
        past,
        menuRow(wording),
      ],
    };
  }
  return {
    text: texts.html('visits.title', { count: visits.length }),
    keyboard: [
      ...visits.slice(0, visitsShown).map((visit) => [row(visit, '', wording)]),
      past,
      menuRow(wording),
    ],
  };
}

const signs: Readonly<Record<BookingView['status'], string>> = {
  booked: '✓ ',
  completed: '✓ ',
  cancelled: '✕ ',
  no_show: '– ',
};

/** A page of the visits that are over or cancelled. */
export function pastScreen({ visits, page, pages }: PastVisits, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html(visits.length === 0 ? 'visits.past_none' : 'visits.past_title'),
    keyboard: [
      ...visits.map((visit) => [row(visit, signs[visit.status], wording)]),
      ...pager(page, pages, wording),
      [button(texts.plain('nav.back'), listVisits.data({})), ...menuRow(wording)],
    ],
  };
}

function row(
  { id, startsAt, serviceName }: BookingView,
  sign: string,
  { texts, formats }: Wording,
): InlineButton {
  const params = { when: formats.shortDateTime(startsAt), service: shorten(serviceName, serviceLength) };
  return button(`${sign}${texts.plain('visits.row', params)}`, openVisit.data({ booking: id }));
}

function pager(page: number, pages: number, { texts }: Wording): Keyboard {
  if (pages < 2) return [];
  return [
    [
      ...(page > 0 ? [button('‹', listPast.data({ page: page - 1 }))] : []),
      button(texts.plain('services.page', { page: page + 1, pages }), stillList.data({ what: 'page' })),
      ...(page < pages - 1 ? [button('›', listPast.data({ page: page + 1 }))] : []),
    ],
  ];
}

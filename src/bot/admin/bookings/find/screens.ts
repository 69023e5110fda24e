import type { BookingList, FoundView } from '../../../../commands/desk/find-bookings.js';
import { periodNames } from '../../../../commands/desk/find-bookings.js';
import { bookingOutcomes } from '../../../../domain/booking.js';
import { shorten } from '../../../../i18n/html.js';
import {
  button,
  lines,
  paragraphs,
  rowsOf,
  type InlineButton,
  type Keyboard,
  type Screen,
} from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow, deskRow } from '../../home/screens.js';
import { pagerRow, pageOf } from '../../paging.js';
import {
  chooseMaster,
  chooseOutcome,
  choosePeriod,
  chooseService,
  filterMaster,
  filterOutcome,
  filterPeriod,
  filterService,
  listFound,
  openBooking,
  resetFilter,
  typePeriod,
  typeSearch,
} from '../data.js';
import { signOf } from '../signs.js';

const nameLength = 20;

/** What is looked for, in words, and a page of what was found. */
export function foundScreen(list: BookingList, now: number, seesAll: boolean, wording: Wording): Screen {
  const { texts } = wording;
  const { rows, total, page, pages } = list;
  return {
    text: paragraphs(
      texts.html('d_bookings.find_title'),
      filterText(list, now, wording),
      total === 0
        ? texts.html('d_bookings.found_none')
        : texts.html('d_bookings.found_count', { count: total }),
    ),
    keyboard: [
      ...rows.map((row) => [rowButton(row, now, wording)]),
      ...pagerRow({ page, pages }, (to) => listFound.data({ page: to })),
      [button(texts.plain('d_bookings.find_text'), typeSearch.data({}), 'primary')],
      [
        button(texts.plain('d_bookings.find_outcome'), chooseOutcome.data({})),
        button(texts.plain('d_bookings.find_period'), choosePeriod.data({})),
      ],
      [
        button(texts.plain('d_bookings.find_service'), chooseService.data({ page: 0 })),
        ...(seesAll ? [button(texts.plain('d_bookings.find_master'), chooseMaster.data({ page: 0 }))] : []),
      ],
      [button(texts.plain('d_bookings.find_reset'), resetFilter.data({})), ...deskRow(wording)],
    ],
  };
}

function rowButton(row: FoundView, now: number, { texts, formats }: Wording): InlineButton {
  const label = texts.plain('d_bookings.found_row', {
    sign: signOf(row, now),
    when: formats.shortDateTime(row.startsAt),
    name: shorten(row.contactName, nameLength),
    service: shorten(row.serviceName, nameLength),
  });
  return button(label, openBooking.data({ booking: row.id }));
}

function filterText({ filter, service, master, client }: BookingList, now: number, wording: Wording): string {
  const { texts, formats } = wording;
  const { outcome, period, text } = filter;
  return lines(
    texts.html('d_bookings.by_outcome', { what: texts.plain(`d_bookings.filter_${outcome ?? 'any'}`) }),
    period === null
      ? null
      : texts.html('d_bookings.by_period', {
          from: formats.date(period.from, now),
          to: formats.date(period.to, now),
          same: period.from === period.to ? 'yes' : 'no',
        }),
    service === null ? null : texts.html('order.service', { service }),
    master === null ? null : texts.html('order.master', { master }),
    client === null ? null : texts.html('d_bookings.by_client', { client }),
    text === null ? null : texts.html('d_bookings.by_text', { text: shorten(text, 60) }),
  );
}

export function outcomesScreen(wording: Wording): Screen {
  const { texts } = wording;
  const choices = [...bookingOutcomes, 'any' as const].map((outcome) =>
    button(texts.plain(`d_bookings.filter_${outcome}`), filterOutcome.data({ outcome })),
  );
  return { text: texts.html('d_bookings.choose_outcome'), keyboard: [...rowsOf(choices, 1), back(wording)] };
}

export function periodsScreen(wording: Wording): Screen {
  const { texts } = wording;
  const choices = [...periodNames, 'any' as const].map((period) =>
    button(texts.plain(`d_bookings.period_${period}`), filterPeriod.data({ period })),
  );
  return {
    text: texts.html('d_bookings.choose_period'),
    keyboard: [
      ...rowsOf(choices, 2),
      [button(texts.plain('d_bookings.period_type'), typePeriod.data({}))],
      back(wording),
    ],
  };
}

interface Named {
  readonly id: number;
  readonly name: string;
}

export function servicesFilterScreen(services: readonly Named[], wanted: number, wording: Wording): Screen {
  const { items, ...place } = pageOf(services, wanted);
  return {
    text: wording.texts.html('d_bookings.choose_service'),
    keyboard: [
      [button(wording.texts.plain('d_bookings.any_service'), filterService.data({ service: null }))],
      ...items.map(({ id, name }) => [button(name, filterService.data({ service: id }))]),
      ...pagerRow(place, (page) => chooseService.data({ page })),
      back(wording),
    ],
  };
}

export function mastersFilterScreen(masters: readonly Named[], wanted: number, wording: Wording): Screen {
  const { items, ...place } = pageOf(masters, wanted);
  return {
    text: wording.texts.html('d_bookings.choose_master'),
    keyboard: [
      [button(wording.texts.plain('d_bookings.everybody'), filterMaster.data({ staff: null }))],
      ...items.map(({ id, name }) => [button(name, filterMaster.data({ staff: id }))]),
      ...pagerRow(place, (page) => chooseMaster.data({ page })),
      back(wording),
    ],
  };
}

function back(wording: Wording): Keyboard[number] {
  return backRow(listFound.data({ page: 0 }), wording);
}

import {
  previewHolidays,
  readHolidays,
  setHolidays,
  type HolidayOrder,
  type HolidayView,
} from '../../../commands/desk/holidays.js';
import { may } from '../../../domain/permissions.js';
import {
  button,
  lines,
  paragraphs,
  type InlineButton,
  type Keyboard,
  type Reaction,
  type Screen,
} from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { DeskTurn } from '../desk-turn.js';
import { backRow } from '../home/screens.js';
import { listHolidays, openHoursOf, switchAllHolidays, switchHoliday } from './data.js';
import { pageOf } from './pages.js';
import { inTheWayWords } from './words.js';

/** The public holidays of the coming year, and which of them are days off. */
export async function showHolidays(turn: DeskTurn, page: number): Promise<Reaction> {
  const { tenant, wording } = turn;
  const holidays = await readHolidays(tenant, wording.texts.locale);
  return { screen: holidaysScreen(turn, holidays, page) };
}

function holidaysScreen(turn: DeskTurn, holidays: readonly HolidayView[], page: number): Screen {
  const { wording, admin } = turn;
  const { texts } = wording;
  const { items, pager } = pageOf(holidays, page, (to) => listHolidays.data({ page: to }));
  const off = holidays.filter(({ isOff }) => isOff).length;
  const mayEdit = may(admin.role, 'hours.edit');
  return {
    text: paragraphs(
      texts.html('d_hours.holidays_title'),
      holidays.length === 0
        ? texts.html('d_hours.holidays_none')
        : lines(
            texts.html('d_hours.holidays_count', { off, all: holidays.length }),
            texts.html('d_hours.holidays_signs'),
            mayEdit ? texts.html('d_hours.holidays_how') : null,
          ),
    ),
    keyboard: [
      ...items.map((holiday) => [holidayButton(wording, holiday, mayEdit, page)]),
      ...pager,
      ...(mayEdit && holidays.length > 0 ? allRows(off, holidays.length, turn) : []),
      backRow(openHoursOf.data({ staff: null }), wording),
    ],
  };
}

function holidayButton(
  { formats }: Wording,
  { from, to, name, isOff }: HolidayView,
  mayEdit: boolean,
  page: number,
): InlineButton {
  // A year ahead has each date once: the year would only take the place of the name.
  const dates =
    from === to ? formats.shortDate(from) : `${formats.shortDate(from)} – ${formats.shortDate(to)}`;
  const change = switchHoliday.data({ from, to: isOff ? 'on' : 'off', sure: 'ask' });
  return button(`${isOff ? '✕' : '○'} ${dates} · ${name}`, mayEdit ? change : listHolidays.data({ page }));
}

function allRows(off: number, all: number, { wording: { texts } }: DeskTurn): Keyboard {
  return [
    [
      ...(off < all
        ? [
            button(
              texts.plain('d_hours.holidays_all_off'),
              switchAllHolidays.data({ to: 'off', sure: 'ask' }),
            ),
          ]
        : []),
      ...(off > 0
        ? [button(texts.plain('d_hours.holidays_all_on'), switchAllHolidays.data({ to: 'on', sure: 'ask' }))]
        : []),
    ],
  ];
}

/** Closes or opens on one holiday or on all; asks first when there are visits on it. */
export async function switchHolidays(
  turn: DeskTurn,
  order: HolidayOrder,
  isSure: boolean,
): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const { texts } = wording;
  if (!isSure) {
    const words = inTheWayWords(await previewHolidays(tenant, order), wording);
    if (words !== null) return { screen: sureScreen(turn, order, words) };
  }
  const count = await setHolidays(tenant, admin, cause, order);
  const holidays = await readHolidays(tenant, texts.locale);
  const index = holidays.findIndex(({ from }) => from === order.from);
  return {
    screen: holidaysScreen(turn, holidays, Math.floor(Math.max(0, index) / 8)),
    notice: {
      text: texts.plain(order.off ? 'd_hours.holidays_closed' : 'd_hours.holidays_opened', { count }),
    },
  };
}

function sureScreen({ wording }: DeskTurn, { from }: HolidayOrder, words: string): Screen {
  const { texts } = wording;
  const yes = { to: 'off', sure: 'yes' } as const;
  const data = from === null ? switchAllHolidays.data(yes) : switchHoliday.data({ from, ...yes });
  return {
    text: paragraphs(texts.html('d_hours.check'), words),
    keyboard: [
      [button(texts.plain('d_hours.save_anyway'), data, 'primary')],
      backRow(listHolidays.data({ page: 0 }), wording),
    ],
  };
}

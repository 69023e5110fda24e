import { changeWeek, type ChangeWeekResult, type WeekChange } from '../../../commands/desk/change-week.js';
import { readMasterHours, readWeek, weekdays } from '../../../commands/desk/week.js';
import { button, type Notice, type Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { backRow } from '../home/screens.js';
import { listMasters, openHoursOf } from './data.js';
import { pageOf } from './pages.js';
import { dayScreen, weekScreen, type Said } from './week-screens.js';

/** The week of the salon (null), or of a master; of one who is gone, the list of those who are there. */
export async function showWeek(turn: DeskTurn, staffId: number | null): Promise<Reaction> {
  const week = await readWeek(turn.tenant, turn.admin, staffId);
  if (week === null) return gone(turn);
  return { screen: weekScreen(week, turn.admin.role, turn.wording) };
}

export async function showDay(turn: DeskTurn, staffId: number | null, weekday: number): Promise<Reaction> {
  const week = await readWeek(turn.tenant, turn.admin, staffId);
  if (week === null) return gone(turn);
  // A master without hours of the own has no days to change.
  if (!week.isOwn) return { screen: weekScreen(week, turn.admin.role, turn.wording) };
  return { screen: dayScreen(week, weekday, turn.wording) };
}

async function gone(turn: DeskTurn): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('desk.gone'), alert: true };
  return { ...(await showMasters(turn, 0)), notice };
}

/** The masters, with those marked who have hours of their own. */
export async function showMasters(turn: DeskTurn, page: number): Promise<Reaction> {
  const { wording, tenant, admin } = turn;
  const { texts } = wording;
  const masters = await readMasterHours(tenant, admin);
  const { items, pager } = pageOf(masters, page, (to) => listMasters.data({ page: to }));
  return {
    screen: {
      text: texts.html(masters.length === 0 ? 'd_hours.masters_none' : 'd_hours.masters_title'),
      keyboard: [
        ...items.map(({ id, name, isOwn }) => {
          const hours = texts.plain(isOwn ? 'd_hours.own_mark' : 'd_hours.salon_mark');
          return [button(`${name} · ${hours}`, openHoursOf.data({ staff: id }))];
        }),
        ...pager,
        backRow(openHoursOf.data({ staff: null }), wording),
      ],
    },
  };
}

export interface WeekWish {
  readonly staffId: number | null;
  readonly seen: string;
  readonly change: WeekChange;
}

/** Which days a copy goes to. */
export function copyTargets(to: 'workdays' | 'all'): readonly number[] {
  return to === 'workdays' ? [1, 2, 3, 4, 5] : weekdays;
}

/** A change that a button asks for: a toast says what came of it, visits outside the hours stand on the screen. */
export async function changeByPress(turn: DeskTurn, wish: WeekWish): Promise<Reaction> {
  const result = await changeWeek(turn.tenant, turn.admin, turn.cause, wish);
  if (result.outcome === 'gone') return gone(turn);
  return { screen: screenAfter(turn, wish, result, null), notice: noticeOf(result, turn) };
}

/** A change that was typed: what came of it stands above the day. A string: what was wrong, as HTML. */
export async function changeByText(turn: DeskTurn, wish: WeekWish): Promise<Reaction | string> {
  const result = await changeWeek(turn.tenant, turn.admin, turn.cause, wish);
  if (result.outcome === 'gone') return gone(turn);
  const { text, alert } = noticeOf(result, turn);
  const isRefused = result.outcome === 'break_outside' || result.outcome === 'nothing_left';
  if (isRefused) return `⚠️ ${text}`;
  return { screen: screenAfter(turn, wish, result, `${alert === true ? '⚠️' : '✅'} ${text}`) };
}

type There = Exclude<ChangeWeekResult, { outcome: 'gone' }>;

function screenAfter({ admin, wording }: DeskTurn, { change }: WeekWish, result: There, text: string | null) {
  const said: Said = result.outcome === 'saved' ? { text, outside: result.outside } : { text };
  const isOfDay = change.kind === 'hours' || change.kind === 'breaks';
  return isOfDay && result.week.isOwn
    ? dayScreen(result.week, change.weekday, wording, said)
    : weekScreen(result.week, admin.role, wording, said);
}

function noticeOf({ outcome }: There, { wording }: DeskTurn): Notice {
  const { texts } = wording;
  switch (outcome) {
    case 'saved':
      return { text: texts.plain('desk.saved') };
    case 'same':
      return { text: texts.plain('d_hours.same') };
    case 'changed':
      return { text: texts.plain('desk.changed_meanwhile'), alert: true };
    case 'break_outside':
    case 'nothing_left':
    case 'no_day_left':
      return { text: texts.plain(`d_hours.problem.${outcome}`), alert: true };
  }
}

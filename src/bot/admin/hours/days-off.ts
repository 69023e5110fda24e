import {
  draftDayOff,
  previewDayOff,
  readDayOff,
  readDaysOff,
  removeDayOff,
  saveDayOff,
  type DayOffOrder,
} from '../../../commands/desk/days-off.js';
import { readWeek } from '../../../commands/desk/week.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { dayOffScreen, daysOffScreen, previewScreen, type Aftermath } from './day-off-screens.js';
import { inTheWayRows, inTheWayWords } from './words.js';
import { showMasters } from './week.js';

/** The salon's calendar date now. */
export function todayOf({ tenant, wording }: DeskTurn): string {
  return wording.formats.localDate(tenant.clock.now());
}

/** The list; of a master who is gone, the masters who are there. */
export async function showDaysOff(
  turn: DeskTurn,
  staffId: number | null,
  page = 0,
  aftermath?: Aftermath,
): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  if ((await readWeek(tenant, admin, staffId)) === null) {
    const notice = { text: wording.texts.plain('desk.gone'), alert: true };
    return { ...(await showMasters(turn, 0)), notice };
  }
  const rows = await readDaysOff(tenant, admin, staffId);
  const reader = { staffId, role: admin.role, today: todayOf(turn), wording };
  return { screen: daysOffScreen(rows, page, reader, aftermath) };
}

export async function showDayOff(turn: DeskTurn, id: number): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const row = await readDayOff(tenant, admin, id);
  if (row === null) return goneFromList(turn);
  return { screen: dayOffScreen(row, { role: admin.role, today: todayOf(turn), wording }) };
}

async function goneFromList(turn: DeskTurn): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('desk.gone'), alert: true };
  return { ...(await showDaysOff(turn, null)), notice };
}

/** Keeps what was typed and shows what saving it would mean. */
export async function prepareDayOff(turn: DeskTurn, order: DayOffOrder): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const draftId = await draftDayOff(tenant, admin, cause, order);
  const preview = draftId === null ? null : await previewDayOff(tenant, admin, draftId);
  if (preview === null) return showDaysOff(turn, order.staffId);
  return { screen: previewScreen(preview, todayOf(turn), wording) };
}

export async function save(turn: DeskTurn, draftId: number): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const result = await saveDayOff(tenant, admin, cause, draftId);
  if (result.outcome === 'gone') return goneFromList(turn);
  const { inTheWay, id } = result;
  const day = await readDayOff(tenant, admin, id);
  const aftermath = {
    said: inTheWayWords(inTheWay, wording),
    rows: day === null ? [] : inTheWayRows(inTheWay, day, wording),
  };
  const shown = await showDaysOff(turn, day?.staffId ?? null, 0, aftermath);
  return { ...shown, notice: { text: wording.texts.plain('desk.saved') } };
}

export async function drop(turn: DeskTurn, id: number): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const row = await readDayOff(tenant, admin, id);
  const isRemoved = await removeDayOff(tenant, admin, cause, id);
  if (!isRemoved) return goneFromList(turn);
  const shown = await showDaysOff(turn, row?.staffId ?? null);
  return { ...shown, notice: { text: wording.texts.plain('d_hours.dropped') } };
}

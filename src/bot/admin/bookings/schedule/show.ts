import {
  listCalendars,
  readDayPlan,
  readMonthPlan,
  readWeekPlan,
} from '../../../../commands/desk/read-schedule.js';
import type { LocalDate } from '../../../../domain/availability-types.js';
import { may } from '../../../../domain/permissions.js';
import type { Reaction, Screen } from '../../../screen.js';
import type { DeskTurn } from '../../desk-turn.js';
import type { CalendarViewName } from '../data.js';
import { calendarsScreen } from './calendars-screen.js';
import { dayScreen } from './day-screen.js';
import type { Viewer } from './frame.js';
import { monthPlanScreen, weekScreen } from './screens.js';

function viewerOf({ admin }: DeskTurn): Viewer {
  return { mayEdit: may(admin.role, 'bookings.edit'), seesAll: admin.role !== 'staff' };
}

/** The salon's date now. */
export function todayOf({ tenant, wording }: DeskTurn): LocalDate {
  return wording.formats.localDate(tenant.clock.now());
}

/** A day of the calendar of one master, or of all (null). */
export async function showDay(
  turn: DeskTurn,
  date: LocalDate,
  staffId: number | null,
  page = 0,
): Promise<Reaction> {
  const plan = await readDayPlan(turn.tenant, turn.admin, { date, staffId });
  return { screen: dayScreen(plan, page, viewerOf(turn), turn.wording) };
}

export async function showWeek(turn: DeskTurn, date: LocalDate, staffId: number | null): Promise<Reaction> {
  const plan = await readWeekPlan(turn.tenant, turn.admin, { date, staffId });
  return { screen: weekScreen(plan, viewerOf(turn), turn.wording) };
}

export async function showMonth(turn: DeskTurn, month: string, staffId: number | null): Promise<Reaction> {
  const plan = await readMonthPlan(turn.tenant, turn.admin, { month, staffId });
  if (plan === null) return showDay(turn, todayOf(turn), staffId);
  return { screen: monthPlanScreen(plan, viewerOf(turn), turn.wording) };
}

/** One of the views at a date. */
export function showView(
  turn: DeskTurn,
  view: CalendarViewName,
  date: LocalDate,
  staffId: number | null,
): Promise<Reaction> {
  switch (view) {
    case 'day':
      return showDay(turn, date, staffId);
    case 'week':
      return showWeek(turn, date, staffId);
    case 'month':
      return showMonth(turn, date.slice(0, 7), staffId);
  }
}

/** Whose calendar shall it be. */
export async function showCalendars(
  turn: DeskTurn,
  view: CalendarViewName,
  date: LocalDate,
  page: number,
): Promise<Screen> {
  const calendars = await listCalendars(turn.tenant, turn.admin);
  return calendarsScreen({ calendars, view, date, page }, turn.wording);
}

import { desk, type DeskRoute } from '../../desk-route.js';
import { chooseCalendar, openDayPlan, openMonthPlan, openSchedule, openWeekPlan, typeDate } from '../data.js';
import { askForDate } from './questions.js';
import { showCalendars, showDay, showMonth, showWeek, todayOf } from './show.js';

export const scheduleRoutes: readonly DeskRoute[] = [
  desk(openSchedule, 'bookings.view', (turn) => showDay(turn, todayOf(turn), null)),
  desk(openDayPlan, 'bookings.view', (turn, { date, staff, page }) => showDay(turn, date, staff, page)),
  desk(openWeekPlan, 'bookings.view', (turn, { date, staff }) => showWeek(turn, date, staff)),
  desk(openMonthPlan, 'bookings.view', (turn, { month, staff }) => showMonth(turn, month, staff)),
  desk(chooseCalendar, 'bookings.view', async (turn, { view, date, page }) => ({
    screen: await showCalendars(turn, view, date, page),
  })),
  desk(typeDate, 'bookings.view', askForDate),
];

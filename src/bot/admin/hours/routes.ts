import { desk, type DeskRoute } from '../desk-route.js';
import {
  addDayOff,
  chooseWeek,
  copyDay,
  dropDayOff,
  emptyDay,
  listDaysOff,
  listHolidays,
  listMasters,
  openDay,
  openDayOff,
  openHoursOf,
  saveDayOffDraft,
  switchAllHolidays,
  switchHoliday,
  typeDay,
} from './data.js';
import { drop, save, showDayOff, showDaysOff } from './days-off.js';
import { showHolidays, switchHolidays } from './holidays.js';
import { askForDates, askForDay } from './questions.js';
import { changeByPress, copyTargets, showDay, showMasters, showWeek } from './week.js';

export const hoursRoutes: readonly DeskRoute[] = [
  desk(openHoursOf, 'salon.view', (turn, { staff }) => showWeek(turn, staff)),
  desk(listMasters, 'salon.view', (turn, { page }) => showMasters(turn, page)),
  desk(openDay, 'hours.edit', (turn, { staff, weekday }) => showDay(turn, staff, weekday)),
  desk(typeDay, 'hours.edit', (turn, { staff, ...rest }) => askForDay(turn, { staffId: staff, ...rest })),
  desk(emptyDay, 'hours.edit', (turn, { staff, weekday, what, seen }) => {
    const change =
      what === 'hours'
        ? ({ kind: 'hours', weekday, hours: [] } as const)
        : ({ kind: 'breaks', weekday, breaks: [] } as const);
    return changeByPress(turn, { staffId: staff, seen, change });
  }),
  desk(copyDay, 'hours.edit', (turn, { staff, weekday, to, seen }) =>
    changeByPress(turn, { staffId: staff, seen, change: { kind: 'copy', weekday, to: copyTargets(to) } }),
  ),
  desk(chooseWeek, 'hours.edit', (turn, { staff, as, seen }) =>
    changeByPress(turn, { staffId: staff, seen, change: { kind: as === 'own' ? 'own' : 'as_salon' } }),
  ),
  desk(listDaysOff, 'salon.view', (turn, { staff, page }) => showDaysOff(turn, staff, page)),
  desk(addDayOff, 'hours.edit', (turn, { staff, kind }) => askForDates(turn, { staffId: staff, kind })),
  desk(saveDayOffDraft, 'hours.edit', (turn, { draft }) => save(turn, draft)),
  desk(openDayOff, 'salon.view', (turn, { id }) => showDayOff(turn, id)),
  desk(dropDayOff, 'hours.edit', (turn, { id }) => drop(turn, id)),
  desk(listHolidays, 'salon.view', (turn, { page }) => showHolidays(turn, page)),
  desk(switchHoliday, 'hours.edit', (turn, { from, to, sure }) =>
    switchHolidays(turn, { from, off: to === 'off' }, sure === 'yes'),
  ),
  desk(switchAllHolidays, 'hours.edit', (turn, { to, sure }) =>
    switchHolidays(turn, { from: null, off: to === 'off' }, sure === 'yes'),
  ),
];

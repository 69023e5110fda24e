import type { TextKey } from '../../../i18n/texts.js';
import { on, type PressRoute } from '../../presses.js';
import { openCalendar, openDay, openMonth, stillCell, type StillReason } from './data.js';
import { reactWithCalendar, reactWithTimes } from './react.js';

const reasons: Readonly<Record<StillReason, TextKey>> = {
  past: 'calendar.past',
  off: 'calendar.off',
  full: 'calendar.full',
  far: 'calendar.far',
  padding: 'calendar.padding',
  weekday: 'calendar.weekday',
  month: 'calendar.month',
  first: 'calendar.first',
  last: 'calendar.last',
  part: 'times.part_pressed',
  blank: 'times.blank',
};

export const calendarRoutes: readonly PressRoute[] = [
  on(openCalendar, (turn, { service, staff }) =>
    reactWithCalendar(turn, { serviceId: service, staffId: staff }, null),
  ),
  on(openMonth, (turn, { service, staff, month }) =>
    reactWithCalendar(turn, { serviceId: service, staffId: staff }, month),
  ),
  on(openDay, (turn, { service, staff, date, part }) =>
    reactWithTimes(turn, { serviceId: service, staffId: staff }, date, part),
  ),
  on(stillCell, async ({ wording }, { why }) => ({ notice: { text: wording.texts.plain(reasons[why]) } })),
];

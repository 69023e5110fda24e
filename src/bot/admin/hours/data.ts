import { action, choice, date, integer, rowId, rowIdOrNull, type Field } from '../../callback-data.js';

const weekday = integer(1, 7);
const page = integer(0, 999);
const staff = rowIdOrNull;
/** Which state of a week was seen. */
const seen: Field<string> = {
  write: (mark) => mark,
  read: (text) => (/^[0-9a-f]{8}$/.test(text) ? text : undefined),
  samples: ['00000000', 'ffffffff'],
};

/** The week of the salon (null) or of one master. */
export const openHoursOf = action('hrs', 1, { staff });
export const listMasters = action('hms', 1, { page });
export const openDay = action('hdy', 1, { staff, weekday });
/** Asks for the hours or the breaks of a day. */
export const typeDay = action('hty', 1, { staff, weekday, what: choice('hours', 'breaks'), seen });
/** Nothing: a day off, or no breaks. */
export const emptyDay = action('hem', 1, { staff, weekday, what: choice('hours', 'breaks'), seen });
export const copyDay = action('hcp', 1, { staff, weekday, to: choice('workdays', 'all'), seen });
/** Hours of the own, or those of the salon. */
export const chooseWeek = action('hcw', 1, { staff: rowId, as: choice('own', 'salon'), seen });

export const listDaysOff = action('hdo', 1, { staff, page });
/** Asks for the dates that are to be closed, or to have hours of their own. */
export const addDayOff = action('had', 1, { staff, kind: choice('closed', 'special') });
export const saveDayOffDraft = action('hsv', 1, { draft: rowId });
export const openDayOff = action('hod', 1, { id: rowId });
export const dropDayOff = action('hdr', 1, { id: rowId });

export const listHolidays = action('hol', 1, { page });
/** One holiday; asks first when there are visits on it. */
export const switchHoliday = action('hsw', 1, {
  from: date,
  to: choice('off', 'on'),
  sure: choice('ask', 'yes'),
});
export const switchAllHolidays = action('hal', 1, { to: choice('off', 'on'), sure: choice('ask', 'yes') });

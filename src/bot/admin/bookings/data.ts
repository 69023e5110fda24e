import { periodNames } from '../../../commands/desk/find-bookings.js';
import { bookingOutcomes } from '../../../domain/booking.js';
import { visitMarks } from '../../../domain/visit-mark.js';
import { action, choice, date, instant, integer, month, rowId, rowIdOrNull } from '../../callback-data.js';

const page = integer(0, 9999);
/** Whose calendar; null: everybody's. */
const staff = rowIdOrNull;

/** The calendar of today. */
export const openSchedule = action('bks', 1, {});
export const openDayPlan = action('bkd', 1, { date, staff, page });
/** The seven days from a date on. */
export const openWeekPlan = action('bkw', 1, { date, staff });
export const openMonthPlan = action('bkm', 1, { month, staff });
export const calendarViews = ['day', 'week', 'month'] as const;
export type CalendarViewName = (typeof calendarViews)[number];
const view = choice(...calendarViews);
/** Whose calendar shall it be. */
export const chooseCalendar = action('bkp', 1, { view, date, page });
/** The next text is the date to go to. */
export const typeDate = action('bkj', 1, { view, staff });

/** A booking with its history and everything the salon can do about it. */
export const openBooking = action('bkc', 1, { booking: rowId });
const booking = { booking: rowId };
/** The version that the person saw: a second editor is told. */
const seen = { ...booking, version: integer(1, 2 ** 31 - 1) };
export const markAs = action('bkk', 1, { ...seen, as: choice(...visitMarks) });
export const editableFields = ['name', 'phone', 'comment', 'price'] as const;
/** The next text is the new value. */
export const editField = action('bke', 1, { ...seen, field: choice(...editableFields) });
export const dropComment = action('bkx', 1, seen);
export const askSalonCancel = action('bka', 1, seen);
export const salonReasons = ['ill', 'closed', 'asked', 'mistake', 'none'] as const;
export type SalonReasonCode = (typeof salonReasons)[number];
export const cancelForReason = action('bkr', 1, { ...seen, why: choice(...salonReasons) });
/** The next text is the reason. */
export const typeSalonReason = action('bkt', 1, seen);

/** Looking for bookings: what the person looks for is kept in a row of the person's own. */
export const listFound = action('bfl', 1, { page });
export const resetFilter = action('bfr', 1, {});
export const chooseOutcome = action('bfo', 1, {});
export const filterOutcome = action('bft', 1, { outcome: choice(...bookingOutcomes, 'any') });
export const choosePeriod = action('bfp', 1, {});
export const filterPeriod = action('bfd', 1, { period: choice(...periodNames, 'any') });
/** The next text is a date or two. */
export const typePeriod = action('bfq', 1, {});
export const chooseService = action('bfs', 1, { page });
export const filterService = action('bfv', 1, { service: rowIdOrNull });
export const chooseMaster = action('bfm', 1, { page });
export const filterMaster = action('bfk', 1, { staff });
/** All bookings of one client, for the rooms that show clients. */
export const findOfClient = action('bfc', 1, { client: rowId });
/** The next text is a name, a phone or a number. */
export const typeSearch = action('bfx', 1, {});

/** A new booking for a client; null: for somebody to be named later. */
export const bookFor = action('bnw', 1, { client: rowIdOrNull });
export const changeWhen = action('bcw', 1, booking);
export const changeWhat = action('bcs', 1, booking);
export const changeWho = action('bcm', 1, booking);
const draft = { draft: rowId };
export const draftServices = action('bds', 1, { ...draft, page });
export const pickDraftService = action('bdv', 1, { ...draft, service: rowId });
export const draftMasters = action('bdm', 1, { ...draft, page });
export const pickDraftMaster = action('bdr', 1, { ...draft, staff });
export const draftMonth = action('bdc', 1, { ...draft, month });
export const draftDay = action('bdd', 1, { ...draft, date, part: integer(0, 99) });
export const pickDraftTime = action('bdt', 1, { ...draft, start: instant });
/** The next text is a time, on that day or with a date of its own. */
export const typeDraftTime = action('bdy', 1, { ...draft, date });
export const askDraftClient = action('bdk', 1, draft);
export const pickDraftClient = action('bdl', 1, { ...draft, client: rowId });
export const newDraftClient = action('bdj', 1, draft);
export const askDraftName = action('bdn', 1, draft);
export const askDraftPhone = action('bdp', 1, draft);
export const askDraftComment = action('bdo', 1, draft);
export const dropDraftComment = action('bdx', 1, draft);
export const openDraft = action('bdq', 1, draft);
export const commitDraftVisit = action('bdz', 1, { ...draft, anyway: choice('no', 'yes') });

import { action, choice, date, instant, integer, month, rowId, rowIdOrNull } from '../../callback-data.js';

const visit = { booking: rowId };

export const listVisits = action('vl', 1, {});
/** Visits that are over or cancelled. */
export const listPast = action('vp', 1, { page: integer(0, 9999) });
export const openVisit = action('vo', 1, visit);

/** Asks before cancelling, and for a reason. */
export const askCancel = action('va', 1, visit);
/** Cancels without a reason. */
export const cancelVisit = action('vc', 1, visit);
export const cancelReasons = ['plans', 'health', 'time', 'price'] as const;
export type CancelReasonCode = (typeof cancelReasons)[number];
/** Cancels for one of a few reasons. */
export const cancelFor = action('vr', 1, { ...visit, why: choice(...cancelReasons) });
/** The next text is the reason. */
export const typeReason = action('vt', 1, visit);

/** The way to another time: who shall do it, which day, what time, is that right. */
export const moveVisit = action('vm', 1, visit);
const move = { ...visit, staff: rowIdOrNull };
export const moveCalendar = action('vmc', 1, move);
export const moveMonth = action('vmm', 1, { ...move, month });
export const moveDay = action('vmd', 1, { ...move, date, part: integer(0, 99) });
export const moveSummary = action('vms', 1, { ...move, start: instant });
export const confirmMove = action('vmk', 1, { ...move, start: instant });

export const editName = action('ven', 1, visit);
export const editPhone = action('vep', 1, visit);
/** The Telegram name for this booking. */
export const takeTelegramName = action('veu', 1, visit);
/** Keeps what was changed in this booking for the next ones too. */
export const keepForNext = action('vek', 1, { ...visit, field: choice('name', 'phone') });
/** The ways out of a question that waits for typed text. */
export const leaveVisitQuestion = action('vq', 1, { to: choice('visit', 'cancel', 'menu'), ...visit });

export const sendCalendarFile = action('vf', 1, visit);
export const showOnMap = action('vg', 1, visit);
export const bookAgain = action('vb', 1, visit);

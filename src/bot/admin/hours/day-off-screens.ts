import type { DayOffPreview, DayOffRow } from '../../../commands/desk/days-off.js';
import type { LocalDate } from '../../../domain/availability-types.js';
import { may, type Role } from '../../../domain/permissions.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { addDayOff, dropDayOff, listDaysOff, openDayOff, openHoursOf, saveDayOffDraft } from './data.js';
import { pageOf } from './pages.js';
import { datesWords, intervalsWords, inTheWayRows, inTheWayWords } from './words.js';

/** Whose list it is, and when. */
export interface DaysOffReader {
  readonly staffId: number | null;
  readonly role: Role;
  readonly today: LocalDate;
  readonly wording: Wording;
}

/** What stands around the list after something was saved. */
export interface Aftermath {
  /** HTML above it. */
  readonly said: string | null;
  /** Ways to go on, first of all buttons. */
  readonly rows: Keyboard;
}

/** Days off and special days that are not over. */
export function daysOffScreen(
  rows: readonly DayOffRow[],
  page: number,
  { staffId, role, today, wording }: DaysOffReader,
  { said, rows: ways }: Aftermath = { said: null, rows: [] },
): Screen {
  const { texts } = wording;
  const { items, pager } = pageOf(rows, page, (to) => listDaysOff.data({ staff: staffId, page: to }));
  const adding = (['closed', 'special'] as const).map((kind) =>
    button(texts.plain(`d_hours.add_${kind}`), addDayOff.data({ staff: staffId, kind })),
  );
  return {
    text: paragraphs(
      said,
      texts.html('d_hours.off_title'),
      rows.length === 0 ? texts.html('d_hours.off_none') : texts.html('d_hours.off_some'),
    ),
    keyboard: [
      ...ways,
      ...items.map((row) => [button(labelOf(row, today, wording), openDayOff.data({ id: row.id }))]),
      ...pager,
      ...(may(role, 'hours.edit') ? [adding] : []),
      backRow(openHoursOf.data({ staff: staffId }), wording),
    ],
  };
}

function labelOf(row: DayOffRow, today: LocalDate, wording: Wording): string {
  const mark = row.source === 'holiday' ? '🎉' : row.kind === 'closed' ? '✕' : '🕘';
  const what = row.kind === 'closed' ? row.reason : intervalsWords(row.intervals, wording);
  const parts = [`${mark} ${datesWords(row.from, row.to, today, wording)}`, row.staffName, what];
  return parts.filter((part) => part !== null).join(' · ');
}

/** One of them, with the way to take it back. */
export function dayOffScreen(
  row: DayOffRow,
  { role, today, wording }: Omit<DaysOffReader, 'staffId'>,
): Screen {
  const { texts } = wording;
  const drop = button(texts.plain('d_hours.drop'), dropDayOff.data({ id: row.id }), 'danger');
  return {
    text: factsOf(row, today, wording),
    keyboard: [
      ...(may(role, 'hours.edit') ? [[drop]] : []),
      backRow(listDaysOff.data({ staff: row.staffId, page: 0 }), wording),
    ],
  };
}

type Facts = Pick<DayOffRow, 'staffId' | 'staffName' | 'from' | 'to' | 'intervals' | 'reason'>;

function factsOf(day: Facts, today: LocalDate, wording: Wording): string {
  const { texts } = wording;
  const isClosed = day.intervals.length === 0;
  return lines(
    texts.html(isClosed ? 'd_hours.day_off' : 'd_hours.special_day', {
      dates: datesWords(day.from, day.to, today, wording),
    }),
    day.staffId === null
      ? texts.html('d_hours.for_salon')
      : texts.html('d_hours.for_master', { master: day.staffName ?? '' }),
    isClosed ? null : texts.html('d_hours.special_hours', { hours: intervalsWords(day.intervals, wording) }),
    day.reason === null ? null : texts.html('d_hours.reason', { reason: day.reason }),
  );
}

/** What saving would mean, before it is done. */
export function previewScreen(preview: DayOffPreview, today: LocalDate, wording: Wording): Screen {
  const { texts } = wording;
  const { inTheWay, draftId, staffId, isClosedAlready, intervals } = preview;
  const label = texts.plain(inTheWay.count === 0 ? 'd_hours.save' : 'd_hours.save_anyway');
  return {
    text: paragraphs(
      texts.html('d_hours.check'),
      factsOf(preview, today, wording),
      isClosedAlready && intervals.length > 0 ? texts.html('d_hours.closed_wins') : null,
      inTheWayWords(inTheWay, wording) ?? texts.html('d_hours.way_free'),
    ),
    keyboard: [
      [button(label, saveDayOffDraft.data({ draft: draftId }), 'primary')],
      ...inTheWayRows(inTheWay, preview, wording),
      backRow(listDaysOff.data({ staff: staffId, page: 0 }), wording),
    ],
  };
}

/** Asks for the dates, or for the hours on them. */
export function askDayOffScreen(
  { staffId, words }: { readonly staffId: number | null; readonly words: string },
  problem: string | null,
  wording: Wording,
): Screen {
  return {
    text: paragraphs(problem, words),
    keyboard: [backRow(listDaysOff.data({ staff: staffId, page: 0 }), wording)],
  };
}

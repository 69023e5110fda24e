import type { LocalDate } from './availability-types.js';
import { dateOfDay, dayOfDate } from './local-time.js';
import { periodAround, type Period } from './period.js';

interface TypedDate {
  readonly day: number;
  readonly month: number;
  /** Null: left out. */
  readonly year: number | null;
}

/** The years that buttons can carry. */
const firstYear = 2000;
const lastYear = 2998;
const longest = 60;
const between = /^\s*(?:[-–—,]|\.{2,3}|…|по|до|to|till|until)?\s*$/i;
const before = /^\s*(?:с|со|от|from)?\s*$/i;

/**
 * Reads a period as a person types it: `1.11–15.11`, `1–15.11.2026`, `2026-11-01 2026-11-15`, one date, a month (`11.2026`,
 * `2026-11`) or a year. With slashes the month comes first when `isMonthFirst`. A year that is left out is the one of `today`,
 * or the year before for the beginning of a period that ends in it. Dates in the wrong order are turned around.
 * Null for everything else.
 */
export function readTypedPeriod(
  typed: string,
  { today, isMonthFirst }: { readonly today: LocalDate; readonly isMonthFirst: boolean },
): Period | null {
  const text = typed.normalize('NFKC').trim();
  if (text.length > longest) return null;
  return readWhole(text) ?? readDates(withWholeDates(text), Number(today.slice(0, 4)), isMonthFirst);
}

function readWhole(text: string): Period | null {
  if (/^\d{4}$/.test(text)) return isYear(Number(text)) ? periodAround(`${text}-01-01`, 'year') : null;
  const [, y1, m1, m2, y2] = /^(?:(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4}))$/.exec(text) ?? [];
  const month = Number(m1 ?? m2);
  const year = Number(y1 ?? y2);
  if (!(month >= 1 && month <= 12) || !isYear(year)) return null;
  return periodAround(`${year}-${String(month).padStart(2, '0')}-01`, 'month');
}

/** `1–15.11` says the month once. */
function withWholeDates(text: string): string {
  return text.replace(
    /^((?:с|со|from)\s+)?(\d{1,2})(\s*[-–—]\s*\d{1,2})(\.\d{1,2}(?:\.\d{2,4})?)$/i,
    '$1$2$4$3$4',
  );
}

function readDates(text: string, thisYear: number, isMonthFirst: boolean): Period | null {
  const found = [
    ...text.matchAll(/(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})([./])(\d{1,2})(?:\5(\d{4}|\d{2})(?!\d))?/g),
  ];
  const [first, second, third] = found;
  if (first === undefined || third !== undefined) return null;
  const end = second ?? first;
  const head = text.slice(0, first.index);
  const gap = second === undefined ? '' : text.slice(first.index + first[0].length, second.index);
  const tail = text.slice(end.index + end[0].length);
  if (!before.test(head) || tail.trim() !== '' || (second !== undefined && !isGap(gap))) return null;
  return spanOf(typedDate(first, isMonthFirst), typedDate(end, isMonthFirst), thisYear);
}

const isGap = (text: string): boolean => text !== '' && between.test(text);

function typedDate(match: RegExpExecArray, isMonthFirst: boolean): TypedDate {
  const [, isoYear, isoMonth, isoDay, one, sign, two, year] = match;
  if (isoYear !== undefined) {
    return { year: Number(isoYear), month: Number(isoMonth), day: Number(isoDay) };
  }
  const swapped = sign === '/' && isMonthFirst;
  return {
    day: Number(swapped ? two : one),
    month: Number(swapped ? one : two),
    year: year === undefined ? null : Number(year) + (year.length === 2 ? firstYear : 0),
  };
}

function spanOf(first: TypedDate, last: TypedDate, thisYear: number): Period | null {
  const to = dateOf(last, last.year ?? first.year ?? thisYear);
  if (to === null) return null;
  const year = Number(to.slice(0, 4));
  const from = dateOf(first, first.year ?? year);
  if (from === null || from <= to) return from === null ? null : { from, to };
  if (first.year !== null && last.year !== null) return { from: to, to: from };
  // A period that passes New Year, with one of the years left out.
  return first.year === null
    ? periodOrNull(dateOf(first, year - 1), to)
    : periodOrNull(from, dateOf(last, first.year + 1));
}

function periodOrNull(from: LocalDate | null, to: LocalDate | null): Period | null {
  return from === null || to === null ? null : { from, to };
}

function dateOf({ day, month }: TypedDate, year: number): LocalDate | null {
  if (!isYear(year)) return null;
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  try {
    return dateOfDay(dayOfDate(text));
  } catch {
    return null;
  }
}

const isYear = (year: number): boolean => year >= firstYear && year <= lastYear;

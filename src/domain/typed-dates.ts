import type { LocalDate } from './availability-types.js';
import { dateOfDay, dayOfDate } from './local-time.js';

/** What keeps a text from being days of the calendar ahead. */
export type DatesProblem = 'unreadable' | 'no_such_date' | 'past' | 'far' | 'reversed' | 'too_long';

export type DatesReading =
  /** Both inclusive. `rest`: what was written behind the dates, null when nothing was. */
  | { readonly ok: true; readonly from: LocalDate; readonly to: LocalDate; readonly rest: string | null }
  | { readonly ok: false; readonly problem: DatesProblem };

export const mostDaysAhead = 730;
export const mostDaysLong = 366;
export const longestReason = 200;

interface WrittenDate {
  readonly day: number;
  readonly month: number;
  /** Null: the next such day. */
  readonly year: number | null;
}

/**
 * Reads a day or days as a person types them, with words behind them: `25.12`, `31.12.2026`, `1 января`, `Dec 25`,
 * `2026-12-25`, `завтра`, `25.12-08.01 отпуск`, `1-8 января`. Without a year the next such day from `today` on is meant,
 * and the end is the first such day after the beginning. Days that are over, more than two years ahead, or more than a
 * year long are refused. Never throws.
 */
export function readDates(typed: string, today: LocalDate): DatesReading {
  const text = typed.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  if (text.length > longestReason * 2) return refuse('unreadable');
  const first = takeDate(text, today);
  if (first === null) return refuse('unreadable');
  const second = takeEnd(first, today);
  const from = resolve(first.date, today);
  if (from === null) return refuse('no_such_date');
  const to = second === null ? from : resolve(second.date, from);
  if (to === null) return refuse('no_such_date');
  const problem = judge(from, to, today);
  if (problem !== null) return refuse(problem);
  const words = (second ?? first).rest.replace(/^[\s,:;.()–—-]+/u, '').trim();
  return { ok: true, from, to, rest: words === '' ? null : words.slice(0, longestReason) };
}

function refuse(problem: DatesProblem): DatesReading {
  return { ok: false, problem };
}

function judge(from: LocalDate, to: LocalDate, today: LocalDate): DatesProblem | null {
  if (to < from) return 'reversed';
  if (from < today) return 'past';
  if (dayOfDate(to) - dayOfDate(today) > mostDaysAhead) return 'far';
  return dayOfDate(to) - dayOfDate(from) >= mostDaysLong ? 'too_long' : null;
}

/** The date, with the year that is missing; null when the calendar has no such date. */
function resolve({ day, month, year }: WrittenDate, earliest: LocalDate): LocalDate | null {
  if (year !== null) return dateOf(year, month, day);
  const thisYear = Number(earliest.slice(0, 4));
  // 29 February may be years away.
  for (let tried = thisYear; tried <= thisYear + 8; tried++) {
    const date = dateOf(tried, month, day);
    if (date !== null && date >= earliest) return date;
  }
  return null;
}

function dateOf(year: number, month: number, day: number): LocalDate | null {
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date) ? null : date;
}

interface TakenDate {
  readonly date: WrittenDate;
  readonly rest: string;
  /** The other end, when it stood in the same words: `1-8 января`. */
  readonly end?: WrittenDate;
}

const monthWords: readonly RegExp[] = [
  /^(?:янв|jan)/u,
  /^(?:фев|feb)/u,
  /^(?:мар|mar)/u,
  /^(?:апр|apr)/u,
  /^(?:ма[йяе]|may)/u,
  /^(?:июн|jun)/u,
  /^(?:июл|jul)/u,
  /^(?:авг|aug)/u,
  /^(?:сен|sep)/u,
  /^(?:окт|oct)/u,
  /^(?:ноя|nov)/u,
  /^(?:дек|dec)/u,
];

function monthOf(word: string): number | null {
  const index = monthWords.findIndex((pattern) => pattern.test(word.toLowerCase()));
  return index < 0 ? null : index + 1;
}

function takeDate(text: string, today: LocalDate): TakenDate | null {
  return takeWord(text, today) ?? takeNumbers(text) ?? takeNamed(text);
}

const words: readonly (readonly [RegExp, number])[] = [
  [/^(?:сегодня|today)(?!\p{L})/iu, 0],
  [/^(?:завтра|tomorrow)(?!\p{L})/iu, 1],
  [/^(?:послезавтра)(?!\p{L})/iu, 2],
];

function takeWord(text: string, today: LocalDate): TakenDate | null {
  for (const [pattern, days] of words) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const [year = 0, month = 0, day = 0] = dateOfDay(dayOfDate(today) + days)
      .split('-')
      .map(Number);
    return { date: { year, month, day }, rest: text.slice(found[0].length) };
  }
  return null;
}

function takeNumbers(text: string): TakenDate | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/u.exec(text);
  if (iso !== null) {
    const [year = 0, month = 0, day = 0] = iso.slice(1).map(Number);
    return { date: { year, month, day }, rest: text.slice(iso[0].length) };
  }
  const dotted = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?!\d)/u.exec(text);
  if (dotted === null) return null;
  const [, day, month, year] = dotted;
  return {
    date: { day: Number(day), month: Number(month), year: yearOf(year) },
    rest: text.slice(dotted[0].length),
  };
}

const yearBehind = String.raw`(?:,? (\d{4})(?: г(?:ода)?\.?)?)?`;
const dayFirst = new RegExp(
  String.raw`^(\d{1,2})(?: ?[-–—] ?(\d{1,2}))? (\p{L}{3,})\.?${yearBehind}(?!\d)`,
  'u',
);
const monthFirst = new RegExp(String.raw`^(\p{L}{3,})\.? (\d{1,2})(?:st|nd|rd|th)?${yearBehind}(?!\d)`, 'u');

function takeNamed(text: string): TakenDate | null {
  const found = dayFirst.exec(text);
  const month = monthOf(found?.[3] ?? '');
  if (found !== null && month !== null) {
    const [whole, day, lastDay, , written] = found;
    const year = yearOf(written);
    const rest = text.slice(whole.length);
    const date = { day: Number(day), month, year };
    return lastDay === undefined ? { date, rest } : { date, rest, end: { ...date, day: Number(lastDay) } };
  }
  const english = monthFirst.exec(text);
  const named = monthOf(english?.[1] ?? '');
  if (english === null || named === null) return null;
  const [whole, , day, year] = english;
  return { date: { day: Number(day), month: named, year: yearOf(year) }, rest: text.slice(whole.length) };
}

function yearOf(written: string | undefined): number | null {
  if (written === undefined) return null;
  return written.length === 2 ? 2000 + Number(written) : Number(written);
}

/** The end of several days, when there is one. */
function takeEnd(first: TakenDate, today: LocalDate): TakenDate | null {
  if (first.end !== undefined) return { date: first.end, rest: first.rest };
  const link = /^ ?(?:[-–—]|\.\.\.?|…|по|до|to|till|until) ?/iu.exec(first.rest);
  return link === null ? null : takeDate(first.rest.slice(link[0].length), today);
}

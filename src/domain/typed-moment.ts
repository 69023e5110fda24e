import type { LocalDate } from './availability-types.js';
import { dateOfDay, dayOfDate, readZone, startInstant } from './local-time.js';

/** How people write a date in figures: the day first, or the month first. */
export type DateOrder = 'dmy' | 'mdy';

/** A map: an object would also know `constructor`. */
const words: ReadonlyMap<string, number> = new Map([
  ['вчера', -1],
  ['yesterday', -1],
  ['сегодня', 0],
  ['today', 0],
  ['завтра', 1],
  ['tomorrow', 1],
  ['послезавтра', 2],
]);

/**
 * Reads a date as people type it: `15.12`, `15.12.26`, `15/12/2026`, `2026-12-15`, `завтра`, `tomorrow`. Without a year
 * it is the one nearest to `today`. Null for anything else and for days that no calendar has.
 */
export function readTypedDate(typed: string, today: LocalDate, order: DateOrder = 'dmy'): LocalDate | null {
  const text = typed.trim().toLowerCase();
  const word = words.get(text);
  if (word !== undefined) return dateOfDay(dayOfDate(today) + word);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso !== null) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const figures = /^(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?$/.exec(text);
  if (figures === null) return null;
  const [first, second] = [Number(figures[1]), Number(figures[2])];
  const [day, month] = order === 'mdy' && text.includes('/') ? [second, first] : [first, second];
  const year = figures[3];
  if (year !== undefined) return dateOf(Number(year.length === 2 ? `20${year}` : year), month, day);
  return nearest(today, month, day);
}

function nearest(today: LocalDate, month: number, day: number): LocalDate | null {
  const here = dayOfDate(today);
  const thisYear = Number(today.slice(0, 4));
  const found = [thisYear - 1, thisYear, thisYear + 1].flatMap((year) => dateOf(year, month, day) ?? []);
  const [best] = found.toSorted((a, b) => Math.abs(dayOfDate(a) - here) - Math.abs(dayOfDate(b) - here));
  return best ?? null;
}

const firstYear = 2000;
const lastYear = 2999;

function dateOf(year: number, month: number, day: number): LocalDate | null {
  if (year < firstYear || year > lastYear) return null;
  const [mm, dd] = [month, day].map((part) => String(part).padStart(2, '0'));
  const date = `${year}-${mm}-${dd}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) ? date : null;
}

/** Reads a time of day as people type it: `9`, `9:30`, `09.30`, `9-30`, `2:30 pm`. Minutes after midnight, or null. */
export function readTypedTime(typed: string): number | null {
  const text = typed.trim().toLowerCase();
  const found = /^(\d{1,2})(?:\s*[:.\-ч]\s*(\d{2}))?\s*([ap])?\.?(?:m\.?)?$/.exec(text);
  if (found === null) return null;
  const [, hours, minutes = '0', half] = found;
  const hour = Number(hours);
  const minute = Number(minutes);
  if (minute > 59 || (half === undefined && /m/.test(text))) return null;
  if (half === undefined) return hour > 23 ? null : hour * 60 + minute;
  return hour < 1 || hour > 12 ? null : ((hour % 12) + (half === 'p' ? 12 : 0)) * 60 + minute;
}

/**
 * Reads a moment: a time (`14:30`) on `day`, or a date and a time (`15.12 14:30`, `завтра 9`), in the salon's zone.
 * Epoch milliseconds, or null.
 */
export function readTypedMoment(
  typed: string,
  {
    today,
    day,
    zone,
    order = 'dmy',
  }: {
    readonly today: LocalDate;
    readonly day: LocalDate;
    readonly zone: string;
    readonly order?: DateOrder;
  },
): number | null {
  const text = typed.trim().replace(/\s*,\s*|\s+(?:в|at)\s+|\s+/giu, ' ');
  const alone = readTypedTime(text);
  if (alone !== null) return instantOf(day, alone, zone);
  const [, first = '', rest = ''] = /^(\S+) (.+)$/.exec(text) ?? [];
  const date = readTypedDate(first, today, order);
  const minute = readTypedTime(rest);
  return date === null || minute === null ? null : instantOf(date, minute, zone);
}

function instantOf(date: LocalDate, minute: number, zone: string): number {
  const day = dayOfDate(date);
  return startInstant(readZone(zone, day, day + 1), day, minute);
}

/** Reads one date, or two with a dash between them: `1.12 - 15.12`. The earlier one comes first. Null for anything else. */
export function readTypedPeriod(
  typed: string,
  today: LocalDate,
  order: DateOrder = 'dmy',
): { readonly from: LocalDate; readonly to: LocalDate } | null {
  const one = readTypedDate(typed, today, order);
  if (one !== null) return { from: one, to: one };
  const parts = /^\s*(\S+?)\s*(?:\s[-–—]\s|[–—]|\s+|\.\.)\s*(\S+)\s*$/u.exec(typed) ?? split(typed);
  if (parts === null) return null;
  const from = readTypedDate(parts[1] ?? '', today, order);
  const to = readTypedDate(parts[2] ?? '', today, order);
  if (from === null || to === null) return null;
  return from <= to ? { from, to } : { from: to, to: from };
}

/** `1.12-15.12`: a dash that is no part of a date. */
function split(typed: string): RegExpExecArray | null {
  return /^\s*(\d[\d./]*)-(\d[\d./]*)\s*$/.exec(typed);
}

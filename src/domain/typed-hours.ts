import type { MinuteInterval } from './availability-types.js';

const day = 24 * 60;
const noon = 12 * 60;
const longestNight = 16 * 60;
export const mostIntervals = 8;
const longestText = 300;

/** What keeps a text from being the hours of a day; `piece`: the part of it that is meant. */
export interface HoursProblem {
  readonly reason: 'unreadable' | 'bad_time' | 'empty' | 'reversed' | 'overlap' | 'too_many';
  readonly piece: string;
}

export type HoursReading =
  /** In order, apart from each other; none: closed. */
  | { readonly ok: true; readonly intervals: readonly MinuteInterval[] }
  | { readonly ok: false; readonly problem: HoursProblem };

const closedWords = /^(?:выходной|закрыто|закрыт|нет|не работаем|closed|day off|off|none|no|-|—)$/u;
const clock = String.raw`(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?`;
const interval = new RegExp(
  String.raw`^(?:с\s+|from\s+)?${clock}\s*(?:[-–—−]|до|to|till|until)\s*${clock}(?![\d:.])`,
  'u',
);
const separator = /^(?:[\s,;]|и\s|and\s)+/u;

/**
 * Reads the hours of a day as a person types them: `9:00-21:00`, `10-14, 15-20`, `9am-5pm`, `с 9 до 21`, `выходной`.
 *
 * - An end before the start means the next day where that is likely: from the afternoon until noon at most, and for no
 *   more than 16 hours (`18:00-02:00`); anything else, such as `10-9` or `12-11`, is refused as `reversed`.
 * - `0-24` is around the clock; `9-9` has no length and is refused as `empty`.
 * - Intervals that touch become one; intervals that overlap are refused, for one of them is a slip.
 *
 * Every text gives valid intervals (start 0..1439, end after it by 1440 at most) or a problem. Never throws.
 */
export function readHours(typed: string): HoursReading {
  const text = typed.normalize('NFKC').toLowerCase().trim();
  if (text === '' || text.length > longestText) return refuse('unreadable', text.slice(0, 40));
  if (closedWords.test(text)) return { ok: true, intervals: [] };
  const intervals: MinuteInterval[] = [];
  for (let rest = text; rest !== '';) {
    const found = interval.exec(rest);
    if (found === null) return refuse('unreadable', rest.slice(0, 40));
    const reading = readInterval(found);
    if (typeof reading === 'string') return refuse(reading, found[0]);
    intervals.push(reading);
    rest = rest.slice(found[0].length);
    const gap = separator.exec(rest)?.[0] ?? '';
    if (rest !== '' && gap === '') return refuse('unreadable', rest.slice(0, 40));
    rest = rest.slice(gap.length);
  }
  return intervals.length > mostIntervals ? refuse('too_many', String(mostIntervals)) : inOrder(intervals);
}

function refuse(reason: HoursProblem['reason'], piece: string): HoursReading {
  return { ok: false, problem: { reason, piece } };
}

function readInterval([, fromHour, fromMinute, fromHalf, toHour, toMinute, toHalf]: RegExpExecArray):
  MinuteInterval | 'bad_time' | 'empty' | 'reversed' {
  const end = minuteOf(toHour, toMinute, toHalf);
  const start = minuteOf(fromHour, fromMinute, fromHalf ?? sameHalf(fromHour, toHour, toHalf));
  if (start === null || end === null || start === day) return 'bad_time';
  if (start === end) return 'empty';
  if (start < end) return { startMinute: start, endMinute: end };
  const isNight = start >= noon && end <= noon && end + day - start <= longestNight;
  return isNight ? { startMinute: start, endMinute: end + day } : 'reversed';
}

/** `1-5pm`: both are of the afternoon; `9-5pm`: they are not. */
function sameHalf(
  from: string | undefined,
  to: string | undefined,
  half: string | undefined,
): string | undefined {
  if (half === undefined) return undefined;
  return Number(from) % 12 < Number(to) % 12 ? half : undefined;
}

/** Minutes after midnight, 0 to 1440. */
function minuteOf(
  hours: string | undefined,
  minutes: string | undefined,
  half: string | undefined,
): number | null {
  const hour = Number(hours);
  const minute = Number(minutes ?? 0);
  if (minute > 59) return null;
  if (half === undefined) return hour * 60 + minute <= day ? hour * 60 + minute : null;
  if (hour < 1 || hour > 12) return null;
  return ((hour % 12) + (half === 'pm' ? 12 : 0)) * 60 + minute;
}

function inOrder(intervals: readonly MinuteInterval[]): HoursReading {
  const joined: MinuteInterval[] = [];
  for (const next of intervals.toSorted((a, b) => a.startMinute - b.startMinute)) {
    const last = joined.at(-1);
    if (last !== undefined && next.startMinute < last.endMinute) {
      return refuse('overlap', `${clockText(last)}, ${clockText(next)}`);
    }
    const touches = last?.endMinute === next.startMinute && next.endMinute - last.startMinute <= day;
    if (last !== undefined && touches) joined[joined.length - 1] = { ...last, endMinute: next.endMinute };
    else joined.push(next);
  }
  const [first] = joined;
  const last = joined.at(-1);
  // The night of one such day would run into the morning of the next.
  if (first !== undefined && last !== undefined && last.endMinute - day > first.startMinute) {
    return refuse('overlap', `${clockText(first)}, ${clockText(last)}`);
  }
  return { ok: true, intervals: joined };
}

function clockText({ startMinute, endMinute }: MinuteInterval): string {
  return `${clockOf(startMinute)}–${clockOf(endMinute)}`;
}

/** `9:05`, of minutes after midnight. */
function clockOf(minute: number): string {
  return `${Math.floor((minute % day) / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

/** Reads one stretch of the day, such as quiet hours `22:00-8:00`: an end before the start is on the next day. */
export function readStretch(typed: string): { startMinute: number; endMinute: number } | null {
  const text = typed.normalize('NFKC').toLowerCase().trim();
  const found = text.length > longestText ? null : interval.exec(text);
  if (found?.[0] !== text) return null;
  const [, fromHour, fromMinute, fromHalf, toHour, toMinute, toHalf] = found;
  const startMinute = minuteOf(fromHour, fromMinute, fromHalf);
  const end = minuteOf(toHour, toMinute, toHalf);
  if (startMinute === null || end === null || startMinute === day) return null;
  const endMinute = end % day;
  return startMinute === endMinute ? null : { startMinute, endMinute };
}

/** What is left of hours without the breaks in them; empty when nothing is. */
export function withoutBreaks(
  hours: readonly MinuteInterval[],
  breaks: readonly MinuteInterval[],
): MinuteInterval[] {
  let left = [...hours];
  for (const pause of breaks) {
    left = left.flatMap((piece) =>
      [
        { startMinute: piece.startMinute, endMinute: Math.min(piece.endMinute, pause.startMinute) },
        { startMinute: Math.max(piece.startMinute, pause.endMinute), endMinute: piece.endMinute },
      ].filter(({ startMinute, endMinute }) => startMinute < endMinute),
    );
  }
  return left;
}

/** Whether a break lies whole inside one of the hours. */
export function liesInside(pause: MinuteInterval, hours: readonly MinuteInterval[]): boolean {
  return hours.some(
    ({ startMinute, endMinute }) => startMinute <= pause.startMinute && pause.endMinute <= endMinute,
  );
}

import { readDuration } from './durations.js';

/** In minutes: how long one visit may last, and how much may be kept free around it. */
export const visitLimits = {
  duration: { min: 5, max: 24 * 60 },
  buffer: { min: 0, max: 4 * 60 },
} as const;

export type LengthKind = keyof typeof visitLimits;
export type LengthReading =
  | { readonly ok: true; readonly minutes: number }
  | { readonly ok: false; readonly problem: 'unreadable' | 'out_of_range' };

/** Whether so many minutes are within the limits. */
export function isLength(kind: LengthKind, minutes: number): boolean {
  const { min, max } = visitLimits[kind];
  return Number.isInteger(minutes) && minutes >= min && minutes <= max;
}

/**
 * Reads how long something lasts: `90`, `1h30`, `1:30`, `1 ч 30 мин`, `1,5 часа`; a bare number is minutes. Gives minutes
 * within the limits of its kind. Never throws.
 */
export function readLength(kind: LengthKind, typed: string): LengthReading {
  const text = typed
    .slice(0, 100)
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/^(\d{1,2}):([0-5]\d)$/u, '$1h$2m')
    // Whoever writes the hours means minutes by what follows.
    .replace(/^(\d{1,2}\s*(?:ч\p{L}*|h\p{L}*)\.?\s*[0-5]?\d)$/u, '$1m');
  const minutes = readDuration(text, 1);
  if (typeof minutes !== 'number') return { ok: false, problem: 'unreadable' };
  return isLength(kind, minutes) ? { ok: true, minutes } : { ok: false, problem: 'out_of_range' };
}

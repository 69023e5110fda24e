import type { InstantRange } from './availability-types.js';
import { mergeRanges, subtractRanges } from './instant-ranges.js';
import { minuteMs } from './local-time.js';

/** Minutes of working time that are not blocked. Both lists may overlap, in any order. */
export function minutesAtWork(working: readonly InstantRange[], blocks: readonly InstantRange[]): number {
  const left = subtractRanges(mergeRanges(working), mergeRanges(blocks));
  return left.reduce((sum, { start, end }) => sum + end - start, 0) / minuteMs;
}

import type { InstantRange } from './availability-types.js';

/** Sorted, with overlapping and touching ranges joined and empty ones dropped. Any order in. */
export function mergeRanges(ranges: readonly InstantRange[]): InstantRange[] {
  const sorted = ranges.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** What is left of `ranges` without `taken`; both as `mergeRanges` returns them, and so is the result. */
export function subtractRanges(
  ranges: readonly InstantRange[],
  taken: readonly InstantRange[],
): InstantRange[] {
  const left: InstantRange[] = [];
  let index = 0;
  for (const range of ranges) {
    let { start } = range;
    // A taken range may reach into the next range as well: it is passed by only when it ends before this one starts.
    while ((taken[index]?.end ?? Infinity) <= start) index++;
    for (let i = index; start < range.end; i++) {
      const hole = taken[i];
      if (hole === undefined || hole.start >= range.end) break;
      if (hole.start > start) left.push({ start, end: hole.start });
      start = hole.end;
    }
    if (start < range.end) left.push({ start, end: range.end });
  }
  return left;
}

import type { InstantRange, StaffAvailability } from './availability-types.js';
import { mergeRanges } from './instant-ranges.js';
import { minuteMs } from './local-time.js';

/** Starts from `earliest` to `latest`, both possible: a visit may fill a gap to the minute. Epoch milliseconds. */
export interface StartWindow {
  readonly earliest: number;
  readonly latest: number;
}

/** The starts whose whole visit lies inside one of the ranges (as `mergeRanges` returns them). */
export function windowsInside(ranges: readonly InstantRange[], durationMinutes: number): StartWindow[] {
  return ranges
    .map(({ start, end }) => ({ earliest: start, latest: end - durationMinutes * minuteMs }))
    .filter(({ earliest, latest }) => earliest <= latest);
}

/** The starts left when the visit with its buffers may not overlap the master's busy times. One sweep after a sort. */
export function windowsBetweenBusy(
  windows: readonly StartWindow[],
  master: Pick<StaffAvailability, 'busy' | 'durationMinutes' | 'bufferBeforeMinutes' | 'bufferAfterMinutes'>,
): StartWindow[] {
  const before = master.bufferBeforeMinutes * minuteMs;
  const after = (master.durationMinutes + master.bufferAfterMinutes) * minuteMs;
  const busy = mergeRanges(master.busy);
  const left: StartWindow[] = [];
  let index = 0;
  for (const { earliest, latest } of windows) {
    let from = earliest;
    while (endOf(busy[index]) + before <= from) index++;
    for (let i = index; from <= latest; i++) {
      const next = busy[i];
      if (next === undefined || next.start - after >= latest) break;
      if (next.start - after >= from) left.push({ earliest: from, latest: next.start - after });
      from = next.end + before;
    }
    if (from <= latest) left.push({ earliest: from, latest });
  }
  return left;
}

/** Whether starts that never go back in time lie in one of the windows; each window is looked at once. */
export class WindowCursor {
  private index = 0;

  constructor(private readonly windows: readonly StartWindow[]) {}

  covers(start: number): boolean {
    let window = this.windows[this.index];
    while (window !== undefined && window.latest < start) window = this.windows[++this.index];
    return window !== undefined && window.earliest <= start;
  }
}

function endOf(range: InstantRange | undefined): number {
  return range?.end ?? Infinity;
}

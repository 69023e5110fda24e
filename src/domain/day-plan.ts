import type { InstantRange } from './availability-types.js';
import { mergeRanges, subtractRanges } from './instant-ranges.js';
import { minuteMs } from './local-time.js';

/** A visit in a day; the range holds its buffers. Instants are epoch milliseconds. */
export interface PlannedVisit extends InstantRange {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** One line of somebody's day. */
export type PlanEntry<Visit> = InstantRange &
  (
    | { readonly kind: 'visit'; readonly visit: Visit }
    | { readonly kind: 'free' | 'break' }
    | { readonly kind: 'closed'; readonly reason: string | null }
  );

/** Less than this is no gap anybody could be booked into. */
const shortestGapMs = 10 * minuteMs;
/** What is free from this very minute on is said as people say times. */
const roundedMs = 5 * minuteMs;

/**
 * One master's day in order of time. `hours`: the working ranges of its shifts (as `workingRanges` gives them); the holes
 * between them are breaks. `starting`: the visits of the day itself, `taken`: all visits that take time from its shifts,
 * with those of the days beside it; `closed`: times closed by hand; `bounds`: the local day. Free is what is left of the
 * hours from `now` on, rounded to five minutes.
 */
export function planDay<Visit extends PlannedVisit>({
  hours,
  starting,
  taken,
  closed,
  bounds,
  now,
}: {
  readonly hours: readonly InstantRange[];
  readonly starting: readonly Visit[];
  readonly taken: readonly InstantRange[];
  readonly closed: readonly (InstantRange & { readonly reason: string | null })[];
  readonly bounds: InstantRange;
  readonly now: number;
}): PlanEntry<Visit>[] {
  const free = subtractRanges([...hours], mergeRanges([...taken, ...closed]));
  const until = Math.max(bounds.end, hours.at(-1)?.end ?? bounds.end);
  const entries: PlanEntry<Visit>[] = [
    ...starting.map((visit) => ({
      kind: 'visit' as const,
      start: visit.startsAt,
      end: visit.endsAt,
      visit,
    })),
    ...closed.flatMap(({ start, end, reason }) => {
      const cut = { start: Math.max(start, bounds.start), end: Math.min(end, until) };
      return cut.start < cut.end ? [{ kind: 'closed' as const, ...cut, reason }] : [];
    }),
    ...breaksOf(hours).map((range) => ({ kind: 'break' as const, ...range })),
    ...free.flatMap(({ start, end }) => {
      const from = Math.max(start, Math.round(now / roundedMs) * roundedMs);
      return end - from >= shortestGapMs ? [{ kind: 'free' as const, start: from, end }] : [];
    }),
  ];
  return entries.sort((a, b) => a.start - b.start || a.end - b.end);
}

function breaksOf(hours: readonly InstantRange[]): InstantRange[] {
  return hours.slice(1).map(({ start }, index) => ({ start: hours[index]?.end ?? start, end: start }));
}

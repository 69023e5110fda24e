import { monitorEventLoopDelay } from 'node:perf_hooks';

export const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** The value below which that share of all lies; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Rows of words and figures as columns. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => String(row[column]).length))) ?? [];
  const line = (row: readonly (string | number)[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? String(cell).padEnd(width) : String(cell).padStart(width);
      })
      .join('  ');
  return rows.map(line).join('\n');
}

/** How late the event loop of this process is, in milliseconds, since it was last reset. */
export function loopDelay() {
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  histogram.enable();
  return {
    reset: () => histogram.reset(),
    p99: () => Math.max(0, histogram.percentile(99) / 1e6 - 5),
    max: () => Math.max(0, histogram.max / 1e6 - 5),
  };
}

/**
 * How much more the second of each pair is than the first: the median over all pairs, in percent, and how much that would
 * be by chance, from the first ones alone: half of the middle half of what they differ from their own median.
 */
export function changeOf(pairs: readonly (readonly [number, number])[]): {
  readonly percent: number;
  readonly noise: number;
} {
  const firsts = pairs.map(([first]) => first);
  const usual = median(firsts);
  const spread = percentile(firsts, 0.75) - percentile(firsts, 0.25);
  return {
    percent: 100 * (median(pairs.map(([first, second]) => second / first)) - 1),
    noise: (100 * spread) / 2 / usual,
  };
}

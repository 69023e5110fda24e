import { findAvailability } from '../src/domain/availability.js';
import type { AvailabilityQuery, InstantRange } from '../src/domain/availability-types.js';

// A month of free times for a whole salon, with the change of clocks in it, as the calendar screen asks for it.
// CPU time of the process, not the clock on the wall: other work on the machine does not change it.

const minuteMs = 60_000;
const dayMs = 86_400_000;
const monthStart = Date.UTC(2026, 9, 1);
const mastersCount = 5;
const budgetMs = 5;
const warmUp = 200;
const rounds = 1_000;

/** mulberry32: the same bookings in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function bookings(count: number, random: () => number): InstantRange[] {
  return Array.from({ length: count }, () => {
    const day = Math.floor(random() * 31);
    const minute = 9 * 60 + Math.floor(random() * 140) * 5;
    const start = monthStart + day * dayMs + minute * minuteMs;
    return { start, end: start + (15 + Math.floor(random() * 5) * 15) * minuteMs };
  });
}

function month(bookingsCount: number, gridMinutes: number): AvailabilityQuery {
  const random = seeded(20261001);
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 540, endMinute: 1260 }));
  const breaks = weekly.map(({ weekday }) => ({ weekday, startMinute: 780, endMinute: 840 }));
  return {
    zone: 'Europe/Berlin',
    from: '2026-10-01',
    to: '2026-10-31',
    now: monthStart,
    minNoticeMinutes: 60,
    horizonDays: 90,
    gridMinutes,
    staff: Array.from({ length: mastersCount }, (_, index) => ({
      staffId: index + 1,
      rules: {
        weekly,
        breaks,
        exceptions: [{ kind: 'closed', from: `2026-10-1${index}`, to: `2026-10-1${index}` }],
      },
      busy: bookings(bookingsCount / mastersCount, random),
      durationMinutes: 60,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 10,
    })),
  };
}

function cpuMs(query: AvailabilityQuery): number {
  const before = process.cpuUsage();
  findAvailability(query);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Runs the searches in turns, so that whatever the machine does meets all of them alike. Sorted times of each. */
function measure(queries: readonly AvailabilityQuery[]): number[][] {
  const times = queries.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, query] of queries.entries()) {
      const ms = cpuMs(query);
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return times.map((list) => list.sort((a, b) => a - b));
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const cases = [
  { bookings: 500, grid: 30 },
  { bookings: 1_000, grid: 30 },
  { bookings: 2_000, grid: 30 },
  { bookings: 500, grid: 5 },
];
const print = (line: string) => process.stdout.write(`${line}\n`);

const slots = cases.map(({ bookings: count, grid }) =>
  findAvailability(month(count, grid)).reduce((sum, day) => sum + day.slots.length, 0),
);
const results = measure(cases.map(({ bookings: count, grid }) => month(count, grid)));

print(`availability: 31 days, ${mastersCount} masters, CPU of ${rounds} searches each`);
for (const [index, { bookings: count, grid }] of cases.entries()) {
  const times = results[index] ?? [];
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  print(
    `  ${String(count).padStart(4)} bookings, grid ${String(grid).padStart(2)} min: p50 ${p50.toFixed(2)} ms, ` +
      `p99 ${p99.toFixed(2)} ms = ${(p99 / budgetMs).toFixed(2)} of the budget (${slots[index]} slots)`,
  );
}
const median = (index: number) => quantile(results[index] ?? [], 0.5);
const [once, twice] = [median(1) / median(0), median(2) / median(1)];
print(`  twice the bookings: ${once.toFixed(2)} and ${twice.toFixed(2)} times the CPU (budget 2.00)`);

const p99 = quantile(results[0] ?? [], 0.99);
if (p99 > budgetMs || once > 2 || twice > 2) {
  print('  OVER BUDGET');
  process.exitCode = 1;
}

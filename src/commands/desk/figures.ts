import type {
  ClientsTally,
  NamedRow,
  PeriodName,
  RatingTally,
  Tally,
  TallyRow,
} from '../../db/statistics.js';
import type { LocalDate } from '../../domain/availability-types.js';
import { dateOfDay, dayOfDate, weekdayOf } from '../../domain/local-time.js';
import { daysIn, type Period } from '../../domain/period.js';

/** How many visits there were and what became of them. */
export interface Counts {
  readonly bookings: number;
  readonly active: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly noShows: number;
}

/** What completed visits brought in one currency, in its minor units. */
export interface Revenue {
  readonly currency: string;
  readonly minor: number;
  /** Completed visits, at least one. */
  readonly visits: number;
}

/** The figures of one period; `readNumbers` says what each means. */
export interface Figures extends Counts {
  /** The currency with the most visits first. */
  readonly revenue: readonly Revenue[];
  readonly bookedMinutes: number;
  readonly workingMinutes: number;
  /** 0 to 1, more when there was work outside the hours; null without working hours. */
  readonly occupancy: number | null;
  readonly newClients: number;
  readonly returningClients: number;
  /** Null without reviews. */
  readonly rating: { readonly average: number; readonly count: number } | null;
}

/** The share of one service or master. */
export interface Line extends Counts {
  readonly id: number;
  readonly name: string;
  /** Still offered, still works here. */
  readonly isHere: boolean;
  readonly revenue: readonly Revenue[];
  readonly minutes: number;
}

export interface DayFigures extends Counts {
  readonly date: LocalDate;
  readonly revenue: readonly Revenue[];
}

/** Visits that were not cancelled, by when they start. */
export interface Peaks {
  /** 24 of them, by the hour. */
  readonly hours: readonly number[];
  /** 7 of them, Monday first. */
  readonly weekdays: readonly number[];
}

export interface FiguresSource {
  readonly tallies: readonly TallyRow[];
  readonly clients: readonly ClientsTally[];
  readonly ratings: readonly RatingTally[];
  readonly names: readonly NamedRow[];
  readonly workingMinutes: number;
}

/** The figures of one of the two periods. */
export function figuresOf(period: PeriodName, source: FiguresSource): Figures {
  const { tallies, clients, ratings, names, workingMinutes } = source;
  const ofPeriod = tallies.filter((row) => row.period === period);
  const team = new Set(names.filter(({ kind, active }) => kind === 'staff' && active).map(({ id }) => id));
  const ofTeam = ofPeriod.filter(
    ({ by, staffId }) => by === 'staff' && staffId !== null && team.has(staffId),
  );
  const bookedMinutes = sum(ofTeam, 'minutes');
  const came = clients.find((row) => row.period === period);
  const rating = ratings.find((row) => row.period === period);
  const all = ofPeriod.filter(({ by }) => by === 'day');
  return {
    ...countsOf(all),
    revenue: revenueOf(all),
    bookedMinutes,
    workingMinutes,
    occupancy: workingMinutes === 0 ? null : bookedMinutes / workingMinutes,
    newClients: came?.fresh ?? 0,
    returningClients: came?.returning ?? 0,
    rating: rating === undefined ? null : { average: rating.average, count: rating.count },
  };
}

/** The current period by service or by master, the most revenue of the main currency first. */
export function linesOf(
  tallies: readonly TallyRow[],
  kind: 'service' | 'staff',
  names: readonly NamedRow[],
): Line[] {
  const column = kind === 'service' ? 'serviceId' : 'staffId';
  const rows = tallies.filter(({ by, period }) => by === kind && period === 'current');
  const main = revenueOf(rows)[0]?.currency;
  const brought = ({ revenue }: Line): number =>
    revenue.find(({ currency }) => currency === main)?.minor ?? 0;
  return names
    .filter((named) => named.kind === kind)
    .map(({ id, name, active }) => {
      const own = rows.filter((row) => row[column] === id);
      return {
        id,
        name,
        isHere: active,
        ...countsOf(own),
        revenue: revenueOf(own),
        minutes: sum(own, 'minutes'),
      };
    })
    .filter(({ bookings }) => bookings > 0)
    .sort((a, b) => brought(b) - brought(a) || b.bookings - a.bookings);
}

/** Every day of a period, those without visits too. */
export function dayFigures(tallies: readonly TallyRow[], name: PeriodName, period: Period): DayFigures[] {
  const byDay = new Map<number, TallyRow[]>();
  for (const row of tallies) {
    if (row.by !== 'day' || row.period !== name || row.day === null) continue;
    byDay.set(row.day, [...(byDay.get(row.day) ?? []), row]);
  }
  const first = dayOfDate(period.from);
  return Array.from({ length: daysIn(period) }, (_, index) => {
    const rows = byDay.get(first + index) ?? [];
    return { date: dateOfDay(first + index), ...countsOf(rows), revenue: revenueOf(rows) };
  });
}

/** When the visits of the current period start. */
export function peaksOf(tallies: readonly TallyRow[]): Peaks {
  const hours = Array.from({ length: 24 }, () => 0);
  const weekdays = Array.from({ length: 7 }, () => 0);
  const add = (counts: number[], index: number, visits: number): void => {
    counts[index] = (counts[index] ?? 0) + visits;
  };
  for (const { period, by, hour, day, bookings, cancelled } of tallies) {
    if (period !== 'current') continue;
    if (by === 'hour' && hour !== null) add(hours, hour, bookings - cancelled);
    if (by === 'day' && day !== null) add(weekdays, weekdayOf(day) - 1, bookings - cancelled);
  }
  return { hours, weekdays };
}

function countsOf(rows: readonly Tally[]): Counts {
  return {
    bookings: sum(rows, 'bookings'),
    active: sum(rows, 'active'),
    completed: sum(rows, 'completed'),
    cancelled: sum(rows, 'cancelled'),
    noShows: sum(rows, 'noShows'),
  };
}

function revenueOf(rows: readonly Tally[]): Revenue[] {
  const byCurrency = new Map<string, Revenue>();
  for (const { currency, revenueMinor, completed } of rows) {
    if (completed === 0) continue;
    const known = byCurrency.get(currency) ?? { currency, minor: 0, visits: 0 };
    const minor = known.minor + revenueMinor;
    byCurrency.set(currency, { currency, minor, visits: known.visits + completed });
  }
  return [...byCurrency.values()].sort((a, b) => b.visits - a.visits || a.currency.localeCompare(b.currency));
}

function sum(
  rows: readonly Tally[],
  field: 'bookings' | 'active' | 'completed' | 'cancelled' | 'noShows' | 'minutes',
): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

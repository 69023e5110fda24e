import type { DayAvailability, LocalDate } from '../domain/availability-types.js';
import { findAvailability } from '../domain/availability.js';
import { readOffer, readSearch, type Wish } from './offer.js';
import { datesOf, datesOfMonth, openDates, type DateSpan } from './local-dates.js';
import type { TenantContext } from './tenant-context.js';

export interface MonthDay {
  readonly date: LocalDate;
  /** `off`: the salon or these masters do not work; `full`: they do, but no start is free. */
  readonly state: 'free' | 'full' | 'off' | 'past' | 'beyond_horizon';
  /** Number of free starts. */
  readonly free: number;
  /** How much of the day's starts is still free; null unless the state is `free`. */
  readonly load: 'many' | 'some' | 'few' | null;
}

export interface MonthView {
  /** `YYYY-MM`. */
  readonly month: string;
  /** Every day of the month, in order. */
  readonly days: readonly MonthDay[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** The first day of this month with a free start. */
  readonly firstFree: LocalDate | null;
}

/** A month for a calendar, of all masters who offer the service or of one; null when either is gone, or the month is not one. */
export async function readMonth(
  ctx: TenantContext,
  { month, ...wish }: Wish & { readonly month: string },
): Promise<MonthView | null> {
  const span = datesOfMonth(month);
  if (span === null) return null;
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const offer = await readOffer(tx, ctx, wish, now);
    if (typeof offer === 'string') return null;
    const open = openDates(now, offer.rules);
    const from = span.from > open.from ? span.from : open.from;
    const to = span.to < open.to ? span.to : open.to;
    if (from > to) return viewMonth(month, span, open, []);
    const { query } = await readSearch(tx, offer, { from, to });
    return viewMonth(month, span, open, findAvailability(query));
  });
}

function viewMonth(
  month: string,
  span: DateSpan,
  open: DateSpan,
  found: readonly DayAvailability[],
): MonthView {
  const byDate = new Map(found.map((day) => [day.date, day]));
  const days = datesOf(span).map((date) => viewDay(date, open, byDate.get(date)));
  return {
    month,
    days,
    hasPrevious: span.from > open.from,
    hasNext: span.to < open.to,
    firstFree: days.find((day) => day.state === 'free')?.date ?? null,
  };
}

function viewDay(date: LocalDate, open: DateSpan, found: DayAvailability | undefined): MonthDay {
  const none = { date, free: 0, load: null };
  if (date < open.from) return { ...none, state: 'past' };
  if (date > open.to) return { ...none, state: 'beyond_horizon' };
  if (found === undefined || found.capacity === 0) return { ...none, state: 'off' };
  const free = found.slots.length;
  if (free === 0) return { ...none, state: 'full' };
  return { date, state: 'free', free, load: loadOf(free / found.capacity) };
}

function loadOf(share: number): 'many' | 'some' | 'few' {
  if (share > 0.5) return 'many';
  return share > 0.2 ? 'some' : 'few';
}

import type { LocalDate, Slot } from '../domain/availability-types.js';
import { findAvailability } from '../domain/availability.js';
import { readOffer, readSearch, type Wish } from './offer.js';
import { isLocalDate, openDates } from './local-dates.js';
import type { TenantContext } from './tenant-context.js';

export interface DayView {
  readonly date: LocalDate;
  /** Free starts, earliest first; none on a day that is past, off, full or beyond the horizon. */
  readonly slots: readonly Slot[];
}

/** The free starts of one local day; null when the service or the master is gone, or the date is not one. */
export async function readDay(
  ctx: TenantContext,
  { date, ...wish }: Wish & { readonly date: LocalDate },
): Promise<DayView | null> {
  if (!isLocalDate(date)) return null;
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const offer = await readOffer(tx, ctx, wish, now);
    if (typeof offer === 'string') return null;
    const open = openDates(now, offer.rules);
    if (date < open.from || date > open.to) return { date, slots: [] };
    const { query } = await readSearch(tx, offer, { from: date, to: date });
    return { date, slots: findAvailability(query).flatMap((day) => day.slots) };
  });
}

import { lockOffer } from '../../db/advisory-locks.js';
import { comingDaysOff, deleteDaysOff, insertDaysOff, type DayOffRow } from '../../db/desk-hours.js';
import type { WriteTx } from '../../db/tenant-db.js';
import type { LocalDate } from '../../domain/availability-types.js';
import { publicHolidays, type PublicHoliday } from '../../reports/holiday-calendar.js';
import { answerOnce } from '../answer-once.js';
import { localDateOf, plusDays } from '../local-dates.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { inTheWayOf, nothingInTheWay, type InTheWay } from './visits-in-the-way.js';

/** A public holiday of the coming year, and whether the salon is closed on it. */
export interface HolidayView extends PublicHoliday {
  readonly isOff: boolean;
}

const yearDays = 365;

/** The public holidays of the salon's country in the next twelve months, in order, named in `language`. */
export async function readHolidays(ctx: TenantContext, language: string): Promise<HolidayView[]> {
  const { today, holidays } = await calendarAhead(ctx, language);
  const off = await ctx.db.read((tx) => comingDaysOff(tx, null, today));
  return holidays.map((holiday) => ({ ...holiday, isOff: off.some((row) => isOffFor(row, holiday)) }));
}

/** One holiday by its first date, or all (null). */
export interface HolidayOrder {
  readonly from: LocalDate | null;
  readonly off: boolean;
}

/** The visits that closing on them would leave without working time. */
export async function previewHolidays(ctx: TenantContext, { from, off }: HolidayOrder): Promise<InTheWay> {
  if (!off) return nothingInTheWay;
  const { holidays } = await calendarAhead(ctx, ctx.locale);
  const closed = chosen(holidays, from).map((day) => ({
    kind: 'closed' as const,
    from: day.from,
    to: day.to,
  }));
  return ctx.db.read((tx) => inTheWayOf(tx, ctx, null, closed));
}

/**
 * Closes the salon on public holidays, or opens it on them again; gives how many changed. They are stored by the name
 * they have in the salon's language.
 */
export async function setHolidays(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: HolidayOrder,
): Promise<number> {
  const { today, holidays } = await calendarAhead(ctx, ctx.locale);
  const wanted = chosen(holidays, order.from);
  const { count } = await answerOnce(ctx, cause, 'set-holidays', async (tx, now) => {
    await lockOffer(tx);
    const rows = await comingDaysOff(tx, null, today);
    const change = order.off ? close : open;
    return { count: await change(tx, by, { rows, wanted, now }) };
  });
  return count;
}

interface Change {
  readonly rows: readonly DayOffRow[];
  readonly wanted: readonly PublicHoliday[];
  readonly now: number;
}

async function close(tx: WriteTx, by: Admin, { rows, wanted, now }: Change): Promise<number> {
  const missing = wanted.filter((holiday) => !rows.some((row) => isOffFor(row, holiday)));
  if (missing.length === 0) return 0;
  await insertDaysOff(
    tx,
    missing.map(({ from, to, name }) => ({
      ...{ staffId: null, from, to, kind: 'closed', intervals: [], source: 'holiday' },
      reason: name.slice(0, 200),
    })),
  );
  await audit(tx, by, { action: 'holidays.off', subject: 'day_off', subjectId: null, new: missing, at: now });
  return missing.length;
}

async function open(tx: WriteTx, by: Admin, { rows, wanted, now }: Change): Promise<number> {
  const there = rows.filter((row) => wanted.some((holiday) => isOffFor(row, holiday)));
  if (there.length === 0) return 0;
  await deleteDaysOff(
    tx,
    there.map(({ id }) => id),
  );
  const old = there.map(({ from, to, reason }) => ({ from, to, name: reason }));
  await audit(tx, by, { action: 'holidays.on', subject: 'day_off', subjectId: null, old, at: now });
  return there.length;
}

function isOffFor(row: DayOffRow, { from, to }: PublicHoliday): boolean {
  return row.source === 'holiday' && row.staffId === null && row.from === from && row.to === to;
}

function chosen(holidays: readonly PublicHoliday[], from: LocalDate | null): readonly PublicHoliday[] {
  return from === null ? holidays : holidays.filter((holiday) => holiday.from === from);
}

async function calendarAhead(
  ctx: TenantContext,
  language: string,
): Promise<{ readonly today: LocalDate; readonly holidays: readonly PublicHoliday[] }> {
  const { country } = ctx;
  const today = localDateOf(ctx.clock.now(), ctx.zone);
  const end = plusDays(today, yearDays);
  const year = Number(today.slice(0, 4));
  const found = await publicHolidays({ country, years: [year, year + 1], language });
  const ahead = found.filter(({ from, to }) => to >= today && from < end);
  // Two holidays of one day are one day off.
  return {
    today,
    holidays: ahead.filter(({ from }, index) => ahead.findIndex((one) => one.from === from) === index),
  };
}

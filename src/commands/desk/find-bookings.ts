import { z } from 'zod';
import { insertDraft, latestDraft, lockDraft, updateDraft } from '../../db/desk-drafts.js';
import { searchBookings, type FoundBooking, type SearchText } from '../../db/desk-search.js';
import { listOfferedServices } from '../../db/services.js';
import { staffNames } from '../../db/staff-names.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { bookingOutcomes, outcomeOf, type BookingOutcome } from '../../domain/booking.js';
import { parsePhone } from '../../lib/phone.js';
import { dayBounds, isLocalDate, localDateOf, plusDays, type DateSpan } from '../local-dates.js';
import type { TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';
import { findKnownClient } from './known-client.js';

const id = z.number().int().positive();
const date = z.string().refine(isLocalDate);
const stored = z.object({
  outcome: z.enum(bookingOutcomes).nullable(),
  period: z.object({ from: date, to: date }).nullable(),
  serviceId: id.nullable(),
  staffId: id.nullable(),
  clientId: id.nullable(),
  /** As typed. */
  text: z.string().nullable(),
});

/** What somebody of the desk looks for; null: whatever. */
export type BookingFilter = z.infer<typeof stored>;

export const noFilter: BookingFilter = {
  outcome: 'active',
  period: null,
  serviceId: null,
  staffId: null,
  clientId: null,
  text: null,
};

const filterKind = 'bookings.filter';
/** Tomorrow is another day, and nothing typed about a client stays for long. */
const keptMs = 12 * 3_600_000;
const pageSize = 8;

/** What this person looked for last, of today; the bookings to come when that was nothing. */
async function filterOf(tx: ReadTx, ctx: TenantContext, by: Admin): Promise<BookingFilter> {
  const owner = { kind: filterKind, createdBy: by.telegramId };
  const kept = await latestDraft(tx, owner, ctx.clock.now() - keptMs);
  const parsed = stored.safeParse(kept?.params);
  return parsed.success ? parsed.data : noFilter;
}

/** Changes what this person looks for; a text or another client begins anew. Gives the filter as it is then. */
export async function changeFilter(
  ctx: TenantContext,
  by: Admin,
  change: Partial<BookingFilter> | 'reset',
): Promise<BookingFilter> {
  const now = ctx.clock.now();
  const owner = { kind: filterKind, createdBy: by.telegramId };
  return ctx.db.transact(async (tx) => {
    const next = change === 'reset' ? noFilter : { ...(await filterOf(tx, ctx, by)), ...change };
    const kept = await latestDraft(tx, owner, now - keptMs);
    const locked = kept === null ? null : await lockDraft(tx, owner, kept.id);
    if (locked === null) await insertDraft(tx, { ...owner, params: next }, now);
    else await updateDraft(tx, locked.id, next);
    return next;
  });
}

/** A line of the list. */
export interface FoundView extends FoundBooking {
  readonly outcome: BookingOutcome;
}

/** A page of what was found, and the filter in words. */
export interface BookingList {
  readonly filter: BookingFilter;
  /** Names of what the filter points at; null when nothing is pointed at, or it is gone. */
  readonly service: string | null;
  readonly master: string | null;
  readonly client: string | null;
  readonly rows: readonly FoundView[];
  readonly total: number;
  /** From 0; the last one when a later one was asked for. */
  readonly page: number;
  readonly pages: number;
}

/** A page of the bookings that fit the person's filter, in the person's calendars. `page` may be any whole number. */
export async function findBookings(ctx: TenantContext, by: Admin, page: number): Promise<BookingList> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const filter = await filterOf(tx, ctx, by);
    const { outcome, period, serviceId, clientId, text } = filter;
    const criteria = {
      outcome,
      serviceId,
      clientId,
      staffId: scopeOf(by) ?? filter.staffId,
      period: period === null ? null : boundsOf(period, ctx.zone),
      text: text === null ? null : readSearchText(text, ctx.country),
    };
    const read = (shown: number) =>
      searchBookings(tx, criteria, { now, offset: shown * pageSize, limit: pageSize });
    const asked = Math.max(0, page);
    let found = await read(asked);
    const pages = Math.max(1, Math.ceil(found.total / pageSize));
    const shown = Math.min(asked, pages - 1);
    if (shown !== asked) found = await read(shown);
    const rows = found.rows.map((row) => ({ ...row, outcome: outcomeOf(row, now) }));
    return { filter, ...(await namesOf(tx, by, filter)), rows, total: found.total, page: shown, pages };
  });
}

async function namesOf(tx: ReadTx, by: Admin, { serviceId, staffId, clientId }: BookingFilter) {
  const services = serviceId === null ? [] : await listOfferedServices(tx);
  const masters = staffId === null ? null : await staffNames(tx);
  const client = clientId === null ? null : await findKnownClient(tx, by, clientId);
  return {
    service: services.find((service) => service.id === serviceId)?.name ?? null,
    master: staffId === null ? null : (masters?.get(staffId) ?? null),
    client: client?.name ?? client?.phone ?? null,
  };
}

function boundsOf({ from, to }: DateSpan, zone: string) {
  return { start: dayBounds(from, zone).start, end: dayBounds(to, zone).end };
}

/** The periods that stand on buttons, as local dates. */
export const periodNames = ['today', 'tomorrow', 'week', 'month', 'past_month'] as const;
export type PeriodName = (typeof periodNames)[number];

/** A named period as seen from `now` (epoch milliseconds): the days ahead with today, or the thirty days before today. */
export function periodNamed(name: PeriodName, now: number, zone: string): DateSpan {
  const today = localDateOf(now, zone);
  switch (name) {
    case 'today':
      return { from: today, to: today };
    case 'tomorrow':
      return { from: plusDays(today, 1), to: plusDays(today, 1) };
    case 'week':
      return { from: today, to: plusDays(today, 6) };
    case 'month':
      return { from: today, to: plusDays(today, 29) };
    case 'past_month':
      return { from: plusDays(today, -30), to: plusDays(today, -1) };
  }
}

const longestNumber = 9;
const fewestDigits = 4;

/**
 * What a typed text may be: the number of a booking (`12`, `№ 12`), a whole phone number in any notation, at least four
 * digits of one, or a part of a name.
 */
export function readSearchText(typed: string, country: string): SearchText {
  const text = typed.replace(/^[№#]\s*/u, '').trim();
  const digits = text.replace(/[\s()+.\u2010-\u2015-]/gu, '');
  if (!/^\d+$/.test(digits)) return { number: null, phone: null, digits: null, name: text };
  return {
    number: digits.length <= longestNumber && Number(digits) > 0 ? Number(digits) : null,
    phone: parsePhone(text, country),
    digits: digits.length >= fewestDigits ? nationalDigits(digits) : null,
    name: null,
  };
}

/** People write `8` or `0` where the stored number has the country's code. */
function nationalDigits(digits: string): string {
  return digits.length > fewestDigits ? digits.replace(/^[80]/, '') : digits;
}

import { z } from 'zod';
import { listAdminRows } from '../../db/admins.js';
import { eventsOfBooking, type StoredBookingEvent } from '../../db/booking-events.js';
import { findDeskBooking, type DeskBookingRow } from '../../db/desk-bookings.js';
import { countsOfClient, type ClientCounts } from '../../db/desk-search.js';
import { staffNames } from '../../db/staff-names.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { outcomeOf, type BookingOutcome } from '../../domain/booking.js';
import type { TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';

/** A booking with all the salon knows about it. Instants are epoch milliseconds. */
export interface DeskBooking extends DeskBookingRow {
  readonly outcome: BookingOutcome;
  /** Of the whole client, this booking among them. */
  readonly client: ClientCounts;
  /** Oldest first. */
  readonly history: readonly DeskHistoryLine[];
  readonly now: number;
}

interface Line {
  readonly at: number;
  /** The name of somebody of the desk; null: the client. */
  readonly by: string | null;
}

/** What happened to a booking, as the salon is told. */
export type DeskHistoryLine = Line &
  (
    | { readonly kind: 'created'; readonly startsAt: number }
    | {
        readonly kind: 'moved';
        readonly from: number;
        readonly to: number;
        readonly masters: { readonly from: string; readonly to: string } | null;
      }
    | { readonly kind: 'service_changed'; readonly from: string; readonly to: string }
    | { readonly kind: 'contact_changed'; readonly fields: readonly ('name' | 'phone')[] }
    | {
        readonly kind: 'price_changed';
        readonly from: number;
        readonly to: number;
        readonly currency: string;
      }
    | { readonly kind: 'cancelled' | 'coming' | 'comment_changed' | 'came' | 'no_show' | 'reopened' }
  );

/** One booking of the person's calendars; null when there is none. Any number may be asked for. */
export async function readDeskBooking(
  ctx: TenantContext,
  by: Admin,
  bookingId: number,
): Promise<DeskBooking | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const row = await findDeskBooking(tx, scopeOf(by), bookingId);
    if (row === null) return null;
    const client = await countsOfClient(tx, row.clientId, now);
    return { ...row, outcome: outcomeOf(row, now), client, history: await historyOf(tx, row.id), now };
  });
}

async function historyOf(tx: ReadTx, bookingId: number): Promise<DeskHistoryLine[]> {
  const events = await eventsOfBooking(tx, bookingId);
  const masters = events.some(({ kind }) => kind === 'moved')
    ? await staffNames(tx)
    : new Map<number, string>();
  const team = new Map<string, string>();
  if (events.some(({ actor }) => !actor.startsWith('client:'))) {
    for (const { telegramId, name } of await listAdminRows(tx)) {
      team.set(`admin:${telegramId}`, name ?? String(telegramId));
    }
  }
  return events.flatMap((event) => lineOf(event, masters, team));
}

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const id = z.number().int();
const known = {
  created: z.object({ startsAt: instant }),
  moved: z.object({ from: instant, to: instant, fromStaffId: id, staffId: id }),
  service_changed: z.object({ from: z.string(), to: z.string() }),
  contact_changed: z.object({ fields: z.array(z.enum(['name', 'phone'])).min(1) }),
  price_changed: z.object({ from: z.number(), to: z.number(), currency: z.string() }),
};
const bare = z.enum(['cancelled', 'coming', 'comment_changed', 'came', 'no_show', 'reopened']);

/** Somebody who left the team is still somebody. */
function actorName(actor: string, team: ReadonlyMap<string, string>): string | null {
  return actor.startsWith('client:') ? null : (team.get(actor) ?? actor.replace(/^admin:/, '№ '));
}

function lineOf(
  event: StoredBookingEvent,
  masters: ReadonlyMap<number, string>,
  team: ReadonlyMap<string, string>,
): DeskHistoryLine[] {
  const line: Line = { at: event.at, by: actorName(event.actor, team) };
  const plain = bare.safeParse(event.kind);
  if (plain.success) return [{ ...line, kind: plain.data }];
  switch (event.kind) {
    case 'created': {
      const parsed = known.created.safeParse(event.data);
      return parsed.success ? [{ ...line, kind: 'created', ...parsed.data }] : [];
    }
    case 'moved': {
      const parsed = known.moved.safeParse(event.data);
      if (!parsed.success) return [];
      const { from, to, fromStaffId, staffId } = parsed.data;
      const names = { from: masters.get(fromStaffId) ?? '', to: masters.get(staffId) ?? '' };
      return [{ ...line, kind: 'moved', from, to, masters: fromStaffId === staffId ? null : names }];
    }
    case 'service_changed': {
      const parsed = known.service_changed.safeParse(event.data);
      return parsed.success ? [{ ...line, kind: 'service_changed', ...parsed.data }] : [];
    }
    case 'contact_changed': {
      const parsed = known.contact_changed.safeParse(event.data);
      return parsed.success ? [{ ...line, kind: 'contact_changed', ...parsed.data }] : [];
    }
    case 'price_changed': {
      const parsed = known.price_changed.safeParse(event.data);
      return parsed.success ? [{ ...line, kind: 'price_changed', ...parsed.data }] : [];
    }
    default:
      return [];
  }
}

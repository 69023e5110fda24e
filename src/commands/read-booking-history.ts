import { z } from 'zod';
import { eventsOfBooking, type StoredBookingEvent } from '../db/booking-events.js';
import { findBookingOfClient } from '../db/bookings.js';
import { staffNames } from '../db/staff-names.js';
import type { TenantContext } from './tenant-context.js';

interface Line {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: 'client' | 'salon';
}

/** What happened to a booking. Instants are epoch milliseconds. */
export type HistoryLine = Line &
  (
    | { readonly kind: 'created'; readonly startsAt: number }
    /** `staffName`: the new master, when the visit changed hands. */
    | {
        readonly kind: 'moved';
        readonly from: number;
        readonly to: number;
        readonly staffName: string | null;
      }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'contact_changed'; readonly fields: readonly ('name' | 'phone')[] }
  );

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const id = z.number().int();
const known = {
  created: z.object({ startsAt: instant }),
  moved: z.object({ from: instant, to: instant, fromStaffId: id, staffId: id }),
  contact_changed: z.object({ fields: z.array(z.enum(['name', 'phone'])) }),
};

/**
 * The history of a client's own booking, oldest line first; empty when there is no such booking of this client. Lines of
 * a kind that is not told to clients are left out.
 */
export async function readBookingHistory(
  ctx: TenantContext,
  { clientId, bookingId }: { readonly clientId: number; readonly bookingId: number },
): Promise<HistoryLine[]> {
  return ctx.db.read(async (tx) => {
    const row = await findBookingOfClient(tx, clientId, bookingId);
    if (row === null) return [];
    const events = await eventsOfBooking(tx, row.id);
    const names = events.some(({ kind }) => kind === 'moved')
      ? await staffNames(tx)
      : new Map<number, string>();
    return events.flatMap((event) => lineOf(event, names));
  });
}

function lineOf(event: StoredBookingEvent, names: ReadonlyMap<number, string>): HistoryLine[] {
  const line: Line = { at: event.at, by: event.actor.startsWith('client:') ? 'client' : 'salon' };
  switch (event.kind) {
    case 'created': {
      const parsed = known.created.safeParse(event.data);
      return parsed.success ? [{ ...line, kind: 'created', startsAt: parsed.data.startsAt }] : [];
    }
    case 'moved': {
      const parsed = known.moved.safeParse(event.data);
      if (!parsed.success) return [];
      const { from, to, fromStaffId, staffId } = parsed.data;
      const staffName = fromStaffId === staffId ? null : (names.get(staffId) ?? null);
      return [{ ...line, kind: 'moved', from, to, staffName }];
    }
    case 'contact_changed': {
      const parsed = known.contact_changed.safeParse(event.data);
      return parsed.success ? [{ ...line, kind: 'contact_changed', fields: parsed.data.fields }] : [];
    }
    case 'cancelled':
      return [{ ...line, kind: 'cancelled' }];
    default:
      return [];
  }
}

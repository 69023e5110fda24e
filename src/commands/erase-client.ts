import { appendBookingEvent } from '../db/booking-events.js';
import { lockBookingOfClient, markCancelled, upcomingBookings } from '../db/bookings.js';
import { eraseClientData } from '../db/client-data.js';
import { deleteClientWithoutTrace, lockClient } from '../db/clients.js';
import { once } from '../db/processed-updates.js';
import type { WriteTx } from '../db/tenant-db.js';
import { planForCancel } from './plan-notifications.js';
import type { Cause, TenantContext } from './tenant-context.js';

export interface Erasure {
  /** Visits ahead that were cancelled. */
  readonly cancelled: number;
}

/**
 * Forgets a person who asked for it, whatever the salon's deadlines say: visits that have not ended are cancelled, past
 * ones stay for statistics without the person, and whoever writes from that account next is somebody new. Of somebody who
 * never booked nothing stays. All in one transaction; the same update again changes nothing and gives the same answer,
 * and the profile that its arrival opened goes again.
 */
export async function eraseClient(ctx: TenantContext, cause: Cause, clientId: number): Promise<Erasure> {
  const now = ctx.clock.now();
  return ctx.db.transact(async (tx) => {
    const delivery = { updateId: cause.updateId, verb: 'erase-client', now };
    const erase = async () => {
      const erasure = await eraseFrom(tx, ctx, clientId, now);
      return { outcome: erasure, answer: erasure };
    };
    return once(tx, delivery, erase, async (erasure: Erasure) => {
      await deleteClientWithoutTrace(tx, clientId);
      return erasure;
    });
  });
}

async function eraseFrom(tx: WriteTx, ctx: TenantContext, clientId: number, now: number): Promise<Erasure> {
  const client = await lockClient(tx, clientId);
  if (client === null) return { cancelled: 0 };
  const upcoming = await upcomingBookings(tx, clientId, now);
  let cancelled = 0;
  for (const { id } of upcoming) if (await cancel(tx, ctx, { clientId, bookingId: id }, now)) cancelled += 1;
  await eraseClientData(tx, client, now);
  await deleteClientWithoutTrace(tx, clientId);
  return { cancelled };
}

/** False when somebody else was faster. */
async function cancel(
  tx: WriteTx,
  ctx: TenantContext,
  { clientId, bookingId }: { readonly clientId: number; readonly bookingId: number },
  now: number,
): Promise<boolean> {
  const row = await lockBookingOfClient(tx, clientId, bookingId);
  if (row?.status !== 'booked') return false;
  const version = row.version + 1;
  await markCancelled(tx, { bookingId, by: 'client', reason: null, version }, now);
  await appendBookingEvent(tx, {
    bookingId,
    kind: 'cancelled',
    actor: `client:${clientId}`,
    data: { version },
    at: now,
  });
  await planForCancel(tx, ctx, { ...row, version }, 'client', now);
  return true;
}

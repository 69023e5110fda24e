import type { WriteTx } from './tenant-db.js';

/** Notes that the client of a locked booking said "I will come"; false when that was known. `now` is epoch milliseconds. */
export async function markComing(tx: WriteTx, bookingId: number, now: number): Promise<boolean> {
  const rows = await tx.rows(
    tx
      .sql('bookings')
      .where({ id: bookingId })
      .whereNull('came_confirmed_at')
      .update({ came_confirmed_at: new Date(now), updated_at: new Date(now) })
      .returning('id'),
  );
  return rows.length > 0;
}

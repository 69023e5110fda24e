import { lockName } from './advisory-locks.js';
import type { WriteTx } from './tenant-db.js';

/** Where a booking is to stand. Instants are epoch milliseconds, money is in minor units of the booking's currency. */
export interface BookingMove {
  readonly bookingId: number;
  readonly staffId: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly priceMinor: number;
  readonly version: number;
}

/** Whoever moves bookings of these masters waits here; taken in the order of ids, so that two never wait crosswise. */
export async function lockStaff(tx: WriteTx, staffIds: Iterable<number>): Promise<void> {
  const ids = [...new Set(staffIds)].sort((a, b) => a - b);
  for (const id of ids) {
    const name = lockName(tx, `staff:${id}`);
    await tx.rows(tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]));
  }
}

/** Whether a live booking other than the moved one overlaps the wanted time with its buffers. */
export async function isTimeTaken(tx: WriteTx, move: BookingMove): Promise<boolean> {
  const rows = await tx.rows(
    tx.sql.raw(
      `select 1 from bookings
       where staff_id = :staffId and during && tstzrange(:before, :after) and id <> :bookingId
         and status in ('booked', 'completed')
       limit 1`,
      { staffId: move.staffId, bookingId: move.bookingId, ...reachOf(move) },
    ),
  );
  return rows.length > 0;
}

/**
 * Puts a locked booking at its new place in one statement, so that the old time is given up only with the new one won.
 * Rejects with SQLSTATE 23P01 when somebody who does not take the staff's lock wins the time at this very moment; the
 * transaction is then lost. `now` is epoch milliseconds.
 */
export async function moveBooking(tx: WriteTx, move: BookingMove, now: number): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `update bookings set staff_id = :staffId, starts_at = :startsAt, ends_at = :endsAt,
         buffer_before_minutes = :bufferBeforeMinutes, buffer_after_minutes = :bufferAfterMinutes,
         during = tstzrange(:before, :after), price_minor = :priceMinor, came_confirmed_at = null,
         version = :version, updated_at = :now
       where id = :bookingId`,
      {
        ...move,
        ...reachOf(move),
        startsAt: new Date(move.startsAt),
        endsAt: new Date(move.endsAt),
        now: new Date(now),
      },
    ),
  );
}

function reachOf(move: BookingMove): { before: Date; after: Date } {
  return {
    before: new Date(move.startsAt - move.bufferBeforeMinutes * 60_000),
    after: new Date(move.endsAt + move.bufferAfterMinutes * 60_000),
  };
}

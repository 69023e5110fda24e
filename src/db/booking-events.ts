import type { WriteTx } from './tenant-db.js';

export interface BookingEvent {
  readonly bookingId: number;
  /** `created` is written with the booking itself. */
  readonly kind: 'cancelled';
  /** Who did it, as `client:<id>`. */
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Adds a line to a booking's history, which is never changed afterwards. */
export async function appendBookingEvent(tx: WriteTx, event: BookingEvent): Promise<void> {
  await tx.rows(
    tx.sql('booking_events').insert({
      booking_id: event.bookingId,
      kind: event.kind,
      actor: event.actor,
      data: JSON.stringify(event.data),
      at: new Date(event.at),
    }),
  );
}

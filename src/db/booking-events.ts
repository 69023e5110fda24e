import type { ReadTx, WriteTx } from './tenant-db.js';

export interface BookingEvent {
  readonly bookingId: number;
  /** `created` is written with the booking itself. */
  readonly kind:
    | 'moved'
    | 'cancelled'
    | 'contact_changed'
    | 'coming'
    | 'service_changed'
    | 'comment_changed'
    | 'price_changed'
    | 'came'
    | 'no_show'
    | 'reopened';
  /** Who did it, as `client:<id>` or `admin:<Telegram id>`. */
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

/** A line of a booking's history as stored: `kind` and `data` may be of another version of the program. */
export interface StoredBookingEvent {
  readonly kind: string;
  readonly actor: string;
  readonly data: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The whole history of a booking, oldest first. */
export async function eventsOfBooking(tx: ReadTx, bookingId: number): Promise<StoredBookingEvent[]> {
  const rows = await tx.rows<Omit<StoredBookingEvent, 'at'> & { readonly at: Date }>(
    tx
      .sql('booking_events')
      .where({ booking_id: bookingId })
      .orderBy('id')
      .select('kind', 'actor', 'data', 'at'),
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

import { appendBookingEvent } from '../db/booking-events.js';
import { findBookingOfClient, lockBookingOfClient, updateContactOfBooking } from '../db/bookings.js';
import type { ReadTx, WriteTx } from '../db/tenant-db.js';
import { checkName } from '../domain/contact.js';
import { decideOnce } from './answer-once.js';
import { viewBooking, type BookingView } from './booking-view.js';
import { readSettings } from './read-settings.js';
import { InvalidContactError } from './save-contact.js';
import type { Cause, TenantContext } from './tenant-context.js';

/** Whom the salon is to expect and call for one booking; what is absent stays. */
export interface BookingContact {
  readonly clientId: number;
  readonly bookingId: number;
  /** As `checkName` gives it. */
  readonly name?: string;
  /** E.164, as `parsePhone` gives it. */
  readonly phone?: string;
}

export type EditContactResult =
  /** `unchanged`: it was so already. */
  | { readonly outcome: 'changed' | 'unchanged'; readonly booking: BookingView }
  /** The visit is over or cancelled. */
  | { readonly outcome: 'closed'; readonly booking: BookingView }
  /** No such booking, or another client's. */
  | { readonly outcome: 'not_found' };

interface Verdict {
  readonly outcome: EditContactResult['outcome'];
}

/**
 * Changes name and phone of a client's own upcoming booking; the profile stays. The booking's version stays too: it
 * counts changes of when and with whom. Rejects with `InvalidContactError` when a value was not checked by the caller.
 * The same update given again changes nothing.
 */
export async function editBookingContact(
  ctx: TenantContext,
  cause: Cause,
  contact: BookingContact,
): Promise<EditContactResult> {
  const { clientId, bookingId, name, phone } = contact;
  if (name !== undefined && !isName(name)) throw new InvalidContactError('name');
  if (phone !== undefined && !/^\+[1-9]\d{6,14}$/.test(phone)) throw new InvalidContactError('phone');
  const decide = async (tx: WriteTx, now: number): Promise<Verdict> => ({
    outcome: await change(tx, contact, now),
  });
  const show = async (tx: ReadTx, { outcome }: Verdict, now: number): Promise<EditContactResult> => {
    const row = await findBookingOfClient(tx, clientId, bookingId);
    if (row === null || outcome === 'not_found') return { outcome: 'not_found' };
    return { outcome, booking: viewBooking(row, await readSettings(tx, ctx), now) };
  };
  return decideOnce(ctx, cause, 'edit-booking-contact', decide, show);
}

async function change(
  tx: WriteTx,
  { clientId, bookingId, name, phone }: BookingContact,
  now: number,
): Promise<Verdict['outcome']> {
  const row = await lockBookingOfClient(tx, clientId, bookingId);
  if (row === null) return 'not_found';
  if (row.status !== 'booked' || row.endsAt <= now) return 'closed';
  const fields = [
    ...(name === undefined || name === row.contactName ? [] : ['name']),
    ...(phone === undefined || phone === row.contactPhone ? [] : ['phone']),
  ];
  if (fields.length === 0) return 'unchanged';
  await updateContactOfBooking(
    tx,
    bookingId,
    { ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }) },
    now,
  );
  const actor = `client:${clientId}`;
  await appendBookingEvent(tx, { bookingId, kind: 'contact_changed', actor, data: { fields }, at: now });
  return 'changed';
}

function isName(name: string): boolean {
  const checked = checkName(name);
  return checked.ok && checked.name === name;
}

import { listUpcoming } from '../../../commands/list-bookings.js';
import { readBooking, type BookingView } from '../../../commands/read-booking.js';
import { readSalonInfo } from '../../../commands/salon-info.js';
import type { Reaction, Screen } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { visitScreen, visitsScreen } from './screens.js';

export async function showVisits({ tenant, client, wording }: Turn): Promise<Screen> {
  return visitsScreen(await listUpcoming(tenant, client.id), wording);
}

export async function showVisit({ tenant, wording }: Turn, booking: BookingView): Promise<Screen> {
  const salon = await readSalonInfo(tenant);
  return visitScreen({ booking, salon, now: tenant.clock.now() }, wording);
}

/** Reads the client's own booking and reacts with it; with the list when there is no such booking of this client. */
export async function withVisit(
  turn: Turn,
  bookingId: number,
  react: (booking: BookingView) => Promise<Reaction>,
): Promise<Reaction> {
  const booking = await readBooking(turn.tenant, { clientId: turn.client.id, bookingId });
  return booking === null ? visitGone(turn) : react(booking);
}

export async function visitGone(turn: Turn): Promise<Reaction> {
  return { screen: await showVisits(turn), notice: { text: turn.wording.texts.plain('visits.gone') } };
}

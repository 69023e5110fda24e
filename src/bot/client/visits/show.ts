import { listPast, listUpcoming } from '../../../commands/list-bookings.js';
import { readBooking, type BookingView } from '../../../commands/read-booking.js';
import { readBookingHistory } from '../../../commands/read-booking-history.js';
import { readSalonInfo, type SalonInfo } from '../../../commands/salon-info.js';
import type { Reaction, Screen } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { googleCalendarLink, visitEvent, type VisitEvent } from './calendar-export.js';
import { pastScreen, visitScreen, visitsScreen } from './screens.js';

export async function showVisits({ tenant, client, wording }: Turn): Promise<Screen> {
  return visitsScreen(await listUpcoming(tenant, client.id), wording);
}

export async function showPast({ tenant, client, wording }: Turn, page: number): Promise<Screen> {
  return pastScreen(await listPast(tenant, client.id, page), wording);
}

export async function showVisit(turn: Turn, booking: BookingView): Promise<Screen> {
  const { tenant, client, wording } = turn;
  const salon = await readSalonInfo(tenant);
  const history = await readBookingHistory(tenant, { clientId: client.id, bookingId: booking.id });
  const calendarLink = googleCalendarLink(eventOf(turn, booking, salon));
  return visitScreen({ booking, salon, history, calendarLink, now: tenant.clock.now() }, wording);
}

/** The visit as other calendars take it, in the client's language. */
export function eventOf({ tenant, wording }: Turn, booking: BookingView, salon: SalonInfo): VisitEvent {
  const { texts } = wording;
  const words = {
    title: texts.plain('visit.event_title', { service: booking.serviceName, salon: salon.name }),
    notes: texts.plain('visit.event_notes', { number: booking.id, master: booking.staffName }),
  };
  const place = { address: salon.address, point: salon.location, zone: salon.zone };
  return visitEvent(booking, tenant.id, place, words, tenant.clock.now());
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

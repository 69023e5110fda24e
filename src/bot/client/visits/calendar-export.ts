import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { BookingView } from '../../../commands/read-booking.js';
import { shorten } from '../../../i18n/html.js';

/** A visit as other calendars take it. */
export interface VisitEvent {
  /** The same for one booking for ever, so that a later file replaces an earlier one. */
  readonly uid: string;
  /** Grows with every change of when or with whom. */
  readonly sequence: number;
  readonly title: string;
  readonly notes: string;
  readonly address: string | null;
  readonly point: { readonly latitude: number; readonly longitude: number } | null;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly now: number;
}

export interface EventWords {
  readonly title: string;
  readonly notes: string;
}

/** The event of a booking of the tenant `tenantId`, in the client's words. */
export function visitEvent(
  booking: BookingView,
  tenantId: string,
  place: Pick<VisitEvent, 'address' | 'point'>,
  words: EventWords,
  now: number,
): VisitEvent {
  return {
    uid: `booking-${booking.id}.${tenantId}@botel`,
    sequence: booking.version,
    ...words,
    ...place,
    start: booking.startsAt,
    end: booking.endsAt,
    now,
  };
}

/**
 * An iCalendar file (RFC 5545). Times are written in UTC, which every calendar shows in its reader's zone; a zone by name
 * would need its whole history in the file.
 */
export function calendarFile(event: VisitEvent): string {
  const calendar = ical({
    prodId: { company: 'Botel', product: 'Booking', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  const created = calendar.createEvent({
    id: event.uid,
    sequence: event.sequence,
    start: new Date(event.start),
    end: new Date(event.end),
    stamp: new Date(event.now),
    summary: event.title,
    description: event.notes,
    status: ICalEventStatus.CONFIRMED,
  });
  if (event.address !== null) {
    const { point } = event;
    const geo = point === null ? {} : { geo: { lat: point.latitude, lon: point.longitude } };
    created.location({ title: event.address, ...geo });
  }
  return calendar.toString();
}

/** Percent-encoded, a Cyrillic letter is six characters; addresses beyond 2048 are cut off here and there. */
const linkTextLength = 80;

/** The address that opens Google Calendar with the visit filled in. */
export function googleCalendarLink(event: VisitEvent): string {
  const url = new URL('https://calendar.google.com/calendar/render');
  url.searchParams.set('action', 'TEMPLATE');
  url.searchParams.set('text', shorten(event.title, linkTextLength));
  url.searchParams.set('dates', `${compact(event.start)}/${compact(event.end)}`);
  url.searchParams.set('details', shorten(event.notes, linkTextLength));
  if (event.address !== null) url.searchParams.set('location', shorten(event.address, linkTextLength));
  return url.href;
}

function compact(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

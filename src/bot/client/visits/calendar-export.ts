import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import type { BookingView } from '../../../commands/read-booking.js';
import { shorten } from '../../../i18n/html.js';
import { zoneComponent } from './calendar-zone.js';

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
  /** IANA name of the salon's zone. */
  readonly zone: string;
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
  place: Pick<VisitEvent, 'address' | 'point' | 'zone'>,
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
 * An iCalendar file (RFC 5545). A visit is at a time of the salon's clock, so times name the salon's zone and the file
 * describes it (3.2.19, 3.6.5): calendars show their reader's time and know the salon's. In an hour that comes twice the clock
 * does not say which is meant (3.3.5); then times are in UTC.
 */
export function calendarFile(event: VisitEvent): string {
  const calendar = ical({
    prodId: { company: 'Botel', product: 'Booking', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    // Named here, the calendar's own zone would be written over the stamp, which has to be in UTC.
    timezone: { name: null, generator: (zone) => zoneComponent(zone, event.start, event.end) },
  });
  const created = calendar.createEvent({
    id: event.uid,
    sequence: event.sequence,
    ...timesOf(event),
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

function timesOf({ start, end, zone }: VisitEvent) {
  const [from, to] = [DateTime.fromMillis(start, { zone }), DateTime.fromMillis(end, { zone })];
  const isOnClock = [from, to].every((time) => time.getPossibleOffsets().length === 1);
  return isOnClock
    ? { start: from, end: to, timezone: zone }
    : { start: new Date(start), end: new Date(end) };
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

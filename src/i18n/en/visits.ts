import type { visits as original } from '../ru/visits.js';

export const visits = {
  'visits.title':
    '<b>My bookings</b>\n\nYou have {count, plural, one {# upcoming visit} other {# upcoming visits}}. Tap one for details.',
  'visits.none': '<b>My bookings</b>\n\nYou have no upcoming visits.',
  'visits.row': '{when} · {service}',
  'visits.book': '📅 Book a visit',
  'visits.gone': 'There is no such booking',
  'visit.title': '<b>Booking no. {number}</b>',
  'visit.status.booked': 'We are expecting you',
  'visit.status.over': 'The visit is over',
  'visit.status.completed': 'The visit took place',
  'visit.status.cancelled': 'Cancelled',
  'visit.status.no_show': 'The visit did not take place',
  'visit.cancel': 'Cancel booking',
  'visit.locked': 'This booking can no longer be cancelled here: the visit is too close.',
  'visit.reach_phone': 'If your plans have changed, please call us: {phone}',
  'visit.reach': 'If your plans have changed, please get in touch with us.',
  'visit.cancel_ask': '<b>Cancel booking no. {number}?</b>\n\n{service}\n{date}, {time}',
  'visit.cancel_yes': 'Yes, cancel it',
  'visit.cancel_no': 'No, keep it',
  'visit.cancelled':
    '<b>Booking no. {number} is cancelled.</b>\n\n{service}\n{date}, {time}\n\nWe hope to see you another time.',
  'visit.cancelled_already': 'This booking is already cancelled',
  'visit.too_late_alert': 'Visits can be cancelled up to {deadline} ahead. Please get in touch with us',
  'visit.again': '📅 Book again',
} as const satisfies Record<keyof typeof original, string>;

import type { salon as original } from '../ru/salon.js';

export const salon = {
  'about.title': '<b>{salon}</b>',
  'about.address': 'Address: {address}',
  'about.phone': 'Phone: {phone}',
  'about.hours': '<b>Opening hours</b>',
  'about.hours_row': '{days}: {hours}',
  'about.hours_note': 'Local time; hours may differ on public holidays.',
  'about.days_range': '{first}–{last}',
  'about.around_the_clock': 'around the clock',
  'about.nothing': 'There is nothing here about us yet, but you can book already.',
  'paused.text': '<b>{salon}</b>\n\nBooking through this bot is paused for now. Please look in later.',
  'paused.phone': 'Our phone: {phone}',
  'paused.toast': 'Booking is paused for now',
  'failure.text': 'Something went wrong, sorry. Please try again.',
  'failure.toast': 'Something went wrong. Please try again',
  'failure.wait': 'One moment, please…',
} as const satisfies Record<keyof typeof original, string>;

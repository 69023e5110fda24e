import type { profile as original } from '../ru/profile.js';

export const profile = {
  'profile.title': '<b>👤 Your profile</b>',
  'profile.unknown': 'not given',
  'profile.language': 'Language: {language}',
  'profile.language_name': 'English',
  'profile.language_set': 'We speak English now',
  'profile.about': 'Your name and phone will be filled in when you book next.',
  'profile.add_name': 'Add name',
  'profile.add_phone': 'Add phone',
  'profile.data': '🔒 My data',
  'data.about':
    '<b>🔒 My data</b>\n\nWe keep your Telegram id, name, phone, language, bookings with their history, and reviews. You can have all of it as a file, or ask us to erase it.',
  'data.export': '📄 Get it as a file',
  'data.file': 'Everything <b>{salon}</b> keeps about you.',
  'data.sent': 'The file is in the message below',
  'data.erase': 'Erase my data',
  'data.erase_ask':
    '<b>Erase your data?</b>\n\nYour name, phone, comments and the words of your reviews will be gone for good. Past visits stay in our statistics, but without you.',
  'data.erase_cancels': '<b>Your upcoming bookings will be cancelled first: {count}.</b>',
  'data.erase_yes': 'Yes, erase for good',
  'data.erase_no': 'No, keep it',
  'data.erased': '<b>Your data is erased.</b>\n\nIf you write again, we will meet as if for the first time.',
  'data.erased_cancelled': 'Upcoming bookings cancelled: {count}.',
} as const satisfies Record<keyof typeof original, string>;

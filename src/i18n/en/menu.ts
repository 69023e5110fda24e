import type { menu as original } from '../ru/menu.js';

export const menu = {
  'menu.greeting':
    'Hello! This is <b>{salon}</b>.\n\nPick a service and a time that suits you — booking takes about a minute.',
  'menu.title': '<b>{salon}</b>\n\nHow can we help?',
  'menu.book': '📅 Book a visit',
  'menu.visits': '🗒 My bookings',
  'menu.profile': '👤 Profile',
  'menu.about': '📍 About us',
  'menu.help':
    '<b>How it works</b>\n\nTap “Book a visit”, then choose a service, a day and a time. “My bookings” shows when we expect you; you can move or cancel a visit there too. “Profile” holds your name, phone and language.\n\nCommands: /menu — main menu, /cancel — stop what you are typing, /help — this page.',
  'menu.hint': 'Buttons work best here — please choose what you need.',
  'menu.hint_unreadable':
    'Nobody sees photos, stickers or voice messages here. Please choose what you need with a button.',
  'menu.hint_command': 'There is no such command. Here is what we have:',
  'menu.cancelled': 'All right, let’s leave it there. What else can we do for you?',
  'menu.refreshed': 'Menu refreshed',
  'command.start': 'Start over',
  'command.book': 'Book a visit',
  'command.visits': 'My bookings',
  'command.profile': 'Profile, language, my data',
  'command.menu': 'Main menu',
  'command.help': 'How it works',
  'command.cancel': 'Stop what you are typing',
  'bot.description':
    '{salon}. Choose a service, a day and a time — it takes about a minute. We remind you of the visit here, and you can move or cancel it.',
  'bot.short_description': '{salon}: book at any time',
  'nav.menu': '‹ Menu',
  'nav.back': '‹ Back',
} as const satisfies Record<keyof typeof original, string>;

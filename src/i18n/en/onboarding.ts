import type { onboarding as original } from '../ru/onboarding.js';

export const onboarding = {
  'tour.offer': 'Shall we show you around in three screens?',
  'tour.show': 'Show me',
  'tour.skip': 'Skip',
  'tour.next': 'Next ›',
  'tour.done': 'Got it, let’s go',
  'tour.place': '<i>{step} of {steps}</i>',
  'tour.book':
    '<b>📅 Booking</b>\n\nChoose a service, a day and a time — the calendar shows what is free. We ask for your name and phone once and remember them.',
  'tour.visits':
    '<b>🗒 My bookings</b>\n\nSee when we expect you and who will see you. You can move or cancel a visit, and a reminder comes before it.',
  'tour.more':
    '<b>👤 Profile and commands</b>\n\nYour profile holds your name, phone, language and data. Lost? Send /menu. Changed your mind? /cancel. Need a hint? /help.',
} as const satisfies Record<keyof typeof original, string>;

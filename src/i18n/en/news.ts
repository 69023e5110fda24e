import type { news as original } from '../ru/news.js';

export const news = {
  'news.book': '📅 Book',
  'news.refuse': '🔕 No more newsletters',
  'news.refused':
    'We will send no more newsletters. Reminders of your bookings stay. Changed your mind? Turn them on in your profile.',
  'news.want': '🔔 Send me newsletters',
  'news.wanted': 'You will get newsletters again',
  'news.on': 'The salon’s newsletters: on',
  'news.off': 'The salon’s newsletters: off',
} as const satisfies Record<keyof typeof original, string>;

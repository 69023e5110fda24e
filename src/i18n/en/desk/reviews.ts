import type { reviews as original } from '../../ru/desk/reviews.js';

export const reviews = {
  'd_reviews.open': '⭐ Reviews',
  'd_reviews.title': '<b>⭐ Reviews</b>',
  'd_reviews.none': 'No reviews yet. Clients are asked to rate their visit after each one.',
  'd_reviews.found': 'Shown: {total, plural, one {# review} other {# reviews}}',
  'd_reviews.any': 'All ★',
  'd_reviews.all': 'All',
  'd_reviews.open_ones': 'Unanswered',
  'd_reviews.hidden': 'Hidden',
  'd_reviews.no_words': 'stars only',
  'd_reviews.stars': '<b>{stars}</b>',
  'd_reviews.who': '{client}, {date}',
  'd_reviews.visit': '{service} · {master}',
  'd_reviews.only_stars': '<i>The client left stars only.</i>',
  'd_reviews.is_hidden': '🙈 Hidden: clients do not see it.',
  'd_reviews.reply': '💬 Answer',
  'd_reviews.edit_reply': '✏️ Change the answer',
  'd_reviews.drop_reply': '🗑 Take the answer back',
  'd_reviews.hide': '🙈 Hide from clients',
  'd_reviews.unhide': '👁 Show to clients',
  'd_reviews.to_client': '👤 Client',
  'd_reviews.to_booking': '🗓 Booking',
  'd_reviews.ask':
    '<b>💬 Answer to a review</b>\n\nThe client gets it in the chat, others see it under the review. Up to {most, number} characters.',
  'd_reviews.reply_now': 'Now:\n<code>{reply}</code>',
  'd_reviews.too_long':
    'Too long: {length, plural, one {# character} other {# characters}}, and {most, number} are possible.',
  'd_reviews.reply_saved': '✅ The answer is saved. Of the first answer the bot tells the client.',
  'd_reviews.reply_dropped': 'The answer is taken back',
  'd_reviews.hidden_toast': 'The review is hidden from clients',
  'd_reviews.shown_toast': 'Clients see the review again',
} as const satisfies Record<keyof typeof original, string>;

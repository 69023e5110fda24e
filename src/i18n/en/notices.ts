import type { notices as original } from '../ru/notices.js';

export const notices = {
  'notice.reminder': '<b>See you {when}</b>',
  'notice.in_minutes': 'in {minutes, plural, one {# minute} other {# minutes}}, at {time}',
  'notice.in_hours': 'in {hours, plural, one {# hour} other {# hours}}, at {time}',
  'notice.today': 'today at {time}',
  'notice.tomorrow': 'tomorrow at {time}',
  'notice.on_date': 'on {date} at {time}',
  'notice.come': '✅ I’ll come',
  'notice.coming': '✅ You said you will come. See you!',
  'notice.coming_toast': 'Thank you, see you!',
  'notice.past': 'This booking can no longer be confirmed',
  'notice.move': '🔁 Reschedule',
  'notice.details': 'Booking details',
  'notice.created': '<b>You have been booked in. See you {when}</b>\n\nBooking no. {number}',
  'notice.changed': '<b>Your booking no. {number} was changed by us</b>\n\nWe now expect you {when}.',
  'notice.changed_same':
    '<b>Your booking no. {number} was changed by us</b>\n\nWe expect you as agreed, {when}.',
  'notice.was_time': 'Before: {date}, {time}',
  'notice.was_service': 'Service before: {service}',
  'notice.was_master': 'Before, with: {master}',
  'notice.was_duration': 'Duration before: {duration}',
  'notice.new_price': 'Price: {price} instead of {before}',
  'notice.new_name': 'The booking has another name now.',
  'notice.new_phone': 'The booking has another phone now.',
  'notice.new_comment': 'The booking has another comment now.',
  'notice.cancelled':
    '<b>We had to cancel your booking no. {number}</b>\n\n{service}\n{date}, {time}\n\nWe are sorry. You are welcome to choose another time.',
  'notice.cancelled_reason': 'Reason: {reason}',
  'notice.cancelled_phone': 'If you have questions, please call us: {phone}',
  'notice.again': '📅 Choose another time',
  'notice.feedback':
    '<b>Thank you for coming!</b>\n\n{service}\nWith: {master}\n\nHow was it? Please rate your visit from 1 to 5.',
  'notice.reply': '<b>The salon answered your review</b>\n{service}',
  'notice.reply_text': '{reply}',
  'notice.all_reviews': '★ All reviews',
} as const satisfies Record<keyof typeof original, string>;

export const notices = {
  'notice.reminder': '<b>Ждём вас {when}</b>',
  'notice.in_minutes':
    'через {minutes, plural, one {# минуту} few {# минуты} many {# минут} other {# минуты}}, в {time}',
  'notice.in_hours':
    'через {hours, plural, one {# час} few {# часа} many {# часов} other {# часа}}, в {time}',
  'notice.today': 'сегодня в {time}',
  'notice.tomorrow': 'завтра в {time}',
  'notice.on_date': '— {date}, в {time}',
  'notice.come': '✅ Я приду',
  'notice.coming': '✅ Вы подтвердили, что придёте. До встречи!',
  'notice.coming_toast': 'Спасибо, ждём вас!',
  'notice.past': 'Подтвердить эту запись уже нельзя',
  'notice.move': '🔁 Перенести',
  'notice.details': 'Подробнее о записи',
  'notice.created': '<b>Вы записаны. Ждём вас {when}</b>\n\nЗапись № {number}',
  'notice.changed': '<b>Салон изменил вашу запись № {number}</b>\n\nТеперь ждём вас {when}.',
  'notice.changed_same':
    '<b>Салон изменил вашу запись № {number}</b>\n\nЖдём вас, как и договаривались, {when}.',
  'notice.was_time': 'Раньше было: {date}, {time}',
  'notice.was_service': 'Прежняя услуга: {service}',
  'notice.was_master': 'Прежний мастер: {master}',
  'notice.was_duration': 'Прежняя длительность: {duration}',
  'notice.new_price': 'Стоимость: {price} вместо {before}',
  'notice.new_name': 'В записи теперь другое имя.',
  'notice.new_phone': 'В записи теперь другой телефон.',
  'notice.new_comment': 'В записи теперь другой комментарий.',
  'notice.cancelled':
    '<b>Салон отменил вашу запись № {number}</b>\n\n{service}\n{date}, {time}\n\nПросим прощения за неудобство. Можно выбрать другое время.',
  'notice.cancelled_reason': 'Причина: {reason}',
  'notice.cancelled_phone': 'Если есть вопросы, позвоните: {phone}',
  'notice.again': '📅 Выбрать другое время',
  'notice.feedback':
    '<b>Спасибо, что были у нас!</b>\n\n{service}\nМастер: {master}\n\nКак всё прошло? Оцените визит от 1 до 5.',
  'notice.reply': '<b>Салон ответил на ваш отзыв</b>\n{service}',
  'notice.reply_text': '{reply}',
  'notice.all_reviews': '★ Все отзывы',
} as const;

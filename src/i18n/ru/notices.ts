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
  'notice.cancelled':
    '<b>Салон отменил вашу запись № {number}</b>\n\n{service}\n{date}, {time}\n\nПросим прощения за неудобство. Можно выбрать другое время.',
  'notice.cancelled_phone': 'Если есть вопросы, позвоните: {phone}',
  'notice.again': '📅 Выбрать другое время',
  'notice.feedback':
    '<b>Спасибо, что были у нас!</b>\n\n{service}\nМастер: {master}\n\nКак всё прошло? Оцените визит от 1 до 5.',
} as const;

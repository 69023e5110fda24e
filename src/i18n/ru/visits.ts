export const visits = {
  'visits.title':
    '<b>Мои записи</b>\n\nВас {count, plural, one {ждёт # визит} few {ждут # визита} many {ждут # визитов} other {ждут # визита}}. Нажмите, чтобы увидеть подробности.',
  'visits.none': '<b>Мои записи</b>\n\nПредстоящих записей нет.',
  'visits.row': '{when} · {service}',
  'visits.book': '📅 Записаться',
  'visits.gone': 'Такой записи нет',
  'visit.title': '<b>Запись № {number}</b>',
  'visit.status.booked': 'Вас ждут',
  'visit.status.over': 'Визит прошёл',
  'visit.status.completed': 'Визит состоялся',
  'visit.status.cancelled': 'Запись отменена',
  'visit.status.no_show': 'Визит не состоялся',
  'visit.cancel': 'Отменить запись',
  'visit.locked': 'Отменить запись здесь уже нельзя: до визита осталось слишком мало времени.',
  'visit.reach_phone': 'Если планы изменились, позвоните в салон: {phone}',
  'visit.reach': 'Если планы изменились, свяжитесь, пожалуйста, с салоном.',
  'visit.cancel_ask': '<b>Отменить запись № {number}?</b>\n\n{service}\n{date}, {time}',
  'visit.cancel_yes': 'Да, отменить',
  'visit.cancel_no': 'Нет, оставить',
  'visit.cancelled':
    '<b>Запись № {number} отменена.</b>\n\n{service}\n{date}, {time}\n\nБудем рады видеть вас в другой раз.',
  'visit.cancelled_already': 'Эта запись уже отменена',
  'visit.too_late_alert':
    'Отменить можно не позднее чем за {deadline} до визита. Свяжитесь, пожалуйста, с салоном',
  'visit.again': '📅 Записаться снова',
} as const;

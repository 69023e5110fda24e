export const notices = {
  'd_notices.open': '🔔 Мои уведомления',
  'd_notices.title': '<b>🔔 Мои уведомления</b>',
  'd_notices.about':
    'О чём писать вам сразу. Ночью, в тихие часы, пишем только о визитах, которые вот-вот начнутся.',
  'd_notices.about_own':
    'О чём писать вам сразу — только о ваших записях. Ночью, в тихие часы, пишем лишь о визитах, которые вот-вот начнутся.',
  'd_notices.digest_about': 'Утром присылаем расписание на день. В дни без записей не беспокоим.',
  'd_notices.digest_at': 'Сейчас: в {time}.',
  'd_notices.digest_is_off': 'Сейчас: не присылаем.',
  'd_notices.no_digest': 'Без утреннего расписания',
  'd_notices.is_on': '✅ {label}: да',
  'd_notices.is_off': '▫️ {label}: нет',
  'd_notices.switch_created': 'Новые записи',
  'd_notices.switch_changed': 'Переносы',
  'd_notices.switch_cancelled': 'Отмены',
  'd_notices.switch_rating': 'Оценки от 1 до 3',
  'd_notices.switch_ownOnly': 'Только моё расписание',
  'd_notices.created': '<b>🆕 Новая запись</b>',
  'd_notices.changed': '<b>🔁 Клиент перенёс запись</b>',
  'd_notices.cancelled': '<b>❌ Клиент отменил запись</b>',
  'd_notices.rating':
    '<b>⚠️ Низкая оценка: {stars, plural, one {# звезда} few {# звезды} many {# звёзд} other {# звезды}}</b>',
  'd_notices.review': '«{words}»',
  'd_notices.when': '🗓 {date}, {from}–{to}',
  'd_notices.was': 'Было: {date}, {time}',
  'd_notices.was_with': 'Было: {date}, {time}, мастер {master}',
  'd_notices.client': '👤 {name}, {phone}',
  'd_notices.first_visit': 'Ещё ни разу не был у вас.',
  'd_notices.history':
    'До этого: {completed, plural, one {# визит} few {# визита} many {# визитов} other {# визита}}, {noShow, plural, one {# неявка} few {# неявки} many {# неявок} other {# неявки}}, {cancelled, plural, one {# отмена} few {# отмены} many {# отмен} other {# отмены}}.',
  'd_notices.open_booking': 'Открыть запись',
  'd_notices.digest':
    '<b>☀️ Доброе утро!</b>\nСегодня {date}: {count, plural, one {# запись} few {# записи} many {# записей} other {# записи}}.',
  'd_notices.digest_master': '<b>{name}</b> · {count}',
  'd_notices.digest_line': '{time} — {name}, {service}',
  'd_notices.digest_more': 'Остальное — в расписании.',
  'd_notices.open_day': '📅 Расписание на сегодня',
} as const;

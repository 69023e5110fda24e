export const settings = {
  'd_settings.open': '🔧 Настройки',
  'd_settings.title':
    '<b>🔧 Настройки</b>\n\nПравила записи и сведения о салоне. Изменения действуют сразу, каждое остаётся в журнале.',
  'd_settings.group.booking': '📅 Правила записи',
  'd_settings.group.messages': '🔔 Сообщения клиентам',
  'd_settings.group.salon': '🏠 О салоне',
  'd_settings.group.place': '🌍 Время, валюта и язык',
  'd_settings.group_title': '<b>{group}</b>\n\nВыберите, что изменить.',
  'd_settings.heading': '<b>{name}</b>',
  'd_settings.now': 'Сейчас: <b>{value}</b>',
  'd_settings.starting': 'Изначально: {value}',
  'd_settings.type': '✏️ Ввести своё',
  'd_settings.send': '📍 Указать место',
  'd_settings.clear': '🗑 Убрать',
  'd_settings.reset': '↺ Вернуть изначальное',
  'd_settings.same': 'Так уже и есть',
  'd_settings.invalid': 'Такое значение не подходит',
  'd_settings.only_text': 'Отправьте значение обычным сообщением.',
  'd_settings.saved_replanned':
    'Сохранено. Напоминания спланированы заново: {count, plural, one {# запись} few {# записи} many {# записей} other {# записи}}',
  'd_settings.saved_services':
    'Сохранено. Цены в новой валюте: {count, plural, one {# услуга} few {# услуги} many {# услуг} other {# услуги}}',
  'd_settings.change': 'Было: {before}\nСтанет: <b>{after}</b>',
  'd_settings.change_yes': '✅ Изменить',
  'd_settings.zone_clock': 'На часах салона станет {time}.',
  'd_settings.zone_visits':
    'Впереди {count, plural, one {# запись: она останется в тот же момент, но на новых часах у неё будет другое время} few {# записи: они останутся в те же моменты, но на новых часах у них будет другое время} many {# записей: они останутся в те же моменты, но на новых часах у них будет другое время} other {# записи: они останутся в те же моменты, но на новых часах у них будет другое время}}.',
  'd_settings.zone_rest': 'Часы работы и тихие часы начнут отсчитываться по новым часам.',
  'd_settings.currency_prices':
    'Числа в ценах услуг останутся прежними, сменится только валюта: {before} → {after}. Курс мы не пересчитываем.',
  'd_settings.currency_visits': 'Сделанные записи сохранят цену и валюту, в которых их сделали.',
  'd_settings.empty': 'не указано',
  'd_settings.days': '{days, plural, one {# день} few {# дня} many {# дней} other {# дня}}',
  'd_settings.notice_none': 'без ограничения',
  'd_settings.deadline_none': 'до самого начала',
  'd_settings.reminders_none': 'не напоминать',
  'd_settings.quiet_none': 'пишем в любое время',
  'd_settings.feedback_at_once': 'сразу после визита',
  'd_settings.locale_ru': 'Русский',
  'd_settings.locale_en': 'English',

  'd_settings.name.slotGridMinutes': 'Шаг времени',
  'd_settings.name.horizonDays': 'Запись открыта на',
  'd_settings.name.minNoticeMinutes': 'Не позже чем за',
  'd_settings.name.changeDeadlineMinutes': 'Отмена и перенос за',
  'd_settings.name.maxActiveBookings': 'Записей у клиента',
  'd_settings.name.maxBookingsPerDay': 'Записей в день',
  'd_settings.name.reminderMinutes': 'Напоминания за',
  'd_settings.name.quietHours': 'Тихие часы',
  'd_settings.name.feedbackDelayMinutes': 'Просьба об отзыве',
  'd_settings.name.address': 'Адрес',
  'd_settings.name.phone': 'Телефон',
  'd_settings.name.faq': 'Частые вопросы',
  'd_settings.name.location': 'Точка на карте',
  'd_settings.name.zone': 'Часовой пояс',
  'd_settings.name.currency': 'Валюта',
  'd_settings.name.locale': 'Язык',

  'd_settings.about.slotGridMinutes':
    'Через сколько минут идут времена, которые видит клиент: 10:00, 10:30, 11:00.',
  'd_settings.about.horizonDays': 'На сколько дней вперёд клиент может записаться.',
  'd_settings.about.minNoticeMinutes': 'За сколько до начала ещё можно записаться.',
  'd_settings.about.changeDeadlineMinutes':
    'За сколько до начала клиент ещё может сам отменить или перенести запись. Позже — только через вас.',
  'd_settings.about.maxActiveBookings': 'Сколько предстоящих записей может быть у одного клиента.',
  'd_settings.about.maxBookingsPerDay': 'Сколько записей на один день может быть у одного клиента.',
  'd_settings.about.reminderMinutes':
    'За сколько до визита бот напоминает о нём. При изменении напоминания уже сделанных записей планируются заново.',
  'd_settings.about.quietHours':
    'Когда бот не пишет клиентам сам: напоминания придут раньше или позже. На нажатия он отвечает всегда.',
  'd_settings.about.feedbackDelayMinutes': 'Через сколько после конца визита бот благодарит и просит отзыв.',
  'd_settings.about.address': 'Клиент видит его в записи, в напоминании и в разделе «О салоне».',
  'd_settings.about.phone': 'По нему клиент может связаться с вами.',
  'd_settings.about.faq':
    'Ответы на то, о чём спрашивают чаще всего: как пройти, где припарковаться, как оплатить.',
  'd_settings.about.location': 'С ней в разделе «О салоне» появится карта.',
  'd_settings.about.zone': 'По этим часам считаются часы работы, записи и напоминания.',
  'd_settings.about.currency': 'Валюта цен на услуги.',
  'd_settings.about.locale':
    'На каком языке бот говорит с теми, чей язык он не знает, и как он представляется. Каждый может выбрать свой язык в профиле.',

  'd_settings.ask.slotGridMinutes': 'Напишите число минут, например «20» или «45 мин».',
  'd_settings.ask.horizonDays': 'Напишите число дней, например «45» или «6 недель».',
  'd_settings.ask.minNoticeMinutes':
    'Напишите, например, «90 мин», «3 ч» или «1 день». «Нет» — без ограничения.',
  'd_settings.ask.changeDeadlineMinutes':
    'Напишите, например, «4 ч», «36 ч» или «2 дня». «Нет» — можно до самого начала.',
  'd_settings.ask.maxActiveBookings': 'Напишите число от 1 до 100.',
  'd_settings.ask.maxBookingsPerDay': 'Напишите число от 1 до 100.',
  'd_settings.ask.reminderMinutes':
    'Напишите через запятую, например «1 день, 3 ч, 30 мин». «Нет» — не напоминать.',
  'd_settings.ask.quietHours':
    'Напишите начало и конец, например «22:00-8:00». «Нет» — писать в любое время.',
  'd_settings.ask.feedbackDelayMinutes': 'Напишите, например, «2 ч» или «1 день». «Нет» — сразу.',
  'd_settings.ask.address': 'Напишите адрес, до 200 знаков: «Мира, 5, 2 этаж».',
  'd_settings.ask.phone': 'Напишите номер телефона салона.',
  'd_settings.ask.faq': 'Напишите всё одним сообщением, до 2000 знаков. Оно заменит то, что есть.',
  'd_settings.ask.location': 'Отправьте геопозицию (📎 → Геопозиция) или координаты: «55.7558, 37.6173».',
  'd_settings.ask.zone': 'Напишите город или название пояса: «Новосибирск», «Europe/Samara».',
  'd_settings.ask.currency': 'Напишите код валюты: RUB, KZT, USD.',
  'd_settings.ask.locale': 'Напишите «русский» или «английский».',

  'd_settings.problem.duration':
    '⚠️ Не получилось прочитать. Напишите число и единицу: «30 мин», «2 ч», «1 день».',
  'd_settings.problem.duration_unit': '⚠️ Чего именно: минут, часов или дней? Напишите, например, «2 ч».',
  'd_settings.problem.duration_range': '⚠️ Можно от {min} до {max}.',
  'd_settings.problem.days_range': '⚠️ Нужно целое число дней от {min} до {max}.',
  'd_settings.problem.count_range': '⚠️ Нужно целое число от {min} до {max}.',
  'd_settings.problem.reminders': '⚠️ Не получилось прочитать. Напишите, например, «24 ч, 2 ч, 30 мин».',
  'd_settings.problem.reminders_unit': '⚠️ Добавьте единицу: минуты, часы или дни. Например, «24, 2, 1 ч».',
  'd_settings.problem.reminders_range': '⚠️ Каждое напоминание — от {min} до {max} до визита.',
  'd_settings.problem.reminders_many':
    '⚠️ Столько напоминаний утомят. Можно не больше {most, plural, one {#} few {#} many {#} other {#}}.',
  'd_settings.problem.quiet': '⚠️ Нужны начало и конец, и разные: «22:00-8:00».',
  'd_settings.problem.text_long': '⚠️ Слишком длинно: можно до {most} знаков.',
  'd_settings.problem.phone': '⚠️ Это не похоже на телефон. Напишите его целиком, с кодом.',
  'd_settings.problem.location':
    '⚠️ Не получилось прочитать. Отправьте геопозицию или два числа через запятую.',
  'd_settings.problem.zone': '⚠️ Такого пояса мы не знаем. Попробуйте ближайший крупный город.',
  'd_settings.problem.currency': '⚠️ Такой валюты мы не знаем. Напишите три буквы кода: RUB, KZT, EUR.',
  'd_settings.problem.locale': '⚠️ Есть русский и английский.',
} as const;

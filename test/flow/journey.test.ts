import { newGuest, openBookingHouse, type BookingHouse, type Guest, type Visit } from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse();
});
afterAll(async () => {
  await house.close();
});
afterEach(() => {
  expect(house.failures()).toEqual([]);
  expect(house.sandbox.calls().filter(({ status }) => status === 400)).toEqual([]);
});

const text = (visit: Visit): string => visit.screen().text ?? '';

/** `/start` as it is, with a payload or without, past the shortcut of the house. */
async function start(visit: Visit, payload?: string): Promise<void> {
  await visit.chat.start(payload);
  await visit.settled();
}

async function clientOf(
  tenant: 'anna' | 'boris' | 'clinic',
  { id }: Guest,
): Promise<Record<string, unknown>> {
  const rows = await house.host.database.database
    .tenant(tenant)
    .read((tx) => tx.rows<Record<string, unknown>>(tx.sql('clients').select('*').where({ telegram_id: id })));
  return rows[0] ?? {};
}

describe('the first /start', () => {
  test('offers a tour that can be walked back and forth, then the menu, and is remembered', async () => {
    const vera = house.visit('anna', newGuest('Вера'));
    await start(vera);
    expect(text(vera)).toContain('Здравствуйте! Это Салон «Анна».');
    expect(vera.labels()).toEqual(['Показать', 'Пропустить']);
    const panel = vera.screen().messageId;
    await vera.press('Показать');
    expect(text(vera)).toMatch(/Запись[^]*1 из 3/);
    await vera.press('Дальше');
    expect(text(vera)).toMatch(/Мои записи[^]*2 из 3/);
    await vera.press('Назад');
    expect(text(vera)).toContain('1 из 3');
    await vera.press('Дальше');
    await vera.press('Дальше');
    expect(vera.labels()).toEqual(['‹ Назад', 'Понятно, к делу']);
    expect((await clientOf('anna', vera.guest))['onboarded_at']).toBeNull();
    await vera.press('Понятно');
    expect(text(vera)).toContain('Чем помочь?');
    expect(vera.screen().messageId).toBe(panel);
    expect((await clientOf('anna', vera.guest))['onboarded_at']).not.toBeNull();
    await start(vera);
    expect(vera.labels()[0]).toBe('📅 Записаться');
  });

  test('can be skipped, in English too', async () => {
    const ann = house.visit('clinic', newGuest('Ann', 'en'));
    await start(ann);
    expect(ann.labels()).toEqual(['Show me', 'Skip']);
    await ann.press('Skip');
    expect(ann.labels()).toContain('👤 Profile');
    await start(ann);
    expect(text(ann)).toContain('Hello! This is Harbour Clinic.');
    expect(ann.labels()).toContain('📅 Book a visit');
  });
});

describe('a deep link', () => {
  test('to a service opens it, for somebody new as well, who is offered the tour later', async () => {
    const vera = house.visit('anna', newGuest('Вера'));
    await start(vera, 'svc_1');
    expect(text(vera)).toContain('Стрижка');
    expect(vera.labels()).toContain('Мария');
    await start(vera);
    expect(vera.labels()).toContain('Пропустить');
  });

  test('to a master lists what that master does, and books with that master', async () => {
    const rita = house.visit('anna', newGuest('Рита'));
    await start(rita, 'st_2');
    expect(text(rita)).toContain('Мария');
    expect(rita.labels().map((label) => label.split(' · ')[0])).toEqual([
      'Стрижка',
      'Укладка',
      'Окрашивание',
      'Брови',
      '‹ В меню',
    ]);
    await rita.press('Укладка');
    expect(text(rita)).toContain('Мастер: Мария');
    await rita.press('4●');
    await rita.press('11:00');
    await rita.press('Меня зовут');
    await rita.shareContact();
    await rita.press('✅');
    const rows = (await house.bookings('anna')).filter((row) => row.contact_name === 'Рита');
    expect(rows).toMatchObject([{ staff_id: 2, status: 'booked' }]);
  });

  test('to a master with many services turns pages', async () => {
    const rita = house.visit('anna', newGuest('Рита'));
    await start(rita, 'st_1');
    expect(rita.labels()).toContain('1 из 2');
    await rita.press('›');
    expect(rita.labels()).toContain('2 из 2');
    expect(rita.labels().map((label) => label.split(' · ')[0])).toContain('Брови');
  });

  test.each([
    ['svc_999', 'Этой услуги больше нет'],
    ['svc_2147483648', 'Этой услуги больше нет'],
    ['st_999', 'Этот мастер здесь больше не работает'],
    ['st_2147483648', 'Этот мастер здесь больше не работает'],
  ])('%s to what is gone says so and shows what there is', async (payload, said) => {
    const vera = house.visit('boris', newGuest('Вера'));
    await start(vera, payload);
    expect(text(vera)).toContain(said);
    expect(vera.labels()[0]).toContain('Стрижка');
  });

  test('says where the client came from: the first one counts', async () => {
    const vera = house.visit('boris', newGuest('Вера'));
    await start(vera, 'src_insta-Story_2');
    expect(vera.labels()).toContain('Показать');
    await start(vera, 'src_flyer');
    expect(await clientOf('boris', vera.guest)).toMatchObject({ source: 'insta-Story_2' });
  });

  test('says where a client came from who was here before without a source', async () => {
    const vera = house.visit('boris', newGuest('Вера'));
    await start(vera);
    await start(vera, `src_${'x'.repeat(60)}`);
    expect(await clientOf('boris', vera.guest)).toMatchObject({ source: 'x'.repeat(60) });
  });

  test.each([
    'src_',
    'src_a b',
    `src_${'x'.repeat(61)}`,
    'src_<b>',
    'svc_',
    'svc_0',
    'svc_-1',
    'svc_1e3',
    'svc_99999999999',
    'constructor',
    '\u202egnp',
  ])('nobody made (%s) leads to the menu and leaves no trace', async (payload) => {
    const vera = house.visit('boris', newGuest('Вера'));
    await vera.say('/start');
    await vera.say(`/start ${payload}`);
    expect(vera.labels()[0]).toBe('📅 Записаться');
    expect(await clientOf('boris', vera.guest)).toMatchObject({ source: null });
  });
});

/** Somebody known, before the summary of a haircut with Anna on Tuesday the 10th at 12:00. */
async function toSummary(name: string, day = '10●', time = '12:00'): Promise<Visit> {
  const visit = house.visit('anna', newGuest(name));
  await visit.say('/start');
  for (const label of ['Записаться', 'Волосы', 'Стрижка', 'Анна', day, time, 'Меня зовут']) {
    await visit.press(label);
  }
  await visit.shareContact();
  expect(text(visit)).toContain('Всё верно?');
  return visit;
}

describe('at the summary', () => {
  test('every part can be changed, one by one, and one comes back with all the rest as it was', async () => {
    const olga = await toSummary('Инна');
    expect(olga.labels()).toEqual([
      '✅ Записаться',
      'Изменить услугу',
      'Изменить мастера',
      'Изменить день',
      'Изменить время',
      'Изменить имя',
      'Изменить телефон',
      '💬 Добавить комментарий',
      '‹ В меню',
    ]);
    await olga.press('Добавить комментарий');
    await olga.say('Аллергия на <b>аммиак</b>');
    expect(text(olga)).toContain('Комментарий: Аллергия на <b>аммиак</b>');

    await olga.press('Изменить мастера');
    expect(olga.labels()).toContain('✓ Анна');
    await olga.press('Мария');
    expect(text(olga)).toMatch(/Мастер: Мария\nКогда: вторник, 10 марта, 12:00/);

    await olga.press('Изменить услугу');
    expect(olga.labels()).toContain('Волосы · 3 услуги');
    await olga.press('Волосы');
    await olga.press('Укладка');
    expect(text(olga)).toMatch(/Услуга: Укладка\nМастер: Мария\nКогда: вторник, 10 марта, 12:00/);

    await olga.press('Изменить день');
    await olga.press('11●');
    await olga.press('15:00');
    expect(text(olga)).toContain('среда, 11 марта, 15:00');

    await olga.press('Изменить время');
    await olga.press('16:30');
    await olga.press('Изменить имя');
    await olga.say('Инна Ким');
    await olga.press('Изменить телефон');
    await olga.say('8 916 000-11-22');
    await olga.press('Изменить комментарий');
    expect(text(olga)).toContain('Аллергия');
    await olga.say('Тише музыку');
    expect(text(olga).split('\n')).toEqual(
      expect.arrayContaining([
        'Услуга: Укладка',
        'Мастер: Мария',
        'Когда: среда, 11 марта, 16:30',
        'Имя: Инна Ким',
        'Телефон: +7 916 000 11 22',
        'Комментарий: Тише музыку',
      ]),
    );
    await olga.press('✅');
    expect(text(olga)).toContain('Комментарий: Тише музыку');
    const rows = (await house.bookings('anna')).filter((row) => row.contact_name === 'Инна Ким');
    expect(rows).toMatchObject([
      { status: 'booked', staff_id: 2, contact_phone: '+79160001122', comment: 'Тише музыку' },
    ]);
  });

  test('a service the master does not do goes to whoever is free', async () => {
    const nina = await toSummary('Нина', '12●');
    await nina.press('Изменить мастера');
    await nina.press('Мария');
    await nina.press('Изменить услугу');
    await nina.press('Ногти');
    await nina.press('›');
    await nina.press('‹');
    await nina.press('Маникюр 1');
    expect(text(nina)).toMatch(/Услуга: Маникюр 1\nМастер: любой свободный\nКогда: четверг, 12 марта, 12:00/);
  });

  test('a master who is taken at that time leads to the nearest free time', async () => {
    const first = await toSummary('Первая', '13●');
    await first.press('✅');
    const second = await toSummary('Вторая', '13●', '11:00');
    await second.press('Изменить время');
    await second.press('13:30');
    const third = house.visit('anna', newGuest('Третья'));
    await third.say('/start');
    for (const label of ['Записаться', 'Волосы', 'Стрижка', 'Мария', '13●', '12:00', 'Меня зовут']) {
      await third.press(label);
    }
    await third.shareContact();
    await third.press('Изменить мастера');
    const answer = await third.press('Анна');
    expect(answer?.text).toBe('В это время так не получится. Вот ближайшее свободное');
    await third.press('13 мар');
    expect(text(third)).toMatch(/Мастер: Анна\nКогда: пятница, 13 марта/);
  });

  test('the way back from each change leads to the summary', async () => {
    const lena = await toSummary('Лена', '14●');
    for (const change of ['Изменить мастера', 'Изменить услугу', 'Добавить комментарий']) {
      await lena.press(change);
      await lena.press('‹ Назад');
      expect(text(lena)).toContain('Всё верно?');
    }
    await lena.say('просто слова');
    expect(text(lena)).toContain('удобнее кнопками');
  });
});

describe('the comment', () => {
  test.each([
    ['\u202eevil\u202c\u0007 слова', 'evil слова'],
    ['👨‍👩‍👧‍👦 втроём', '👨‍👩‍👧‍👦 втроём'],
    ['пе\u200bред', 'перед'],
    ['одна\r\n\r\n\r\n\r\nдве', 'одна\n\nдве'],
    ['а'.repeat(500), 'а'.repeat(500)],
    ['👩🏽‍🚀'.repeat(100), '👩🏽‍🚀'.repeat(100)],
    ['{comment} & "Ко" <i>', '{comment} & "Ко" <i>'],
    ['שלום', 'שלום'],
  ])('%j is kept as %j', async (typed, kept) => {
    const visit = await toSummary('Кира', '17●');
    await visit.press('комментарий');
    await visit.say(typed);
    expect(text(visit)).toContain('Комментарий: ');
    await visit.press('Изменить день');
    await visit.press(/^(18|19|20|21|22|24|25|26)[●◑]$/);
    await visit.press(/^\d\d:\d\d$/);
    await visit.press('✅');
    expect(text(visit)).toContain('вы записаны');
    const row = (await house.bookings('anna')).at(-1) as { comment?: string } | undefined;
    expect(row?.comment).toBe(kept);
  });

  test.each([
    ['а'.repeat(501), /501 знак/],
    ['а'.repeat(4096), /4.096 знаков/],
    ['\u200b\u200d\ufe0f', /нечего прочитать/],
    ['\u202e\u0001', /нечего прочитать/],
  ])('%j is asked for again', async (typed, complaint) => {
    const visit = await toSummary('Зоя', '27●');
    await visit.press('комментарий');
    await visit.say(typed);
    expect(text(visit)).toMatch(complaint);
    await visit.say('Хорошо');
    expect(text(visit)).toContain('Комментарий: Хорошо');
  });

  test('goes with the order when the order is given up or booked', async () => {
    const visit = await toSummary('Дина', '30●');
    await visit.press('комментарий');
    await visit.say('Не забыть');
    const again = visit.screen().inlineKeyboard?.flat()[0]?.data ?? '';
    await visit.press('‹ В меню');
    expect(text(visit)).toContain('Чем помочь?');
    await visit.pressData(again.replace('1ok', '1os'));
    expect(text(visit)).toContain('Всё верно?');
    expect(text(visit)).not.toContain('Не забыть');
    await visit.press('комментарий');
    await visit.say('Другое');
    await visit.press('✅');
    await visit.say('/book');
    for (const label of ['Волосы', 'Стрижка', 'Анна', '31●', '18:00']) await visit.press(label);
    expect(text(visit)).toContain('Всё верно?');
    expect(text(visit)).not.toContain('Другое');
  });

  test('that is delivered again is taken once, and so is the booking with it', async () => {
    const badGateway = { kind: 'error', code: 502, description: 'Bad Gateway' } as const;
    const visit = await toSummary('Кора', '31●');
    const chatId = visit.guest.id;
    await visit.press('комментарий');
    house.sandbox.injectFault({ fault: badGateway, method: 'sendMessage', chatId, times: 1 });
    await visit.say('Дважды');
    expect(text(visit)).toContain('Всё верно?');
    expect(text(visit)).toContain('Комментарий: Дважды');
    house.sandbox.injectFault({ fault: badGateway, method: 'editMessageText', chatId, times: 2 });
    await visit.press('✅');
    expect(text(visit)).toMatch(/вы записаны[^]*Комментарий: Дважды/);
    const rows = (await house.bookings('anna')).filter((row) => row.comment === 'Дважды');
    expect(rows).toHaveLength(1);
  });

  test('of ten thousand characters, which Telegram itself would not let through, is asked for again', async () => {
    const visit = await toSummary('Ада', '26●');
    await visit.press('комментарий');
    const from = { id: visit.guest.id, is_bot: false, first_name: 'Ада', language_code: 'ru' };
    const chat = { id: visit.guest.id, type: 'private' };
    visit.chat.update({ message: { message_id: 900_000, date: 1, from, chat, text: '<b>ы'.repeat(2500) } });
    await visit.settled();
    expect(text(visit)).toMatch(/10.000 знаков/);
  });

  test('can be taken back, is asked for in words only, and does not outlive the booking or /cancel', async () => {
    const visit = await toSummary('Майя', '28●');
    await visit.press('комментарий');
    await visit.chat.sendDocument(Buffer.from('x'), 'x.txt');
    await visit.settled();
    expect(text(visit)).toContain('текстом');
    await visit.say('Один');
    await visit.press('Изменить комментарий');
    await visit.press('Убрать');
    expect(text(visit)).not.toContain('Один');
    await visit.press('Добавить комментарий');
    await visit.say('Два');
    const summary = visit.screen();
    await visit.say('/cancel');
    expect(text(visit)).toContain('отложим');
    await visit.pressData(summary.inlineKeyboard?.flat()[0]?.data ?? '', summary.messageId);
    const row = (await house.bookings('anna')).at(-1);
    expect(row).toMatchObject({ contact_name: 'Майя', comment: null });
  });
});

test.each(['/help', '/menu', '/cancel', '/book', '/visits', '/profile', '/nonsense', '/constructor'])(
  '%s works while a comment, a name and a phone are asked for',
  async (command) => {
    const visit = await toSummary('Яна', '24●');
    for (const question of ['Добавить комментарий', 'Изменить имя', 'Изменить телефон']) {
      await visit.press(question);
      const asked = visit.screen();
      await visit.say(command);
      expect(visit.labels().some((label) => /Записаться|меню|Профил|услуг|Маникюр/.test(label))).toBe(true);
      expect(visit.chat.replyKeyboard()).toBeNull();
      await visit.say('слова ни о чём');
      expect(text(visit)).toContain('удобнее кнопками');
      const back = asked.inlineKeyboard?.flat().find(({ text: label }) => /Оставить|Назад/.test(label));
      await visit.pressData(back?.data ?? '', asked.messageId);
      const again = visit.chat.messages().find(({ messageId }) => messageId === asked.messageId);
      expect(again?.text).toContain('Всё верно?');
      await visit.say('/start');
      await visit.pressData(back?.data ?? '');
    }
  },
);

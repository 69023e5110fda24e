import { newGuest, openBookingHouse, type BookingHouse, type Visit } from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse(['boris', 'clinic']);
});
afterAll(async () => {
  await house.close();
});
afterEach(() => {
  expect(house.failures()).toEqual([]);
});

const text = (visit: Visit): string => visit.screen().text ?? '';

/** Chooses the first time of a day in the salon of one master. */
async function chooseTime(visit: Visit, day = 5): Promise<void> {
  await visit.say('/start');
  await visit.press(/Записаться|Book a visit/);
  await visit.press(/Стрижка|Check-up/);
  await visit.press(new RegExp(`^${day}[●◑○]$`));
  await visit.press(/^\d\d?:\d\d/);
}

describe('the name', () => {
  test.each([
    ['Я', 'слишком короткое'],
    ['12345', 'не похоже'],
    ['https://example.com/x', 'не похоже'],
    ['\u200b\u200b', 'слишком короткое'],
    ['а'.repeat(4096), 'длинновато'],
    ['\u202egnp', 'не похоже'],
  ])('%.20s is not one: asked again, with a way back', async (typed, complaint) => {
    const guest = house.visit('boris', newGuest('Ян'));
    await chooseTime(guest);
    const question = guest.screen().messageId;
    await guest.say(typed);
    expect(text(guest)).toContain(complaint);
    expect(guest.labels()).toEqual(['Меня зовут Ян', '‹ Назад', '‹ В меню']);
    expect(
      guest.chat.messages().find(({ messageId }) => messageId === question)?.inlineKeyboard,
    ).toBeUndefined();
  });

  test.each([
    ['<b>Вера</b> & "Ко"', '<b>Вера</b> & "Ко"'],
    ['{name} Иванова', '{name} Иванова'],
    ['Вера 👨‍👩‍👧‍👦', 'Вера 👨‍👩‍👧‍👦'],
    ['דנה כהן', '\u2068דנה כהן\u2069'],
    ['Ве\u200bра', 'Вера'],
  ])('%s is shown as it was written', async (typed, shown) => {
    const guest = house.visit('boris', newGuest('Ян'));
    await chooseTime(guest);
    await guest.say(typed);
    await guest.shareContact();
    expect(text(guest)).toContain(`Имя: ${shown}\n`);
    expect(guest.screen().html).not.toContain('<b>Вера</b>');
  });

  test('of the profile is offered only when it would do', async () => {
    const guest = house.visit('boris', newGuest('☀️'));
    await chooseTime(guest);
    expect(guest.labels()).toEqual(['‹ Назад', '‹ В меню']);
    await guest.shareContact();
    expect(text(guest)).toContain('Сначала');
    await guest.chat.sendDocument(Buffer.from('x'), 'x.txt');
    await guest.settled();
    expect(text(guest)).toContain('текстом');
  });
});

describe('the phone', () => {
  async function toPhone(name = 'Ян'): Promise<Visit> {
    const guest = house.visit('boris', newGuest(name));
    await chooseTime(guest);
    await guest.press('Меня зовут');
    expect(guest.chat.replyKeyboard()).not.toBeNull();
    return guest;
  }

  test('typed wrongly is asked for again, then taken in the national form', async () => {
    const guest = await toPhone();
    for (const typed of ['123', 'позвоните мне', '112', '+7 916 111', '9'.repeat(4000)]) {
      await guest.say(typed);
      expect(text(guest)).toContain('Не получилось разобрать номер');
      expect(text(guest)).toMatch(/\+7 9\d\d \d{3}/);
    }
    await guest.say('8 916 555-44-33');
    expect(text(guest)).toContain('Телефон: +7 916 555 44 33');
    expect(guest.chat.replyKeyboard()).toBeNull();
  });

  test('of somebody else is refused in a friendly way', async () => {
    const guest = await toPhone();
    for (const contact of [false as const, { phone: '+79165550000' }, { phone: '+79165550000', userId: 1 }]) {
      await guest.shareContact(contact);
      expect(text(guest)).toContain('Это чужой контакт');
    }
    await guest.shareContact();
    expect(text(guest)).toContain('Всё верно?');
  });

  test.each([
    ['‹ Назад', 'Во сколько вам удобно?'],
    ['‹ В меню', 'Чем помочь?'],
  ])('%s puts the keyboard under the input field away', async (label, next) => {
    const guest = await toPhone();
    const before = guest.chat.messages().filter(({ fromBot }) => fromBot).length;
    await guest.press(label);
    expect(text(guest)).toContain(next);
    expect(guest.chat.replyKeyboard()).toBeNull();
    expect(guest.chat.messages().filter(({ fromBot }) => fromBot)).toHaveLength(before - 1);
    await guest.say('8 916 555-44-33');
    expect(text(guest)).toContain('удобнее кнопками');
  });

  test.each([
    ['/menu', 'Чем помочь?'],
    ['/start', 'Здравствуйте!'],
    ['/help', 'Как это работает'],
    ['/cancel', 'отложим'],
    ['/whatever', 'Такой команды нет'],
  ])('%s works instead of it, and the question is forgotten', async (command, next) => {
    const guest = await toPhone();
    await guest.say(command);
    expect(text(guest)).toContain(next);
    expect(guest.labels()[0]).toBe('📅 Записаться');
    expect(guest.chat.replyKeyboard()).toBeNull();
    await guest.say('+7 916 555-44-33');
    expect(text(guest)).toContain('удобнее кнопками');
  });

  test('is kept for the next time, also when the question was left for half an hour', async () => {
    const guest = await toPhone();
    house.clock.advance(31 * 60_000);
    await guest.say('+7 916 555-44-33');
    expect(text(guest)).toContain('удобнее кнопками');
    await guest.shareContact();
    expect(guest.chat.replyKeyboard()).toBeNull();
  });
});

test('every screen of the way has its way back', async () => {
  const guest = house.visit('clinic', newGuest('Ann', 'en'));
  await chooseTime(guest);
  const seen: string[] = [];
  for (const label of ['‹ Back', '‹ Another day', '‹ Back', '‹ Menu']) {
    seen.push(text(guest).split('\n')[0] ?? '');
    await guest.press(label);
  }
  expect(seen).toEqual(['What is your name?', 'Check-up', 'Check-up', 'What would you like?']);
  expect(text(guest)).toContain('How can we help?');
  await guest.press('About us');
  expect(text(guest).replaceAll('\u00a0', ' ')).toContain('Mon–Sun: 9:00 AM–5:00 PM');
  expect(text(guest)).toContain('+1 212 555 0123');
  await guest.press('‹ Menu');
  await guest.press('My bookings');
  expect(text(guest)).toContain('no upcoming visits');
  await guest.press('Book a visit');
  expect(text(guest)).toContain('What would you like?');
});

describe('outside of any question', () => {
  test('text, stickers and unknown commands lead back to the menu', async () => {
    const guest = house.visit('boris', newGuest('Ян'));
    await guest.say('Здравствуйте, можно записаться?');
    expect(text(guest)).toContain('удобнее кнопками');
    await guest.chat.sendDocument(Buffer.from('x'), 'x.txt');
    await guest.settled();
    expect(text(guest)).toContain('никто не увидит');
    expect(guest.labels()[0]).toBe('📅 Записаться');
  });

  test('a cell of the calendar that leads nowhere says why', async () => {
    const guest = house.visit('boris', newGuest('Ян'));
    await guest.say('/start');
    await guest.press('Записаться');
    await guest.press('Стрижка');
    const shown = guest.screen();
    const answers = [];
    for (const label of ['·', 'пн', 'Март 2026', '\u2800']) answers.push((await guest.press(label))?.text);
    expect(answers).toEqual([
      'Этот день уже прошёл',
      'Это день недели — выберите число под ним',
      'Листайте месяцы стрелками ‹ и ›',
      'Раньше записи нет',
    ]);
    expect(guest.screen()).toEqual(shown);
  });

  test('a button on a message that is gone brings its screen in a new one', async () => {
    const guest = house.visit('boris', newGuest('Ян'));
    await guest.say('/start');
    const { messageId, inlineKeyboard } = guest.screen();
    const data = inlineKeyboard?.[0]?.[0]?.data ?? '';
    const from = { id: guest.guest.id, is_bot: false, first_name: 'Ян', language_code: 'ru' };
    const chat = { id: guest.guest.id, type: 'private', first_name: 'Ян' };
    guest.chat.deleteMessage(messageId);
    const pressed = { message_id: messageId, date: 1, chat };
    guest.chat.update({ callback_query: { id: 'gone', from, chat_instance: '1', data, message: pressed } });
    await guest.settled();
    expect(guest.screen().messageId).toBeGreaterThan(messageId);
    expect(text(guest)).toContain('Что будем делать?');
  });

  test('in groups the bot keeps silent', async () => {
    const guest = house.visit('boris', newGuest('Ян'));
    const chat = { id: -1000, type: 'group', title: 'G' };
    const from = { id: guest.guest.id, is_bot: false, first_name: 'Ян' };
    const id = guest.chat.update({ message: { message_id: 1, date: 1, chat, from, text: '/start' } });
    await house.sandbox.confirmed('boris_bot', id ?? -1);
    expect(house.sandbox.calls({ chatId: -1000 })).toEqual([]);
  });

  test('somebody who blocks the bot is remembered until the next word', async () => {
    const guest = house.visit('boris', newGuest('Ян'));
    await guest.say('/start');
    const blockedAt = async (): Promise<unknown> => {
      const rows = await house.host.database.database
        .tenant('boris')
        .read((tx) =>
          tx.rows<{ blocked_bot_at: Date | null }>(
            tx.sql('clients').where({ telegram_id: guest.guest.id }).select('blocked_bot_at'),
          ),
        );
      return rows[0]?.blocked_bot_at;
    };
    expect(await blockedAt()).toBeNull();
    await guest.chat.block();
    await guest.settled();
    expect(await blockedAt()).toBeInstanceOf(Date);
    await guest.chat.unblock();
    await guest.say('/start');
    expect(await blockedAt()).toBeNull();
  });
});

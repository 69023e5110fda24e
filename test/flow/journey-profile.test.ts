import { newGuest, openBookingHouse, type BookingHouse, type Visit } from './booking-house.js';

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

async function guest(name: string, language = 'ru'): Promise<Visit> {
  const visit = house.visit('boris', newGuest(name, language));
  await visit.say('/start');
  return visit;
}

async function openProfile(visit: Visit): Promise<void> {
  await visit.say('/menu');
  await visit.press(/Профиль|Profile/);
}

async function book(visit: Visit, day: string): Promise<void> {
  await visit.say('/menu');
  for (const label of ['Записаться', 'Стрижка', day]) await visit.press(label);
  await visit.press(/^\d\d:\d\d$/);
}

describe('the profile', () => {
  test('takes a name and a phone, which the next booking knows', async () => {
    const igor = await guest('Игорь');
    await openProfile(igor);
    expect(text(igor)).toContain('Имя: не указано\nТелефон: не указано\nЯзык: русский');
    await igor.press('Указать имя');
    expect(igor.labels()).toEqual(['Меня зовут Игорь', '‹ Назад', '‹ В меню']);
    await igor.say('Игорь Ким');
    await igor.press('Указать телефон');
    expect(igor.chat.replyKeyboard()).not.toBeNull();
    await igor.shareContact(false);
    expect(text(igor)).toContain('чужой контакт');
    await igor.say('нет');
    expect(text(igor)).toContain('Не получилось разобрать');
    await igor.say('8 916 333-22-11');
    expect(igor.chat.replyKeyboard()).toBeNull();
    expect(text(igor)).toContain('Имя: Игорь Ким\nТелефон: +7 916 333 22 11');
    await book(igor, '5●');
    expect(text(igor)).toContain('Имя: Игорь Ким\nТелефон: +7 916 333 22 11');
  });

  test('takes the Telegram name, and lets what is known stay', async () => {
    const igor = await guest('Игорь');
    await openProfile(igor);
    await igor.press('Указать имя');
    await igor.press('Меня зовут');
    expect(text(igor)).toContain('Имя: Игорь');
    await igor.press('Изменить имя');
    await igor.press('Оставить: Игорь');
    expect(text(igor)).toContain('Ваш профиль');
    await igor.press('Указать телефон');
    await igor.press('‹ В меню');
    expect(igor.chat.replyKeyboard()).toBeNull();
    await igor.say('8 916 333-22-11');
    expect(text(igor)).toContain('удобнее кнопками');
  });

  test.each([
    ['<b>Вера</b> & "Ко"', '<b>Вера</b> & "Ко"'],
    ['דנה כהן', '\u2068דנה כהן\u2069'],
    ['Вера 👨‍👩‍👧‍👦', 'Вера 👨‍👩‍👧‍👦'],
    ['Ве\u200bра', 'Вера'],
    ['а'.repeat(4096), null],
    ['\u202egnp', null],
    ['\u200b', null],
  ])('the name %j is shown as %j, or asked for again', async (typed, shown) => {
    const igor = await guest('Игорь');
    await openProfile(igor);
    await igor.press('Указать имя');
    await igor.say(typed);
    if (shown === null) {
      expect(igor.labels()).toContain('Меня зовут Игорь');
      await igor.press('‹ Назад');
      expect(text(igor)).toContain('Имя: не указано');
    } else expect(text(igor)).toContain(`Имя: ${shown}\n`);
  });

  test('an answer that is delivered again is taken once', async () => {
    const igor = await guest('Игорь');
    await openProfile(igor);
    await igor.press('Указать имя');
    const fault = { kind: 'error', code: 502, description: 'Bad Gateway' } as const;
    house.sandbox.injectFault({ fault, method: 'sendMessage', chatId: igor.guest.id, times: 1 });
    await igor.say('Игорь Ким');
    expect(text(igor)).toContain('Имя: Игорь Ким');
  });
});

test('the language is switched at once, everywhere, for good, whatever Telegram says', async () => {
  const igor = await guest('Игорь');
  await openProfile(igor);
  expect(igor.labels()).toEqual(expect.arrayContaining(['✓ 🇷🇺 Русский', '🇬🇧 English']));
  const answer = await igor.press('English');
  expect(answer?.text).toBe('We speak English now');
  expect((await igor.press('English'))?.text).toBe('We speak English now');
  expect(text(igor)).toContain('Your profile');
  expect(igor.labels()).toEqual(expect.arrayContaining(['🇷🇺 Русский', '✓ 🇬🇧 English']));
  for (const label of ['Menu', 'Book a visit', 'Стрижка', '6●']) await igor.press(label);
  expect(text(igor)).toContain('Friday 6 March');
  expect(igor.labels()).toContain('— Morning —');
  await igor.say('/help');
  expect(text(igor)).toContain('How it works');
  await igor.say('/profile');
  await igor.press('Русский');
  expect(text(igor)).toContain('Ваш профиль');
});

describe('my data', () => {
  test('comes as a JSON file', async () => {
    const vera = await guest('Вера');
    await openProfile(vera);
    await vera.press('Мои данные');
    const answer = await vera.press('Получить файлом');
    expect(answer?.text).toBe('Файл — в сообщении ниже');
    const file = vera.chat.messages().find(({ document }) => document !== undefined);
    expect(file?.document?.fileName).toBe('my-data-2026-03-02.json');
    expect(file?.document?.size).toBeGreaterThan(100);
    expect(file?.text).toContain('Барбер <Борис>');
  });

  test('is erased after being asked; visits ahead are cancelled, and the person is a newcomer again', async () => {
    const vera = await guest('Вера');
    await book(vera, '9●');
    await vera.press('Меня зовут');
    await vera.shareContact();
    await vera.press('комментарий');
    await vera.say('Секрет');
    await vera.press('✅');
    await vera.press(/Мои записи|В меню/);
    await openProfile(vera);
    await vera.press('Мои данные');
    await vera.press('Удалить');
    expect(text(vera)).toContain('Сначала будут отменены предстоящие записи: 1.');
    await vera.press('Нет, оставить');
    expect((await house.bookings('boris')).at(-1)).toMatchObject({ status: 'booked', contact_name: 'Вера' });
    await vera.press('Удалить');
    const confirm = vera.screen().inlineKeyboard?.flat()[0];
    expect(confirm).toMatchObject({ style: 'danger' });
    await vera.press('Да, удалить');
    expect(text(vera)).toMatch(/данные удалены[^]*Отменено предстоящих записей: 1/);
    const row = (await house.bookings('boris')).at(-1);
    expect(row).toMatchObject({
      status: 'cancelled',
      contact_name: '—',
      contact_phone: '—',
      comment: null,
    });
    await vera.pressData(confirm?.data ?? '');
    expect(text(vera)).not.toContain('Отменено');
    await vera.chat.start();
    await vera.settled();
    expect(vera.labels()).toContain('Пропустить');
    await vera.say('/profile');
    expect(text(vera)).toContain('Имя: не указано');
    await vera.say('/visits');
    expect(text(vera)).toContain('Предстоящих записей нет');
    expect(await namesIn('boris', vera)).toEqual([]);
  });
});

/** Tables of a salon in which a guest's name, phone or comment still stands. */
async function namesIn(tenant: 'boris', { guest: { firstName, phone } }: Visit): Promise<string[]> {
  const db = house.host.database.database.tenant(tenant);
  const found: string[] = [];
  const tables = ['bookings', 'booking_events', 'notifications', 'reviews', 'processed_updates', 'sessions'];
  for (const table of tables) {
    const rows = await db.read((tx) =>
      tx.rows<object>(
        tx.sql.raw('select 1 from ?? as t where t::text like ? or t::text like ? or t::text like ?', [
          table,
          `%${firstName}%`,
          `%${phone ?? ''}%`,
          '%Секрет%',
        ]),
      ),
    );
    if (rows.length > 0) found.push(table);
  }
  return found;
}

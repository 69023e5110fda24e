import { newGuest, type TenantId, type Visit } from './booking-house.js';
import { deskHouse, deskOf, owner, textOf as text } from './desk-house.js';

const house = deskHouse(['anna', 'boris', 'clinic'], owner);

beforeAll(async () => {
  // What the owner is told of bookings would come between the screens.
  const notices = { created: false, changed: false, cancelled: false, rating: false, digestMinute: null };
  const row = { telegram_id: owner.id, role: 'owner', name: owner.firstName, from_registry: true, notices };
  for (const tenant of ['anna', 'boris', 'clinic'] as const) {
    await salonDb(tenant).transact((tx) => tx.rows(tx.sql('admins').insert(row)));
  }
});

const salonDb = (tenant: TenantId) => house.host.database.database.tenant(tenant);
const rowsOf = <Row>(tenant: TenantId, table: string) =>
  salonDb(tenant).read((tx) => tx.rows<Row>(tx.sql(table).select('*')));
/** What an owner set; the database counts the changes of what is offered beside it. */
const settingsOf = async (tenant: TenantId) =>
  (await rowsOf<{ key: string }>(tenant, 'settings')).filter(({ key }) => key !== 'catalogue');
const day = (number: number): RegExp => new RegExp(`^${number}[●◑○]$`);

const atDesk = (tenant: TenantId, ...path: (string | RegExp)[]): Promise<Visit> =>
  deskOf(house, tenant, owner, '⚙️', ...path);

/** The times a client of the solo barber sees on a day of March. */
async function timesOn(number: number): Promise<string[]> {
  const client = house.visit('boris', newGuest('Клиент'));
  await client.say('/start');
  for (const label of ['Записаться', 'Стрижка', day(number)]) await client.press(label);
  return client.labels().filter((label) => /^\d\d:\d\d$/.test(label));
}

async function bookAt(number: number, time: string): Promise<void> {
  const guest = newGuest('Вера');
  const client = house.visit('boris', guest);
  await client.say('/start');
  for (const label of ['Записаться', 'Стрижка', day(number), time, `Меня зовут ${guest.firstName}`])
    await client.press(label);
  await client.shareContact();
  await client.press('✅');
}

describe('hours', () => {
  test('typed for a day are what clients see at once', async () => {
    expect(await timesOn(4)).toEqual(['10:00', '10:30', '11:00', '11:30', '12:00', '12:30', '13:00']);
    const desk = await atDesk('boris', '🕘');
    expect(text(desk)).toContain('пн–вс: 10:00–14:00');
    for (const label of [/^ср$/, 'Задать часы']) await desk.press(label);
    await desk.say('12-11');
    expect(text(desk)).toContain('Конец раньше начала: «12-11»');
    await desk.say('когда захочу');
    expect(text(desk)).toContain('Не получилось прочитать: «когда захочу»');
    await desk.say('12-14, 16-18');
    expect(text(desk)).toContain('✅ Сохранено');
    expect(text(desk)).toContain('ср: 12:00–14:00, 16:00–18:00');
    await desk.press('Перерывы');
    await desk.say('15-16');
    expect(text(desk)).toContain('Перерыв должен быть внутри рабочих часов');
    await desk.say('12-12:30');
    expect(text(desk)).toContain('ср: 12:00–14:00, 16:00–18:00, перерыв 12:00–12:30');
    expect(await timesOn(4)).toEqual(['12:30', '13:00', '16:00', '16:30', '17:00']);
    expect((await desk.press('📋 На пн–пт'))?.text).toBe('Сохранено');
    expect(text(desk)).toContain('пн–пт: 12:00–14:00, 16:00–18:00, перерыв');
    expect(await timesOn(6)).toEqual(['12:30', '13:00', '16:00', '16:30', '17:00']);
  });

  test('a day off goes with one press, and an old screen changes nothing', async () => {
    const desk = await atDesk('boris', '🕘', /^сб$/);
    const old =
      desk
        .screen()
        .inlineKeyboard?.flat()
        .find(({ text: label }) => label === '✕ Выходной')?.data ?? '';
    await desk.press('✕ Выходной');
    expect(text(desk)).toContain('сб: выходной');
    const answer = await desk.pressData(old);
    expect(answer?.text).toContain('это изменил кто-то другой');
    await desk.press('Задать часы');
    await desk.say('10-14');
    expect(text(desk)).toContain('сб: 10:00–14:00');
  });

  test('of a master become own and end as the salon’s', async () => {
    const desk = await atDesk('anna', '🕘', '👥', 'Мария');
    expect(text(desk)).toContain('Как у салона.');
    await desk.press('Задать свои часы');
    expect(text(desk)).toContain('Свои часы');
    await desk.press(/^вт$/);
    await desk.press('✕ Выходной');
    await desk.press('Назад');
    expect(text(desk)).toContain('вт: выходной');
    expect(desk.labels()).toContain('✕ вт');
    await desk.press('Сделать как у салона');
    expect(text(desk)).toContain('пн–вс: 09:00–21:00');
    expect(await rowsOf('anna', 'working_hours')).toHaveLength(7);
  });
});

describe('days off', () => {
  test('show the bookings in the way before they are saved, and clients cannot book then', async () => {
    await bookAt(11, '12:30');
    const desk = await atDesk('boris', '🕘', '📅', '➕ Выходной');
    await desk.say('32.03');
    expect(text(desk)).toContain('Такого дня нет в календаре');
    await desk.say('11.03-12.03 <b>учёба</b>');
    expect(text(desk)).toContain('На это время есть 1 запись');
    expect(text(desk)).toContain('Причина: <b>учёба</b>');
    expect(await rowsOf('boris', 'schedule_exceptions')).toEqual([]);
    await desk.press('✅ Всё равно сохранить');
    expect(await rowsOf('boris', 'schedule_exceptions')).toHaveLength(1);
    expect((await house.bookings('boris')).at(-1)).toMatchObject({ status: 'booked' });
    expect(text(desk)).toContain('На это время есть 1 запись');
    await desk.press('✕ Отменить их');
    expect(text(desk)).toContain('Выбрана 1 запись');
    for (const label of ['🗂', '⚙️', '🕘', '📅']) await desk.press(label);
    const client = house.visit('boris', newGuest('Ира'));
    await client.say('/start');
    for (const label of ['Записаться', 'Стрижка']) await client.press(label);
    expect(client.labels().some((label) => day(12).test(label))).toBe(false);
    await desk.press(/^✕ .*11 мар/);
    await desk.press('🗑 Убрать');
    expect(text(desk)).toContain('Впереди таких дней нет');
    expect(await timesOn(12)).toContain('12:30');
  });

  test('special hours are asked after the dates', async () => {
    const desk = await atDesk('boris', '🕘', '📅', '➕ Особые часы');
    await desk.say('14 марта');
    expect(text(desk)).toContain('Напишите часы');
    await desk.say('8-10');
    expect(text(desk)).toContain('Записей на это время нет');
    await desk.press('✅ Сохранить');
    expect(await timesOn(14)).toEqual(['08:00', '08:30', '09:00']);
  });

  test('public holidays go off and on', async () => {
    const desk = await atDesk('boris', '🕘', '🎉');
    expect(text(desk)).toContain('Закрыто: 0 из');
    expect((await desk.press('Международный женский день'))?.text).toBe('Закрыто: 1 праздник');
    expect(desk.labels().some((label) => label.startsWith('✕ вс, 8 мар'))).toBe(true);
    await desk.press('✕ Закрыть на все');
    expect(text(desk)).not.toContain('Закрыто: 0 из');
    await desk.press('○ Работать во все');
    expect(text(desk)).toContain('Закрыто: 0 из');
  });
});

describe('settings', () => {
  test('are changed by a button or by typing, hold at once, and can be taken back', async () => {
    const desk = await atDesk('anna', '🔧', 'Правила', 'Шаг времени');
    expect(text(desk)).toContain('Сейчас: 30 мин');
    expect((await desk.press('15 мин'))?.text).toBe('Сохранено');
    expect(desk.labels()).toContain('✓ 15 мин');
    await desk.press('Ввести своё');
    await desk.say('3 минуты');
    expect(text(desk)).toContain('Можно от 5 мин до 24 ч');
    await desk.say('45');
    expect(text(desk)).toContain('✅ Сохранено');
    expect(text(desk)).toContain('Сейчас: 45 мин');
    expect(text(desk)).toContain('Изначально: 30 мин');
    const client = house.visit('anna', newGuest('Клиент'));
    await client.say('/start');
    for (const label of ['Записаться', 'Лицо', 'Брови', 'Анна', day(5)]) await client.press(label);
    expect(client.labels()).toEqual(expect.arrayContaining(['09:00', '09:45']));
    expect(client.labels()).not.toContain('09:30');
    await desk.press('Вернуть изначальное');
    expect(text(desk)).toContain('Сейчас: 30 мин');
    const log = await rowsOf<{ subject_id: string }>('anna', 'audit_log');
    expect(log.filter(({ subject_id: key }) => key === 'slotGridMinutes')).toHaveLength(3);
  });

  test('an address with markup is text, a place is sent as a location, and both are shown to clients', async () => {
    const desk = await atDesk('anna', '🔧', 'О салоне', 'Адрес', 'Ввести своё');
    await desk.say('Мира <5> & Ко');
    expect(text(desk)).toContain('Сейчас: Мира <5> & Ко');
    for (const label of ['Назад', 'Точка на карте', 'Указать место']) await desk.press(label);
    await desk.chat.shareLocation(55.75, 37.61);
    await desk.settled();
    expect(text(desk)).toContain('55.75000, 37.61000');
    const client = house.visit('anna', newGuest('Клиент'));
    await client.say('/start');
    await client.press('О салоне');
    expect(text(client)).toContain('Мира <5> & Ко');
    expect(client.labels().some((label) => label.includes('карт'))).toBe(true);
  });

  test('people who may not are told so, and nothing changes', async () => {
    const viewer = newGuest('Смотритель');
    await salonDb('clinic').transact((tx) =>
      tx.rows(tx.sql('admins').insert({ telegram_id: viewer.id, role: 'viewer', name: 'V' })),
    );
    const desk = house.visit('clinic', viewer);
    await desk.say('/start');
    await desk.say('/admin');
    for (const label of ['⚙️', '🔧', '📅', /шаг|step/i]) await desk.press(label);
    expect(desk.labels()).toHaveLength(2);
    const answer = await desk.pressData('1gpr:slotGridMinutes:0:0');
    expect(answer?.text).toContain('нет доступа');
    expect((await desk.pressData('1hem:0:1:hours:00000000'))?.text).toContain('нет доступа');
    const stranger = house.visit('clinic', newGuest('Чужой'));
    await stranger.say('/start');
    await stranger.pressData('1gpr:slotGridMinutes:0:0');
    await stranger.pressData('1hal:off:yes');
    expect(await settingsOf('clinic')).toEqual([]);
    expect(await rowsOf('clinic', 'schedule_exceptions')).toEqual([]);
  });
});

describe('the place', () => {
  test('another zone holds at once for clients, and after a restart of the tenant', async () => {
    const guest = newGuest('Вера');
    const client = house.visit('clinic', { ...guest, languageCode: 'en', phone: '+12125550199' });
    await client.say('/start');
    for (const label of ['Book', 'Check-up', day(5), /^9:00/, 'I’m Вера']) await client.press(label);
    await client.shareContact();
    await client.press('✅');
    expect(text(client)).toContain('9:00');
    const before = await house.bookings('clinic');
    const desk = await atDesk('clinic', '🔧', '🌍', /пояс/i, 'Ввести своё');
    await desk.say('Chicago');
    expect(text(desk)).toContain('Впереди 1 запись');
    expect(text(desk)).toContain('Чикаго');
    await desk.press('✅ Изменить');
    expect(text(desk)).toContain('UTC−6');
    expect(await house.bookings('clinic')).toEqual(before);
    const visits = house.visit('clinic', { ...guest, languageCode: 'en' });
    await visits.say('/visits');
    await visits.press('Check-up');
    expect(text(visits)).toContain('8:00');
    await house.host.editRegistry((yaml) => yaml.replace('Harbour Clinic', 'Harbor Clinic'));
    await house.host.waitForLog(/Harbor Clinic.*introduced itself/);
    await visits.say('/menu');
    await visits.say('/visits');
    await visits.press('Check-up');
    expect(text(visits)).toContain('8:00');
  });

  test('another currency is weighed first, and every price follows', async () => {
    const desk = await atDesk('boris', '🔧', '🌍', 'Валюта', 'KZT');
    expect(text(desk)).toContain('Курс мы не пересчитываем');
    expect(await settingsOf('boris')).toEqual([]);
    expect((await desk.press('✅ Изменить'))?.text).toContain('1 услуга');
    const client = house.visit('boris', newGuest('Клиент'));
    await client.say('/start');
    await client.press('Записаться');
    expect(client.labels()[0]?.replaceAll('\u00a0', ' ')).toContain('1 500 ₸');
    expect(await rowsOf('boris', 'services')).toMatchObject([{ currency: 'KZT', price_minor: 150_000 }]);
    await desk.press('Вернуть изначальное');
    await desk.press('✅ Изменить');
    expect(await settingsOf('boris')).toEqual([]);
    expect(await rowsOf('boris', 'services')).toMatchObject([{ currency: 'RUB', price_minor: 150_000 }]);
  });

  test('another language is that of strangers', async () => {
    const desk = await atDesk('boris', '🔧', '🌍', 'Язык', 'English');
    expect(text(desk)).toContain('Сейчас: English');
    const { id, firstName } = newGuest('Кто-то');
    const stranger = house.visit('boris', { id, firstName });
    await stranger.say('/start');
    expect(stranger.labels().join(' ')).toMatch(/Book/);
  });
});

import { monday, newGuest, openBookingHouse, type BookingHouse, type Visit } from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse(['anna', 'boris', 'clinic']);
});
afterAll(async () => {
  await house.close();
});
afterEach(() => {
  expect(house.failures()).toEqual([]);
});

const text = (visit: Visit): string => visit.screen().text ?? '';
const spaced = (value: string): string => value.replaceAll('\u00a0', ' ');
const salonDb = (tenant: string) => house.host.database.database.tenant(tenant);

async function change(table: string, where: object, values: object, tenant = 'anna'): Promise<void> {
  await salonDb(tenant).transact((tx) => tx.rows(tx.sql(table).where(where).update(values)));
}

/** A day of the calendar, however much of it is still free. */
const day = (number: number): RegExp => new RegExp(`^${number}[●◑○]$`);

/** A haircut with Maria on the 5th at 14:30; Maria asks 2200 as the service does. */
async function bookHaircut(name: string, time = '14:30'): Promise<Visit> {
  const visit = house.visit('anna', newGuest(name));
  await visit.say('/start');
  for (const label of ['Записаться', 'Волосы', 'Стрижка', 'Мария', day(5), time, `Меня зовут ${name}`]) {
    await visit.press(label);
  }
  await visit.shareContact();
  await visit.press('✅');
  await visit.press('Мои записи');
  await visit.press('Стрижка');
  return visit;
}

const rowOf = async (visit: Visit) => {
  const number = Number(/№ (\d+)/.exec(text(visit))?.[1]);
  const row = (await house.bookings('anna')).find(({ id }) => id === number);
  if (row === undefined) throw new Error(`no booking ${number}`);
  return row;
};
const march = (day: number, hour: number, minute = 0) => monday.set({ day, hour, minute }).toJSDate();

test('a visit shows everything about it, with its history in words', async () => {
  const vera = await bookHaircut('Вера');
  expect(spaced(text(vera)).split('\n')).toEqual(
    expect.arrayContaining([
      'Вас ждут',
      'Услуга: Стрижка',
      'Мастер: Мария',
      'Когда: четверг, 5 марта, 14:30',
      'Длительность: 1 ч',
      'Стоимость: 2 200 ₽',
      'Имя: Вера',
      'История',
      '2 мар., 11:00 — запись на 5 мар., 14:30',
    ]),
  );
  const rows = vera.screen().inlineKeyboard?.map((row) => row.map(({ text: label }) => label));
  expect(rows?.at(-1)).toEqual(['‹ Назад', '‹ В меню']);
});

test('a visit moves to another time, keeps its number, and the old time is free', async () => {
  const vera = await bookHaircut('Вера', '10:00');
  const before = await rowOf(vera);
  await vera.press('Перенести');
  expect(text(vera)).toContain('К кому перенести?');
  await vera.press('К тому же мастеру: Мария');
  expect(text(vera)).toContain(`Перенос записи № ${before.id}`);
  expect(text(vera)).toContain('Сейчас: четверг, 5 марта, 10:00');
  await vera.press(day(6));
  await vera.press('16:00');
  expect(text(vera)).toContain('Станет: пятница, 6 марта, 16:00');
  expect(spaced(text(vera))).toContain('Стоимость не изменится: 2 200 ₽');
  expect(await rowOf(vera)).toEqual(before);
  const confirm = vera.screen().inlineKeyboard?.flat()[0]?.data ?? '';
  await vera.press('✅ Перенести');
  expect(text(vera)).toContain(`запись № ${before.id} перенесена`);
  expect(text(vera)).toContain('Было: четверг, 5 марта, 10:00');
  expect(await rowOf(vera)).toMatchObject({
    id: before.id,
    starts_at: march(6, 16),
    staff_id: before.staff_id,
  });
  expect((await vera.pressData(confirm))?.text).toBe('Запись уже перенесена на это время');
  await vera.press('Подробности');
  expect(text(vera)).toContain('перенос: 5 мар., 10:00 → 6 мар., 16:00');
  const nina = await bookHaircut('Нина', '10:00');
  expect((await rowOf(nina)).starts_at).toEqual(march(5, 10));
});

test('another master with another price is told before anything moves', async () => {
  await change('staff_services', { staff_id: 1, service_id: 1 }, { price_minor: 300_000 });
  const vera = await bookHaircut('Вера', '11:30');
  const rival = await bookHaircut('Нина', '17:00');
  await vera.press('Перенести');
  await vera.press('К любому');
  await vera.press(day(5));
  await vera.press('17:00');
  expect(text(vera)).toContain('Другой мастер: Анна');
  expect(spaced(text(vera))).toContain('Стоимость изменится: 3 000 ₽ вместо 2 200 ₽');
  await vera.press('Оставить как есть');
  expect((await rowOf(vera)).starts_at).toEqual(march(5, 11, 30));
  expect((await rowOf(rival)).starts_at).toEqual(march(5, 17));
  await change('staff_services', { staff_id: 1, service_id: 1 }, { price_minor: null });
});

test('of two who move to one time the slower keeps the old time and sees what is near', async () => {
  const guests = [await bookHaircut('Вера', '18:00'), await bookHaircut('Нина', '19:00')];
  for (const guest of guests) {
    for (const label of ['Перенести', 'К тому же', day(9), '12:00']) await guest.press(label);
  }
  await Promise.all(guests.map((guest) => guest.press('✅ Перенести')));
  const losers = guests.filter((guest) => text(guest).includes('уже занято'));
  expect(losers).toHaveLength(1);
  const [loser] = losers;
  if (loser === undefined) throw new Error('nobody lost');
  expect(text(loser)).toContain('Ваша запись остаётся на прежнем месте: четверг, 5 марта');
  await loser.press('пн, 9 мар., 13:00');
  await loser.press('✅ Перенести');
  expect((await rowOf(loser)).starts_at).toEqual(march(9, 13));
});

test('with one master there is no question of whom', async () => {
  const igor = house.visit('boris', newGuest('Игорь'));
  await igor.say('/start');
  for (const label of ['Записаться', 'Стрижка', day(5), '10:00', 'Меня зовут Игорь']) await igor.press(label);
  await igor.shareContact();
  await igor.press('✅');
  await igor.press('Мои записи');
  await igor.press('Стрижка');
  await igor.press('Перенести');
  expect(igor.labels()).toContain('Март 2026');
  await igor.press(day(5));
  await igor.press('10:00');
  expect(text(igor)).toContain('Вас ждут');
  await igor.press('Перенести');
  await igor.press('‹ Назад');
  expect(text(igor)).toContain('Вас ждут');
});

describe('cancelling', () => {
  const reasonOf = async (visit: Visit) => {
    const { id } = await rowOf(visit);
    const rows = await salonDb('anna').read((tx) =>
      tx.rows<{ cancel_reason: string | null; status: string }>(tx.sql('bookings').where({ id }).select('*')),
    );
    return rows[0];
  };

  test('takes one of a few reasons by a tap', async () => {
    const vera = await bookHaircut('Вера', '12:30');
    await vera.press('Отменить запись');
    await vera.press('Изменились планы');
    expect(text(vera)).toContain('отменена');
    expect(await reasonOf(vera)).toMatchObject({ status: 'cancelled', cancel_reason: 'Изменились планы' });
  });

  test('takes a typed reason, of any bytes', async () => {
    const vera = await bookHaircut('Вера', '12:30');
    await vera.press('Отменить запись');
    await vera.press('Другое');
    await vera.say('\u200b\u202e');
    expect(text(vera)).toContain('Не получилось прочитать');
    expect((await house.bookings('anna')).at(-1)).toMatchObject({ status: 'booked' });
    await vera.say(`<b>Уезжаю</b>\n👨‍👩‍👧‍👦 & ${'а'.repeat(4000)}`);
    expect(text(vera)).toContain('отменена');
    const stored = await reasonOf(vera);
    expect(stored?.cancel_reason).toMatch(/^<b>Уезжаю<\/b> 👨‍👩‍👧‍👦 & а+…$/u);
    await vera.press('Мои записи');
    await vera.press('Прошедшие');
    await vera.press('✕');
    expect(vera.screen().html).toContain('Причина отмены: &lt;b&gt;Уезжаю&lt;/b&gt;');
    expect(text(vera)).toContain('вы отменили запись');
  });

  test('is left alone by whoever goes back from the question', async () => {
    const vera = await bookHaircut('Вера', '12:30');
    await vera.press('Отменить запись');
    await vera.press('Другое');
    await vera.press('‹ Назад');
    await vera.press('Нет, оставить');
    await vera.say('просто сообщение');
    await vera.press('Мои записи');
    await vera.press('Стрижка');
    expect(await reasonOf(vera)).toMatchObject({ status: 'booked', cancel_reason: null });
    await vera.press('Отменить запись');
    await vera.press('Да, отменить');
    expect(await reasonOf(vera)).toMatchObject({ status: 'cancelled', cancel_reason: null });
  });
});

describe('whom the salon expects', () => {
  test('can be changed for one booking, and on request for all to come', async () => {
    const vera = await bookHaircut('Вера', '13:30');
    await vera.press('✏️ Имя');
    expect(text(vera)).toContain('Сейчас: Вера');
    await vera.say('x');
    expect(text(vera)).toContain('слишком короткое');
    await vera.say('Пётр <Первый>');
    expect(vera.screen().html).toContain('Пётр &lt;Первый&gt;');
    await vera.press('Нет, только здесь');
    expect(await rowOf(vera)).toMatchObject({ contact_name: 'Пётр <Первый>' });
    await vera.press('✏️ Телефон');
    await vera.shareContact({ phone: '+79990001122', userId: 1 });
    expect(text(vera)).toContain('чужой контакт');
    await vera.say('8 (916) 222-33-44');
    expect(vera.chat.replyKeyboard()).toBeNull();
    expect(text(vera)).toContain('+7 916 222 33 44');
    await vera.press('Да, запомнить');
    expect(await rowOf(vera)).toMatchObject({ contact_phone: '+79162223344' });
    expect(text(vera)).toContain('новое имя в записи');
    const profiles = await salonDb('anna').read((tx) =>
      tx.rows<{ name: string; phone: string }>(
        tx.sql('clients').where({ telegram_id: vera.guest.id }).select('*'),
      ),
    );
    expect(profiles).toMatchObject([{ name: 'Вера', phone: '+79162223344' }]);
  });

  test('stays when the question is left', async () => {
    const vera = await bookHaircut('Вера', '15:30');
    await vera.press('✏️ Телефон');
    expect(vera.chat.replyKeyboard()).not.toBeNull();
    await vera.press('Оставить');
    expect(vera.chat.replyKeyboard()).toBeNull();
    expect(text(vera)).toContain('Вас ждут');
    await vera.press('✏️ Имя');
    await vera.say('/menu');
    await vera.say('Мария');
    const rows = await house.bookings('anna');
    expect(rows.filter(({ contact_name: name }) => name === 'Мария')).toEqual([]);
  });
});

test('a visit goes into calendars and onto the map', async () => {
  const location = { latitude: 55.75, longitude: 37.61 };
  await salonDb('anna').transact((tx) =>
    tx.rows(tx.sql('settings').insert({ key: 'location', value: JSON.stringify(location) })),
  );
  const vera = await bookHaircut('Вера', '09:00');
  const google = vera
    .screen()
    .inlineKeyboard?.flat()
    .find(({ text: label }) => label === 'Google Календарь');
  expect(new URL(google?.url ?? '').searchParams.get('dates')).toBe('20260305T060000Z/20260305T070000Z');
  const row = await rowOf(vera);
  expect((await vera.press('В календарь'))?.text).toBe('Файл отправлен ниже');
  expect(vera.chat.last().document).toMatchObject({ fileName: `visit-${row.id}.ics` });
  // The file cannot become a screen: the way back comes below it.
  await vera.press('К записи');
  expect(vera.chat.messages().at(-2)?.document).toBeDefined();
  await vera.press('На карте');
  expect(vera.chat.last().location).toEqual({ ...location, title: 'Салон «Анна»' });
  await vera.press('К записи');
  expect(vera.labels()).toContain('🔁 Перенести');
});

test('what is over stands on pages, and can be booked again with the same master', async () => {
  const vera = await bookHaircut('Вера', '20:00');
  const { id, client_id: clientId } = (
    await salonDb('anna').read((tx) =>
      tx.rows<{ id: number; client_id: number }>(
        tx.sql('bookings').select('*').orderBy('id', 'desc').limit(1),
      ),
    )
  )[0] ?? { id: 0, client_id: 0 };
  const copies = Array.from({ length: 11 }, (_, index) => {
    const start = monday.minus({ days: index + 1 });
    return {
      client_id: clientId,
      service_id: 1,
      staff_id: 2,
      status: 'completed',
      starts_at: start.toJSDate(),
      ends_at: start.plus({ hours: 1 }).toJSDate(),
      during: `[${start.toISO()},${start.plus({ hours: 1 }).toISO()})`,
      price_minor: 1,
      currency: 'RUB',
      contact_name: 'Вера',
      contact_phone: '+79161234567',
    };
  });
  await salonDb('anna').transact((tx) => tx.rows(tx.sql('bookings').insert(copies)));
  await vera.press('‹ Назад');
  expect(text(vera)).toContain('Вас ждёт 1 визит');
  await vera.press('Прошедшие');
  expect(vera.labels().filter((label) => label.startsWith('✓'))).toHaveLength(8);
  expect(vera.labels()[0]).toContain('1 мар.');
  await vera.press('›');
  expect(vera.labels().filter((label) => label.startsWith('✓'))).toHaveLength(3);
  await vera.press('✓');
  expect(text(vera)).toContain('Визит состоялся');
  await vera.press('Записаться снова');
  expect(text(vera)).toContain('Мастер: Мария');
  expect(vera.labels()).toContain('Март 2026');
  expect(id).toBeGreaterThan(0);
});

describe('an update that is delivered again, because Telegram failed under the answer,', () => {
  const badGateway = { kind: 'error', code: 502, description: 'Bad Gateway' } as const;

  test('moves once, and shows where the visit is', async () => {
    const kira = await bookHaircut('Кира', '18:00');
    for (const label of ['Перенести', 'К тому же', day(16), '12:00']) await kira.press(label);
    const chatId = kira.guest.id;
    house.sandbox.injectFault({ fault: badGateway, method: 'editMessageText', chatId, times: 2 });
    await kira.press('✅ Перенести');
    expect(text(kira)).toContain('перенесена');
    const edits = house.sandbox.calls({ method: 'editMessageText', chatId }).slice(-3);
    expect(edits.map(({ status }) => status)).toEqual([502, 502, 200]);
    expect(await rowOf(kira)).toMatchObject({ starts_at: march(16, 12), version: 2 });
    await kira.press('Подробности');
    expect(text(kira).match(/перенос:/g)).toHaveLength(1);
  });

  test('takes a typed reason and a typed name for what they were', async () => {
    const zoya = await bookHaircut('Зоя', '18:00');
    const chatId = zoya.guest.id;
    const fault = { fault: badGateway, method: 'sendMessage', chatId, times: 1 };
    await zoya.press('✏️ Имя');
    house.sandbox.injectFault(fault);
    await zoya.say('Зоя Ким');
    expect(await rowOf(zoya)).toMatchObject({ contact_name: 'Зоя Ким' });
    await zoya.press('Отменить запись');
    await zoya.press('Другое');
    house.sandbox.injectFault(fault);
    await zoya.say('Уезжаю');
    expect(await rowOf(zoya)).toMatchObject({ status: 'cancelled' });
    expect(text(zoya)).toContain('Причина отмены: Уезжаю');
    expect(house.sandbox.calls({ chatId }).filter(({ status }) => status === 502)).toHaveLength(2);
  });
});

test('an English client moves and cancels in English', async () => {
  const ann = house.visit('clinic', newGuest('Ann', 'en-GB'));
  await ann.say('/start');
  for (const label of ['Book a visit', 'Check-up', day(5), /^2:30\sPM$/, 'I’m Ann']) await ann.press(label);
  await ann.say('(212) 555-0199');
  await ann.press('Confirm booking');
  await ann.press('My bookings');
  await ann.press('Check-up');
  await ann.press('Reschedule');
  await ann.press(day(6));
  await ann.press(/^9:00\sAM$/);
  expect(text(ann)).toMatch(/New time: Friday, March 6, 9:00\sAM/);
  await ann.press('Move it');
  expect(text(ann)).toContain('has been moved');
  await ann.press('Booking details');
  expect(text(ann)).toMatch(/moved, Mar 5, 2:30\sPM → Mar 6, 9:00\sAM/);
  await ann.press('Cancel booking');
  await ann.press('Not feeling well');
  expect(text(ann)).toContain('is cancelled');
});

test.each(['1vm', '1ven', '1vep', '1veu', '1vt', '1vf', '1vg', '1vb'])(
  '%s on another client’s booking: there is no such booking',
  async (action) => {
    const owner = await bookHaircut('Вера', '18:30');
    const { id } = await rowOf(owner);
    const eve = house.visit('anna', newGuest('Ева'));
    await eve.say('/start');
    const before = await house.bookings('anna');
    expect((await eve.pressData(`${action}:${id.toString(36)}`))?.text).toBe('Такой записи нет');
    const start = (march(9, 12).getTime() / 60_000).toString(36);
    expect((await eve.pressData(`1vmk:${id.toString(36)}:0:${start}`))?.text).toBe('Такой записи нет');
    expect(eve.chat.transcript()).not.toContain('Вера');
    expect(await house.bookings('anna')).toEqual(before);
    await owner.press('Отменить запись');
    await owner.press('Да, отменить');
  },
);

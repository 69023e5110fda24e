import { monday, newGuest, openBookingHouse, type BookingHouse, type Visit } from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse();
});
afterAll(async () => {
  await house.close();
});
afterEach(() => {
  expect(house.failures()).toEqual([]);
});

const text = (visit: Visit): string => visit.screen().text ?? '';
const botMessages = (visit: Visit) => visit.chat.messages().filter(({ fromBot }) => fromBot);

test('a Russian client books from the first word to the row in the database', async () => {
  const vera = house.visit('anna', { ...newGuest('Вера'), phone: '+79161112233' });
  await vera.say('/start');
  expect(text(vera)).toContain('Салон «Анна»');
  const panel = vera.screen().messageId;
  await vera.press('Записаться');
  expect(vera.labels()).toEqual(['Волосы · 3 услуги', 'Ногти · 9 услуг', 'Лицо · 1 услуга', '‹ В меню']);
  await vera.press('Волосы');
  await vera.press('Стрижка');
  expect(text(vera)).toContain('Стрижка: <b>без спешки</b> & с удовольствием');
  expect(vera.labels()).toEqual(['👥 К любому свободному мастеру', 'Анна', 'Мария', '‹ Назад', '‹ В меню']);
  await vera.press('Мария');
  expect(text(vera)).toContain('Мастер: Мария');
  expect(vera.labels()).toContain('Март 2026');
  await vera.press('5●');
  expect(text(vera)).toContain('четверг, 5 марта');
  expect(vera.labels()).toEqual(expect.arrayContaining(['— Утро —', '09:00', '— День —', '— Вечер —']));
  await vera.press('14:30');
  expect(text(vera)).toContain('Как вас зовут?');
  expect(vera.screen().messageId).toBe(panel);
  await vera.say('  Вера   Иванова ');
  expect(text(vera)).toContain('номер телефона');
  expect(vera.chat.replyKeyboard()?.rows.flat()[0]).toMatchObject({ requestContact: true });
  await vera.shareContact();
  expect(vera.chat.replyKeyboard()).toBeNull();
  expect(text(vera).split('\n')).toEqual(
    expect.arrayContaining([
      'Услуга: Стрижка',
      'Мастер: Мария',
      'Когда: четверг, 5 марта, 14:30',
      'Имя: Вера Иванова',
      'Телефон: +7 916 111 22 33',
    ]),
  );
  expect(text(vera).replaceAll('\u00a0', ' ')).toContain('Стоимость: 2 200 ₽');
  expect(vera.screen().inlineKeyboard?.flat()[0]).toMatchObject({ text: '✅ Записаться', style: 'success' });
  await vera.press('✅ Записаться');
  expect(text(vera)).toContain('вы записаны');
  expect(text(vera)).toContain('Мира, 5');
  const [row, ...others] = (await house.bookings('anna')).filter(
    ({ contact_phone: phone }) => phone === '+79161112233',
  );
  expect(others).toEqual([]);
  expect(row).toMatchObject({ status: 'booked', contact_name: 'Вера Иванова', staff_id: 2 });
  expect(row?.starts_at).toEqual(monday.set({ day: 5, hour: 14, minute: 30 }).toJSDate());
  expect(text(vera)).toContain(`№ ${row?.id ?? '?'}`);
  expect(
    botMessages(vera)
      .filter(({ text: said }) => said?.includes('Кнопка'))
      .map(({ text: said }) => said),
  ).toEqual([]);
});

test('an English client books in English, in the clinic’s zone and money, without a choice of masters', async () => {
  const ann = house.visit('clinic', newGuest('Ann', 'en-GB'));
  await ann.say('/start');
  await ann.press('Book a visit');
  expect(ann.labels().map((label) => label.replace(/\s/g, ' '))).toEqual([
    'Check-up · $15 · 1 hr 30 min',
    'Cleaning · $120.50 · 45 min',
    '‹ Menu',
  ]);
  await ann.press('Check-up');
  expect(text(ann)).not.toContain('With:');
  expect(ann.labels().slice(0, 10)).toEqual([
    '\u2800',
    'March 2026',
    '›',
    'Sun',
    'Mon',
    'Tue',
    'Wed',
    'Thu',
    'Fri',
    'Sat',
  ]);
  await ann.press('5●');
  await ann.press(/^2:30\sPM$/);
  await ann.press('I’m Ann');
  await ann.say('(212) 555-0199');
  expect(text(ann)).toContain('Phone: +1 212 555 0199');
  await ann.press('Confirm booking');
  expect(text(ann)).toMatch(/Thursday, March 5, 2:30\sPM/);
  const [row] = await house.bookings('clinic');
  expect(row).toMatchObject({ contact_name: 'Ann', contact_phone: '+12125550199' });
  expect(row?.starts_at.toISOString()).toBe('2026-03-05T19:30:00.000Z');
});

test('a salon with one service and one master asks for nothing but the time', async () => {
  const igor = house.visit('boris', newGuest('Игорь'));
  await igor.say('/start');
  expect(igor.screen().html).toContain('Барбер &lt;Борис&gt;');
  await igor.press('Записаться');
  await igor.press('Стрижка');
  expect(igor.labels()).toContain('Март 2026');
  expect(text(igor)).not.toContain('Мастер');
});

describe('somebody known', () => {
  let oleg: Visit;
  beforeAll(async () => {
    oleg = house.visit('anna', newGuest('Олег'));
    await bookFirst(oleg, '10●');
  });

  test('is not asked again, and may change the details at the summary', async () => {
    await toSummary(oleg, '11●');
    expect(text(oleg)).toContain('Имя: Олег');
    await oleg.press('Изменить имя');
    expect(oleg.labels()).toContain('Оставить: Олег');
    await oleg.say('Олег Петров');
    expect(text(oleg)).toContain('Имя: Олег Петров');
    await oleg.press('Изменить телефон');
    await oleg.press('Оставить');
    expect(oleg.chat.replyKeyboard()).toBeNull();
    await oleg.press('Изменить телефон');
    await oleg.say('8 (916) 222-33-44');
    expect(text(oleg)).toContain('+7 916 222 33 44');
    await oleg.press('✅');
    const rows = (await house.bookings('anna')).filter(({ contact_name: name }) => name === 'Олег Петров');
    expect(rows).toMatchObject([{ contact_phone: '+79162223344' }]);
  });

  test('sees the visits, cancels one after being asked, and the time is free again', async () => {
    await oleg.press('Мои записи');
    expect(text(oleg)).toContain('Вас ждут 2 визита');
    await oleg.press('10 мар');
    expect(text(oleg)).toContain('Вас ждут');
    await oleg.press('Отменить запись');
    expect(text(oleg)).toMatch(/^Отменить запись № \d+\?/);
    await oleg.press('Нет, оставить');
    await oleg.press('Отменить запись');
    const asked = oleg.screen().inlineKeyboard?.flat()[0];
    expect(asked).toMatchObject({ style: 'danger' });
    await oleg.press('Да, отменить');
    expect(text(oleg)).toContain('отменена');
    const again = await oleg.pressData(asked?.data ?? '');
    expect(again?.text).toBe('Эта запись уже отменена');
    const nina = house.visit('anna', newGuest('Нина'));
    await bookFirst(nina, '10●');
    const tenth = (await house.bookings('anna')).filter(
      ({ starts_at: start }) => start.getTime() === monday.set({ day: 10, hour: 9 }).toMillis(),
    );
    expect(tenth.map(({ status }) => status)).toEqual(['cancelled', 'booked']);
  });

  test('is told after the deadline how to reach the salon, and nothing is cancelled', async () => {
    const late = house.visit('anna', newGuest('Лена'));
    await bookFirst(late, /^3[●◑○]$/);
    await late.press('Мои записи');
    await late.press('3 мар');
    expect(late.labels()).not.toContain('Отменить запись');
    expect(text(late)).toContain('+7 495 123 45 67');
    const id = /№ (\d+)/.exec(text(late))?.[1] ?? '';
    const answer = await late.pressData(`1vc:${Number(id).toString(36)}`);
    expect(answer).toMatchObject({ alert: true });
    expect(answer?.text).toContain('24');
    expect((await house.bookings('anna')).find((row) => row.id === Number(id))?.status).toBe('booked');
  });
});

async function toTimes(visit: Visit, day: string | RegExp): Promise<void> {
  await visit.say('/start');
  await visit.press('Записаться');
  await visit.press('Волосы');
  await visit.press('Стрижка');
  await visit.press('Анна');
  await visit.press(day);
}

async function toSummary(visit: Visit, day: string | RegExp): Promise<void> {
  await toTimes(visit, day);
  await visit.press(/^\d\d:\d\d$/);
}

async function bookFirst(visit: Visit, day: string | RegExp): Promise<void> {
  await toSummary(visit, day);
  await visit.press('Меня зовут');
  await visit.shareContact();
  await visit.press('✅');
  expect(text(visit)).toContain('вы записаны');
}

test('two people race for one time: one gets it, the other sees what is near and books that', async () => {
  const guests = ['Рита', 'Соня'].map((name) => house.visit('boris', newGuest(name)));
  for (const guest of guests) {
    await guest.say('/start');
    await guest.press('Записаться');
    await guest.press('Стрижка');
    await guest.press('12●');
    await guest.press('12:00');
    await guest.press('Меня зовут');
    await guest.shareContact();
    expect(text(guest)).toContain('Всё верно?');
  }
  const answers = await Promise.all(guests.map((guest) => guest.press('✅')));
  const winner = guests.findIndex((guest) => text(guest).includes('вы записаны'));
  const loser = guests[1 - winner];
  expect(winner).not.toBe(-1);
  if (loser === undefined) return;
  expect(answers[winner]).toMatchObject({ alert: false });
  expect(answers[1 - winner]).toMatchObject({ alert: true });
  expect(answers[1 - winner]?.text).toContain('только что заняли');
  expect(text(loser)).toContain('четверг, 12 марта, 12:00 — уже занято');
  expect(loser.labels()).toContain('чт, 12 мар., 11:00');
  await loser.press('чт, 12 мар., 11:00');
  await loser.press('✅');
  expect(text(loser)).toContain('11:00');
  expect(text(loser)).toContain('вы записаны');
  const rows = await house.bookings('boris');
  expect(rows.map(({ starts_at: start }) => start.toISOString()).sort()).toEqual([
    '2026-03-12T08:00:00.000Z',
    '2026-03-12T09:00:00.000Z',
  ]);
});

test('a double press books once', async () => {
  const dina = house.visit('anna', newGuest('Дина'));
  await toSummary(dina, '16●');
  await dina.press('Меня зовут');
  await dina.shareContact();
  const before = (await house.bookings('anna')).length;
  const data = dina.screen().inlineKeyboard?.flat()[0]?.data ?? '';
  const answers = await Promise.all([dina.pressData(data), dina.pressData(data)]);
  const said = answers.map((answer) => answer?.text ?? null);
  expect(new Set(said)).toEqual(new Set([null, 'Вы уже записаны на это время']));
  expect(await house.bookings('anna')).toHaveLength(before + 1);
});

describe('an update that is delivered again, because Telegram failed under the answer,', () => {
  const badGateway = { kind: 'error', code: 502, description: 'Bad Gateway' } as const;

  test('books once, and shows what was booked', async () => {
    const kira = house.visit('anna', newGuest('Кира'));
    await toSummary(kira, '17●');
    await kira.press('Меня зовут');
    await kira.shareContact();
    const before = (await house.bookings('anna')).length;
    const chatId = kira.guest.id;
    house.sandbox.injectFault({ fault: badGateway, method: 'editMessageText', chatId, times: 2 });
    expect(await kira.press('✅')).toMatchObject({ text: null });
    expect(text(kira)).toContain('вы записаны');
    const edits = house.sandbox.calls({ method: 'editMessageText', chatId }).slice(-3);
    expect(edits.map(({ status }) => status)).toEqual([502, 502, 200]);
    expect(await house.bookings('anna')).toHaveLength(before + 1);
  });

  test('takes a typed answer for what it was', async () => {
    const zoya = house.visit('boris', newGuest('Зоя'));
    await zoya.say('/start');
    for (const label of ['Записаться', 'Стрижка', '19●', '10:00']) await zoya.press(label);
    const chatId = zoya.guest.id;
    const fault = { fault: badGateway, method: 'sendMessage', chatId, times: 1 };
    house.sandbox.injectFault(fault);
    await zoya.say('Зоя Ким');
    expect(text(zoya)).toContain('номер телефона');
    house.sandbox.injectFault(fault);
    await zoya.say('8 916 777-66-55');
    expect(text(zoya)).toContain('Имя: Зоя Ким\nТелефон: +7 916 777 66 55');
    const refused = house.sandbox.calls({ chatId }).filter(({ status }) => status === 502);
    expect(refused).toHaveLength(2);
    expect(zoya.chat.replyKeyboard()).toBeNull();
  });
});

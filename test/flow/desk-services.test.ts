import { newGuest, type TenantId, type Visit } from './booking-house.js';
import { deskHouse, deskOf, owner, plain, textOf as text } from './desk-house.js';

const house = deskHouse(['boris'], owner);

const labels = (visit: Visit): string[] => visit.labels().map(plain);

const atDesk = (tenant: TenantId, ...path: (string | RegExp)[]): Promise<Visit> =>
  deskOf(house, tenant, owner, '⚙️', ...path);

async function clientAt(tenant: TenantId, ...path: (string | RegExp)[]): Promise<Visit> {
  const visit = house.visit(tenant, newGuest('Клиент'));
  await visit.say('/start');
  for (const label of ['Записаться', ...path]) await visit.press(label);
  return visit;
}

/** A picture of one point. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('services', () => {
  test('a new one: name, length, price, and clients see it at once', async () => {
    const desk = await atDesk('boris', '💇');
    expect(text(desk)).toContain('1 услуга');
    await desk.press('➕');
    await desk.say('я');
    expect(text(desk)).toContain('Слишком коротко: нужно от 2 до 80 знаков');
    await desk.say('Борода <и> усы');
    expect(text(desk)).toContain('Борода <и> усы');
    await desk.say('завтра');
    expect(text(desk)).toContain('Не получается прочитать время');
    await desk.say('1h15');
    await desk.say('-1');
    expect(text(desk)).toContain('Цена не бывает меньше нуля');
    await desk.say('1000000000');
    expect(text(desk)).toContain('Можно до 100 000 000 ₽');
    await desk.say('1 500,50');
    expect(text(desk)).toContain('✅ Услуга добавлена');
    expect(text(desk)).toContain('1 500,50 ₽ · 1 ч 15 мин');
    const client = await clientAt('boris');
    expect(labels(client)).toContain('Борода <и> усы · 1 500,50 ₽ · 1 ч 15 мин');
  });

  test('every field is edited, and an old screen changes nothing', async () => {
    const desk = await atDesk('boris', '💇', 'Стрижка');
    for (const [field, typed, shown] of [
      ['✏️', 'Стрижка машинкой', 'Стрижка машинкой'],
      ['📝', 'Быстро & аккуратно', 'Быстро & аккуратно'],
      ['🗂 Раздел', 'Волосы', 'Раздел: Волосы'],
      ['💰', '1700', '1 700 ₽'],
      ['⏱', '1 ч', '1 ч'],
      ['⏮', '5', 'до — 5 мин'],
    ] as const) {
      await desk.press(field);
      await desk.say(typed);
      expect(text(desk)).toContain('✅');
      expect(text(desk)).toContain(shown);
    }
    await desk.press('⏭');
    const old = desk.screen();
    const oldButton =
      old.inlineKeyboard?.flat().find(({ text: label }) => plain(label) === '15 мин')?.data ?? '';
    await desk.press('10 мин');
    expect(text(desk)).toContain('после — 10 мин');
    const answer = await desk.pressData(oldButton);
    expect(plain(answer?.text)).toContain('изменил кто-то другой');
    expect(text(desk)).toContain('после — 10 мин');
    await desk.press('🗂 Раздел');
    await desk.press('Без раздела');
    expect(text(desk)).not.toContain('Раздел:');
    expect(labels(await clientAt('boris'))).toContain('Стрижка машинкой · 1 700 ₽ · 1 ч');
  });

  test('a price typed while somebody else changed the service is not taken', async () => {
    const desk = await atDesk('boris', '💇', 'Стрижка', '💰');
    await house.host.database.database
      .tenant('boris')
      .transact((tx) => tx.rows(tx.sql('services').where({ id: 1 }).increment('version')));
    await desk.say('1');
    expect(text(desk)).toContain('⚠️ Пока вы смотрели, это изменил кто-то другой');
    expect(text(desk)).toContain('1 700 ₽');
  });

  test('the order is the one clients see', async () => {
    const desk = await atDesk('boris', '💇', 'Борода');
    expect(plain((await desk.press('⬆️'))?.text)).toBe('Теперь на месте 1 из 2');
    const seen = labels(await clientAt('boris'));
    expect(seen[0]).toContain('Борода');
    expect(seen[1]).toContain('Стрижка');
    await desk.press('⬇️');
    expect(labels(await clientAt('boris'))[0]).toContain('Стрижка');
  });

  test('a photo goes to the client’s card, opens and closes', async () => {
    const desk = await atDesk('boris', '💇', 'Стрижка', '📷');
    await desk.say('вот');
    expect(text(desk)).toContain('отправленная как фото');
    await desk.chat.sendPhoto(picture);
    await desk.settled();
    expect(text(desk)).toContain('📷 Фото есть');
    const client = await clientAt('boris', 'Стрижка');
    const card = client.screen();
    await client.press('📷 Фото');
    expect(client.screen().photo).toBeDefined();
    expect(client.labels()).toEqual(['‹ Назад']);
    await client.press('‹ Назад');
    expect(client.screen().messageId).toBe(card.messageId);
    const again = await atDesk('boris', '💇', 'Стрижка', '📷', 'Посмотреть');
    expect(again.screen().photo).toBeDefined();
    await again.press('‹ Назад');
    await again.press('Убрать фото');
    expect(text(again)).not.toContain('📷 Фото есть');
    expect((await clientAt('boris', 'Стрижка')).labels()).not.toContain('📷 Фото');
  });

  test('hiding says how many visits stay; clients lose it at once and get it back', async () => {
    const client = await clientAt('boris', 'Стрижка', /^5[●◑○]$/, '10:00', 'Меня зовут');
    await client.shareContact();
    await client.press('✅');
    const late = await clientAt('boris', 'Стрижка', /^6[●◑○]$/, '10:00', 'Меня зовут');
    await late.shareContact();
    const desk = await atDesk('boris', '💇', 'Стрижка', '🚫');
    expect(text(desk)).toContain('Впереди 1 запись: она останется в силе');
    expect(plain((await desk.press('Да, скрыть'))?.text)).toBe('Скрыто. 1 будущая запись остаётся в силе.');
    expect(labels(await clientAt('boris')).join()).not.toContain('Стрижка');
    await late.press('✅');
    expect(labels(late).join()).not.toContain('Стрижка');
    const [booking, ...others] = await house.bookings('boris');
    expect(booking).toMatchObject({ status: 'booked' });
    expect(others).toEqual([]);
    await desk.press('Назад');
    expect(labels(desk).join()).toContain('🚫 Скрыта · Стрижка');
    await desk.press('🚫 Скрыта');
    await desk.press('✅ Вернуть');
    expect(labels(await clientAt('boris')).join()).toContain('Стрижка');
  });
});

describe('masters', () => {
  test('with one there is no choice; with the second one’s first service there is', async () => {
    expect(text(await clientAt('boris', 'Борода'))).not.toContain('К кому');
    const desk = await atDesk('boris', '🧑‍🎨', '➕');
    await desk.say('Игорь');
    expect(text(desk)).toContain('Услуги не выбраны');
    expect(text(await clientAt('boris', 'Борода'))).not.toContain('К кому');
    await desk.press('Услуги мастера');
    await desk.press('⬜ Борода');
    expect(text(desk)).toContain('делает 1 из 2');
    const client = await clientAt('boris', 'Борода');
    expect(text(client)).toContain('К кому');
    expect(labels(client)).toEqual(
      expect.arrayContaining(['👥 К любому свободному мастеру', 'Тимур', 'Игорь']),
    );
  });

  test('own price and length, and back to the salon’s', async () => {
    const desk = await atDesk('boris', '🧑‍🎨', 'Игорь', 'Свои цены', 'Борода', 'Своя цена');
    await desk.say('даром');
    await desk.press('Своя цена');
    await desk.say('1e9');
    expect(text(desk)).toContain('Не получается прочитать цену');
    await desk.say('2000');
    expect(text(desk)).toContain('Цена: 2 000 ₽ (в салоне 1 500,50 ₽)');
    await desk.press('Своё время');
    await desk.press('2 ч');
    expect(text(desk)).toContain('Длительность: 2 ч (в салоне 1 ч 15 мин)');
    expect(labels(await clientAt('boris', 'Борода'))).toContain('Игорь · 2 000 ₽ · 2 ч');
    await desk.press('Цена — как в салоне');
    await desk.press('Время — как в салоне');
    expect(labels(await clientAt('boris', 'Борода'))).toContain('Игорь');
  });

  test('name, about, photo, hours, order, and no more bookings', async () => {
    const desk = await atDesk('boris', '🧑‍🎨', 'Игорь', '✏️');
    await desk.say('Игорь Второй');
    await desk.press('📝');
    await desk.say('Мастер <бород>');
    expect(text(desk)).toContain('Мастер <бород>');
    await desk.press('📷');
    await desk.chat.sendPhoto(picture);
    await desk.settled();
    expect(text(desk)).toContain('📷 Фото есть');
    const link = house.visit('boris', newGuest('Клиент'));
    await link.chat.start('st_2');
    await link.settled();
    expect(link.labels()).toContain('📷 Фото');
    await desk.press('⏫');
    expect(labels(await clientAt('boris', 'Борода')).indexOf('Игорь Второй')).toBe(1);
    await desk.press('🕘');
    expect(text(desk)).toContain('Игорь Второй');
    const card = await atDesk('boris', '🧑‍🎨', 'Игорь', '🚫');
    await card.press('Да, не принимает');
    expect(text(await clientAt('boris', 'Борода'))).not.toContain('К кому');
    await card.press('✅ Снова');
    expect(text(await clientAt('boris', 'Борода'))).toContain('К кому');
  });

  test('a photo too old to be taken away is followed by the card', async () => {
    const client = house.visit('boris', newGuest('Клиент'));
    await client.chat.start('st_2');
    await client.settled();
    await client.press('📷 Фото');
    const photo = client.screen();
    expect(photo.photo).toBeDefined();
    house.clock.advance(49 * 3_600_000);
    await client.press('‹ Назад');
    expect(client.screen().messageId).toBeGreaterThan(photo.messageId);
    expect(text(client)).toContain('Игорь Второй');
  });
});

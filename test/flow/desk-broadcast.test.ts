import type { Chat, ChatMessage } from '../../src/sandbox/sandbox.js';
import { newGuest, type TenantId, type Visit } from './booking-house.js';
import { deskHouse, deskOf, owner, textOf as text } from './desk-house.js';

const house = deskHouse(['anna', 'boris', 'clinic'], owner);

const labelsOf = ({ inlineKeyboard }: ChatMessage): string[] =>
  (inlineKeyboard ?? []).flat().map((button) => button.text);

async function newClientOf(tenant: TenantId, languageCode = 'ru'): Promise<Visit> {
  const visit = house.visit(tenant, newGuest('Вера', languageCode));
  await visit.say('/start');
  return visit;
}

const atBroadcasts = (tenant: TenantId): Promise<Visit> => deskOf(house, tenant, owner, '📣');

const arrival = (chat: Chat, words: string): Promise<ChatMessage> =>
  chat.waitFor((message) => message.fromBot && (message.text ?? '').includes(words), words, {
    anyTime: true,
  });

async function pressOf(visit: Visit, message: ChatMessage, label: string) {
  const found = (message.inlineKeyboard ?? []).flat().find((button) => button.text.includes(label));
  if (found?.data === undefined) throw new Error(`no button ${label}`);
  return visit.pressData(found.data, message.messageId);
}

const count = (visit: Visit, words: string): number =>
  visit.chat.messages().filter((message) => message.fromBot && (message.text ?? '').includes(words)).length;

test('written with errors, looked at, sent, refused by a client, and wanted again', async () => {
  const vera = await newClientOf('anna');
  const eve = await newClientOf('anna', 'en');
  const desk = await atBroadcasts('anna');
  expect(text(desk)).toContain('Рассылок ещё не было');
  await desk.press('Новая рассылка');
  expect(text(desk)).toContain('Текст: ещё не написан');
  expect(desk.labels().some((label) => label.includes('Отправить'))).toBe(false);

  await desk.press('Написать текст');
  await desk.say('Скидка <b>20 %');
  expect(text(desk)).toContain('Тег <b> не закрыт');
  await desk.say('Скидка <h1>20 %</h1>');
  expect(text(desk)).toContain('Тег <h1> не подходит');
  await desk.say('Весенняя скидка <b>20 %</b> 🌷 только до <3 недель');
  const preview = await arrival(desk.chat, 'Весенняя скидка 20 % 🌷 только до <3 недель');
  expect(labelsOf(preview)).toEqual(['📅 Записаться', '🔕 Не присылать рассылки']);
  expect(text(desk)).toContain('Получат сейчас: 3 клиента');
  expect(text(desk)).toContain('по-русски 2, по-английски 1');

  await desk.press('Кому');
  await desk.press('Давно не были');
  await desk.press('Другое число');
  await desk.say('много');
  expect(text(desk)).toContain('Это не число дней');
  await desk.say('45 дней');
  expect(text(desk)).toContain('Не были 45 дней');
  expect(text(desk)).toContain('0 клиентов');
  await desk.press('📤 Отправить');
  expect((await desk.press('Да, отправить'))?.text).toContain('таких клиентов нет');
  await desk.press('Кому');
  await desk.press('Все клиенты');

  await desk.press('📤 Отправить');
  expect(text(desk)).toContain('Получат: 3 клиента');
  expect((await desk.press('Да, отправить'))?.text).toBe('Рассылка началась');
  const [toVera, toEve] = [await arrival(vera.chat, 'Весенняя скидка'), await arrival(eve.chat, 'Весенняя')];
  expect(labelsOf(toEve)).toEqual(['📅 Book', '🔕 No more newsletters']);
  const report = await arrival(desk.chat, 'Рассылка завершена');
  expect(report.text).toContain('Отправлено: 3');

  await pressOf(vera, toVera, 'Записаться');
  expect(text(vera)).toContain('Выберите раздел');
  expect(count(vera, 'Весенняя скидка')).toBe(1);
  const toast = await pressOf(vera, toVera, 'Не присылать');
  expect(toast?.text).toContain('Больше не пришлём рассылок');

  await pressOf(desk, report, 'К рассылкам');
  await desk.say('/admin');
  await desk.press(/📣/);
  expect(desk.labels().some((label) => /^✅ .* · 3 · Все клиенты$/.test(label))).toBe(true);
  await desk.press('Новая рассылка');
  expect(text(desk)).toContain('Получат сейчас: 2 клиента');

  await vera.say('/profile');
  expect(text(vera)).toContain('Рассылки салона: не приходят');
  expect((await vera.press('Присылать рассылки'))?.text).toBe('Снова будем присылать рассылки');
  expect(text(vera)).toContain('Рассылки салона: приходят');
  await desk.press('Кому');
  await desk.press('Все клиенты');
  expect(text(desk)).toContain('Получат сейчас: 3 клиента');
});

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('a photo with a caption goes as it was sent', async () => {
  const client = await newClientOf('boris');
  const desk = await atBroadcasts('boris');
  await desk.press('Новая рассылка');
  await desk.press('Написать текст');
  await desk.chat.sendPhoto(picture, '<i>Новый</i> мастер');
  await desk.settled();
  expect(text(desk)).toContain('Фото: есть');
  await desk.press('Без кнопки «Записаться»');
  await desk.press('Как увидят клиенты');
  const previews = desk.chat.messages().filter((message) => message.text === 'Новый мастер');
  expect(previews.map(labelsOf)).toEqual([
    ['📅 Записаться', '🔕 Не присылать рассылки'],
    ['🔕 Не присылать рассылки'],
  ]);
  await desk.press('Отправить');
  await desk.press('Да, отправить');
  const got = await arrival(client.chat, 'Новый мастер');
  expect(got.text).toBe('Новый мастер');
  expect(labelsOf(got)).toEqual(['🔕 Не присылать рассылки']);
  await arrival(desk.chat, 'Рассылка завершена');
});

test('who is nobody at the desk gets no further than the menu, whatever is pressed', async () => {
  const client = await newClientOf('clinic', 'en');
  const desk = await atBroadcasts('clinic');
  await desk.press('Новая рассылка');
  const data =
    desk
      .screen()
      .inlineKeyboard?.flat()
      .flatMap((button) => button.data ?? []) ?? [];
  expect(data.length).toBeGreaterThan(4);
  for (const pressed of data.filter((one) => one.startsWith('1w'))) {
    const answer = await client.pressData(pressed);
    expect(answer?.text).toContain('desk');
  }
});

test('a client who has blocked the bot is counted, and left out of the next', async () => {
  const [gone] = [await newClientOf('boris'), await newClientOf('boris')];
  const desk = await atBroadcasts('boris');
  await desk.press('Новая рассылка');
  await desk.press('Написать текст');
  await desk.say('Свободные окна завтра');
  const release = house.sandbox.injectFault({
    fault: { kind: 'error', code: 403, description: 'Forbidden: bot was blocked by the user' },
    bot: 'boris_bot',
    method: 'sendMessage',
    chatId: gone.guest.id,
  });
  await desk.press('📤 Отправить');
  await desk.press('Да, отправить');
  const report = await desk.chat.waitFor(
    (message) => /Рассылка завершена[^]*Заблокировали бота: 1/.test(message.text ?? ''),
    'the report',
    { anyTime: true },
  );
  expect(report.text).toContain('Заблокировали бота: 1');
  release();
});

test('a broadcast is stopped with one press, and goes on with another', async () => {
  const slow = await newClientOf('clinic', 'en');
  const ids = Array.from({ length: 40 }, (_, index) => ({ telegram_id: 900_000_000 + index }));
  const salonDb = house.host.database.database.tenant('clinic');
  await salonDb.transact((tx) => tx.rows(tx.sql('clients').insert(ids)));
  const desk = await atBroadcasts('clinic');
  await desk.press(/Черновик/);
  await desk.press('Написать текст');
  await desk.say('Опоздали? Ждём вас');
  const fault = { kind: 'hang' } as const;
  const where = { bot: 'clinic_bot', method: 'sendMessage', chatId: slow.guest.id, when: 'after' } as const;
  const release = house.sandbox.injectFault({ fault, ...where });
  await desk.press('📤 Отправить');
  await desk.press('Да, отправить');
  await arrival(slow.chat, 'Опоздали');
  const sending = await arrival(desk.chat, 'Рассылка идёт');
  expect((await pressOf(desk, sending, 'Остановить'))?.text).toContain('Остановлено');
  await arrival(desk.chat, 'Рассылка остановлена');
  release();
  const stopped = await desk.chat.waitFor(
    (message) => /остановлена[^]*Не дошла очередь: 4\d/.test(message.text ?? ''),
    'what was left',
    { anyTime: true },
  );
  expect(labelsOf(stopped)).toEqual(['▶️ Продолжить', '🔄 Обновить', '‹ К рассылкам']);
  expect((await pressOf(desk, stopped, 'Продолжить'))?.text).toContain('с того же места');
  const report = await arrival(desk.chat, 'Рассылка завершена');
  expect(report.text).toContain('Заблокировали бота: 40');
  expect(count(slow, 'Опоздали')).toBe(1);
});

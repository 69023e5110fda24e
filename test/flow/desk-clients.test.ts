import { parse } from 'csv-parse/sync';
import { blacklist, commitImport, openClientCard } from '../../src/bot/admin/clients/data.js';
import { hideReview, openReview } from '../../src/bot/admin/reviews/data.js';
import { monday, newGuest, type Visit } from './booking-house.js';
import { deskHouse } from './desk-house.js';

const owner = newGuest('Ольга');
const englishOwner = newGuest('Olga', 'en');
const house = deskHouse(['anna'], owner, englishOwner);

const text = (visit: Visit): string => visit.screen().text ?? '';
const db = () => house.host.database.database.tenant('anna');
const add = (table: string, row: object) => db().transact((tx) => tx.rows(tx.sql(table).insert(row)));
const rows = <Row>(table: string) => db().read((tx) => tx.rows<Row>(tx.sql(table).select('*').orderBy('id')));
const day = (number: number): RegExp => new RegExp(`^${number}[●◑○]$`);

async function atTheDesk(guest = owner): Promise<Visit> {
  const visit = house.visit('anna', guest);
  await visit.say('/start');
  await visit.say('/admin');
  return visit;
}

async function pathToSummary(visit: Visit, time: string): Promise<void> {
  for (const label of ['Записаться', 'Волосы', 'Стрижка', 'Мария', day(5), time]) await visit.press(label);
}

/** Somebody who has a haircut on the 5th. */
async function booked(name: string, time: string): Promise<Visit> {
  const visit = house.visit('anna', newGuest(name));
  await visit.say('/start');
  await pathToSummary(visit, time);
  await visit.press(`Меня зовут ${name}`);
  await visit.shareContact();
  await visit.press('✅');
  expect(text(visit)).toContain('Стрижка');
  return visit;
}

async function send(visit: Visit, content: string, name = 'clients.csv'): Promise<void> {
  await visit.chat.sendDocument(Buffer.from(content), name);
  await visit.settled();
}

test('a client is found by the last digits, noted about, and kept from booking in a polite way', async () => {
  const vera = await booked('Вера', '10:00');
  const desk = await atTheDesk();
  await desk.press('👥 Клиенты');
  expect(desk.labels()).toContain('Вера · ещё не был');
  await desk.press('🔍 Найти');
  await desk.say(String(vera.guest.phone).slice(-4));
  expect(desk.labels()).toContain('Вера · ещё не был');
  await desk.press('Вера');
  expect(text(desk)).toContain('Предстоит: 1');
  await desk.press('📝 Добавить заметку');
  await desk.say('Любит <b>чай</b>');
  expect(text(desk)).toContain('Любит <b>чай</b>');
  await desk.press('🗓 Записи (1)');
  expect(desk.labels()[0]).toMatch(/^🕓 05\.03\.2026, 10:00 · Стрижка/);
  await desk.press('‹ Назад');
  await desk.press('⛔ В чёрный список');
  expect(text(desk)).toContain('В чёрный список: Вера');
  await desk.say('Грубит мастерам');
  expect(text(desk)).toContain('Впереди 1 запись');
  expect(text(desk)).toContain('Причина: Грубит мастерам');
  await vera.say('/menu');
  await pathToSummary(vera, '15:00');
  await vera.press('✅');
  expect(text(vera)).toContain('Записаться через бота сейчас не получится');
  expect(text(vera)).toContain('+7 495 123 45 67');
  expect(text(vera)).not.toContain('Грубит');
  await vera.press('Мои записи');
  expect(vera.labels().join()).toContain('Стрижка');
  expect((await desk.press('✅ Убрать из чёрного списка'))?.text).toBe('Больше не в чёрном списке');
  expect((await desk.press('💳 Только по предоплате'))?.text).toContain('Теперь только по предоплате');
  await vera.say('/menu');
  await pathToSummary(vera, '15:00');
  await vera.press('✅');
  expect(text(vera)).toContain('по предоплате');
  await desk.press('✅ Можно без предоплаты');
  await vera.say('/menu');
  await pathToSummary(vera, '15:00');
  await vera.press('✅');
  expect(await house.bookings('anna')).toHaveLength(2);
});

test('a walk-in who comes with the own number finds the bookings made by phone', async () => {
  const guest = newGuest('Нина');
  await add('clients', { name: 'Нина из зала', phone: guest.phone, notes: 'приходит с собакой' });
  const nina = house.visit('anna', guest);
  await nina.say('/start');
  await nina.press('Профиль');
  await nina.press('телефон');
  await nina.shareContact();
  const stored = (await rows<{ phone: string | null; notes: string | null }>('clients')).filter(
    ({ phone }) => phone === guest.phone,
  );
  expect(stored).toMatchObject([{ notes: 'приходит с собакой' }]);
});

describe('the import', () => {
  const file = [
    'Имя;Телефон;Заметка',
    'Импорт Первый;8 916 555-00-01;<b>жирно</b>',
    'Импорт Второй;8 916 555-00-02;',
    'Импорт Первый;+79165550001;',
    'Плохой <i>;нет номера;',
  ].join('\n');

  test('shows what it would do, and takes over once', async () => {
    const desk = await atTheDesk();
    await desk.press('👥 Клиенты');
    await desk.press('📥 Загрузить');
    await desk.say('а как?');
    expect(text(desk)).toContain('Нужен файл');
    await send(desk, 'просто текст', 'notes.txt');
    expect(text(desk)).toContain('Не нашли столбец с телефоном');
    await send(desk, file);
    const shown = text(desk);
    expect(shown).toContain('Новых: 2');
    expect(shown).toContain('Повторов в файле: 1');
    expect(shown).toContain('5: не похоже на телефон — нет номера');
    expect(desk.labels()).toContain('📄 Все пропущенные строки (2)');
    const call = house.sandbox.calls({ method: 'getFile' }).at(-1);
    expect(call?.status).toBe(200);
    const commit = desk.screen().inlineKeyboard?.flat()[0]?.data ?? '';
    expect((await desk.press('✅ Загрузить (2)'))?.text).toBe('Загружено');
    expect(text(desk)).toContain('Добавлено: 2');
    expect((await desk.pressData(commit))?.text).toContain('уже загружен');
    const imported = (await rows<{ source: string | null; notes: string | null }>('clients')).filter(
      ({ source }) => source === 'import',
    );
    expect(imported).toMatchObject([{ notes: '<b>жирно</b>' }, { notes: null }]);
    expect(JSON.stringify(house.host.logs)).not.toMatch(/555-00-0|9165550001|Импорт Первый/);
  });

  test('in English', async () => {
    const desk = await atTheDesk(englishOwner);
    await desk.press('👥 Clients');
    await desk.press('📥 Load');
    await send(desk, 'Name,Phone\nAnn Lee,+44 20 7946 0018\nBob,none\n');
    expect(text(desk)).toContain('New: 1');
    expect(text(desk)).toContain('3: does not look like a phone — none');
    await desk.press('✅ Load (1)');
    expect(text(desk)).toContain('Added: 1');
  });
});

/** A visit of last week that its client has rated: the review's id. */
async function rated(visit: Visit, stars: number, body: string | null, hour: number): Promise<number> {
  const start = monday.minus({ days: 7 }).set({ hour });
  const times = [start.toJSDate(), start.plus({ hours: 1 }).toJSDate()] as const;
  const clients = await rows<{ id: number; telegram_id: number }>('clients');
  const client = clients.find(({ telegram_id }) => telegram_id === visit.guest.id)?.id;
  const who = { client_id: client, service_id: 1, staff_id: 2 };
  await add('bookings', {
    ...who,
    ...{ starts_at: times[0], ends_at: times[1], price_minor: 1, currency: 'RUB' },
    during: `[${times[0].toISOString()},${times[1].toISOString()})`,
    ...{ contact_name: 'Клиент', contact_phone: '+79161234567' },
  });
  const booking = (await rows<{ id: number }>('bookings')).at(-1)?.id;
  await add('reviews', {
    ...who,
    booking_id: booking,
    stars,
    body,
    created_at: times[1],
    updated_at: times[1],
  });
  return (await rows<{ id: number }>('reviews')).at(-1)?.id ?? 0;
}

test('a review is answered: the client hears of it, others read it, and hiding takes it away', async () => {
  const lena = house.visit('anna', newGuest('Лена'));
  await lena.say('/start');
  await rated(lena, 2, 'Долго ждала <час>', 10);
  await rated(lena, 5, null, 12);
  const desk = await atTheDesk();
  await desk.press('⭐ Отзывы');
  expect(text(desk)).toMatch(/3,5 ★ · 2 отзыва/);
  await desk.press('Без ответа');
  expect(desk.labels().filter((label) => label.includes('★ '))).toEqual(['2★ Без имени: Долго ждала <час>']);
  await desk.press('Долго ждала');
  await desk.press('💬 Ответить');
  await desk.say('Простите нас, <Лена>!');
  expect(text(desk)).toContain('Ответ салона: Простите нас, <Лена>!');
  const told = await lena.chat.waitFor(({ text: said }) => said?.includes('ответил на ваш отзыв') === true);
  expect(told.text).toContain('Простите нас, <Лена>!');
  await lena.press('★ Все отзывы');
  expect(text(lena)).toContain('Ответ салона: Простите нас, <Лена>!');
  expect((await desk.press('🙈 Скрыть'))?.text).toBe('Отзыв скрыт от клиентов');
  await lena.say('/menu');
  await lena.press('О салоне');
  await lena.press('Отзывы');
  expect(text(lena)).not.toContain('Долго ждала');
});

test.each([
  ['viewer', true],
  ['staff', false],
] as const)('a %s changes nothing here', async (role, maySee) => {
  const guest = newGuest('Коллега');
  await add('admins', { telegram_id: guest.id, role, staff_id: 1, name: 'Коллега' });
  const desk = await atTheDesk(guest);
  expect(desk.labels().includes('👥 Клиенты')).toBe(maySee);
  expect(desk.labels().includes('⭐ Отзывы')).toBe(maySee);
  const before = [await rows('clients'), await rows('reviews')];
  const filter = { stars: 0, show: 'all', page: 0 } as const;
  const forged = [
    blacklist.data({ client: 1, to: 'on' }),
    hideReview.data({ review: 1, to: 'show', ...filter }),
    commitImport.data({ operation: 1 }),
  ];
  for (const data of forged) {
    expect(await desk.pressData(data)).toMatchObject({ alert: true });
  }
  expect([await rows('clients'), await rows('reviews')]).toEqual(before);
  await desk.pressData(openClientCard.data({ client: 1 }));
  expect(desk.labels().some((label) => /✏️|чёрный список|предоплат/.test(label))).toBe(false);
  expect(text(desk).includes('Визитов')).toBe(maySee);
  await desk.pressData(openReview.data({ review: 1, ...filter }));
  expect(desk.labels().some((label) => /💬 Ответить|🙈/.test(label))).toBe(false);
});

test('the file of errors is a table', async () => {
  const desk = await atTheDesk();
  await desk.press('👥 Клиенты');
  await desk.press('📥 Загрузить');
  await send(desk, 'Телефон;Имя\nнет;=cmd\n89165550077;Ок');
  expect((await desk.press('📄 Все пропущенные строки (1)'))?.text).toBe('Файл отправлен');
  const sent = desk.chat.messages().findLast(({ document }) => document !== undefined);
  expect(sent?.document?.fileName).toMatch(/^import-errors-\d+\.csv$/);
  const url = `${house.sandbox.url}/page/file/${sent?.document?.fileId ?? ''}`.replace(/([^:])\/\//g, '$1/');
  const file = Buffer.from(await (await fetch(url)).arrayBuffer());
  expect(parse(file, { bom: true, delimiter: ';' })).toEqual([
    ['Строка', 'Что не так', 'Что написано'],
    ['2', 'не похоже на телефон', 'нет'],
  ]);
});

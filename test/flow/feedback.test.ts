import { askFeedback, rate } from '../../src/bot/client/feedback/data.js';
import { openAbout } from '../../src/bot/client/about/data.js';
import { monday, newGuest, openBookingHouse, type BookingHouse, type Visit } from './booking-house.js';

/** Eight guests had a visit of an hour each; the ninth still has one ahead. */
const hours = [5, 6].flatMap((day) => [10, 11, 12, 13].map((hour) => monday.set({ day, hour, minute: 0 })));
const ahead = monday.set({ day: 12, hour: 10, minute: 0 });

interface Past {
  readonly visit: Visit;
  readonly bookingId: number;
}

interface StoredReview {
  readonly booking_id: number;
  readonly stars: number;
  readonly body: string | null;
}

let house: BookingHouse;
let past: Past[];
let upcoming: Past;

beforeAll(async () => {
  house = await openBookingHouse(['boris']);
  const names = ['Вера', 'Глеб', 'Дина', 'Егор', 'Жанна', 'Зоя', 'Илья'];
  past = [];
  for (const [index, start] of hours.entries()) {
    const name = names[index];
    past.push(await book(name === undefined ? newGuest('Ann', 'en') : newGuest(name), start.toMillis()));
  }
  upcoming = await book(newGuest('Яна'), ahead.toMillis());
  house.clock.setTo(monday.set({ day: 6, hour: 16, minute: 0 }).toMillis());
}, 120_000);
afterAll(async () => {
  await house.close();
});
afterEach(() => {
  expect(house.failures()).toEqual([]);
});

async function book(guest: Parameters<BookingHouse['visit']>[1], start: number): Promise<Past> {
  const visit = house.visit('boris', guest);
  const order = `1:0:${(start / 60_000).toString(36)}`;
  await visit.say('/start');
  await visit.pressData(`1ou:${order}`);
  await visit.shareContact();
  await visit.pressData(`1ok:${order}`);
  const bookingId = (await house.bookings('boris')).at(-1)?.id;
  if (bookingId === undefined) throw new Error(`not booked\n${visit.chat.transcript()}`);
  return { visit, bookingId };
}

function pastOf(index: number): Past {
  const found = past[index];
  if (found === undefined) throw new Error(`there is no guest ${index}`);
  return found;
}

async function reviewOf(bookingId: number): Promise<StoredReview | undefined> {
  const db = house.host.database.database.tenant('boris');
  const rows = await db.read((tx) =>
    tx.rows<StoredReview>(tx.sql('reviews').where({ booking_id: bookingId }).select('*')),
  );
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
}

const text = (visit: Visit): string => visit.screen().text ?? '';
const request = ({ visit }: Past, words = 'Оцените визит от 1 до 5') =>
  visit.chat.waitFor((message) => message.text?.includes(words) === true, words, {
    anyTime: true,
    timeoutMs: 30_000,
  });
const stars = ({ bookingId }: Past, count: number): string => rate.data({ booking: bookingId, stars: count });

test('the request comes by itself; stars and words are kept and shown to everybody without the name', async () => {
  const guest = pastOf(0);
  const { visit, bookingId } = guest;
  const asked = await request(guest);
  await visit.pressData(stars(guest, 5), asked.messageId);
  expect(visit.screen().messageId).toBe(asked.messageId);
  expect(text(visit)).toContain('Спасибо за оценку! ★★★★★');
  expect(visit.labels()).toEqual(['Пропустить', '‹ В меню']);
  await visit.say('Всё <b>супер</b> & быстро \u202Eгадость\u0007');
  expect(text(visit)).toContain('Спасибо! Ваше мнение');
  expect(visit.labels()).toContain('📍 О салоне');
  const panel = visit.chat.messages().find(({ messageId }) => messageId === asked.messageId);
  expect(panel?.inlineKeyboard ?? []).toEqual([]);
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 5, body: 'Всё <b>супер</b> & быстро гадость' });
  await upcoming.visit.pressData(openAbout.data({}));
  expect(text(upcoming.visit)).toContain('5,0 ★ · 1 отзыв');
  await upcoming.visit.press('Отзывы · 1');
  expect(text(upcoming.visit)).toContain('В. · Март 2026 · Стрижка\nВсё <b>супер</b> & быстро гадость');
  expect(text(upcoming.visit)).not.toContain('Вера');
  await upcoming.visit.press('‹ Назад');
  expect(text(upcoming.visit)).toContain('Часы работы');
}, 60_000);

test('pressing again changes nothing, says thanks, and still lets one write', async () => {
  const guest = pastOf(1);
  const { visit, bookingId } = guest;
  const { messageId } = await request(guest);
  await visit.pressData(stars(guest, 2), messageId);
  expect(text(visit)).toContain('Что нам исправить?');
  const answer = await visit.pressData(stars(guest, 5), messageId);
  expect(answer?.text).toContain('оценка уже сохранена');
  expect(text(visit)).toContain('★★☆☆☆');
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 2, body: null });
  await visit.say('Долго ждал');
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 2, body: 'Долго ждал' });
  await visit.pressData(stars(guest, 5), messageId);
  expect(text(visit)).toContain('Спасибо! Ваше мнение');
  await visit.say('И ещё кое-что');
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 2, body: 'Долго ждал' });
});

test('two fast taps leave one review and one invitation', async () => {
  const guest = pastOf(2);
  const { visit, bookingId } = guest;
  const { messageId } = await request(guest);
  await Promise.all([5, 1].map((count) => visit.chat.press({ data: stars(guest, count), messageId })));
  await visit.settled();
  const kept = await reviewOf(bookingId);
  expect(kept?.stars === 5 || kept?.stars === 1).toBe(true);
  expect(visit.screen().messageId).toBe(messageId);
  expect(text(visit)).toContain(kept?.stars === 5 ? '★★★★★' : '★☆☆☆☆');
  await visit.say('Хорошо');
  expect(await reviewOf(bookingId)).toMatchObject({ stars: kept?.stars, body: 'Хорошо' });
});

test.each([
  ['Пропустить', 3, 'Спасибо! Ваше мнение'],
  ['‹ В меню', 4, 'Чем помочь?'],
])('%s leaves the words out, and what is typed later is no review', async (label, index, next) => {
  const guest = pastOf(index);
  const { visit, bookingId } = guest;
  const { messageId } = await request(guest);
  await visit.pressData(stars(guest, 4), messageId);
  await visit.press(label);
  expect(visit.screen().messageId).toBe(messageId);
  expect(text(visit)).toContain(next);
  expect(visit.labels()).toContain('📍 О салоне');
  await visit.say('Просто так');
  expect(text(visit)).toContain('Здесь удобнее кнопками');
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 4, body: null });
});

test('what is not a review is asked for again, with the way out', async () => {
  const guest = pastOf(5);
  const { visit, bookingId } = guest;
  await visit.pressData(askFeedback.data({ booking: bookingId }));
  expect(text(visit)).toContain('Как прошёл визит?');
  expect(visit.labels()).toEqual(['1 ⭐', '2 ⭐', '3 ⭐', '4 ⭐', '5 ⭐', '‹ Назад', '‹ В меню']);
  await visit.press('3 ⭐');
  const refusals: [() => Promise<unknown>, RegExp][] = [
    [() => visit.say('\u200B\u2066'), /нечего прочитать/],
    [() => visit.say('я'.repeat(1001)), /1.?001 знак\S*, а помещается/],
    [() => visit.say('😀'.repeat(2000)), /2.?000 знаков/],
    [() => visit.shareContact(), /ответ текстом/],
    [() => visit.chat.sendDocument(Buffer.from('x'), 'x.txt').then(() => visit.settled()), /ответ текстом/],
  ];
  for (const [send, words] of refusals) {
    await send();
    expect(text(visit)).toMatch(words);
    expect(visit.labels()).toEqual(['Пропустить', '‹ В меню']);
  }
  const open = visit.chat
    .messages()
    .filter(({ inlineKeyboard }) => inlineKeyboard?.flat().some(({ text: label }) => label === 'Пропустить'));
  expect(open).toHaveLength(1);
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 3, body: null });
  await visit.say('שלום 👩‍👧 ok');
  expect(await reviewOf(bookingId)).toMatchObject({ body: 'שלום 👩‍👧 ok' });
  await visit.pressData(askFeedback.data({ booking: bookingId }));
  expect(text(visit)).toContain('Спасибо! Ваше мнение');
});

test('a command ends the question', async () => {
  const guest = pastOf(6);
  const { visit, bookingId } = guest;
  await visit.pressData(stars(guest, 5));
  await visit.say('/cancel');
  await visit.say('Это не отзыв');
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 5, body: null });
  await visit.pressData(askFeedback.data({ booking: bookingId }));
  expect(text(visit)).toContain('Спасибо за оценку! ★★★★★');
  await visit.say('А это отзыв');
  expect(await reviewOf(bookingId)).toMatchObject({ body: 'А это отзыв' });
});

test('in English', async () => {
  const guest = pastOf(7);
  const { visit, bookingId } = guest;
  const { messageId } = await request(guest, 'from 1 to 5');
  await visit.pressData(stars(guest, 1), messageId);
  expect(text(visit)).toContain('What should we put right?');
  expect(visit.labels()).toEqual(['Skip', '‹ Menu']);
  await visit.say('x'.repeat(1200));
  expect(text(visit)).toMatch(/1,200 characters, and there is room for 1,?000/);
  await visit.say('Too cold in there');
  expect(text(visit)).toContain('Thank you!');
  expect(await reviewOf(bookingId)).toMatchObject({ stars: 1, body: 'Too cold in there' });
  await visit.press('About us');
  expect(text(visit)).toMatch(/\d\.\d ★ · \d reviews?/);
  await visit.press('Reviews');
  expect(text(visit)).toContain('A. · March 2026 · Стрижка\nToo cold in there');
});

test('a visit ahead, a cancelled one and somebody else’s cannot be judged', async () => {
  const { visit, bookingId } = upcoming;
  const early = await visit.pressData(stars(upcoming, 5));
  expect(early).toMatchObject({ alert: true, text: expect.stringContaining('который состоялся') as string });
  await visit.pressData(askFeedback.data({ booking: bookingId }));
  expect(text(visit)).toContain(`Запись № ${bookingId}`);
  await visit.pressData(`1vc:${bookingId.toString(36)}`);
  house.clock.setTo(ahead.plus({ hours: 3 }).toMillis());
  const cancelled = await visit.pressData(stars(upcoming, 1));
  expect(cancelled?.text).toContain('который состоялся');
  expect(await reviewOf(bookingId)).toBeUndefined();
  const theirs = pastOf(3);
  const before = await reviewOf(theirs.bookingId);
  for (const data of [stars(theirs, 1), askFeedback.data({ booking: theirs.bookingId })]) {
    expect((await visit.pressData(data))?.text).toContain('Такой записи нет');
  }
  expect(await reviewOf(theirs.bookingId)).toEqual(before);
  for (const data of ['1fr:1:6', '1fr:1:0', '1fr:1', '1fa:0', '1fl:x', '1av:-1', '1am:1']) {
    expect((await visit.pressData(data))?.text).toContain('Меню обновлено');
  }
});

test('the salon shows where it is, with its address when it has one, while it wants to', async () => {
  const { visit } = pastOf(0);
  const db = house.host.database.database.tenant('boris');
  const set = (key: string, value: unknown): Promise<unknown> =>
    db.transact((tx) =>
      tx.rows(
        tx
          .sql('settings')
          .insert({ key, value: JSON.stringify(value) })
          .onConflict('key')
          .merge(),
      ),
    );
  const points = () =>
    house.sandbox.calls().filter(({ method }) => method === 'sendVenue' || method === 'sendLocation');
  const map = '🗺 Показать на карте';
  await visit.pressData(openAbout.data({}));
  expect(visit.labels()).not.toContain(map);
  await set('location', { latitude: 55.75, longitude: 37.62 });
  await visit.pressData(openAbout.data({}));
  expect((await visit.press(map))?.text).toContain('отправлена');
  await set('address', 'Мира, 5 <двор>');
  await set('faq', 'Есть парковка?\nДа, <во дворе>.');
  await visit.pressData(openAbout.data({}));
  expect(text(visit)).toContain('Адрес: Мира, 5 <двор>');
  expect(text(visit)).toContain('Вопросы и ответы\nЕсть парковка?\nДа, <во дворе>.');
  await visit.press(map);
  const point = { latitude: 55.75, longitude: 37.62 };
  expect(points()).toMatchObject([
    { method: 'sendLocation', status: 200, parameters: point },
    {
      method: 'sendVenue',
      status: 200,
      parameters: { ...point, title: 'Барбер <Борис>', address: 'Мира, 5 <двор>' },
    },
  ]);
  await visit.press('‹ Назад');
  await set('location', null);
  expect((await visit.press(map))?.text).toContain('больше не показывает');
  expect(visit.labels()).not.toContain(map);
  expect(points()).toHaveLength(2);
});

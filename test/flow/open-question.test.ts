import { newGuest, openBookingHouse, type BookingHouse, type Visit } from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse(['boris']);
});
afterAll(() => house.close());
afterEach(() => {
  expect(house.failures()).toEqual([]);
  const refused = house.sandbox
    .calls()
    .filter(({ status, description }) => status === 400 && !/not modified/.test(description ?? ''));
  expect(refused).toEqual([]);
});

const text = (visit: Visit): string => visit.screen().text ?? '';

/** Somebody with an old menu further up in the chat: the number of its message, and a button of it. */
async function guestWithOldMenu(): Promise<{ visit: Visit; pressOld: () => Promise<unknown> }> {
  const visit = house.visit('boris', newGuest('Вера'));
  await visit.say('/start');
  const { messageId, inlineKeyboard } = visit.screen();
  const about = inlineKeyboard?.flat().find(({ text: label }) => label.includes('О салоне'))?.data ?? '';
  expect(about).not.toBe('');
  await visit.say('/profile');
  return { visit, pressOld: () => visit.pressData(about, messageId) };
}

async function askForPhone(visit: Visit): Promise<void> {
  await visit.press('телефон');
  expect(visit.chat.replyKeyboard()).not.toBeNull();
}

test('a question is over when a button of another message is pressed, and its keyboard goes', async () => {
  const { visit, pressOld } = await guestWithOldMenu();
  await askForPhone(visit);
  await pressOld();
  expect(visit.chat.replyKeyboard()).toBeNull();
  expect(visit.chat.messages().filter(({ text: said }) => said?.includes('кнопк'))).toEqual([]);
  await visit.say('8 916 333-22-11');
  expect(text(visit)).toContain('удобнее кнопками');
  await visit.say('/profile');
  expect(text(visit)).toContain('Телефон: не указано');
});

test('a question’s own buttons go on working, also after the person went elsewhere', async () => {
  const { visit, pressOld } = await guestWithOldMenu();
  await visit.press('имя');
  const question = visit.screen();
  await pressOld();
  await visit.pressData(question.inlineKeyboard?.[0]?.[0]?.data ?? '', question.messageId);
  await visit.say('/profile');
  expect(text(visit)).toContain('Имя: Вера');
});

test('a question asked by the pressed button itself stays open, whatever was asked before', async () => {
  const { visit } = await guestWithOldMenu();
  const profile = visit.screen();
  const askName = profile.inlineKeyboard?.[0]?.[0]?.data ?? '';
  await visit.say('/profile');
  await askForPhone(visit);
  await visit.pressData(askName, profile.messageId);
  expect(visit.chat.replyKeyboard()).toBeNull();
  await visit.say('Вера Новая');
  expect(text(visit)).toContain('Имя: Вера Новая');
});

test('the comment given before outlives the question that would change it', async () => {
  const { visit, pressOld } = await guestWithOldMenu();
  await visit.say('/menu');
  for (const label of ['Записаться', 'Стрижка', '5●']) await visit.press(label);
  await visit.press(/^\d\d:\d\d$/);
  await visit.press('Меня зовут');
  await visit.shareContact();
  await visit.press('комментарий');
  await visit.say('У окна');
  await visit.press('комментарий');
  const question = visit.screen();
  await pressOld();
  await visit.say('не комментарий');
  expect(text(visit)).toContain('удобнее кнопками');
  const back = question.inlineKeyboard?.flat().find(({ text: label }) => /Оставить|Назад/.test(label));
  await visit.pressData(back?.data ?? '', question.messageId);
  const summary = visit.chat.messages().find(({ messageId }) => messageId === question.messageId);
  expect(summary?.text).toContain('У окна');
  expect(summary?.text).not.toContain('не комментарий');
});

test('a button pressed twice asks once: nothing is left of the first time', async () => {
  const { visit } = await guestWithOldMenu();
  const { messageId, inlineKeyboard } = visit.screen();
  const ask = inlineKeyboard?.flat().find(({ text: label }) => label.includes('телефон'))?.data ?? '';
  const helpers = () =>
    visit.chat.messages().filter(({ text: said }) => said?.includes('под строкой ввода 👇'));
  await visit.pressData(ask, messageId);
  await visit.pressData(ask, messageId);
  expect(helpers()).toHaveLength(1);
  await visit.say('8 916 333-22-11');
  expect(helpers()).toEqual([]);
  expect(text(visit)).toContain('Телефон: +7 916 333 22 11');
});

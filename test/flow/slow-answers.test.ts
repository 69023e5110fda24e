import pino from 'pino';
import { whileBusy } from '../../src/bot/busy.js';
import { newGuest, openBookingHouse, type BookingHouse, type Visit } from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse(['boris']);
});
afterAll(() => house.close());

async function guest(): Promise<Visit> {
  const visit = house.visit('boris', newGuest('Вера'));
  await visit.say('/start');
  return visit;
}

const signs = (visit: Visit) =>
  house.sandbox
    .calls({ method: 'sendChatAction', chatId: visit.guest.id })
    .map(({ parameters }) => parameters['action']);

/** What the chat shows while Telegram takes long over `method`. */
async function shownDuring(visit: Visit, method: string, ask: () => Promise<unknown>): Promise<unknown[]> {
  const chatId = visit.guest.id;
  const release = house.sandbox.injectFault({ fault: { kind: 'hang' }, method, chatId });
  const asking = ask();
  await house.sandbox.waitForCall({ method: 'sendChatAction', chatId });
  release();
  await asking;
  return signs(visit);
}

test('whoever waits over a second for an answer sees that one is being written', async () => {
  const visit = await guest();
  expect(await shownDuring(visit, 'sendMessage', () => visit.say('/profile'))).toEqual(['typing']);
});

test('a file on its way is announced as one', async () => {
  const visit = await guest();
  await visit.say('/profile');
  await visit.press('Мои данные');
  const shown = await shownDuring(visit, 'sendDocument', () => visit.press('Получить файлом'));
  expect(shown).toEqual(['upload_document']);
});

test('a press, too; and that the sign cannot be shown is nobody’s trouble', async () => {
  const visit = await guest();
  const fault = { kind: 'error', code: 400, description: 'Bad Request: no' } as const;
  house.sandbox.injectFault({ fault, method: 'sendChatAction', chatId: visit.guest.id });
  expect(await shownDuring(visit, 'editMessageText', () => visit.press('Профиль'))).toEqual(['typing']);
  expect(visit.screen().text).toContain('Ваш профиль');
  expect(house.failures()).toEqual([]);
});

test('quick answers come without a sign, and leave no timer', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const work = () => Promise.resolve(7);
  const chat: string[] = [];
  const sender = { call: (method: string) => Promise.reject(new Error(String(chat.push(method)))) };
  const log = pino({ level: 'silent' });
  const before = timers();
  expect(await whileBusy({ sender, log }, 1, 'typing', work)).toBe(7);
  await expect(
    whileBusy({ sender, log }, 1, 'typing', () => Promise.reject(new Error('broken'))),
  ).rejects.toThrow('broken');
  await new Promise((resolve) => setImmediate(resolve));
  expect(timers()).toBe(before);
  expect(chat).toEqual([]);
});

import { FixedClock } from '../../src/lib/clock.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

interface Query {
  readonly id: string;
  readonly data: string;
  readonly from: object;
  readonly message: { readonly message_id: number };
}

const clock = new FixedClock(Date.UTC(2026, 10, 20, 9));
let world: TestSandbox;
beforeEach(async () => {
  world = await startTestSandbox({ clock, callbackTtlMs: 2000 });
});
afterEach(() => world.sandbox.stop());

let offset = 0;
beforeEach(() => {
  offset = 0;
});

/** The newest update after those seen already, waited for. */
async function nextUpdate<Kind>(kind: string): Promise<Kind> {
  for (;;) {
    const updates = await world.bot.result<({ update_id: number } & Record<string, Kind>)[]>('getUpdates', {
      offset,
      timeout: 5,
    });
    for (const update of updates) {
      offset = update.update_id + 1;
      const found = update[kind];
      if (found !== undefined) return found;
    }
  }
}

const menu = (text: string, ...buttons: [label: string, data: string][]) =>
  world.bot.result<{ message_id: number }>('sendMessage', {
    chat_id: 2001,
    text,
    reply_markup: {
      inline_keyboard: buttons.map(([label, callback_data]) => [{ text: label, callback_data }]),
    },
  });
const answer = (query: Query, more: object = {}) =>
  world.bot.call('answerCallbackQuery', { callback_query_id: query.id, ...more });

describe('messages', () => {
  test('/start carries its payload and its command entity', async () => {
    await world.chat.start('svc_12');
    expect(await nextUpdate('message')).toEqual({
      message_id: 1,
      from: { id: 2001, is_bot: false, first_name: 'Вера', last_name: 'Иванова', language_code: 'ru' },
      chat: { id: 2001, first_name: 'Вера', last_name: 'Иванова', type: 'private' },
      date: Date.UTC(2026, 10, 20, 9) / 1000,
      text: '/start svc_12',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
    await world.chat.start('a'.repeat(64));
    await expect(world.chat.start('a'.repeat(65))).rejects.toThrow(/start payload/);
    await expect(world.chat.start('с пробелом')).rejects.toThrow(/start payload/);
    await expect(world.chat.send('ж'.repeat(4097))).rejects.toThrow(/4096/);
    await expect(world.chat.send('  ')).rejects.toThrow(/nothing to send/);
  });

  test('the own contact names its sender, another one does not', async () => {
    await world.chat.shareContact();
    expect(await nextUpdate('message')).toMatchObject({
      from: { id: 2001 },
      contact: { phone_number: '79161234567', first_name: 'Вера', last_name: 'Иванова', user_id: 2001 },
    });
    await world.chat.shareContact(false);
    const foreign = await nextUpdate<{ contact: { user_id: number } }>('message');
    expect(foreign.contact.user_id).not.toBe(2001);
    await world.chat.shareContact({ phone: '+49301234567' });
    expect((await nextUpdate<{ contact: object }>('message')).contact).toEqual({
      phone_number: '+49301234567',
      first_name: 'Вера',
    });
  });

  test('a place', async () => {
    await world.chat.shareLocation(55.75, 37.61);
    expect(await nextUpdate('message')).toMatchObject({ location: { latitude: 55.75, longitude: 37.61 } });
  });

  test('details of a person may change, the chat stays', async () => {
    await world.chat.start();
    const renamed = world.sandbox.person({ id: 2001, firstName: 'Vera', languageCode: 'en' });
    await renamed.chat('anna_bot').send('hi');
    await nextUpdate('message');
    expect(await nextUpdate('message')).toMatchObject({
      message_id: 2,
      from: { first_name: 'Vera', language_code: 'en' },
    });
  });
});

describe('presses', () => {
  beforeEach(() => world.chat.start());

  test('reach the bot with the message and come back with its answer', async () => {
    await menu('Меню', ['Услуги', 'v1:svc'], ['Мастера', 'v1:st']);
    const pressed = world.chat.press('Мастера');
    const query = await nextUpdate<Query>('callback_query');
    expect(query).toMatchObject({
      data: 'v1:st',
      from: { id: 2001 },
      message: { message_id: 2, text: 'Меню' },
    });
    expect((await answer(query, { text: 'Занято', show_alert: true })).ok).toBe(true);
    expect(await pressed).toEqual({ text: 'Занято', alert: true, url: null });
  });

  test('are answered once', async () => {
    await menu('Меню', ['Да', 'yes']);
    const pressed = world.chat.press('Да');
    const query = await nextUpdate<Query>('callback_query');
    await answer(query);
    expect(await pressed).toEqual({ text: null, alert: false, url: null });
    const late = {
      status: 400,
      description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
    };
    expect(await answer(query)).toMatchObject(late);
    expect(await answer({ ...query, id: '1' })).toMatchObject(late);
  });

  test('expire when the clock says so', async () => {
    await menu('Меню', ['Да', 'yes']);
    const pressed = world.chat.press('Да');
    const query = await nextUpdate<Query>('callback_query');
    clock.setTo(clock.now() + 2001);
    expect(await answer(query)).toMatchObject({ status: 400 });
    expect(await pressed).toBeNull();
  });

  test('find the newest button with exactly that label', async () => {
    await menu('Старое', ['1', 'old:1'], ['15', 'old:15']);
    const { message_id } = await menu('Новое', ['15', 'new:15']);
    const data = async (press: () => Promise<unknown>): Promise<string> => {
      const pressed = press();
      const query = await nextUpdate<Query>('callback_query');
      await answer(query);
      await pressed;
      return `${query.data}@${query.message.message_id}`;
    };
    expect(await data(() => world.chat.press('15'))).toBe(`new:15@${message_id}`);
    expect(await data(() => world.chat.press('1'))).toBe(`old:1@${message_id - 1}`);
    expect(await data(() => world.chat.press({ label: '15', messageId: message_id - 1 }))).toBe(
      `old:15@${message_id - 1}`,
    );
    expect(await data(() => world.chat.press(/^1/))).toBe(`new:15@${message_id}`);
    expect(await data(() => world.chat.press({ data: '\u0000 чужое' }))).toBe(`\u0000 чужое@${message_id}`);
    expect(await data(() => world.chat.press({ data: 'x', messageId: message_id - 1 }))).toBe(
      `x@${message_id - 1}`,
    );
    await expect(world.chat.press('5')).rejects.toThrow(/no button 5[^]*\[15\]/);
  });

  test('of a link are no presses', async () => {
    await world.bot.result('sendMessage', {
      chat_id: 2001,
      text: 'Сайт',
      reply_markup: { inline_keyboard: [[{ text: 'Открыть', url: 'https://example.org' }]] },
    });
    await expect(world.chat.press('Открыть')).rejects.toThrow(/opens a link/);
  });

  test('may be answered with a link to the bot itself only', async () => {
    await menu('Меню', ['Да', 'yes']);
    const pressed = world.chat.press('Да');
    const query = await nextUpdate<Query>('callback_query');
    expect((await answer(query, { url: 'https://example.org' })).description).toBe(
      'Bad Request: URL_INVALID',
    );
    await answer(query, { url: 'https://t.me/anna_bot?start=x' });
    expect(await pressed).toMatchObject({ url: 'https://t.me/anna_bot?start=x' });
  });
});

describe('waitFor', () => {
  beforeEach(() => world.chat.start());
  const say = (text: string) =>
    world.bot.result<{ message_id: number }>('sendMessage', { chat_id: 2001, text });

  test('sees what came since the last action, and what is still to come', async () => {
    await say('Меню');
    expect((await world.chat.waitFor(({ text }) => text === 'Меню')).messageId).toBe(2);
    const coming = world.chat.waitFor(({ text }) => text === 'Готово');
    await say('Не то');
    await say('Готово');
    expect((await coming).messageId).toBe(4);
  });

  test('does not take an answer from before the last action for the new one', async () => {
    const { message_id } = await say('Меню');
    await world.chat.send('дальше');
    const coming = world.chat.waitFor(({ text }) => text?.startsWith('Меню') ?? false);
    await world.bot.result('editMessageText', { chat_id: 2001, message_id, text: 'Меню 2' });
    expect(await coming).toMatchObject({ text: 'Меню 2', editCount: 1 });
    await world.chat.send('ещё');
    const any = await world.chat.waitFor(({ text }) => text === 'Меню 2', 'меню', { anyTime: true });
    expect(any.messageId).toBe(message_id);
  });

  test('shows the chat when nothing fits', async () => {
    await menu('Выберите <услугу>', ['Стрижка', 'x']);
    await expect(world.chat.waitFor(() => false, 'карточка', { timeoutMs: 20 })).rejects.toThrow(
      /карточка: did not come within 20 ms\nchat of Вера \(2001\) with @anna_bot:\n {2}#1 Вера: \/start\n {2}#2 bot: Выберите <услугу>\n {6}\[Стрижка\]/,
    );
  });

  test('a predicate that throws ends the wait with its error', async () => {
    const coming = world.chat.waitFor(() => {
      throw new Error('так нельзя');
    });
    const refused = expect(coming).rejects.toThrow('так нельзя');
    await say('Меню');
    await refused;
    await expect(world.chat.waitFor(() => JSON.parse('{') as boolean)).rejects.toThrow(SyntaxError);
  });
});

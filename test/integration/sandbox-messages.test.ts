import { FixedClock } from '../../src/lib/clock.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

const hour = 3_600_000;
const clock = new FixedClock(0);
let world: TestSandbox;

beforeEach(async () => {
  clock.setTo(Date.UTC(2026, 10, 20, 9));
  world = await startTestSandbox({ clock });
  await world.chat.start();
});
afterEach(() => world.sandbox.stop());

const send = (more: object) => world.bot.call('sendMessage', { chat_id: 2001, text: 'Меню', ...more });
const inline = (...rows: object[][]) => ({ inline_keyboard: rows });
const button = (data: string) => ({ text: 'Кнопка', callback_data: data });
const refusal = (reason: string) => ({ status: 400, ok: false, description: `Bad Request: ${reason}` });

describe('limits', () => {
  test('a text has at most 4096 characters after its entities are parsed', async () => {
    expect((await send({ text: 'ж'.repeat(4096) })).ok).toBe(true);
    expect((await send({ text: `<b>${'ж'.repeat(4096)}</b>`, parse_mode: 'HTML' })).ok).toBe(true);
    expect(await send({ text: 'ж'.repeat(4097) })).toMatchObject(refusal('message is too long'));
  });

  test.each(['', '   ', '\n'])('a text of %j is empty', async (text) => {
    expect(await send({ text })).toMatchObject(refusal('message text is empty'));
  });

  test('callback_data is 1 to 64 bytes, not characters', async () => {
    const withData = (data: string) => send({ reply_markup: inline([button(data)]) });
    expect((await withData('a'.repeat(64))).ok).toBe(true);
    expect((await withData('ж'.repeat(32))).ok).toBe(true);
    expect((await withData('💇'.repeat(16))).ok).toBe(true);
    for (const data of ['', 'a'.repeat(65), `${'ж'.repeat(32)}a`, `${'💇'.repeat(16)}a`]) {
      expect(await withData(data)).toMatchObject(refusal('BUTTON_DATA_INVALID'));
    }
  });

  test('a keyboard has at most 8 buttons a row and 100 in all', async () => {
    const row = (count: number) => Array.from({ length: count }, () => button('x'));
    const hundred = [...Array.from({ length: 12 }, () => row(8)), row(4)];
    expect((await send({ reply_markup: inline(...hundred) })).ok).toBe(true);
    expect(await send({ reply_markup: inline(...hundred, row(1)) })).toMatchObject(
      refusal('reply markup is too long'),
    );
    expect(await send({ reply_markup: inline(row(9)) })).toMatchObject(
      refusal('too many buttons in a row of the reply markup'),
    );
    const keyboard = [['1', '2', '3', '4', '5', '6', '7', '8', '9']];
    expect((await send({ reply_markup: { keyboard } })).status).toBe(400);
  });

  test.each([
    [{ text: 'Текст' }, /Text buttons are unallowed/],
    [{ text: ' ', callback_data: 'x' }, /button text must be non-empty/],
    [{ text: 'a', callback_data: 'x', url: 'https://t.me' }, /exactly one action/],
    [{ text: 'a', url: 'javascript:alert(1)' }, /URL 'javascript:alert\(1\)' is invalid/],
    [{ text: 'a', callback_data: 'x', style: 'pink' }, /unsupported button style/],
    [{ text: 'a', copy_text: { text: 'x'.repeat(257) } }, /BUTTON_COPY_TEXT_INVALID/],
  ])('the inline button %j is refused', async (given, reason) => {
    const answer = await send({ reply_markup: inline([given]) });
    expect(answer.status).toBe(400);
    expect(answer.description).toMatch(reason);
  });

  test('an answer to a press has at most 200 characters', async () => {
    await send({ reply_markup: inline([button('x')]) });
    const pressed = world.chat.press('Кнопка');
    const [, update] = await world.bot.result<{ callback_query: { id: string } }[]>('getUpdates');
    const answer = (text: string) =>
      world.bot.call('answerCallbackQuery', { callback_query_id: update?.callback_query.id, text });
    expect(await answer('ж'.repeat(201))).toMatchObject(refusal('MESSAGE_TOO_LONG'));
    expect((await answer('ж'.repeat(200))).ok).toBe(true);
    expect((await pressed)?.text).toHaveLength(200);
  });

  test.each([
    [{ command: 'Start', description: 'x' }, 'BOT_COMMAND_INVALID'],
    [{ command: 'a'.repeat(33), description: 'x' }, 'BOT_COMMAND_INVALID'],
    [{ command: 'start', description: '' }, 'BOT_COMMAND_DESCRIPTION_INVALID'],
  ])('the command %j is refused', async (command, reason) => {
    expect(await world.bot.call('setMyCommands', { commands: [command] })).toMatchObject(refusal(reason));
  });
});

describe('who can be written to', () => {
  test('nobody knows the chat: 400', async () => {
    for (const chat_id of [777, -100123, '@somebody']) {
      expect(await send({ chat_id })).toMatchObject(refusal('chat not found'));
    }
  });

  test('the person has not started the bot: 403', async () => {
    world.sandbox.person({ id: 3003, firstName: 'Олег' });
    expect(await send({ chat_id: 3003 })).toMatchObject({
      status: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
  });

  test('the person has blocked the bot: 403, until they unblock it; the bot is told both times', async () => {
    await world.chat.block();
    await world.chat.block();
    const blocked = { status: 403, description: 'Forbidden: bot was blocked by the user' };
    expect(await send({})).toMatchObject(blocked);
    expect(
      await world.bot.call('editMessageText', { chat_id: 2001, message_id: 1, text: 'x' }),
    ).toMatchObject(blocked);
    await expect(world.chat.send('ау')).rejects.toThrow(/blocked/);
    await world.chat.unblock();
    expect((await send({})).ok).toBe(true);
    const updates = await world.bot.result<{ my_chat_member?: object }[]>('getUpdates');
    const status = (old: string, now: string) => ({
      chat: { id: 2001, type: 'private' },
      from: { id: 2001, language_code: 'ru' },
      old_chat_member: { status: old, user: { username: 'anna_bot' } },
      new_chat_member: { status: now, user: { username: 'anna_bot' } },
    });
    expect(
      updates.map(({ my_chat_member }) => my_chat_member).filter((change) => change !== undefined),
    ).toMatchObject([status('member', 'kicked'), status('kicked', 'member')]);
  });

  test('chats of two bots with one person are two chats', async () => {
    world.sandbox.addBot({
      token: '100000009:other-other-other-other-other-other',
      username: 'other_bot',
      name: 'X',
    });
    const other = world.vera.chat('other_bot');
    await other.start();
    expect(await other.send('привет')).toMatchObject({ messageId: 2 });
    expect(world.chat.messages()).toHaveLength(1);
  });
});

describe('editing', () => {
  const edit = (more: object) => world.bot.call('editMessageText', { chat_id: 2001, message_id: 2, ...more });
  const notModified =
    'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
    'content and reply markup of the message';

  test('changes text and keyboard in place, and without a keyboard takes it away', async () => {
    await send({ reply_markup: inline([button('a')]) });
    clock.setTo(clock.now() + hour);
    const { result } = await edit({
      text: '<i>Другое</i>',
      parse_mode: 'HTML',
      reply_markup: inline([button('b')]),
    });
    expect(result).toMatchObject({ message_id: 2, text: 'Другое', edit_date: clock.now() / 1000 });
    expect(world.chat.last()).toMatchObject({
      editCount: 1,
      html: '<i>Другое</i>',
      inlineKeyboard: [[{ data: 'b' }]],
    });
    await edit({ text: 'Третье' });
    expect(world.chat.last().inlineKeyboard).toBeUndefined();
    expect(world.chat.messages()).toHaveLength(2);
  });

  test('that changes nothing is refused', async () => {
    await send({ text: '<b>Меню</b>', parse_mode: 'HTML', reply_markup: inline([button('a')]) });
    const same = { text: '<strong>Меню</strong> ', parse_mode: 'HTML', reply_markup: inline([button('a')]) };
    expect(await edit(same)).toMatchObject(refusal(notModified));
    expect(world.chat.last().editCount).toBe(0);
    const markup = (reply_markup: object) =>
      world.bot.call('editMessageReplyMarkup', { chat_id: 2001, message_id: 2, reply_markup });
    expect(await markup(inline([button('a')]))).toMatchObject(refusal(notModified));
    expect((await edit({ ...same, text: '<i>Меню</i>' })).ok).toBe(true);
    expect((await markup(inline([button('b')]))).ok).toBe(true);
    expect(world.chat.last().editCount).toBe(2);
  });

  test('is refused where it cannot be', async () => {
    expect(await edit({ message_id: 99, text: 'x' })).toMatchObject(refusal('message to edit not found'));
    expect(await edit({ message_id: 1, text: 'x' })).toMatchObject(refusal("message can't be edited"));
    await send({ reply_markup: { keyboard: [['Меню']] } });
    expect(await edit({ text: 'x' })).toMatchObject(refusal("message can't be edited"));
    await world.bot.result('sendLocation', { chat_id: 2001, latitude: 55.7, longitude: 37.6 });
    expect(await edit({ message_id: 3, text: 'x' })).toMatchObject(
      refusal('there is no text in the message to edit'),
    );
    expect(
      await world.bot.call('editMessageCaption', { chat_id: 2001, message_id: 3, caption: 'x' }),
    ).toMatchObject(refusal('there is no caption in the message to edit'));
  });

  test('old messages can still be edited', async () => {
    await send({});
    clock.setTo(clock.now() + 1000 * hour);
    expect((await edit({ text: 'Новое' })).ok).toBe(true);
  });
});

describe('deleting', () => {
  const remove = (message_id: number) => world.bot.call('deleteMessage', { chat_id: 2001, message_id });

  test('works for 48 hours, also for what the person wrote', async () => {
    await send({});
    clock.setTo(clock.now() + 48 * hour);
    expect((await remove(1)).ok).toBe(true);
    clock.setTo(clock.now() + 1);
    expect(await remove(2)).toMatchObject(refusal("message can't be deleted for everyone"));
    expect(world.chat.messages().map(({ messageId }) => messageId)).toEqual([2]);
  });

  test('what is gone is not found; a list skips it', async () => {
    await send({});
    await send({});
    expect((await remove(2)).ok).toBe(true);
    expect(await remove(2)).toMatchObject(refusal('message to delete not found'));
    expect((await world.bot.call('deleteMessages', { chat_id: 2001, message_ids: [1, 2, 3] })).ok).toBe(true);
    expect(world.chat.messages()).toEqual([]);
  });
});

describe('what else can be sent', () => {
  test('replies, contacts, places', async () => {
    const reply = await send({ reply_parameters: { message_id: 1 } });
    expect(reply.result).toMatchObject({ reply_to_message: { message_id: 1, text: '/start' } });
    expect(await send({ reply_parameters: { message_id: 99 } })).toMatchObject(
      refusal('message to be replied not found'),
    );
    expect((await send({ reply_parameters: { message_id: 99, allow_sending_without_reply: true } })).ok).toBe(
      true,
    );
    const contact = { chat_id: 2001, phone_number: '+79160000000', first_name: 'Анна' };
    expect(await world.bot.result('sendContact', contact)).toMatchObject({
      contact: { phone_number: '+79160000000', first_name: 'Анна' },
    });
    const place = { latitude: 55.75, longitude: 37.61 };
    expect(await world.bot.result('sendLocation', { chat_id: 2001, ...place })).toMatchObject({
      location: place,
    });
    const venue = { chat_id: 2001, ...place, title: 'Салон', address: 'Тверская, 1' };
    expect(await world.bot.result('sendVenue', venue)).toMatchObject({
      venue: { location: place, title: 'Салон', address: 'Тверская, 1' },
    });
    expect((await world.bot.call('sendLocation', { chat_id: 2001, latitude: 91, longitude: 0 })).status).toBe(
      400,
    );
    expect((await world.bot.call('sendChatAction', { chat_id: 2001, action: 'typing' })).ok).toBe(true);
    expect((await world.bot.call('sendChatAction', { chat_id: 2001, action: 'dancing' })).status).toBe(400);
  });

  test('copies, forwards and pins', async () => {
    await send({ text: '<b>Акция</b>', parse_mode: 'HTML' });
    const from = { chat_id: 2001, from_chat_id: 2001, message_id: 2 };
    expect(await world.bot.result('copyMessage', from)).toEqual({ message_id: 3 });
    expect(world.chat.last()).toMatchObject({ html: '<b>Акция</b>' });
    expect(await world.bot.result('forwardMessage', from)).toMatchObject({
      forward_origin: { type: 'user' },
    });
    expect(await world.bot.call('copyMessage', { ...from, message_id: 99 })).toMatchObject(
      refusal('message to copy not found'),
    );
    await world.bot.result('pinChatMessage', { chat_id: 2001, message_id: 2 });
    expect(await world.bot.result('getChat', { chat_id: 2001 })).toMatchObject({
      type: 'private',
      first_name: 'Вера',
      pinned_message: { message_id: 2 },
    });
    await world.bot.result('unpinChatMessage', { chat_id: 2001 });
    expect(await world.bot.result('getChat', { chat_id: 2001 })).not.toHaveProperty('pinned_message');
    expect(await world.bot.result('getChatMember', { chat_id: 2001, user_id: 2001 })).toMatchObject({
      status: 'member',
      user: { id: 2001 },
    });
  });

  test('the keyboard under the input field comes, is replaced and goes', async () => {
    const keyboard = [[{ text: 'Отправить номер', request_contact: true }], ['Отмена']];
    await send({ reply_markup: { keyboard, one_time_keyboard: true, input_field_placeholder: 'Номер' } });
    expect(world.chat.replyKeyboard()).toEqual({
      rows: [[{ text: 'Отправить номер', requestContact: true }], [{ text: 'Отмена' }]],
      oneTime: true,
      placeholder: 'Номер',
    });
    await send({});
    expect(world.chat.replyKeyboard()).not.toBeNull();
    await send({ reply_markup: { remove_keyboard: true } });
    expect(world.chat.replyKeyboard()).toBeNull();
  });
});

test('what a bot says about itself is kept per language', async () => {
  const { bot } = world;
  await bot.result('setMyName', { name: 'Салон' });
  await bot.result('setMyName', { name: 'Salon', language_code: 'en' });
  await bot.result('setMyDescription', { description: 'Запись', language_code: 'ru' });
  await bot.result('setMyShortDescription', { short_description: 'Коротко' });
  expect(await bot.result('getMyName', { language_code: 'en' })).toEqual({ name: 'Salon' });
  expect(await bot.result('getMyName', { language_code: 'de' })).toEqual({ name: 'Салон' });
  expect(await bot.result('getMyDescription')).toEqual({ description: '' });
  expect(await bot.result('getMyDescription', { language_code: 'ru' })).toEqual({ description: 'Запись' });
  expect(await bot.result('getMyShortDescription')).toEqual({ short_description: 'Коротко' });
  const russian = [{ command: 'book', description: 'Записаться' }];
  await bot.result('setMyCommands', { commands: russian, language_code: 'ru' });
  expect(await bot.result('getMyCommands', { language_code: 'ru' })).toEqual(russian);
  expect(await bot.result('getMyCommands')).toEqual([]);
  await bot.result('deleteMyCommands', { language_code: 'ru' });
  expect(await bot.result('getMyCommands', { language_code: 'ru' })).toEqual([]);
  expect(await bot.result('getChatMenuButton')).toEqual({ type: 'commands' });
  const menu = { type: 'web_app', text: 'Открыть', web_app: { url: 'https://example.org' } };
  await bot.result('setChatMenuButton', { chat_id: 2001, menu_button: menu });
  expect(await bot.result('getChatMenuButton', { chat_id: 2001 })).toEqual(menu);
  expect(await bot.result('getChatMenuButton')).toEqual({ type: 'commands' });
  expect((await bot.call('setMyName', { name: 'x'.repeat(65) })).status).toBe(400);
  expect((await bot.call('setMyName', { name: 'x', language_code: 'russian' })).status).toBe(400);
});

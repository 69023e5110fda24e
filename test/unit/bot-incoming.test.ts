import fc from 'fast-check';
import { readIncoming } from '../../src/bot/incoming.js';

const from = { id: 7, is_bot: false, first_name: 'Анна', language_code: 'ru' };
const chat = { id: 7, type: 'private', first_name: 'Анна' };
const message = (rest: object) => ({
  update_id: 1,
  message: { message_id: 5, date: 1, from, chat, ...rest },
});
const person = { id: 7, firstName: 'Анна', languageCode: 'ru' };
const addressed = { updateId: 1, chatId: 7, from: person };
const to = { ...addressed, messageId: 5 };

test('texts and commands', () => {
  expect(readIncoming(message({ text: 'Привет' }))).toEqual({ kind: 'text', text: 'Привет', ...to });
  expect(readIncoming(message({ text: '/Start src_vk' }))).toEqual({
    kind: 'command',
    command: 'start',
    payload: 'src_vk',
    ...to,
  });
  expect(readIncoming(message({ text: '/menu@anna_bot' }))).toMatchObject({
    kind: 'command',
    command: 'menu',
  });
  expect(readIncoming(message({ text: '/' }))).toMatchObject({ kind: 'text' });
  expect(readIncoming(message({ text: '/меню' }))).toMatchObject({ kind: 'text' });
});

test('contacts, with or without an account', () => {
  const own = { contact: { phone_number: '79161234567', first_name: 'A', user_id: 7 } };
  expect(readIncoming(message(own))).toEqual({
    kind: 'contact',
    contact: { phone: '79161234567', userId: 7 },
    ...to,
  });
  const stranger = { contact: { phone_number: '+1', first_name: 'A' } };
  expect(readIncoming(message(stranger))).toMatchObject({ contact: { userId: undefined } });
});

test('stickers and photos are seen, not read', () => {
  expect(readIncoming(message({ sticker: { file_id: 'x' } }))).toEqual({ kind: 'unreadable', ...to });
  expect(readIncoming(message({ photo: [], caption: '/start' }))).toMatchObject({ kind: 'unreadable' });
});

test('presses, on messages that can be edited and on those that cannot', () => {
  const press = (rest: object) => ({
    update_id: 1,
    callback_query: {
      id: 'q',
      from,
      data: '1mn',
      chat_instance: '1',
      message: { message_id: 5, date: 1, chat, text: 'screen', ...rest },
    },
  });
  expect(readIncoming(press({}))).toEqual({
    kind: 'press',
    queryId: 'q',
    data: '1mn',
    messageId: 5,
    isText: true,
    ...addressed,
  });
  expect(readIncoming(press({ date: 0 }))).toMatchObject({ kind: 'press', messageId: null });
  expect(readIncoming(press({ document: {} }))).toMatchObject({ messageId: 5, isText: false });
  expect(readIncoming(press({ photo: [] }))).toMatchObject({ isText: false });
  expect(readIncoming(press({ chat: { id: -5, type: 'group' } }))).toEqual({
    kind: 'stray-press',
    queryId: 'q',
  });
  expect(readIncoming({ update_id: 1, callback_query: { id: 'q', from, inline_message_id: 'i' } })).toEqual({
    kind: 'stray-press',
    queryId: 'q',
  });
});

test('the person who blocks the bot is noticed, the one who comes back is not news', () => {
  const member = (status: string) => ({
    update_id: 1,
    my_chat_member: { from, chat, date: 1, old_chat_member: {}, new_chat_member: { status, user: {} } },
  });
  expect(readIncoming(member('kicked'))).toEqual({ kind: 'blocked', ...addressed });
  expect(readIncoming(member('member'))).toEqual({ kind: 'nothing' });
});

test.each([
  ['a group', message({ text: '/start', chat: { id: -1, type: 'supergroup', title: 'G' } })],
  [
    'a channel',
    {
      update_id: 1,
      channel_post: { message_id: 1, date: 1, chat: { id: -1, type: 'channel' }, text: '/start' },
    },
  ],
  [
    'an edited message',
    { update_id: 1, edited_message: { message_id: 1, date: 1, from, chat, text: '/start' } },
  ],
  ['another bot', message({ text: '/start', from: { ...from, is_bot: true } })],
  ['a message without a sender', { update_id: 1, message: { message_id: 5, date: 1, chat, text: '/start' } }],
  ['a sender whose id is not one', message({ text: '/start', from: { ...from, id: 1.5 } })],
  ['nothing at all', null],
])('%s is passed over', (_who, update) => {
  expect(readIncoming(update)).toEqual({ kind: 'nothing' });
});

test('an odd detail does not hide a message', () => {
  const odd = message({ text: 'Привет', from: { id: 7, first_name: 7, language_code: {} } });
  expect(readIncoming(odd)).toMatchObject({ kind: 'text', from: { firstName: '', languageCode: undefined } });
});

const names = [
  'message',
  'callback_query',
  'my_chat_member',
  'from',
  'chat',
  'id',
  'text',
  'data',
  'contact',
  'type',
];
const shaped = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, '', 'private', 'kicked', 0, -1, 7, 1.5, 2 ** 60),
    fc.jsonValue(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
  ),
})).value;

test('an update of any shape is read without a word', () => {
  fc.assert(
    fc.property(shaped, shaped, (body, press) => {
      for (const update of [body, { update_id: 1, message: body }, { update_id: 1, callback_query: press }]) {
        expect(readIncoming(update)).toHaveProperty('kind');
      }
    }),
    { numRuns: 500 },
  );
});

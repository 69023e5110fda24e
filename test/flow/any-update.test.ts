import fc from 'fast-check';
import { newGuest, openBookingHouse, type BookingHouse } from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse(['boris']);
});
afterAll(async () => {
  await house.close();
});

const words = [
  'private',
  'group',
  'kicked',
  'member',
  '/start',
  '1vc:1',
  '1mn',
  'бот',
  '\u0000',
  '\ud800',
  '',
];
const names = [
  'message_id',
  'from',
  'chat',
  'id',
  'type',
  'text',
  'data',
  'contact',
  'message',
  'date',
  'first_name',
  'language_code',
  'phone_number',
  'user_id',
  'entities',
  'new_chat_member',
  'status',
  'is_bot',
  '__proto__',
  'constructor',
  'then',
];
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e300, ...words),
  fc.integer(),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.jsonValue(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
  ),
})).value;

/** Shaped like the real thing, with one or more parts replaced by anything. */
const spoiled = (shape: Readonly<Record<string, unknown>>): fc.Arbitrary<object> =>
  fc.record(
    Object.fromEntries(
      Object.entries(shape).map(([key, value]) => [
        key,
        fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: anything }),
      ]),
    ),
    { requiredKeys: [] },
  );

const from = { id: 799_999, is_bot: false, first_name: 'Я', language_code: 'ru' };
const chat = { id: 799_999, type: 'private', first_name: 'Я' };
const message = { message_id: 1, date: 1, from, chat, text: 'привет', contact: undefined };
const press = { id: 'q', from, chat_instance: '1', data: '1mn', message: { message_id: 1, date: 1, chat } };
const member = {
  from,
  chat,
  date: 1,
  old_chat_member: {},
  new_chat_member: { status: 'kicked', user: from },
};

const update = fc.oneof(
  fc.record({ message: fc.oneof(anything, spoiled(message)) }),
  fc.record({ callback_query: fc.oneof(anything, spoiled(press)) }),
  fc.record({ my_chat_member: fc.oneof(anything, spoiled(member)) }),
  fc.record({ message: anything, callback_query: anything, my_chat_member: anything }),
);

test('after updates of any shape the bot still answers the next /start', async () => {
  let pushed = 0;
  const pusher = house.visit('boris', newGuest('Ева'));
  await fc.assert(
    fc.asyncProperty(fc.array(update, { minLength: 10, maxLength: 10 }), async (updates) => {
      const sent = updates.map((raw) => pusher.chat.update(raw));
      pushed += sent.length;
      for (const id of sent) if (id !== null) await house.sandbox.confirmed('boris_bot', id);
      const guest = house.visit('boris', newGuest('Вера'));
      expect((await guest.say('/start')).text).toContain('Чем помочь?');
    }),
    { numRuns: 40, endOnFailure: true },
  );
  expect(pushed).toBe(400);
  expect(house.host.host.tenants()).toMatchObject([{ id: 'boris', state: 'running' }]);
  expect(house.sandbox.pendingUpdates('boris_bot')).toBe(0);
  expect(house.failures()).toEqual([]);
});

import fc from 'fast-check';
import { newGuest, openBookingHouse, orderData, type BookingHouse, type Visit } from './booking-house.js';

let house: BookingHouse;
let owner: Visit;
let bookingId: string;

beforeAll(async () => {
  house = await openBookingHouse(['anna', 'boris']);
  owner = house.visit('boris', newGuest('Вера'));
  await owner.say('/start');
  for (const label of ['Записаться', 'Стрижка', '5●', '10:00', 'Меня зовут']) await owner.press(label);
  await owner.shareContact();
  await owner.press('✅');
  bookingId = Number(/№ (\d+)/.exec(owner.screen().text ?? '')?.[1]).toString(36);
});
afterAll(async () => {
  await house.close();
});
afterEach(() => {
  expect(house.failures()).toEqual([]);
});

const text = (visit: Visit): string => visit.screen().text ?? '';

async function stranger(tenant: 'anna' | 'boris' = 'boris'): Promise<Visit> {
  const visit = house.visit(tenant, newGuest('Ева'));
  await visit.say('/start');
  return visit;
}

test.each(['1vo', '1va', '1vc'])('%s on another client’s booking: there is no such booking', async (id) => {
  const before = await house.bookings('boris');
  const eve = await stranger();
  const answer = await eve.pressData(`${id}:${bookingId}`);
  expect(answer?.text).toBe('Такой записи нет');
  expect(text(eve)).toContain('Предстоящих записей нет');
  expect(eve.chat.transcript()).not.toContain('Вера');
  expect(await house.bookings('boris')).toEqual(before);
});

test('buttons of one salon in another’s bot reach only that other salon', async () => {
  const before = await house.bookings('boris');
  const eve = await stranger('anna');
  const cancel = await eve.pressData(`1vc:${bookingId}`);
  expect(cancel?.text).toBe('Такой записи нет');
  const summary = owner.chat.messages().flatMap(({ inlineKeyboard }) => inlineKeyboard?.flat() ?? []);
  for (const { data } of summary) if (data !== undefined) expect(await eve.pressData(data)).not.toBeNull();
  expect(await house.bookings('boris')).toEqual(before);
  expect(await house.bookings('anna')).toEqual([]);
});

test('confirming without a summary asks for the details that are missing', async () => {
  const eve = await stranger();
  await eve.pressData(`1ok:${orderData(Date.parse('2026-03-06T08:00:00Z'))}`);
  expect(text(eve)).toContain('Как вас зовут?');
});

test.each([
  ['in the past', '2026-03-01T08:00:00Z'],
  ['at night', '2026-03-06T00:00:00Z'],
  ['off the grid', '2026-03-06T08:07:00Z'],
  ['beyond the horizon', '2027-03-06T08:00:00Z'],
  ['far beyond any calendar', '2997-11-30T08:00:00Z'],
])('a time %s is not sold, whatever the button says', async (_when, moment) => {
  const before = await house.bookings('boris');
  await owner.say('/start');
  for (const id of ['1os', '1ok']) {
    expect(await owner.pressData(`${id}:${orderData(Date.parse(moment))}`)).not.toBeNull();
    expect(text(owner)).toMatch(/нельзя|уже занято|слишком мало/);
    expect(owner.labels()).toContain('📅 Другие дни');
  }
  expect(await house.bookings('boris')).toEqual(before);
});

test.each([
  '1cm:1:0:200201',
  '1cm:1:0:299712',
  '1cd:1:0:20260301:0',
  '1cd:1:0:20260305:2r',
  '1sl:rr',
  '1sc:1:rr',
])('%s is answered with a screen of today', async (data) => {
  const eve = await stranger();
  expect(await eve.pressData(data)).not.toBeNull();
  expect(eve.labels()).toContain('‹ В меню');
});

test.each([
  '1so:zz',
  '1ca:zz:0',
  '1cm:zz:0:202603',
  '1os:zz:0:hthv6',
  '1ok:zz:0:hthv6',
  '1ca:1:zz',
  '1os:1:zz:hthv6',
])('%s names what is not there: told so, and shown what is', async (data) => {
  const answer = await owner.pressData(data);
  expect(answer?.text).toMatch(/больше (нет|не делает)/);
  expect(owner.labels()).toContain('‹ В меню');
});

test.each(['0mn', '2mn', '1', ':', '1mn:', '1zz:1', 'menu', '1vo:0', '1vo:-1', '1vo:9999999', '💥'])(
  '%s is no button of today: the menu is shown afresh',
  async (data) => {
    const eve = await stranger();
    const answer = await eve.pressData(data);
    expect(answer).toMatchObject({ text: 'Меню обновлено', alert: false });
    expect(text(eve)).toContain('Чем помочь?');
  },
);

const anyBytes = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 64 })
  .map((value) => value.toWellFormed())
  .filter((value) => Buffer.byteLength(value) <= 64);
const ids = [
  'mn',
  'sl',
  'sc',
  'sr',
  'so',
  'sx',
  'ca',
  'cm',
  'cd',
  'cx',
  'os',
  'ok',
  'on',
  'op',
  'ou',
  'ol',
  'vl',
  'vo',
  'va',
  'vc',
  'ab',
];
const part = fc.oneof(
  fc.constantFrom('0', '1', '2', '', 'menu', 'times', 'page', '202603', '20260305', 'hthv6', 'zzzzzz'),
  fc.integer({ min: -40, max: 2 ** 40 }).map((value) => value.toString(36)),
);
const nearlyOurs = fc
  .tuple(fc.constantFrom(...ids), fc.array(part, { maxLength: 5 }))
  .map(([id, parts]) => [`1${id}`, ...parts].join(':'))
  .filter((value) => value.length <= 64);

test('any bytes are answered, and change nothing of anybody', async () => {
  const before = await house.bookings('boris');
  let pressed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(anyBytes, nearlyOurs), { minLength: 8, maxLength: 8 }),
      async (presses) => {
        const eve = await stranger();
        for (const data of presses) {
          expect(await eve.pressData(data)).not.toBeNull();
          pressed += 1;
        }
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
  expect(pressed).toBeGreaterThanOrEqual(320);
  expect(await house.bookings('boris')).toEqual(before);
  expect(
    house.sandbox.calls({ method: 'answerCallbackQuery' }).filter(({ status }) => status !== 200),
  ).toEqual([]);
});

import { DateTime } from 'luxon';
import pino from 'pino';
import { cancelVisit } from '../../src/bot/client/visits/data.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import { openClient } from '../../src/commands/open-client.js';
import { saveContact } from '../../src/commands/save-contact.js';
import { databaseSessions } from '../../src/commands/database-sessions.js';
import { Sessions } from '../../src/commands/sessions.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { defaultSettings } from '../../src/domain/settings.js';
import { AdjustableClock } from '../../src/lib/clock.js';
import { startSandbox, type Chat, type ChatMessage, type Sandbox } from '../../src/sandbox/sandbox.js';
import { derivedSecret } from '../../src/telegram/webhook-secret.js';
import { daily, nextUpdateId } from '../support/builders.js';
import { startTestHost, type TestHost } from '../support/host.js';
import { idleWorkshop } from '../support/idle-workshop.js';

const zone = 'Europe/Moscow';
const at = (wallTime: string) => DateTime.fromISO(wallTime, { zone }).toMillis();

const trio = {
  services: [{ name: 'Стрижка <огонь>', priceMinor: 150_000, durationMinutes: 60 }],
  staff: [{ name: 'Анна' }, { name: 'Мария' }, { name: 'Ольга' }],
  hours: daily(9 * 60, 21 * 60),
  breaks: [],
};
const settings = { reminders: ['24h', '5h', '1h'], change_deadline: '3h', address: 'Мира, 5' };

let sandbox: Sandbox;
let house: TestHost;
const clock = new AdjustableClock();
const hasty = { perSecond: 10_000, burst: 10_000 };

beforeAll(async () => {
  clock.setTo(at('2026-03-02T11:00'));
  sandbox = await startSandbox({ clock });
  house = await startTestHost({
    tenants: { anna: { name: 'Анна', template: 'trio', timezone: zone, settings } },
    sandbox,
    clock,
    overrides: {
      blueprints: { trio },
      senderLimits: { pace: { bot: hasty, chat: hasty, group: hasty } },
      sweepMs: 50,
    },
  });
});

afterAll(async () => {
  await house.stop();
  await sandbox.stop();
});

/** What a client's commands need, beside the running host. */
function context(): TenantContext {
  const db = house.database.database.tenant('anna');
  const silent = pino({ level: 'silent' });
  return {
    id: 'anna',
    name: 'Анна',
    zone,
    locale: 'ru',
    country: 'RU',
    currency: 'RUB',
    owners: [],
    starting: { zone, locale: 'ru', currency: 'RUB' },
    settings: { ...defaultSettings, reminderMinutes: [1440, 300, 60], changeDeadlineMinutes: 180 },
    db,
    sender: { call: (method) => Promise.reject(new Error(`a command sent ${method}`)) },
    clock,
    log: silent,
    files: { download: () => Promise.reject(new Error('no files here')) },
    limits: { count: () => Promise.resolve('allowed') },
    sessions: new Sessions(clock, silent).of('anna', databaseSessions(db, clock, 'default')),
    workshop: idleWorkshop,
    wake: () => undefined,
    secret: (purpose) => derivedSecret('1:token', purpose, 'anna'),
    profileChanged: () => Promise.resolve(),
  };
}

interface Guest {
  readonly chat: Chat;
  readonly bookingId: number;
  /** The message the bot sends next for which this holds. */
  next(text: string): Promise<ChatMessage>;
}

/** Somebody who has a visit at that time. */
async function guestWith(id: number, languageCode: string, wallTime: string): Promise<Guest> {
  const ctx = context();
  const chat = sandbox.person({ id, firstName: 'Vera', languageCode }).chat('anna_bot');
  const { id: clientId } = await openClient(ctx, { telegramId: id, languageCode });
  await saveContact(ctx, { updateId: nextUpdateId() }, { clientId, name: 'Vera', phone: '+79161234567' });
  await chat.start();
  const order = { clientId, serviceId: 1, staffId: null, start: at(wallTime) };
  const result = await bookSlot(ctx, { updateId: nextUpdateId() }, order);
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return {
    chat,
    bookingId: result.booking.id,
    next: (text) => chat.waitFor((message) => message.fromBot && (message.text ?? '').includes(text), text),
  };
}

const labelsOf = (message: ChatMessage): string[] =>
  (message.inlineKeyboard ?? []).flat().map(({ text }) => text);

const textOf = (chat: Chat, { messageId }: ChatMessage): string =>
  chat.messages().find((message) => message.messageId === messageId)?.text ?? '';

test('reminders and the request for feedback come by themselves, in the reader’s language', async () => {
  const vera = await guestWith(801, 'ru', '2026-03-05T14:00');
  const eve = await guestWith(802, 'en', '2026-03-05T14:00');

  clock.setTo(at('2026-03-04T14:00'));
  const [day, english] = [
    await vera.next('Ждём вас завтра в 14:00'),
    await eve.next('See you tomorrow at 14:00'),
  ];
  expect(day.text).toContain('Стрижка <огонь>');
  expect(day.text).toContain('Мира, 5');
  expect(labelsOf(day)).toEqual(['✅ Я приду', '🔁 Перенести', 'Отменить запись', '‹ В меню']);
  expect(labelsOf(english)[0]).toBe('✅ I’ll come');

  const toast = await vera.chat.press({ data: dataOf(day, '✅ Я приду'), messageId: day.messageId });
  expect(toast?.text).toBe('Спасибо, ждём вас!');
  await vera.chat.waitFor((message) => (message.text ?? '').includes('Вы подтвердили'), 'confirmed', {
    anyTime: true,
  });
  expect(textOf(vera.chat, day)).toContain('Вы подтвердили, что придёте');

  await eve.chat.press({ data: dataOf(english, 'Cancel booking'), messageId: english.messageId });
  await eve.chat.waitFor(
    ({ messageId, text }) =>
      messageId === english.messageId && (text ?? '').includes(`Cancel booking no. ${eve.bookingId}?`),
    'asks before cancelling',
    { anyTime: true },
  );

  clock.setTo(at('2026-03-05T09:00'));
  const [today] = await Promise.all([
    vera.next('Ждём вас сегодня в 14:00'),
    eve.next('See you today at 14:00'),
  ]);
  expect(labelsOf(today)).toEqual(['🔁 Перенести', 'Отменить запись', '‹ В меню']);
  await eve.chat.press({ data: cancelVisit.data({ booking: eve.bookingId }), messageId: english.messageId });
  await eve.chat.waitFor(
    ({ messageId, text }) => messageId === english.messageId && /cancelled/.test(text ?? ''),
    'cancelled',
    { anyTime: true },
  );
  const said = eve.chat.messages().length;

  clock.setTo(at('2026-03-05T13:00'));
  const hour = await vera.next('Ждём вас через 1 час, в 14:00');
  expect(labelsOf(hour)).toEqual(['Подробнее о записи', '‹ В меню']);

  clock.setTo(at('2026-03-05T16:00'));
  const feedback = await vera.next('Спасибо, что были у нас!');
  expect(labelsOf(feedback)).toEqual(['1 ⭐', '2 ⭐', '3 ⭐', '4 ⭐', '5 ⭐', '‹ В меню']);
  expect(eve.chat.messages()).toHaveLength(said);
  expect(house.logs.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
});

function dataOf(message: ChatMessage, label: string): string {
  const found = (message.inlineKeyboard ?? []).flat().find(({ text }) => text === label)?.data;
  if (found === undefined) throw new Error(`no button ${label}`);
  return found;
}

test('the button of an old reminder still answers when the visit has begun', async () => {
  clock.setTo(at('2026-03-06T11:00'));
  const olga = await guestWith(803, 'ru', '2026-03-07T14:00');
  clock.setTo(at('2026-03-06T14:00'));
  const reminder = await olga.next('Ждём вас завтра в 14:00');
  clock.setTo(at('2026-03-07T14:10'));
  const toast = await olga.chat.press({
    data: dataOf(reminder, '✅ Я приду'),
    messageId: reminder.messageId,
  });
  expect(toast?.text).toBe('Подтвердить эту запись уже нельзя');
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import TelegramServer from 'telegram-test-api';
import { AdjustableClock } from '../../src/lib/clock.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startTestHost, testToken, type TestHost } from '../support/host.js';
import { monday } from './booking-house.js';

/*
 * The booking flow against a Bot API server that others wrote (npm telegram-test-api). It knows getMe, getUpdates,
 * sendMessage, editMessageText, editMessageReplyMarkup, deleteMessage, answerCallbackQuery and the webhook methods:
 * all that a booking needs, so the test goes the whole way to the row and through cancelling.
 *
 * What it does not do, and this test therefore does not show: it polls without waiting, forgets an update once it is
 * read (nothing is delivered twice), answers any token as the same bot, never refuses a call (no entities, lengths,
 * "not modified", 403 or 429), and keeps neither the text of toasts nor the keyboard under the input field.
 */

interface Shown {
  readonly messageId: number;
  readonly text: string;
  readonly buttons: readonly { readonly text: string; readonly data: string }[];
}

const token = testToken('anna');
let server: TelegramServer;
let client: ReturnType<TelegramServer['getClient']>;
let host: TestHost;
let unused: Sandbox;

beforeAll(async () => {
  const port = await freePort();
  server = new TelegramServer({ port, host: '127.0.0.1' });
  await server.start();
  client = server.getClient(token, { userId: 42, chatId: 42, firstName: 'Вера' });
  const clock = new AdjustableClock();
  clock.setTo(monday.toMillis());
  unused = await startSandbox();
  host = await startTestHost({
    tenants: { anna: { name: 'Салон Анна', template: 'barber' } },
    sandbox: unused,
    clock,
    variables: { TELEGRAM_API_ROOT: server.config.apiURL },
  });
});
afterAll(async () => {
  await host.stop();
  await unused.stop();
  await server.stop();
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The package's types name a package that is not installed: this is what it really keeps. */
interface Kept {
  readonly messageId: number;
  readonly message: {
    readonly text: string;
    readonly reply_markup?: { readonly inline_keyboard?: { text: string; callback_data: string }[][] };
  };
}

function messages(): Shown[] {
  const kept = server.storage.botMessages as readonly unknown[] as readonly Kept[];
  return kept.map(({ messageId, message: { text, reply_markup: markup } }) => ({
    messageId,
    text,
    buttons: (markup?.inline_keyboard ?? [])
      .flat()
      .map(({ text: label, callback_data: data }) => ({ text: label, data })),
  }));
}

/** The newest message of the bot that says this, as soon as it is there. */
async function shown(words: string): Promise<Shown> {
  for (;;) {
    let wake = (): void => undefined;
    const news = new Promise<void>((resolve) => (wake = resolve));
    for (const event of events) server.once(event, wake);
    const found = messages()
      .reverse()
      .find(({ text }) => text.includes(words));
    if (found === undefined) await news;
    for (const event of events) server.off(event, wake);
    if (found !== undefined) return found;
  }
}

const events = ['AddedBotMessage', 'EditedMessageText'] as const;

async function press({ messageId, buttons }: Shown, label: string | RegExp): Promise<void> {
  const button = buttons.find(({ text }) =>
    typeof label === 'string' ? text.includes(label) : label.test(text),
  );
  if (button === undefined) throw new Error(`no button ${String(label)} among ${JSON.stringify(buttons)}`);
  await client.sendCallback(
    client.makeCallbackQuery(button.data, { message: { message_id: messageId, date: 1 } }),
  );
}

const bookings = () =>
  host.database.database
    .tenant('anna')
    .read((tx) =>
      tx.rows<{ status: string }>(tx.sql('bookings').select('status', 'contact_name', 'contact_phone')),
    );

test('a visit is booked and cancelled through a server that others wrote', async () => {
  await client.sendCommand(client.makeCommand('/start', { from: { language_code: 'ru' } }));
  await press(await shown('Здравствуйте'), 'Пропустить');
  const menu = await shown('Чем помочь?');
  await press(menu, 'Записаться');
  await press(await shown('Выберите услугу'), 'Стрижка');
  const calendar = await shown('Выберите день');
  expect(calendar.messageId).toBe(menu.messageId);
  await press(calendar, '12●');
  await press(await shown('Во сколько'), /^\d\d:\d\d$/);
  await press(await shown('Как вас зовут?'), 'Меня зовут Вера');
  await shown('номер телефона');
  const contact = { phone_number: '79161234567', first_name: 'Вера', user_id: 42 };
  await client.sendMessage(client.makeMessage('', { contact }));
  expect((await shown('Номер записан')).text).toContain('+7 916 123 45 67');
  await press(await shown('Всё верно?'), '✅');
  const booked = await shown('вы записаны');
  expect(await bookings()).toEqual([
    { status: 'booked', contact_name: 'Вера', contact_phone: '+79161234567' },
  ]);

  await press(booked, 'Мои записи');
  await press(await shown('Вас ждёт 1 визит'), 'Стрижка');
  const visit = await shown('Запись №');
  await press(visit, 'Отменить запись');
  await press(await shown('Отменить запись №'), 'Да, отменить');
  await shown('отменена');
  expect(await bookings()).toMatchObject([{ status: 'cancelled' }]);
  expect(host.logs.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
});

import { Telegraf, TelegramError } from 'telegraf';
import { message } from 'telegraf/filters';
import { annaToken, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let world: TestSandbox;
let bot: Telegraf;
let running: Promise<void> | null;

beforeEach(async () => {
  world = await startTestSandbox();
  running = null;
  bot = new Telegraf(annaToken, { telegram: { apiRoot: world.sandbox.apiRoot } });
});
afterEach(async () => {
  if (running !== null) bot.stop();
  await running;
  await world.sandbox.stop();
});

async function launch(): Promise<void> {
  running = bot.launch();
  await world.sandbox.listening('anna_bot');
}

test('a Telegraf bot answers commands, presses and contacts', async () => {
  bot.start((context) =>
    context.replyWithHTML('Здравствуйте, <b>Вера</b>', {
      reply_markup: { inline_keyboard: [[{ text: 'Записаться', callback_data: 'book' }]] },
    }),
  );
  bot.action('book', async (context) => {
    await context.answerCbQuery('Секунду', { show_alert: true });
    await context.editMessageText('Ваш номер?');
    await context.reply('Нажмите кнопку', {
      reply_markup: { keyboard: [[{ text: 'Номер', request_contact: true }]], one_time_keyboard: true },
    });
  });
  bot.on(message('contact'), (context) => context.reply(context.message.contact.phone_number));
  await launch();
  await world.chat.start();
  const menu = await world.chat.waitFor(({ inlineKeyboard }) => inlineKeyboard !== undefined);
  expect(menu.html).toBe('Здравствуйте, <b>Вера</b>');
  expect(await world.chat.press('Записаться')).toEqual({ text: 'Секунду', alert: true, url: null });
  await world.chat.waitFor(({ messageId, text }) => messageId === menu.messageId && text === 'Ваш номер?');
  await world.chat.waitFor(({ replyKeyboard }) => replyKeyboard?.rows[0]?.[0]?.requestContact === true);
  await world.chat.shareContact();
  expect((await world.chat.waitFor(() => true)).text).toBe('79161234567');
});

test('files go up and down', async () => {
  const image = Buffer.alloc(33);
  image.write('\x89PNG\r\n\x1a\n', 'latin1');
  image.writeUInt32BE(640, 16);
  image.writeUInt32BE(480, 20);
  bot.start(async (context) => {
    await context.replyWithPhoto({ source: image }, { caption: 'Работы' });
    await context.replyWithDocument({ source: Buffer.from('a;b'), filename: 'график.csv' });
  });
  await launch();
  await world.chat.start();
  const { document } = await world.chat.waitFor((message) => message.document !== undefined);
  expect(document).toMatchObject({ size: 3 });
  expect(world.chat.messages()[1]).toMatchObject({ text: 'Работы', photo: { width: 640, height: 480 } });
  const link = await bot.telegram.getFileLink(document?.fileId ?? '');
  const path = link.href.slice(link.href.indexOf('/file/'));
  expect(await (await fetch(`${world.sandbox.apiRoot}${path}`)).text()).toBe('a;b');
});

test('refusals become its errors', async () => {
  const failure = async (call: Promise<unknown>): Promise<TelegramError> => {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TelegramError);
    return error as TelegramError;
  };
  expect(await failure(bot.telegram.sendMessage(1, 'x'))).toMatchObject({ code: 400 });
  world.sandbox.injectFault({ fault: { kind: 'flood', retryAfter: 3 } });
  expect((await failure(bot.telegram.getMe())).parameters).toEqual({ retry_after: 3 });
  world.sandbox.revokeToken(annaToken);
  expect(await failure(bot.telegram.getMe())).toMatchObject({ code: 401, description: 'Unauthorized' });
});

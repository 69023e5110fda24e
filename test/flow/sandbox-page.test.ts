import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Update } from 'telegraf/types';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { findChromium, startChromium } from '../support/chromium.js';
import { startPlainBot, type CallBotApi, type PlainBot } from '../support/plain-bot.js';

const chromium = findChromium();
const suite = chromium === null ? describe.skip : describe;
const name = 'the page of the local Telegram';
const skipped = 'SKIPPED: no Chromium on this machine (install chromium or set CHROMIUM_PATH)';

const salon = {
  token: '100001:salon-token-salon-token-salon-token',
  username: 'salon_bot',
  name: 'Test Salon',
};
const clinic = {
  token: '100002:clinic-token-clinic-token-clinic-tok',
  username: 'clinic_bot',
  name: 'Клиника',
};
const fourth = {
  token: '100009:fourth-token-fourth-token-fourth-tok',
  username: 'fourth_bot',
  name: 'Fourth',
};
const evil = '<img src=x onerror="window.pwned=1">';
const marta = {
  id: 1001,
  firstName: 'Marta',
  lastName: 'Lopez',
  languageCode: 'en',
  phone: '+34600111222',
  role: 'client',
};
const boris = { id: 1002, firstName: 'Boris', languageCode: 'en', phone: '+34600333444', role: 'client2' };
const mallory = { id: 1003, firstName: evil, languageCode: 'en', phone: '+34600555666', role: 'owner' };

const menu = [
  [{ text: 'Greet', callback_data: 'toast', style: 'success' }],
  [
    { text: 'Warn', callback_data: 'alert', style: 'danger' },
    { text: 'Wait', callback_data: 'wait' },
  ],
  [{ text: 'Next screen', callback_data: 'edit' }],
];
const contactKeyboard = [[{ text: 'My number', request_contact: true }, { text: 'Skip' }]];

suite(chromium === null ? `${name} – ${skipped}` : name, () => {
  let browser: Browser;
  let sandbox: Sandbox;
  let bot: PlainBot;
  let waiting: { asked: Promise<void>; release: () => void };
  let openPages: Page[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await startChromium(chromium ?? '');
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    sandbox = await startSandbox();
    furnish(sandbox);
    const gate = makeGate();
    waiting = gate;
    bot = startPlainBot({
      apiRoot: sandbox.apiRoot,
      token: salon.token,
      onUpdate: (update, call) => answer(update, call, gate),
    });
    await bot.call('setMyDescription', { description: 'Books visits, day and night.' });
    await bot.call('setMyCommands', {
      commands: [
        { command: 'menu', description: 'All there is' },
        { command: 'help', description: 'How to use me' },
      ],
    });
  });

  afterEach(async () => {
    await Promise.all(openPages.map((page) => page.context().close()));
    openPages = [];
    waiting.release();
    await bot.stop();
    await sandbox.stop();
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(hash: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      ...options,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(sandbox.url) && !request.url().startsWith('data:')) {
        complaints.push(`the page asked for ${request.url()}`);
      }
    });
    openPages.push(page);
    await page.goto(`${sandbox.url}${hash}`);
    return page;
  }

  const started = async (hash = '#bot=salon_bot&as=1001', options?: BrowserContextOptions): Promise<Page> => {
    const page = await open(hash, options);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await bubble(page, 'Welcome').waitFor();
    return page;
  };

  test('lists the bots and says who is chatting', async () => {
    const page = await open('');

    await row(page, salon.username).waitFor();

    expect(await page.locator('.chat-row').count()).toBe(3);
    expect(await row(page, salon.username).locator('.avatar').innerText()).toBe('TS');
    expect(await row(page, clinic.username).innerText()).toContain('Клиника');
    const chosen = page.getByRole('radio', { checked: true });
    expect(await chosen.innerText()).toMatch(/Client\s+Marta Lopez/);
    expect(await page.title()).toContain('Marta Lopez');
  });

  test('changes who is chatting, and the bot hears from the one who was chosen', async () => {
    const page = await open('#bot=salon_bot&as=1001');
    await page.getByRole('radio', { name: 'Second client: Boris' }).click();
    await page.waitForURL(/as=1002/);

    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await bubble(page, 'Welcome').waitFor();

    expect(senders(bot.updates)).toEqual([boris.id]);
    expect(await page.getByRole('radio', { checked: true }).getAttribute('data-person')).toBe('1002');
  });

  test('the choice of a person is walked with the arrow keys', async () => {
    const page = await open('#as=1001');
    await page.getByRole('radio', { checked: true }).focus();
    // The page reads everything anew meanwhile.
    sandbox.addBot(fourth);
    await row(page, fourth.username).waitFor();

    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/as=1002/);

    await page.locator('[data-person="1002"][aria-checked=true]:focus').waitFor();
  });

  test('an empty chat introduces the bot, and START starts it', async () => {
    const page = await open('#bot=salon_bot&as=1001');

    await page.getByText('Books visits, day and night.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await page.getByRole('button', { name: 'Start', exact: true }).click();

    await bubble(page, 'Welcome, payload none').waitFor();
    await page.getByRole('textbox', { name: 'Message to Test Salon' }).waitFor();
    await page.locator('.input:focus').waitFor();
    expect(await page.locator('.message.mine .text').innerText()).toBe('/start');
  });

  test('a start parameter in the address is offered and sent once', async () => {
    const page = await open('#bot=salon_bot&as=1001&start=svc_7');
    await page.getByText('Opens with the parameter “svc_7”').waitFor();

    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await bubble(page, 'Welcome, payload svc_7').waitFor();

    await page.getByRole('textbox').waitFor();
    expect(page.url()).not.toContain('svc_7');
  });

  test('the menu of the chat starts the bot with a typed parameter and refuses an impossible one', async () => {
    const page = await started();
    await page.getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Start with a parameter…' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByRole('textbox').fill('two words');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByText('Only letters, digits').waitFor();
    await dialog.getByRole('textbox').fill('st_3');
    await page.keyboard.press('Enter');

    await bubble(page, 'Welcome, payload st_3').waitFor();
    expect(await dialog.count()).toBe(0);
  });

  test('a press shows the toast of the answer', async () => {
    const page = await started();

    await page.getByRole('button', { name: 'Greet' }).click();

    await page.locator('#toasts').getByText('Good to see you').waitFor();
    expect(await page.getByRole('button', { name: 'Greet' }).getAttribute('class')).toContain('success');
  });

  test('a press shows the alert of the answer until OK', async () => {
    const page = await started();

    await page.getByRole('button', { name: 'Warn' }).click();
    const alert = page.getByRole('alertdialog', { name: 'That time was just taken' });
    await alert.waitFor();
    await alert.getByRole('button', { name: 'OK' }).click();

    await alert.waitFor({ state: 'detached' });
  });

  test('a button waits visibly for its answer and is not pressed twice meanwhile', async () => {
    const page = await started();
    const button = page.getByRole('button', { name: 'Wait' });

    await button.click();
    await waiting.asked;
    expect(await button.getAttribute('aria-busy')).toBe('true');
    await button.click();
    waiting.release();

    await page.locator('#toasts').getByText('Done at last').waitFor();
    expect(await button.getAttribute('aria-busy')).toBeNull();
    expect(bot.updates.filter((update) => 'callback_query' in update)).toHaveLength(1);
  });

  test('a message edited by the bot changes in place and keeps the keyboard focus', async () => {
    const page = await started();
    const before = await bubble(page, 'Welcome').getAttribute('data-message');
    await page.getByRole('button', { name: 'Next screen' }).focus();

    await page.keyboard.press('Enter');
    await bubble(page, 'Second screen').waitFor();

    const message = bubble(page, 'Second screen');
    expect(await message.getAttribute('data-message')).toBe(before);
    expect(await message.locator('.edited').innerText()).toBe('edited');
    expect(await bubble(page, 'Welcome').count()).toBe(0);
    await page.locator('.inline-button:focus').waitFor();
  });

  test('the contact button asks first and shares the own number', async () => {
    const page = await started();
    await say(page, 'keyboard');
    const share = page.getByRole('button', { name: 'My number' });

    await share.click();
    const question = page.getByRole('dialog', { name: 'Share your phone number?' });
    expect(await question.innerText()).toContain('+34600111222');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(contacts(bot.updates)).toEqual([]);
    await share.click();
    await question.getByRole('button', { name: 'Share' }).click();

    await bubble(page, 'Number of 1001').waitFor();
    expect(contacts(bot.updates)).toEqual([marta.id]);
  });

  test('a one-time keyboard folds away after use and can be brought back', async () => {
    const page = await started();
    await say(page, 'keyboard');

    await page.getByRole('button', { name: 'Skip' }).click();
    await bubble(page, 'You said Skip').waitFor();
    await page.locator('.reply-keyboard').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show the bot’s buttons' }).click();

    await page.getByRole('button', { name: 'My number' }).waitFor();
  });

  test('two people chat with one bot side by side and see only their own chat', async () => {
    const first = await started('#bot=salon_bot&as=1001');
    const second = await started('#bot=salon_bot&as=1002');

    await say(first, 'I am Marta');
    await say(second, 'I am Boris');
    await bubble(first, 'You said I am Marta').waitFor();
    await bubble(second, 'You said I am Boris').waitFor();

    expect(await first.locator('.messages').innerText()).not.toContain('Boris');
    expect(await second.locator('.messages').innerText()).not.toContain('Marta');
    await first.getByRole('radio', { name: 'Second client: Boris' }).click();
    await bubble(first, 'You said I am Boris').waitFor();
    expect(await first.locator('.messages').innerText()).not.toContain('I am Marta');
  });

  test('while the chats of another person are being read, the former ones are gone', async () => {
    const page = await started('#bot=salon_bot&as=1001');
    const reading = makeGate();
    await page.route('**/page/chat?person=1002*', async (route) => {
      reading.ask();
      await reading.released;
      await route.continue();
    });

    await page.getByRole('radio', { name: 'Second client: Boris' }).click();
    await reading.asked;
    await page.getByText('Loading…').waitFor();
    expect(await page.locator('.message').count()).toBe(0);
    expect(await page.getByRole('textbox').count()).toBe(0);
    reading.release();

    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
  });

  test('what arrives in another chat is counted there until it is opened', async () => {
    const page = await started();
    await row(page, clinic.username).click();
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();

    await bot.call('sendMessage', { chat_id: marta.id, text: 'Are you still there?' });

    await row(page, salon.username).getByText('Are you still there?').waitFor();
    expect(await row(page, salon.username).locator('.unread').innerText()).toBe('1');
    expect(await page.title()).toMatch(/^\(1\)/);
    await row(page, salon.username).click();
    await bubble(page, 'Are you still there?').waitFor();
    expect(await page.locator('.unread').count()).toBe(0);
  });

  test('on a phone the list and the chat are separate screens', async () => {
    const page = await open('#as=1001', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await row(page, salon.username).tap();

    await page.getByRole('button', { name: 'Start', exact: true }).tap();
    await bubble(page, 'Welcome').waitFor();
    expect(await page.locator('#sidebar').isVisible()).toBe(false);
    expect(await page.getByRole('radio', { checked: true }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Back to the list of bots' }).tap();

    await row(page, salon.username).waitFor();
    expect(await page.locator('#chat').isVisible()).toBe(false);
    await page.goBack();
    await bubble(page, 'Welcome').waitFor();
  });

  test('a month of seven columns fits a phone', async () => {
    const page = await started('#bot=salon_bot&as=1001', { viewport: { width: 390, height: 844 } });
    await say(page, 'calendar');
    await bubble(page, 'Pick a day').waitFor();

    const cells = page.locator('.narrow .inline-button');
    expect(await cells.count()).toBe(35);
    const boxes = await Promise.all((await cells.all()).map((cell) => cell.boundingBox()));
    for (const box of boxes) {
      expect(box?.width).toBeGreaterThanOrEqual(44);
      expect(box?.height).toBeGreaterThanOrEqual(36);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('markup in names, texts and buttons stays text', async () => {
    const page = await open('#bot=evil_bot&as=1003');
    await page.getByRole('heading', { name: evil }).waitFor();
    await page.goto(`${sandbox.url}#bot=salon_bot&as=1003`);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await say(page, evil);

    await bubble(page, `You said ${evil}`).waitFor();
    await page.getByRole('button', { name: `Press ${evil}` }).click();
    await page.locator('#toasts').getByText(evil).waitFor();

    expect(await page.locator('img:not([src^="/web/"])').count()).toBe(0);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await row(page, 'evil_bot').locator('.row-name').innerText()).toBe(evil);
  });

  test('HTML of the server passes an allow-list of its own in the page', async () => {
    const page = await open('#as=1001');
    const html =
      `<b onclick="window.pwned=1">bold</b>${evil}<script>window.pwned=1</script><svg onload="window.pwned=1"></svg>` +
      '<a href="javascript:window.pwned=1">bad link</a> <a href="https://example.org/">good link</a>' +
      '<form><input name="x"></form><span class="tg-spoiler">secret</span>';
    const message = {
      id: 1,
      fromBot: true,
      date: Date.now(),
      editedAt: null,
      html,
      text: 'bold',
      photo: null,
    };
    const rest = { document: null, contact: null, location: null, inlineKeyboard: null };
    const chat = {
      messages: [{ ...message, ...rest }],
      replyKeyboard: null,
      started: true,
      blocked: false,
      typing: false,
    };
    await page.route('**/page/chat?*', (route) => route.fulfill({ json: chat }));

    await page.goto(`${sandbox.url}#bot=clinic_bot&as=1002`);
    const text = page.locator('.message .text');
    await text.getByText('good link').waitFor();

    expect(await text.locator('img, script, svg, form, input').count()).toBe(0);
    expect(
      await text
        .locator('b')
        .evaluate((bold) => (bold as { attributes: { length: number } }).attributes.length),
    ).toBe(0);
    expect(await text.locator('a').count()).toBe(1);
    expect(await text.locator('a').getAttribute('rel')).toBe('noopener noreferrer');
    await text.getByText('bad link').click();
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    await text.getByRole('button', { name: 'Hidden text' }).click();
    expect(await text.getByText('secret').isVisible()).toBe(true);
  });

  test('a blocked bot cannot write; unblocking lets it again', async () => {
    const page = await started();
    await page.getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Block the bot' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Block the bot' }).click();
    const unblock = page.getByRole('button', { name: 'Unblock' });
    await unblock.waitFor();

    await expect(bot.call('sendMessage', { chat_id: marta.id, text: 'hello?' })).rejects.toThrow(/blocked/);
    await unblock.click();
    await page.getByRole('textbox').waitFor();
    await bot.call('sendMessage', { chat_id: marta.id, text: 'hello again' });

    await bubble(page, 'hello again').waitFor();
  });

  test('commands are offered while "/" is typed, and a command in a text can be pressed', async () => {
    const page = await started();
    await page.getByRole('textbox').pressSequentially('/h');
    await page.getByRole('option', { name: '/help' }).waitFor();
    expect(await page.getByRole('option').count()).toBe(1);

    await page.keyboard.press('Enter');
    await bubble(page, 'You said /help').waitFor();
    await page.locator('.theirs').getByRole('button', { name: '/help' }).click();

    await page.locator('.message.mine').nth(2).waitFor();
    expect(await page.locator('.message.mine .text').allInnerTexts()).toEqual(['/start', '/help', '/help']);
  });

  test('Enter sends, Shift+Enter makes a new line', async () => {
    const page = await started();
    const input = page.getByRole('textbox');

    await input.pressSequentially('one');
    await page.keyboard.press('Shift+Enter');
    await input.pressSequentially('two');
    await page.keyboard.press('Enter');

    await bubble(page, 'You said one').waitFor();
    expect(await page.locator('.message.mine .text').last().innerText()).toBe('one\ntwo');
    expect(await input.inputValue()).toBe('');
  });

  test('says that the connection is lost, comes back by itself and shows what happened meanwhile', async () => {
    const page = await started();
    await bot.stop();
    await sandbox.stop();
    await page.getByText('Connection lost. Reconnecting…').waitFor();

    sandbox = await startSandbox({ port: Number(new URL(sandbox.url).port) });
    furnish(sandbox);
    bot = startPlainBot({ apiRoot: sandbox.apiRoot, token: salon.token, onUpdate: async () => undefined });
    await sandbox.person(marta).chat(salon.username).send('written elsewhere');

    await bubble(page, 'written elsewhere').waitFor();
    await page.getByText('Connection lost. Reconnecting…').waitFor({ state: 'hidden' });
    await bot.call('sendMessage', { chat_id: marta.id, text: 'and live again' });
    await bubble(page, 'and live again').waitFor();
  });

  test('the language is switched and kept', async () => {
    const page = await open('#bot=salon_bot&as=1001');
    await page.getByText('Who are you?').waitFor();

    await page.getByRole('button', { name: 'РУ' }).click();
    await page.getByText('Кто вы?').waitFor();
    await page.reload();

    await page.getByRole('button', { name: 'Старт', exact: true }).waitFor();
    expect(await page.getByRole('radio', { checked: true }).innerText()).toContain('Клиент');
  });

  test('a browser that speaks Russian gets a Russian page, with the hints of the demo', async () => {
    sandbox.setHints(['Откройте салон и нажмите «Старт».']);
    const page = await open('#as=1001', { locale: 'ru-RU' });

    await page.getByText('Откройте салон и нажмите «Старт».').waitFor();
    await page.getByRole('button', { name: 'Скрыть' }).click();
    await page.reload();

    await page.getByRole('button', { name: 'Что попробовать' }).waitFor();
    expect(await page.getByText('Откройте салон').count()).toBe(0);
  });

  test('a bot added while the page is open appears in the list', async () => {
    const page = await open('#as=1001');
    await row(page, salon.username).waitFor();

    sandbox.addBot(fourth);

    await row(page, fourth.username).waitFor();
  });

  test('a link to another bot opens its chat in the page', async () => {
    const page = await started();
    await bot.call('sendMessage', { chat_id: marta.id, text: 'See https://t.me/clinic_bot?start=src_salon' });

    await bubble(page, 'See').getByRole('link').click();

    await page.getByRole('heading', { name: 'Клиника' }).waitFor();
    await page.getByText('Opens with the parameter “src_salon”').waitFor();
  });

  test('a document can be downloaded', async () => {
    const page = await started();
    const form = new FormData();
    form.set('chat_id', String(marta.id));
    form.set('document', new Blob(['name;price\n']), 'price list.csv');
    await fetch(`${sandbox.apiRoot}/bot${salon.token}/sendDocument`, { method: 'POST', body: form });
    const link = page.getByRole('link', { name: 'Download price list.csv, 11 B' });

    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);

    expect(download.suggestedFilename()).toBe('price list.csv');
  });

  test('the paperclip sends a file with a caption, a photo and a place', async () => {
    const page = await started();
    const attach = async (entry: string, file?: { name: string; mimeType: string; buffer: Buffer }) => {
      await page.getByRole('button', { name: 'Attach' }).click();
      const chosen = file === undefined ? null : page.waitForEvent('filechooser');
      await page.getByRole('menuitem', { name: entry }).click();
      if (file !== undefined) await (await chosen)?.setFiles(file);
    };
    const sent = page.locator('.message.mine');

    await attach('File', { name: 'clients.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b') });
    await page.getByRole('textbox', { name: 'Caption' }).fill('new ones');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await sent.getByText('clients.csv').waitFor();
    await sent.getByText('new ones').waitFor();
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await attach('Photo', { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') });
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await sent.getByRole('button', { name: 'Open the photo' }).waitFor();
    await attach('Location');
    await page.getByRole('dialog').getByRole('button', { name: 'Share' }).click();
    await sent.getByText('Open on the map').waitFor();

    await attach('File', { name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.getByText('file must be non-empty').waitFor();
  });

  test('typing is shown until the message comes, and an open menu stays open', async () => {
    const page = await started();

    await page.getByRole('button', { name: 'Chat menu' }).click();
    await bot.call('sendChatAction', { chat_id: marta.id, action: 'typing' });
    await page.locator('.chat-subtitle').getByText('typing…').waitFor();
    expect(await page.getByRole('menu').isVisible()).toBe(true);
    await bot.call('sendMessage', { chat_id: marta.id, text: 'here it is' });

    await bubble(page, 'here it is').waitFor();
    await page.locator('.chat-subtitle').getByText('@salon_bot').waitFor();
  });
});

suite(`${name}, when a bot is slow`, () => {
  let browser: Browser;
  let sandbox: Sandbox;
  let bot: PlainBot;

  beforeEach(async () => {
    browser = await startChromium(chromium ?? '');
    sandbox = await startSandbox({ callbackTtlMs: 100 });
    furnish(sandbox);
    bot = startPlainBot({ apiRoot: sandbox.apiRoot, token: salon.token, onUpdate: async () => undefined });
  });

  afterEach(async () => {
    await browser.close();
    await bot.stop();
    await sandbox.stop();
  });

  test('a press without an answer is marked', async () => {
    await sandbox.person(marta).chat(salon.username).start();
    const button = { text: 'Never answered', callback_data: 'x' };
    await bot.call('sendMessage', {
      chat_id: marta.id,
      text: 'Press me',
      reply_markup: { inline_keyboard: [[button]] },
    });
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(`${sandbox.url}#bot=salon_bot&as=1001`);

    await page.getByRole('button', { name: 'Never answered' }).click();
    await page.locator('#toasts').getByText('did not answer this button in time').waitFor();

    expect(await page.getByRole('button', { name: 'Never answered' }).getAttribute('class')).toContain(
      'expired',
    );
  });
});

function furnish(sandbox: Sandbox): void {
  for (const person of [marta, boris, mallory]) sandbox.person(person);
  sandbox.addBot(salon);
  sandbox.addBot(clinic);
  sandbox.addBot({ token: '100003:evil-token-evil-token-evil-token-evi', username: 'evil_bot', name: evil });
}

interface Gate {
  readonly asked: Promise<void>;
  readonly released: Promise<void>;
  readonly ask: () => void;
  readonly release: () => void;
}

function makeGate(): Gate {
  let ask = (): void => undefined;
  let release = (): void => undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  return { asked, released, ask: () => ask(), release: () => release() };
}

async function answer(update: Update, call: CallBotApi, gate: Gate): Promise<void> {
  if ('callback_query' in update && 'data' in update.callback_query) await answerPress(update, call, gate);
  else if ('message' in update) await answerMessage(update, call);
}

async function answerPress(update: Update.CallbackQueryUpdate, call: CallBotApi, gate: Gate): Promise<void> {
  const { id, message } = update.callback_query;
  const data = 'data' in update.callback_query ? update.callback_query.data : '';
  const reply = (more: object): Promise<unknown> =>
    call('answerCallbackQuery', { callback_query_id: id, ...more });
  if (data === 'toast') await reply({ text: 'Good to see you' });
  else if (data === 'alert') await reply({ text: 'That time was just taken', show_alert: true });
  else if (data === 'evil') await reply({ text: evil });
  else if (data === 'wait') {
    gate.ask();
    await gate.released;
    await reply({ text: 'Done at last' });
  } else {
    await reply({});
    await call('editMessageText', {
      chat_id: message?.chat.id,
      message_id: message?.message_id,
      text: 'Second screen',
      reply_markup: { inline_keyboard: [[{ text: 'Greet', callback_data: 'toast' }]] },
    });
  }
}

async function answerMessage({ message }: Update.MessageUpdate, call: CallBotApi): Promise<void> {
  const send = (text: string, markup?: object): Promise<unknown> =>
    call('sendMessage', {
      chat_id: message.chat.id,
      text,
      ...(markup === undefined ? {} : { reply_markup: markup }),
    });
  if ('contact' in message) {
    await send(`Number of ${message.contact.user_id ?? 'nobody here'}`);
    return;
  }
  const text = 'text' in message ? message.text : '';
  if (text.startsWith('/start'))
    await send(`Welcome, payload ${text.slice(7) || 'none'}`, { inline_keyboard: menu });
  else if (text === 'keyboard')
    await send('Your number?', { keyboard: contactKeyboard, one_time_keyboard: true });
  else if (text === 'calendar') await send('Pick a day', { inline_keyboard: month() });
  else if (text === evil)
    await send(`You said ${text}`, { inline_keyboard: [[{ text: `Press ${evil}`, callback_data: 'evil' }]] });
  else await send(`You said ${text}`);
}

function month(): object[][] {
  return Array.from({ length: 5 }, (_, week) =>
    Array.from({ length: 7 }, (__, day) => ({ text: `${week * 7 + day + 1}•`, callback_data: 'toast' })),
  );
}

const row = (page: Page, username: string): Locator => page.locator(`.chat-row[data-bot="${username}"]`);

const bubble = (page: Page, text: string): Locator => page.locator('.message', { hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox').fill(text);
  await page.keyboard.press('Enter');
}

const senders = (updates: readonly Update[]): number[] =>
  updates.flatMap((update) => ('message' in update ? [update.message.from.id] : []));

const contacts = (updates: readonly Update[]): (number | undefined)[] =>
  updates.flatMap((update) =>
    'message' in update && 'contact' in update.message ? [update.message.contact.user_id] : [],
  );

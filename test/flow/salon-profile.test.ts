import { startSandbox, type Chat, type ChatMessage, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { startTestHost, testToken, type TestHost, type TestTenant } from '../support/host.js';

const owner = { id: 1003, firstName: 'Olga', languageCode: 'en' };
const anna: TestTenant = {
  name: 'Anna',
  owners: [owner.id],
  template: 'barber',
  locale: 'en',
  timezone: 'Europe/London',
};

let sandbox: Sandbox;
let database: TestDatabase;
let house: TestHost | null = null;
beforeEach(async () => {
  sandbox = await startSandbox();
  database = await testDatabase();
});
afterEach(async () => {
  await house?.stop();
  house = null;
  await sandbox.stop();
  await database.close();
});

async function open(tenant: TestTenant = anna): Promise<TestHost> {
  await house?.stop();
  house = await startTestHost({ tenants: { anna: tenant }, sandbox, database });
  return house;
}

const desk = (): Chat => sandbox.person(owner).chat('anna_bot');

/** The screen a command or a press leads to. */
async function screenAfter(act: (chat: Chat) => Promise<unknown>): Promise<ChatMessage> {
  const chat = desk();
  await act(chat);
  const id = chat.update({ message: { message_id: 0, date: 1, chat: { id: owner.id, type: 'private' } } });
  if (id === null) throw new Error('the bot does not listen');
  await sandbox.confirmed('anna_bot', id);
  const screens = chat
    .messages()
    .filter(({ fromBot, inlineKeyboard }) => fromBot && inlineKeyboard !== undefined);
  const last = screens.at(-1);
  if (last === undefined) throw new Error('no screen');
  return last;
}

async function press(data: string): Promise<string> {
  const messageId =
    desk()
      .messages()
      .findLast(({ inlineKeyboard }) => inlineKeyboard !== undefined)?.messageId ?? 0;
  return (await screenAfter((chat) => chat.press({ data, messageId }))).text ?? '';
}

const zoneNow = () => press('1gse:zone');

test('the owner’s zone and language win over the file, after a restart and after a change of the file', async () => {
  await open();
  await screenAfter((chat) => chat.start());
  await screenAfter((chat) => chat.send('/admin'));
  expect(await zoneNow()).toContain('London');
  await press('1gtp:zone:Asia/Almaty:0');
  await press('1gpr:locale:0:0');
  expect(await zoneNow()).toContain('Almaty');
  const again = await open();
  expect(await zoneNow()).toContain('Almaty, UTC+5');
  const stranger = sandbox.person({ id: 77, firstName: 'Кто-то' }).chat('anna_bot');
  await stranger.start();
  const first = await stranger.waitFor(({ fromBot }) => fromBot);
  expect(first.text).toMatch(/[а-я]/);
  await again.setTenants({ anna: { ...anna, timezone: 'Europe/Paris', name: 'Anna II' } });
  await again.waitForLog(/Anna II.*introduced itself/);
  expect(await zoneNow()).toContain('Almaty');
  expect(await zoneNow()).toContain('At the beginning: Paris');
  await press('1gtp:zone:Europe/Paris:1');
  expect(await zoneNow()).not.toContain('At the beginning');
  await open();
  expect(await zoneNow()).toContain('London');
});

test('the bot introduces itself in the language that the owner chose', async () => {
  const told = /the bot has introduced itself/;
  const described = async (): Promise<string> => {
    const answer = await fetch(`${sandbox.apiRoot}/bot${testToken('anna')}/getMyDescription`, {
      method: 'POST',
    });
    return ((await answer.json()) as { result: { description: string } }).result.description;
  };
  await (await open()).waitForLog(told);
  expect(await described()).toMatch(/^[^а-я]+$/i);
  const stored = { key: 'locale', value: JSON.stringify('ru') };
  await database.database.tenant('anna').transact((tx) => tx.rows(tx.sql('settings').insert(stored)));
  await (await open()).waitForLog(told);
  expect(await described()).toMatch(/[а-я]/);
});

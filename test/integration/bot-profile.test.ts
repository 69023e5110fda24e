import { startSandbox, type ApiCall, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { startTestHost, testToken, type TestHost, type TestTenants } from '../support/host.js';

const profileMethod = /^setMy(Name|Commands|Description|ShortDescription)$/;
const told = /the bot has introduced itself/;

let sandbox: Sandbox;
let database: TestDatabase;
let host: TestHost | null = null;
beforeEach(async () => {
  sandbox = await startSandbox();
  database = await testDatabase();
});
afterEach(async () => {
  await host?.stop();
  host = null;
  await sandbox.stop();
  await database.close();
});

const start = async (tenants: TestTenants): Promise<TestHost> => {
  await host?.stop();
  host = await startTestHost({ tenants, sandbox, database });
  return host;
};
const calls = (): ApiCall[] => sandbox.calls().filter(({ method }) => profileMethod.test(method));
const result = async (method: string, parameters: object = {}): Promise<unknown> => {
  const response = await fetch(`${sandbox.apiRoot}/bot${testToken('anna')}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
  return ((await response.json()) as { result: unknown }).result;
};

const anna = { name: 'Салон <Анна>', locale: 'ru' } as const;

test('a new bot says what it is for, in both languages and, to all others, in the salon’s', async () => {
  const running = await start({ anna });
  await running.waitForLog(told);
  expect(calls()).toHaveLength(10);
  expect(calls().map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
  const described = { command: 'visits', description: 'Мои записи' };
  expect(await result('getMyCommands')).toContainEqual(described);
  expect(await result('getMyCommands', { language_code: 'ru' })).toContainEqual(described);
  expect(await result('getMyCommands', { language_code: 'en' })).toContainEqual({
    command: 'visits',
    description: 'My bookings',
  });
  expect(await result('getMyName')).toEqual({ name: 'Салон <Анна>' });
  expect(await result('getMyDescription', { language_code: 'en' })).toMatchObject({
    description: expect.stringContaining('Салон <Анна>. Choose a service') as unknown,
  });
  expect(await result('getMyShortDescription', { language_code: 'ru' })).toEqual({
    short_description: 'Салон <Анна>: запись в любое время',
  });
});

test('a start where nothing changed calls nothing', async () => {
  await (await start({ anna })).waitForLog(told);
  const before = calls().length;
  const again = await start({ anna });
  const chat = sandbox.person({ id: 5, firstName: 'Вера' }).chat('anna_bot');
  await chat.start();
  await chat.waitFor(({ fromBot }) => fromBot);
  await again.host.stop();
  expect(calls()).toHaveLength(before);
  expect(again.logs.some((line) => told.test(line))).toBe(false);
});

test('a new name in the file is told at once, while the bot runs', async () => {
  const running = await start({ anna });
  await running.waitForLog(told);
  await running.setTenants({ anna: { ...anna, name: 'Салон «Анна и Ко»' } });
  await running.waitForLog(/Анна и Ко.*introduced itself/);
  expect(await result('getMyName')).toEqual({ name: 'Салон «Анна и Ко»' });
  expect(calls()).toHaveLength(20);
});

test('another bot for the same salon is told too', async () => {
  await (await start({ anna })).waitForLog(told);
  const token = testToken('other');
  sandbox.addBot({ token, username: 'other_bot', name: 'Other' });
  const again = await start({ anna: { ...anna, token } });
  await again.waitForLog(told);
  expect(calls().filter(({ bot }) => bot === 'other_bot')).toHaveLength(10);
});

test('Telegram’s refusal does not keep the bot from working, and it is tried again at the next start', async () => {
  const release = sandbox.injectFault({
    fault: { kind: 'error', code: 400, description: 'Bad Request: no' },
    method: 'setMyDescription',
    times: Infinity,
  });
  const first = await start({ anna });
  await first.waitForLog(/could not introduce itself/);
  expect(first.host.tenants()).toMatchObject([{ id: 'anna', state: 'running' }]);
  release();
  const second = await start({ anna });
  await second.waitForLog(told);
  expect(await result('getMyDescription')).toMatchObject({ description: expect.any(String) as unknown });
});

test('the longest name fits', async () => {
  const running = await start({ anna: { ...anna, name: 'Ы'.repeat(64) } });
  await running.waitForLog(told);
  expect(calls().map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
});

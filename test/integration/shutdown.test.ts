import { Client } from 'pg';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { frozenWay } from '../support/frozen-way.js';
import { registryText, testToken } from '../support/host.js';
import { startBotel, type BotelProcess } from '../support/process.js';

const salons = ['anna', 'boris', 'clara'] as const;

let sandbox: Sandbox;
let database: TestDatabase;
const processes: BotelProcess[] = [];

beforeEach(async () => {
  sandbox = await startSandbox();
  database = await testDatabase();
  for (const id of salons) sandbox.addBot({ token: testToken(id), username: `${id}_bot`, name: id });
});

afterEach(async () => {
  for (const botel of processes.splice(0)) await botel.clear();
  await database.close();
  await sandbox.stop();
});

async function launch(
  registry: string | null,
  variables: Record<string, string> = {},
): Promise<BotelProcess> {
  const botel = await startBotel(registry, {
    DATABASE_URL: database.url,
    TELEGRAM_API_ROOT: sandbox.apiRoot,
    ...variables,
  });
  processes.push(botel);
  return botel;
}

const started = /every tenant that can start has started/;
const registry = registryText({ anna: { template: 'beauty' }, boris: {}, clara: {} });

function chatOf(person: number, salon: string): Chat {
  return sandbox.person({ id: 6000 + person, firstName: `Klara${person}` }).chat(`${salon}_bot`);
}

function expectNoSecret(botel: BotelProcess): void {
  const text = botel.output() + botel.errors();
  for (const id of salons) expect(text).not.toContain(testToken(id).split(':')[1]);
  expect(text).not.toContain(new URL(database.url).password);
}

test('asked to stop in the middle of work, it ends what runs, confirms it, and goes with code 0', async () => {
  const botel = await launch(registry);
  await botel.waitFor(started);
  const release = await holdTable('t_anna.clients');
  const chat = chatOf(1, 'anna');
  await chat.start();
  await lockWaiter();
  botel.signal('SIGTERM');
  await botel.waitFor(/stopping: no more updates are taken/);
  await release();
  expect(await botel.ended).toBe(0);
  expect(botel.output()).toContain('"msg":"stopped"');
  expect(chat.last().fromBot).toBe(true);
  expect(sandbox.pendingUpdates('anna_bot')).toBe(0);
  expectNoSecret(botel);
});

test('of a hundred updates under way none is lost over a stop and a start', async () => {
  const first = await launch(registry);
  await first.waitFor(started);
  const chats = salons.flatMap((salon) => Array.from({ length: 34 }, (_, person) => chatOf(person, salon)));
  const firstAnswer = sandbox.waitForCall({ method: 'sendMessage' });
  await Promise.all(chats.map((chat) => chat.start()));
  await firstAnswer;
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  expectNoSecret(first);

  const second = await launch(registry);
  await second.waitFor(started);
  await Promise.all(
    chats.map((chat) => chat.waitFor((message) => message.fromBot, 'an answer', { timeoutMs: 30_000 })),
  );
  second.signal('SIGINT');
  expect(await second.ended).toBe(0);
  for (const salon of salons) expect(sandbox.pendingUpdates(`${salon}_bot`)).toBe(0);
});

test('a handler that does not end is left behind; its update comes again', async () => {
  const botel = await launch(registry);
  await botel.waitFor(started);
  const release = sandbox.injectFault({
    fault: { kind: 'hang' },
    bot: 'anna_bot',
    method: 'sendMessage',
    times: Infinity,
  });
  const { updateId } = await chatOf(1, 'anna').start();
  await botel.waitFor(/"tenant":"anna".*listening/);
  await pendingCall('anna_bot', 'sendMessage');
  botel.signal('SIGTERM');
  expect(await botel.ended).toBe(0);
  expect(sandbox.pendingUpdates('anna_bot')).toBe(1);
  release();
  const again = await launch(registry);
  await sandbox.confirmed('anna_bot', updateId ?? 0, { timeoutMs: 30_000 });
  await again.waitFor(started);
});

test('with Telegram silent, the database frozen and everybody waiting it still ends by itself, in time', async () => {
  const way = await frozenWay(database.url);
  const botel = await launch(registry, { DATABASE_URL: way.url });
  await botel.waitFor(started);
  await Promise.all(salons.map((salon) => chatOf(1, salon).start()));
  for (const salon of salons) await sandbox.waitForCall({ bot: `${salon}_bot`, method: 'sendMessage' });
  const silence = (method?: string) =>
    salons.map((salon) =>
      sandbox.injectFault({
        fault: { kind: 'hang' },
        bot: `${salon}_bot`,
        times: Infinity,
        ...(method && { method }),
      }),
    );
  const messages = silence('sendMessage');
  await chatOf(2, 'boris').start();
  await pendingCall('boris_bot', 'sendMessage');
  const everything = silence();
  way.freeze();
  for (const salon of salons) await chatOf(3, salon).start();
  botel.signal('SIGTERM');
  // Its watchdog would end it with code 1 after 9.5 s.
  expect(await botel.ended).toBe(0);
  [...messages, ...everything].forEach((release) => release());
  await way.close();
});

test('a second signal ends it at once', async () => {
  const botel = await launch(registry);
  await botel.waitFor(started);
  sandbox.injectFault({ fault: { kind: 'hang' }, bot: 'anna_bot', method: 'sendMessage', times: Infinity });
  await chatOf(1, 'anna').start();
  await pendingCall('anna_bot', 'sendMessage');
  botel.signal('SIGTERM');
  await botel.waitFor(/stopping: no more updates are taken/);
  botel.signal('SIGTERM');
  expect(await botel.ended).toBe(1);
  expect(botel.output()).toContain('asked a second time');
});

test('stopped while salons still start, it goes as orderly', async () => {
  sandbox.injectFault({ fault: { kind: 'hang' }, bot: 'boris_bot', method: 'getMe', times: Infinity });
  const botel = await launch(registry);
  await botel.waitFor(/"tenant":"anna".*listening/);
  botel.signal('SIGTERM');
  expect(await botel.ended).toBe(0);
});

test.each<[string, string | null, Record<string, string>, RegExp]>([
  [
    'a wrong registry',
    'tenants:\n  anna:\n    name: A\n    tokn: x\n',
    {},
    /tenants\.yaml:4 tenants\.anna\.tokn: unknown key; did you mean "token"\?/,
  ],
  ['no registry', null, {}, /tenants\.yaml: does not exist; create it, or set TENANTS_FILE/],
  ['a wrong variable', 'tenants:\n', { HTTP_PORT: 'x', LOG_LEVEL: 'y' }, /HTTP_PORT must be a port number/],
])('with %s it ends with code 1 and says in plain words why', async (_what, text, variables, told) => {
  const botel = await launch(text, variables);
  expect(await botel.ended).toBe(1);
  expect(botel.errors()).toMatch(/^Botel cannot start:\n/);
  expect(botel.errors()).toMatch(told);
  expect(botel.errors()).not.toMatch(/\n\s+at /);
});

/** Resolves when the bot has made a call that is not answered yet. */
async function pendingCall(bot: string, method: string): Promise<void> {
  const isPending = (): boolean => sandbox.calls({ bot, method }).some((call) => call.status === null);
  while (!isPending()) await new Promise((resolve) => setImmediate(resolve));
}

/** Keeps everybody from the table until the returned function is called. */
async function holdTable(table: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: database.adminUrl });
  await client.connect();
  await client.query(`begin; lock table ${table} in access exclusive mode`);
  return async () => {
    await client.query('commit');
    await client.end();
  };
}

/** Resolves when a transaction waits for a lock. */
async function lockWaiter(): Promise<void> {
  const client = new Client({ connectionString: database.adminUrl });
  await client.connect();
  const waiters = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  while ((await client.query(waiters)).rowCount === 0) await new Promise((resolve) => setImmediate(resolve));
  await client.end();
}

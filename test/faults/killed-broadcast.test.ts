import { Client } from 'pg';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { registryText, testToken } from '../support/host.js';
import { startBotel, type BotelProcess } from '../support/process.js';

/*
 * The program itself is killed in the middle of a broadcast. Its clock is the machine's, so the time after which a batch
 * counts as lost is made to run out in the row.
 */

let sandbox: Sandbox;
let database: TestDatabase;
let admin: Client;
const processes: BotelProcess[] = [];
const people = 50;
const firstPerson = 6_100;
/** Somewhere in the second batch. */
const unlucky = firstPerson + 27;

beforeEach(async () => {
  sandbox = await startSandbox();
  database = await testDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  sandbox.addBot({ token: testToken('anna'), username: 'anna_bot', name: 'Анна' });
});

afterEach(async () => {
  for (const botel of processes.splice(0)) await botel.clear();
  await admin.end();
  await database.close();
  await sandbox.stop();
});

async function launch(): Promise<BotelProcess> {
  const botel = await startBotel(registryText({ anna: { template: 'beauty' } }), {
    DATABASE_URL: database.url,
    TELEGRAM_API_ROOT: sandbox.apiRoot,
  });
  processes.push(botel);
  await botel.waitFor(/every tenant that can start has started/);
  return botel;
}

/** People who have written to the bot. */
async function arrive(): Promise<Chat[]> {
  const chats: Chat[] = [];
  for (let index = 0; index < people; index += 1) {
    const chat = sandbox.person({ id: firstPerson + index, firstName: 'Вера' }).chat('anna_bot');
    await chat.start();
    await chat.waitFor(({ fromBot }) => fromBot, 'an answer', { anyTime: true });
    chats.push(chat);
  }
  return chats;
}

const copies = (chat: Chat): number =>
  chat.messages().filter(({ fromBot, text }) => fromBot && (text ?? '') === 'Скидка').length;

test('the next process goes on behind the batch that was under way: nobody gets it twice', async () => {
  const first = await launch();
  const chats = await arrive();
  const release = sandbox.injectFault({
    fault: { kind: 'hang' },
    bot: 'anna_bot',
    method: 'sendMessage',
    chatId: unlucky,
    when: 'after',
  });
  await admin.query(`
    insert into t_anna.broadcasts (state, body, created_by, created_at, started_at, due_at, total, until_client_id)
    select 'sending', 'Скидка', 1, now(), now(), now(), count(*), max(id) from t_anna.clients`);
  const hit = chats[unlucky - firstPerson];
  await hit?.waitFor(({ text }) => text === 'Скидка', 'the message before the end', { anyTime: true });
  first.signal('SIGKILL');
  await first.ended;
  release();
  const before = chats.reduce((sum, chat) => sum + copies(chat), 0);
  expect(before).toBeGreaterThan(20);
  expect(before).toBeLessThanOrEqual(40);

  await launch();
  const isDone = await ending();
  await admin.query(`update t_anna.broadcasts set due_at = now() where state = 'sending'`);
  await admin.query('update botel.wakeups set next_due_at = now()');
  await isDone.over;
  expect(chats.filter((chat) => copies(chat) > 1)).toEqual([]);
  const missed = chats.filter((chat) => copies(chat) === 0).length;
  expect(missed).toBeLessThan(20);
  const { rows } = await admin.query('select sent, unknown, blocked, failed from t_anna.broadcasts');
  expect(rows).toEqual([{ sent: 30, unknown: 20, blocked: 0, failed: 0 }]);
});

/** Listens for the end of the broadcast: the database tells of every change. */
async function ending(): Promise<{ readonly over: Promise<void> }> {
  await admin.query(`
    create function public.tell() returns trigger language plpgsql security definer as
      'begin perform pg_notify(''told'', new.state); return null; end';
    create trigger tell after update on t_anna.broadcasts for each row execute function public.tell();
    listen told`);
  const over = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the broadcast does not end')), 60_000);
    admin.on('notification', ({ payload }) => {
      if (payload !== 'done') return;
      clearTimeout(timer);
      resolve();
    });
  });
  return { over };
}

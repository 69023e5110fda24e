import { Client } from 'pg';
import { startSandbox, type Chat, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { registryText, testToken } from '../support/host.js';
import { startBotel, type BotelProcess } from '../support/process.js';

/*
 * The program itself is killed while it sends. Its clock is the machine's, so a lease is made to run out in the row.
 */

let sandbox: Sandbox;
let database: TestDatabase;
let admin: Client;
const processes: BotelProcess[] = [];
const person = 6001;
const registry = registryText({ anna: { template: 'beauty' } });

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
  const botel = await startBotel(registry, {
    DATABASE_URL: database.url,
    TELEGRAM_API_ROOT: sandbox.apiRoot,
  });
  processes.push(botel);
  await botel.waitFor(/every tenant that can start has started/);
  return botel;
}

/** A client with a visit in three hours. */
async function visitAhead(): Promise<void> {
  await admin.query(`
    set search_path to t_anna;
    insert into clients (telegram_id, name, phone, locale) values (${person}, 'Вера', '+79161234567', 'ru')
      on conflict (telegram_id) do update set name = excluded.name;
    insert into bookings (client_id, service_id, staff_id, starts_at, ends_at, during, price_minor, currency,
        contact_name, contact_phone)
      select c.id, s.service_id, s.staff_id, t.at, t.at + interval '1 h', tstzrange(t.at, t.at + interval '1 h'), 1,
        'RUB', 'Вера', '+79161234567'
      from clients c, (select * from staff_services limit 1) s, (select now() + interval '3 h' as at) t;
    reset search_path`);
}

/** A reminder of that visit that is due this moment. */
async function remind(): Promise<void> {
  await admin.query(`
    insert into t_anna.notifications (kind, booking_id, booking_version, visit_starts_at, distance_minutes, client_id, due_at)
    select 'reminder', id, 1, starts_at, 180, client_id, now() from t_anna.bookings`);
}

async function endLeases(): Promise<void> {
  await admin.query(`
    update t_anna.notifications set lease_until = now() - interval '1 s' where state = 'sending';
    update botel.wakeups set next_due_at = now()`);
}

const reminders = (chat: Chat): number =>
  chat.messages().filter(({ fromBot, text }) => fromBot && (text ?? '').includes('Ждём вас')).length;

test.each([
  ['before Telegram has it', 'before', 1],
  ['after Telegram took it, before the row knows', 'after', 2],
] as const)('killed %s: the next process sends it', async (_, when, copies) => {
  const chat = sandbox.person({ id: person, firstName: 'Вера', languageCode: 'ru' }).chat('anna_bot');
  const first = await launch();
  await chat.start();
  await chat.waitFor(({ fromBot }) => fromBot, 'an answer', { anyTime: true });
  const release = sandbox.injectFault({
    fault: { kind: 'hang' },
    bot: 'anna_bot',
    method: 'sendMessage',
    when,
  });
  await visitAhead();
  await remind();
  await claimed();
  if (when === 'after')
    await chat.waitFor(({ text }) => (text ?? '').includes('Ждём вас'), 'copy 1', { anyTime: true });
  first.signal('SIGKILL');
  await first.ended;
  release();
  expect(reminders(chat)).toBe(copies - 1);

  // While nobody runs: a host that settles the tenant at this moment would put it off to the end of the old lease.
  await endLeases();
  await launch();
  await sent();
  expect(reminders(chat)).toBe(copies);
});

/** Resolves when a reminder is being sent. */
const claimed = (): Promise<void> => untilState('sending');
const sent = (): Promise<void> => untilState('sent');

/** The database tells of every change of the row; what has changed before listening is found by looking. */
async function untilState(state: string): Promise<void> {
  await admin.query(`
    create or replace function public.tell() returns trigger language plpgsql security definer as
      'begin perform pg_notify(''told'', new.state); return null; end';
    create or replace trigger tell after update on t_anna.notifications for each row execute function public.tell();
    listen told`);
  const told = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no notification became ${state}`)), 30_000);
    const done = (): void => {
      clearTimeout(timer);
      admin.off('notification', look);
      resolve();
    };
    const look = ({ payload }: { payload?: string | undefined }): void => {
      if (payload === state) done();
    };
    admin.on('notification', look);
    admin.query('select from t_anna.notifications where state = $1', [state]).then(({ rowCount }) => {
      if (rowCount !== 0) done();
    }, reject);
  });
  await told;
}

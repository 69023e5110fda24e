import { Client } from 'pg';
import { leaseDesk, type ChatLeases } from '../../src/db/chat-leases.js';
import { DatabaseUnavailableError } from '../../src/db/errors.js';
import { openPool } from '../../src/db/pool.js';
import { ChatTurns } from '../../src/telegram/chat-turns.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { closedGate } from '../support/tcp-gate.js';
import { openDatabase } from '../../src/db/database.js';
import { collectedLog, Counter, Gate } from '../support/telegram-bot.js';

let database: TestDatabase;
let admin: Client;
let one: ChatLeases;
let other: ChatLeases;

beforeAll(async () => {
  database = await testDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.close();
});
beforeEach(async () => {
  await admin.query('delete from botel.chat_leases');
  one = database.database.chatLeases('anna');
  other = database.database.chatLeases('anna');
});

/** Leases of a process of its own, as far as the database can tell. */
function leasesThrough(): { readonly leases: ChatLeases; close(): Promise<void> } {
  const pool = openPool(database.url, 2, collectedLog().log);
  return { leases: leaseDesk(pool)('anna'), close: () => pool.close() };
}

const runOut = () => admin.query(`update botel.chat_leases set until = now() - interval '1 ms'`);

test('one holder at a time; the same one may take it again', async () => {
  expect(await one.take('chat 1')).toBe(true);
  expect(await other.take('chat 1')).toBe(false);
  expect(await one.take('chat 1')).toBe(true);
  expect(await other.take('chat 2')).toBe(true);
  expect(await database.database.chatLeases('boris').take('chat 1')).toBe(true);
  await other.release('chat 1');
  expect(await other.take('chat 1')).toBe(false);
  await one.release('chat 1');
  expect(await other.take('chat 1')).toBe(true);
});

test('of many who ask at once one gets it', async () => {
  const holders = Array.from({ length: 20 }, () => database.database.chatLeases('anna'));
  const taken = await Promise.all(holders.map((holder) => holder.take('chat 1')));
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test('what many chats of many tenants want at once is asked in one statement, and each gets its own answer', async () => {
  const pool = openPool(database.url, 1, collectedLog().log);
  let statements = 0;
  const holderOf = leaseDesk({
    ...pool,
    query: (sql, values) => {
      statements += 1;
      return pool.query(sql, values);
    },
  });
  await other.take('chat 3');
  const [anna, boris] = [holderOf('anna'), holderOf('boris')];
  const chats = Array.from({ length: 40 }, (_, index) => `chat ${index}`);
  const taken = await Promise.all([anna, boris].flatMap((holder) => chats.map((chat) => holder.take(chat))));
  expect(taken.map((isTaken, index) => (isTaken ? null : index)).filter((index) => index !== null)).toEqual([
    3,
  ]);
  expect(statements).toBe(1);
  await Promise.all(chats.flatMap((chat) => [anna.release(chat), boris.release(chat)]));
  expect(statements).toBe(2);
  const { rows } = await admin.query('select tenant_id, chat from botel.chat_leases');
  expect(rows).toEqual([{ tenant_id: 'anna', chat: 'chat 3' }]);
  // More than go into one statement.
  const crowd = Array.from({ length: 250 }, (_, index) => anna.take(`crowd ${index}`));
  expect((await Promise.all(crowd)).every(Boolean)).toBe(true);
  expect(statements).toBe(5);
  await pool.close();
});

test('processes that want the same chats in other orders never wait for each other in a circle', async () => {
  const [here, there] = [leasesThrough(), leasesThrough()];
  const holder = new Client({ connectionString: database.adminUrl });
  await holder.connect();
  const chats = Array.from({ length: 9 }, (_, index) => `chat ${index}`);
  const backwards = chats.toReversed();
  await admin.query(
    `insert into botel.chat_leases select 'anna', unnest($1::text[]), gen_random_uuid(), now() - interval '1 s'`,
    [chats],
  );
  // Both have locked what they can when the row in the middle is free.
  const meetInTheMiddle = async (asked: () => Promise<unknown>[]): Promise<void> => {
    await holder.query(`begin; select from botel.chat_leases where chat = 'chat 4' for update`);
    const answers = Promise.all(asked());
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await admin.query(waiting)).rowCount !== 2);
    await holder.query('commit');
    await answers;
  };
  const take = (leases: ChatLeases, names: readonly string[]) => names.map((chat) => leases.take(chat));
  await meetInTheMiddle(() => [...take(here.leases, chats), ...take(there.leases, backwards)]);
  await admin.query('update botel.chat_leases set until = now()');
  await Promise.all(take(here.leases, chats));
  // Now they lie in the table the other way round.
  for (const chat of backwards)
    await admin.query('update botel.chat_leases set until = until where chat = $1', [chat]);
  await meetInTheMiddle(() => [
    ...backwards.map((chat) => here.leases.release(chat)),
    ...take(there.leases, chats),
  ]);
  await Promise.all([here.close(), there.close(), holder.end()]);
});

test('it lasts for fifteen seconds, and longer when it is renewed in time', async () => {
  const left = async (): Promise<number> => {
    const { rows } = await admin.query<{ ms: number }>(
      'select extract(epoch from until - clock_timestamp()) * 1000 as ms from botel.chat_leases',
    );
    return Number(rows[0]?.ms);
  };
  await one.take('chat 1');
  expect(await left()).toBeLessThanOrEqual(15_000);
  await admin.query(`update botel.chat_leases set until = now() + interval '1 s'`);
  expect(await one.renew('chat 1')).toBe(true);
  expect(await left()).toBeGreaterThan(1_000);
});

test('what ran out goes to whoever asks; its holder learns of it and cannot take it away', async () => {
  await one.take('chat 1');
  await runOut();
  expect(await other.take('chat 1')).toBe(true);
  expect(await one.renew('chat 1')).toBe(false);
  await one.release('chat 1');
  expect(await one.take('chat 1')).toBe(false);
});

test('while the database is away it can be told by the error', async () => {
  const gate = await closedGate(database.url);
  await gate.open();
  const away = await openDatabase({ url: gate.url, log: collectedLog().log, poolSize: 1 });
  await gate.close();
  await expect(away.chatLeases('anna').take('chat 1')).rejects.toBeInstanceOf(DatabaseUnavailableError);
  await away.close();
});

test('a turn waits for the other process, and for no longer than its lease lasts', async () => {
  const { log } = collectedLog();
  const signal = new AbortController().signal;
  const order: string[] = [];
  const gate = new Gate();
  const inside = new Gate();
  const first = new ChatTurns(one, log).run('chat 1', signal, async () => {
    inside.open();
    await gate.opened;
    order.push('first');
  });
  await inside.opened;
  const second = new ChatTurns(other, log).run('chat 1', signal, async () => void order.push('second'));
  gate.open();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  // The process that holds it stands still.
  await one.take('chat 1');
  const third = new ChatTurns(other, log).run('chat 1', signal, async () => void order.push('third'));
  await runOut();
  await third;
  expect(order).toEqual(['first', 'second', 'third']);
});

test('work that takes longer than a lease lasts keeps its turn; what was lost all the same is logged', async () => {
  const lines = collectedLog();
  const { log } = lines;
  const renewals = new Counter();
  const counted: ChatLeases = {
    ...one,
    renew: async (chat) => {
      const isKept = await one.renew(chat);
      renewals.add();
      return isKept;
    },
  };
  await new ChatTurns(counted, log, 5).run('chat 1', new AbortController().signal, async () => {
    await runOut();
    await renewals.reached(renewals.value + 2);
    expect(await other.take('chat 1')).toBe(false);
    expect(lines.count('given to another process')).toBe(0);
    await admin.query('delete from botel.chat_leases');
    expect(await other.take('chat 1')).toBe(true);
    await renewals.reached(renewals.value + 2);
  });
  expect(lines.count('given to another process')).toBeGreaterThan(0);
  expect(await one.take('chat 1')).toBe(false);
});

test('a turn that is waited for ends with the signal, and the lease is given back after work that failed', async () => {
  const { log } = collectedLog();
  const stopping = new AbortController();
  await one.take('chat 1');
  const waiting = new ChatTurns(other, log).run('chat 1', stopping.signal, () => Promise.resolve('done'));
  stopping.abort();
  expect(await waiting).toBeNull();
  const failing = new ChatTurns(one, log).run('chat 1', new AbortController().signal, () =>
    Promise.reject(new Error('a defect')),
  );
  await expect(failing).rejects.toThrow('a defect');
  expect(await other.take('chat 1')).toBe(true);
});

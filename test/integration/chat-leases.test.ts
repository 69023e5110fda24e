import { Client } from 'pg';
import type { ChatLeases } from '../../src/db/chat-leases.js';
import { DatabaseUnavailableError } from '../../src/db/errors.js';
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

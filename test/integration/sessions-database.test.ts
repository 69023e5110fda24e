import pino from 'pino';
import { databaseSessions } from '../../src/commands/database-sessions.js';
import { Sessions } from '../../src/commands/sessions.js';
import { openDatabase, type Database } from '../../src/db/database.js';
import type { SessionKey } from '../../src/db/sessions.js';
import { FixedClock } from '../../src/lib/clock.js';
import { TransientError } from '../../src/lib/errors.js';
import { nextUpdateId } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength } from '../support/dice.js';
import { expectLatestKept } from '../support/session-turns.js';
import { closedGate, type TcpGate } from '../support/tcp-gate.js';

const key = { chatId: 7, userId: 7 };
const other = { chatId: 8, userId: 8 };
const minute = 60_000;
const clock = new FixedClock(Date.parse('2026-03-02T08:00:00Z'));

let db: TestDatabase;
/** The same database, behind a gate that can be shut. */
let gate: TcpGate;
let behindGate: Database;
const lines: { level: number; msg: string }[] = [];
const log = pino(
  { level: 'info' },
  { write: (line: string) => void lines.push(JSON.parse(line) as { level: number; msg: string }) },
);

beforeAll(async () => {
  db = await testDatabase();
  for (const id of ['anna', 'boris']) await db.database.provision(id);
  gate = await closedGate(db.url);
  await gate.open();
  behindGate = await openDatabase({ url: gate.url, log: pino({ level: 'silent' }), poolSize: 2 });
});
beforeEach(() => void lines.splice(0));
afterEach(async () => {
  for (const id of ['anna', 'boris']) {
    await db.database.tenant(id).transact((tx) => tx.rows(tx.sql('sessions').delete()));
  }
});
afterAll(async () => {
  await behindGate.close();
  await gate.close();
  await db.close();
});

/** One process's conversations of two tenants. */
function openStores(database: Database) {
  const sessions = new Sessions(clock, log);
  const of = (id: string) => {
    const store = sessions.of(id, databaseSessions(database.tenant(id), clock, 'default'));
    return {
      read: (who: SessionKey) => store.read(who),
      save: (who: SessionKey, state: object) => store.save({ ...who, updateId: nextUpdateId() }, state),
      saveBy: (updateId: number, who: SessionKey, state: object) => store.save({ ...who, updateId }, state),
      end: (who: SessionKey) => store.end({ ...who, updateId: nextUpdateId() }),
    };
  };
  return { anna: of('anna'), boris: of('boris') };
}

test('are found by another process, of the same tenant only, until 30 minutes after their last use', async () => {
  const start = clock.now();
  await openStores(db.database).anna.save(key, { step: 'name' });
  clock.setTo(start + 29 * minute);
  expect(await openStores(db.database).boris.read(key)).toBeNull();
  expect(await openStores(db.database).anna.read(key)).toEqual({ step: 'name' });
  clock.setTo(start + 58 * minute);
  expect(await openStores(db.database).anna.read(key)).toEqual({ step: 'name' });
  clock.setTo(start + 88 * minute);
  expect(await openStores(db.database).anna.read(key)).toBeNull();
  clock.setTo(start);
});

test('end for every process when one ends them', async () => {
  const [one, two] = [openStores(db.database), openStores(db.database)];
  await one.anna.save(key, { step: 'name' });
  expect(await one.anna.read(key)).toEqual({ step: 'name' });
  await two.anna.end(key);
  expect(await one.anna.read(key)).toBeNull();
});

test('go on in memory while the database is gone, with one warning, and win when it is back', async () => {
  const { anna, boris } = openStores(behindGate);
  await anna.save(key, { step: 'name' });
  await anna.save(other, { step: 'phone' });
  await gate.close();
  expect(await anna.read(key)).toEqual({ step: 'name' });
  await anna.save(key, { step: 'phone' });
  const before = nextUpdateId();
  await anna.end(other);
  await boris.save(key, { step: 'comment' });
  expect([await anna.read(key), await anna.read(other), await boris.read(key)]).toEqual([
    { step: 'phone' },
    null,
    { step: 'comment' },
  ]);
  await openStores(db.database).anna.saveBy(before, other, { step: 'old' });
  await gate.open();
  expect(await anna.read(other)).toBeNull();
  expect(await anna.read(key)).toEqual({ step: 'phone' });
  expect(await boris.read(key)).toEqual({ step: 'comment' });
  const elsewhere = openStores(db.database);
  expect(await elsewhere.anna.read(key)).toEqual({ step: 'phone' });
  expect(await elsewhere.anna.read(other)).toBeNull();
  expect(await elsewhere.boris.read(key)).toEqual({ step: 'comment' });
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    [40, 'conversations cannot be kept; they go on in memory'],
    [30, 'conversations are kept again'],
  ]);
});

test('what another process was told meanwhile stays when it is later', async () => {
  const [one, two] = [openStores(behindGate), openStores(db.database)];
  const early = nextUpdateId();
  await one.anna.save(key, { step: 'name' });
  await one.anna.save(other, { step: 'name' });
  await gate.close();
  await one.anna.save(key, { step: 'phone' });
  await one.anna.save(other, { step: 'phone' });
  await two.anna.save(key, { step: 'comment' });
  await two.anna.end(other);
  await gate.open();
  expect([await one.anna.read(key), await one.anna.read(other)]).toEqual([{ step: 'comment' }, null]);
  const restarted = openStores(db.database);
  await restarted.anna.saveBy(early, key, { step: 'early' });
  await restarted.anna.saveBy(early, other, { step: 'early' });
  expect([await restarted.anna.read(key), await two.anna.read(other)]).toEqual([{ step: 'comment' }, null]);
});

test('what is no outage is not hidden', async () => {
  const sessions = new Sessions(clock, log);
  const stranger = sessions.of('nobody', databaseSessions(db.database.tenant('nobody'), clock, 'default'));
  await expect(stranger.read(key)).rejects.toMatchObject({ code: 'tenant_not_provisioned' });
  expect(lines).toEqual([]);
});

test('memory keeps the latest ten thousand', async () => {
  const refuse = () => Promise.reject(new TransientError('away', 'not now'));
  const store = new Sessions(clock, log).of('anna', {
    place: null,
    mayForget: false,
    find: refuse,
    put: refuse,
  });
  for (let userId = 1; userId <= 10_001; userId += 1)
    await store.save({ chatId: userId, userId, updateId: userId }, { userId });
  expect(await store.read({ chatId: 1, userId: 1 })).toBeNull();
  expect(await store.read({ chatId: 2, userId: 2 })).toEqual({ userId: 2 });
  expect(await store.read({ chatId: 10_001, userId: 10_001 })).toEqual({ userId: 10_001 });
});

test('two processes, outages and late updates: what is kept is what the person did last', async () => {
  const shelf = databaseSessions(db.database.tenant('anna'), clock, 'default');
  await expectLatestKept(shelf, clock, isFullLength ? 400 : 8);
}, 600_000);

import { Client } from 'pg';
import { testDatabase, testTenant, type TestDatabase } from '../support/database.js';

const day = 24 * 3_600_000;
const now = Date.parse('2026-03-02T08:00:00Z');

let database: TestDatabase;
let admin: Client;

beforeAll(async () => {
  database = await testDatabase();
  await testTenant(database, 'anna');
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.close();
});

const failed = (updateId: number, at = now) => ({
  ...{ updateId, kind: 'message', error: 'x'.repeat(1_000), mostTries: 5, now: at },
});
const rowsOf = async () =>
  (await admin.query('select * from botel.failed_updates order by update_id')).rows as Record<
    string,
    unknown
  >[];

test('tries are counted over all processes, and one of them gives up', async () => {
  const processes = [1, 2, 3].map(() => database.database.failedUpdates('anna'));
  const tries = processes.flatMap((book, index) =>
    [0, 3, 6].map((more) => book.count(failed(2 ** 40, now + index + more))),
  );
  const counts = await Promise.all(tries);
  expect(counts.map((count) => count.tries).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(counts.filter((count) => count.isGivenUp)).toEqual([{ tries: 5, isGivenUp: true }]);
  const [row] = await rowsOf();
  expect(row).toMatchObject({ tenant_id: 'anna', update_id: String(2 ** 40), kind: 'message', attempts: 9 });
  expect(row?.['last_error']).toHaveLength(300);
  expect(row?.['given_up_at']).not.toBeNull();
});

test('they are kept for thirty days', async () => {
  const book = database.database.failedUpdates('anna');
  await book.count(failed(1));
  await book.count(failed(2, now + 29 * day));
  expect((await rowsOf()).map(({ update_id: id }) => id)).toContain('1');
  await book.count(failed(3, now + 31 * day));
  expect((await rowsOf()).map(({ update_id: id }) => id)).toEqual(['2', '3']);
});

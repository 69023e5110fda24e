import { Client } from 'pg';
import type { Admin } from '../../src/commands/desk/admin.js';
import {
  commitImport,
  previewImport,
  readImport,
  readSpoiltLines,
  type ImportPreview,
} from '../../src/commands/desk/import-clients.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { FileGoneError, FileTooBigError } from '../../src/telegram/files.js';
import { add, all, buildSalon, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const owner: Admin = { telegramId: 1, role: 'owner', staffId: null, name: 'Ольга' };
let test: TestDatabase;
let salon: Salon;

beforeAll(async () => {
  test = await testDatabase({ poolSize: 10 });
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
});

const cause = (updateId = nextUpdateId()) => ({ updateId });

/** The salon whose Telegram gives this file, whatever is asked for. */
const having = (file: string | Error): TenantContext => ({
  ...salon.ctx,
  files: {
    download: () => (typeof file === 'string' ? Promise.resolve(Buffer.from(file)) : Promise.reject(file)),
  },
});

const preview = (file: string | Error, updateId = nextUpdateId(), size?: number) =>
  previewImport(having(file), owner, { updateId }, { fileId: 'F', size });
async function previewed(file: string, updateId = nextUpdateId()): Promise<ImportPreview> {
  const result = await preview(file, updateId);
  if (result.outcome !== 'preview') throw new Error(result.outcome);
  return result.preview;
}
const commit = (id: number, updateId = nextUpdateId()) => commitImport(salon.ctx, owner, { updateId }, id);

interface StoredClient {
  readonly id: number;
  readonly name: string | null;
  readonly phone: string | null;
  readonly notes: string | null;
  readonly source: string | null;
  readonly version: number;
}
const clients = () => all<StoredClient>(salon.ctx, 'clients');

it('shows what would happen, changes nothing, then takes over all of it at once', async () => {
  const known = await newClient(salon.ctx);
  const [before] = await clients();
  await add(salon.ctx, 'clients', { phone: '+79160000002', notes: 'была' });
  await add(salon.ctx, 'clients', { name: 'Та же', phone: '+79160000003', notes: 'кофе без молока' });
  const file = [
    'Имя;Телефон;Заметка',
    `Чужое имя;${known.phone};`,
    'Имя впервые;89160000002;новое',
    'Другое имя;89160000003;кофе',
    'Новая;8 (916) 000-00-04;<b>VIP</b> & =1+1',
    'Повтор;89160000004;',
    'Плохая;нет;',
  ].join('\n');
  const shown = await previewed(file);
  expect(shown).toMatchObject({
    counts: { added: 1, filled: 1, known: 2 },
    file: { clients: 4, duplicates: 1, errors: 1, fields: ['name', 'phone', 'notes'] },
    isCommitted: false,
  });
  expect(shown.file.firstErrors).toEqual([{ line: 7, problem: 'not_a_phone', value: 'нет' }]);
  expect(await clients()).toHaveLength(3);
  expect(await commit(shown.id)).toEqual({
    outcome: 'done',
    counts: { added: 1, filled: 1, known: 2 },
    repeated: false,
  });
  expect(await clients()).toMatchObject([
    { id: before?.id, name: 'Мария', version: before?.version },
    { name: 'Имя впервые', notes: 'была\n\nновое', version: 2 },
    { name: 'Та же', notes: 'кофе без молока', version: 1 },
    { name: 'Новая', phone: '+79160000004', notes: '<b>VIP</b> & =1+1', source: 'import' },
  ]);
  expect(await all(salon.ctx, 'audit_log')).toMatchObject([
    { action: 'client.import', actor: 'admin:1', new: { added: 1, filled: 1, known: 2 } },
  ]);
});

it('is done once: another press, a redelivered one, the same file again', async () => {
  const file = 'Телефон;Имя\n89160000001;Анна\n89160000002;Мария';
  const { id } = await previewed(file);
  const updateId = nextUpdateId();
  const first = await commit(id, updateId);
  expect(await commit(id, updateId)).toEqual(first);
  expect(await commit(id)).toMatchObject({ outcome: 'done', repeated: true, counts: { added: 2 } });
  const again = await previewed(file);
  expect(again.counts).toEqual({ added: 0, filled: 0, known: 2 });
  await commit(again.id);
  expect(await clients()).toHaveLength(2);
});

it('a redelivered file gets the same preview', async () => {
  const updateId = nextUpdateId();
  const first = await previewed('Телефон\n89160000001', updateId);
  expect(await previewed('Телефон\n89160000001', updateId)).toEqual(first);
  expect(await all(salon.ctx, 'operations')).toHaveLength(1);
});

it('two imports of one file at once add nobody twice', async () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => `8916${1_000_000 + index}`);
  const file = `Телефон\n${rows.join('\n')}`;
  const ids = [await previewed(file), await previewed(file)].map(({ id }) => id);
  // Both are held up at once, so that neither has begun when the other goes on.
  const commits = await salon.ctx.db.transact(async (tx) => {
    await tx.rows(tx.sql('operations').whereIn('id', ids).select('id').forUpdate());
    const begun = ids.map((id) => commitImport(salon.ctx, owner, cause(), id));
    const waits = `select count(*)::int as count from pg_locks
      where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`;
    for (let count = 0; count < ids.length;) {
      count = (await tx.rows<{ count: number }>(tx.sql.raw(waits)))[0]?.count ?? 0;
    }
    return begun;
  });
  const results = await Promise.all(commits);
  const added = results.map((result) => (result.outcome === 'done' ? result.counts.added : -1));
  expect(added.sort()).toEqual([0, 3_000]);
  expect(await clients()).toHaveLength(3_000);
});

it('nothing is half done: one row that the database refuses takes all others back', async () => {
  const { id } = await previewed('Телефон\n89160000001\n89160000002');
  const admin = new Client({ connectionString: test.adminUrl });
  await admin.connect();
  const refusal = `alter table t_${salon.ctx.id}.clients add constraint refused check (phone <> '+79160000002')`;
  await admin.query(refusal).finally(() => admin.end());
  await expect(commit(id)).rejects.toThrow();
  expect(await clients()).toEqual([]);
  expect(await all(salon.ctx, 'audit_log')).toEqual([]);
  expect(await readImport(salon.ctx, owner, id)).toMatchObject({ isCommitted: false });
});

it('ten thousand lines go over in one piece', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    index % 50 === 3 ? 'Кто-то;;' : `Клиент;8916${1_000_000 + index};заметка`,
  );
  const shown = await previewed(`Имя;Телефон;Заметка\n${rows.join('\n')}`);
  expect(shown).toMatchObject({ counts: { added: 9_800 }, file: { errors: 200 } });
  const spoilt = JSON.parse((await readSpoiltLines(salon.ctx, owner, shown.id)) ?? '[]') as unknown[];
  expect(spoilt).toHaveLength(200);
  expect(await commit(shown.id)).toMatchObject({ counts: { added: 9_800 } });
  expect(await clients()).toHaveLength(9_800);
});

it('names and phones of a file stay nowhere but with the clients', async () => {
  const { id } = await previewed('Имя;Телефон\nТайная;89160000001\nДругая;нет');
  await commit(id);
  expect(JSON.stringify(await all(salon.ctx, 'operations'))).not.toMatch(/Тайная|Другая|0000001/);
  expect(JSON.stringify(await all(salon.ctx, 'audit_log'))).not.toMatch(/Тайная|Другая|0000001/);
  expect(await readSpoiltLines(salon.ctx, owner, id)).toBeNull();
  const left = await previewed('Имя;Телефон\nЗабытая;89160000005');
  salon.clock.setTo(salon.clock.now() + 25 * 3_600_000);
  await previewed('Телефон\n89160000006');
  expect(await readImport(salon.ctx, owner, left.id)).toBeNull();
});

it('is nobody else’s, and no number finds another', async () => {
  const { id } = await previewed('Телефон\n89160000001');
  const other = { ...owner, telegramId: 2 };
  expect(await readImport(salon.ctx, other, id)).toBeNull();
  expect(await commitImport(salon.ctx, other, cause(), id)).toEqual({ outcome: 'not_found' });
  for (const garbage of [0, -1, 2 ** 31, Number.NaN]) {
    expect(await commit(garbage)).toEqual({ outcome: 'not_found' });
    expect(await readImport(salon.ctx, owner, garbage)).toBeNull();
    expect(await readSpoiltLines(salon.ctx, owner, garbage)).toBeNull();
  }
});

it('says why a file is refused', async () => {
  expect(await preview('Телефон\n89160000001', nextUpdateId(), 21 * 1024 * 1024)).toEqual({
    outcome: 'too_big',
  });
  expect(await preview(new FileTooBigError())).toEqual({ outcome: 'too_big' });
  expect(await preview(new FileGoneError())).toEqual({ outcome: 'gone' });
  expect(await preview('Имя\nАнна')).toEqual({ outcome: 'no_phone_column', headers: ['Имя'] });
  const lines = Array.from({ length: 20_001 }, () => '89160000001').join('\n');
  expect(await preview(`Телефон\n${lines}`)).toEqual({ outcome: 'too_many_rows', headers: [] });
  await expect(preview(new Error('the database is away'))).rejects.toThrow('away');
  expect(await all(salon.ctx, 'operations')).toEqual([]);
});

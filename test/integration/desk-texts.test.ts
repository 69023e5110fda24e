import type { Admin } from '../../src/commands/desk/admin.js';
import { draftText, readTextDraft, resetTexts, saveText } from '../../src/commands/desk/edit-text.js';
import { listTexts, readText } from '../../src/commands/desk/list-texts.js';
import { readTextsNow } from '../../src/commands/tenant-texts.js';
import { catalogue } from '../../src/i18n/catalogue.js';
import { textsFor } from '../../src/i18n/texts.js';
import { all, buildSalon, nextPersonId, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const key = 'menu.book';
const own = 'Хочу к вам!';
let test: TestDatabase;
let salon: Salon;
let owner: Admin;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
  owner = { telegramId: nextPersonId(), role: 'owner', staffId: null, name: 'Анна' };
});

const cause = () => ({ updateId: nextUpdateId() });
const said = async (locale: 'ru' | 'en' = 'ru') => (await readTextsNow(salon.ctx, locale)).plain(key);

async function draft(pattern: string, expectedVersion?: number): Promise<number> {
  const version = expectedVersion ?? (await readText(salon.ctx, 'ru', key)).version;
  const order = { locale: 'ru', key, pattern, expectedVersion: version } as const;
  const drafted = await draftText(salon.ctx, owner, cause(), order);
  if (drafted.outcome !== 'drafted') throw new Error(drafted.problem.kind);
  return drafted.operationId;
}

const save = async (pattern: string) => saveText(salon.ctx, owner, cause(), await draft(pattern));

it('says the salon’s words at once, in that language and that salon only', async () => {
  const other = await buildSalon(test.database);
  expect(await said()).toBe(catalogue.ru[key]);
  expect(await save(own)).toEqual({ outcome: 'saved', locale: 'ru', key });
  expect(await said()).toBe(own);
  expect(await said('en')).toBe(catalogue.en[key]);
  expect((await readTextsNow(other.ctx, 'ru')).plain(key)).toBe(catalogue.ru[key]);
  expect(await save('Запишите меня')).toMatchObject({ outcome: 'saved' });
  expect(await said()).toBe('Запишите меня');
});

it('a salon that words nothing itself keeps nothing of its own', async () => {
  expect(await readTextsNow(salon.ctx, 'ru')).toBe(textsFor('ru'));
});

it('a draft alone changes nothing, and belongs to who wrote it', async () => {
  const id = await draft(own);
  expect(await said()).toBe(catalogue.ru[key]);
  const stranger = { ...owner, telegramId: nextPersonId() };
  expect(await readTextDraft(salon.ctx, stranger, id)).toBeNull();
  expect(await saveText(salon.ctx, stranger, cause(), id)).toEqual({ outcome: 'gone' });
  expect(await saveText(salon.ctx, owner, cause(), 999_999)).toEqual({ outcome: 'gone' });
  expect(await said()).toBe(catalogue.ru[key]);
});

it('refuses what cannot be said', async () => {
  const order = { locale: 'ru', key, pattern: '<b>x</b>', expectedVersion: 0 } as const;
  expect(await draftText(salon.ctx, owner, cause(), order)).toMatchObject({
    outcome: 'invalid',
    problem: { kind: 'markup' },
  });
});

it('does not overwrite what somebody else worded meanwhile', async () => {
  const [mine, theirs] = [await draft(own), await draft('Первее')];
  expect(await saveText(salon.ctx, owner, cause(), theirs)).toMatchObject({ outcome: 'saved' });
  expect(await saveText(salon.ctx, owner, cause(), mine)).toEqual({ outcome: 'changed', locale: 'ru', key });
  expect(await said()).toBe('Первее');
});

it('one update saves once', async () => {
  const id = await draft(own);
  const update = cause();
  for (let delivery = 0; delivery < 3; delivery++) {
    expect(await saveText(salon.ctx, owner, update, id)).toMatchObject({ outcome: 'saved' });
  }
  expect(await all(salon.ctx, 'audit_log')).toMatchObject([
    { action: 'text.edit', subject_id: 'ru:menu.book', old: catalogue.ru[key], new: own },
  ]);
});

it('gives the standard back, of one text or of all', async () => {
  await save(own);
  const update = cause();
  expect(await resetTexts(salon.ctx, owner, update, { locale: 'ru', key })).toBe(1);
  expect(await said()).toBe(catalogue.ru[key]);
  await save(own);
  expect(await resetTexts(salon.ctx, owner, update, { locale: 'ru', key })).toBe(1);
  expect((await listTexts(salon.ctx, 'ru')).filter(({ isOwn }) => isOwn)).toHaveLength(1);
  expect(await resetTexts(salon.ctx, owner, cause(), { locale: 'en' })).toBe(0);
  expect(await resetTexts(salon.ctx, owner, cause(), { locale: 'ru' })).toBe(1);
  expect(await said()).toBe(catalogue.ru[key]);
});

it('a stored text that cannot be said is passed over with one warning', async () => {
  await save(own);
  await salon.ctx.db.transact((tx) => tx.rows(tx.sql('text_overrides').update({ pattern: '{nobody}' })));
  await resetTexts(salon.ctx, owner, cause(), { locale: 'en', key });
  await salon.ctx.db.transact((tx) =>
    tx.rows(tx.sql('settings').where({ key: 'texts' }).update({ version: 99 })),
  );
  expect(await said()).toBe(catalogue.ru[key]);
  expect(await said()).toBe(catalogue.ru[key]);
  expect(salon.logged.filter((line) => line.includes('cannot be said'))).toHaveLength(1);
});

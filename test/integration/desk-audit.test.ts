import { parse } from 'csv-parse/sync';
import { openAudit } from '../../src/bot/admin/team/audit/data.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { exportAudit, type AuditExport } from '../../src/commands/desk/export-audit.js';
import { readAuditPage } from '../../src/commands/desk/read-audit.js';
import { appendAudit, type AuditEntry } from '../../src/db/audit-log.js';
import { openWorkshop, type Workshop } from '../../src/reports/workshop.js';
import { all, buildSalon, nextPersonId, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { DirectBot, type Answered, type Guest } from '../support/direct-bot.js';

let pool: TestDatabase;
let workshop: Workshop;
let salon: Salon;
let bot: DirectBot;
let owner: Guest;
let vera: number;

beforeAll(async () => {
  pool = await testDatabase();
  workshop = openWorkshop();
});
afterAll(async () => {
  await workshop.close();
  await pool.close();
});
beforeEach(async () => {
  salon = await buildSalon(pool.database);
  owner = { id: nextPersonId(), firstName: 'Ольга' };
  vera = nextPersonId();
  salon = { ...salon, ctx: { ...salon.ctx, workshop, owners: [owner.id] } };
  bot = new DirectBot(salon.ctx);
});

async function note(entry: Partial<AuditEntry>, ...more: readonly Partial<AuditEntry>[]): Promise<void> {
  const base = { actor: `admin:${vera}`, actorName: 'Вера', subjectId: 1, at: salon.clock.now() };
  await salon.ctx.db.transact(async (tx) => {
    for (const one of [entry, ...more]) {
      await appendAudit(tx, { ...base, action: 'service.edit', subject: 'service', ...one });
    }
  });
}

const plain = (answered: Answered): string => (answered.text ?? '').replaceAll('\u00a0', ' ');

/** Presses the button of an answer whose label fits, as the person who got it. */
async function follow(answered: Answered, label: RegExp, who = owner): Promise<Answered> {
  const data = dataOf(answered, label);
  return bot.press(who, data);
}

function dataOf({ all: sent, labels }: Answered, label: RegExp): string {
  const calls = JSON.parse(sent) as { payload: { reply_markup?: { inline_keyboard?: Button[][] } } }[];
  const buttons = calls.flatMap(({ payload }) => payload.reply_markup?.inline_keyboard?.flat() ?? []);
  const found = buttons.find(({ text }) => label.test(text))?.callback_data;
  if (found === undefined) throw new Error(`no button ${String(label)} among ${labels.join(', ')}`);
  return found;
}

interface Button {
  readonly text: string;
  readonly callback_data?: string;
}

test('says who changed what, when, and what was before, in both languages', async () => {
  await note({
    old: { name: 'Стрижка', priceMinor: 150_000, durationMinutes: 60, active: true },
    new: { name: 'Стрижка <b>', priceMinor: 180_050, durationMinutes: 90, active: true },
  });
  const line = await follow(await bot.press(owner, openAudit.data({})), /Вера · Изменена услуга/);
  const text = plain(line);
  expect(text).toContain('<b>Изменена услуга</b>');
  expect(text).toContain('Когда: понедельник, 2 марта, 11:00');
  expect(text).toContain(`Кто: Вера, id <code>${vera}</code>`);
  expect(text).toContain('Раздел: Услуги, № 1');
  expect(text).toContain('имя: Стрижка → <b>Стрижка &lt;b&gt;</b>');
  expect(text).toContain('цена: 1 500 ₽ → <b>1 800,50 ₽</b>');
  expect(text).toContain('длительность: 1 ч → <b>1 ч 30 мин</b>');
  expect(text).not.toContain('показывается');
  const english = { id: owner.id + 1_000_000, firstName: 'Olga', languageCode: 'en' };
  bot = new DirectBot({ ...salon.ctx, owners: [owner.id, english.id] });
  const there = await follow(
    await bot.press(english, openAudit.data({})),
    /Вера · A service was edited/,
    english,
  );
  expect(plain(there)).toContain('price: ₽1,500 → <b>₽1,800.50</b>');
});

test('shows what it does not know by its own name, and values of any shape', async () => {
  await note({
    action: 'thing.twist',
    subject: 'thing',
    subjectId: null,
    old: 'раз',
    new: ['a', 2, null, { x: true }],
  });
  const line = await follow(await bot.press(owner, openAudit.data({})), /thing\.twist/);
  expect(plain(line)).toContain('Раздел: thing');
  expect(plain(line)).toContain('значение: раз → <b>a; 2; пусто; x: да</b>');
});

test('is narrowed by person, subject and time, and turned page by page', async () => {
  const dayMs = 24 * 3_600_000;
  await note({ at: salon.clock.now() - 40 * dayMs, action: 'staff.edit', subject: 'staff' });
  await note({ actor: 'admin:77', actorName: 'Анна', action: 'booking.move', subject: 'booking' });
  await note({}, ...Array.from({ length: 19 }, () => ({})));
  const { ctx } = salon;
  const everything = { who: null, subject: null, period: 'any' } as const;
  const page = await readAuditPage(ctx, everything, 99);
  expect([page.total, page.page, page.pages, page.lines.length]).toEqual([22, 2, 3, 6]);
  expect((await readAuditPage(ctx, { ...everything, who: 77 }, 0)).total).toBe(1);
  expect((await readAuditPage(ctx, { ...everything, subject: 'service' }, 0)).total).toBe(20);
  expect((await readAuditPage(ctx, { ...everything, period: 'month' }, 0)).total).toBe(21);
  const start = await bot.press(owner, openAudit.data({}));
  expect(plain(start)).toContain('22 записи');
  expect(plain(await follow(start, /^›$/))).toContain('22 записи');
  const people = await follow(start, /👤 Все/);
  const anna = await follow(people, /^Анна$/);
  expect(plain(anna)).toContain('1 запись');
  const subjects = await follow(start, /📁 Всё/);
  expect(subjects.labels.slice(0, 4)).toEqual(['📁 Всё', 'Записи', 'Услуги', 'Мастера']);
  const days = await follow(await follow(start, /🗓 Всё время/), /30 дней/);
  expect(plain(days)).toContain('21 запись');
});

describe('the file', () => {
  const by = (): Admin => ({ telegramId: owner.id, role: 'owner', staffId: null, name: 'Ольга' });
  const order: AuditExport = {
    query: { who: null, subject: null, period: 'any' },
    title: 'Журнал',
    column: (name) => name,
    words: ({ action, subject }) => ({ action, subject, old: '=1+1', new: 'x' }),
    csv: { delimiter: ';', decimal: ',' },
  };

  test('has every line, and nothing that a spreadsheet would calculate', async () => {
    await note({ actorName: '=HYPERLINK("http://x")' }, ...Array.from({ length: 1_100 }, () => ({})));
    const made = await exportAudit(salon.ctx, by(), { updateId: nextUpdateId() }, order);
    if (made.outcome !== 'made') throw new Error(made.outcome);
    const rows: string[][] = parse(made.file, { bom: true, delimiter: ';' });
    expect(rows).toHaveLength(1_102);
    expect(rows[1]?.slice(0, 4)).toEqual([
      '2026-03-02 11:00',
      `'=HYPERLINK("http://x")`,
      `admin:${vera}`,
      'service.edit',
    ]);
    expect(rows[1]?.[6]).toBe(`'=1+1`);
    expect(made.filename).toBe('journal-2026-03-02.csv');
  });

  test('is itself a line of the journal, once for one update', async () => {
    await note({});
    const update = { updateId: nextUpdateId() };
    await exportAudit(salon.ctx, by(), update, order);
    await exportAudit(salon.ctx, by(), update, order);
    const lines = await all<{ action: string; subject_id: string }>(salon.ctx, 'audit_log');
    expect(lines.map(({ action }) => action)).toEqual(['service.edit', 'data.export']);
  });

  test('comes in the chat with the way back, and an empty journal says so', async () => {
    await note({});
    const sent = await follow(await bot.press(owner, openAudit.data({})), /Скачать CSV/);
    expect(sent.notice?.text).toBe('Файл отправлен');
    expect(sent.all).toContain('"sendDocument"');
    expect(sent.all).toContain('1 строка');
  });
});

test('nobody can change, delete or empty it', async () => {
  await note({});
  const tries = [
    [`update audit_log set action = 'x'`, '42501'],
    ['delete from audit_log', '42501'],
    // Not even sent, and the tenant's role has no right to it.
    ['truncate audit_log', 'statement_refused'],
  ] as const;
  for (const [statement, code] of tries) {
    const attempt = salon.ctx.db.transact((tx) => tx.rows(tx.sql.raw(statement)));
    await expect(attempt).rejects.toMatchObject({ code });
  }
  const [right] = await salon.ctx.db.read((tx) =>
    tx.rows<{ may: boolean }>(tx.sql.raw(`select has_table_privilege('audit_log', 'truncate') as may`)),
  );
  expect(right?.may).toBe(false);
  expect(await all(salon.ctx, 'audit_log')).toHaveLength(1);
});

import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { drawNumbers, showNumbers, showPart } from '../../src/bot/admin/numbers/data.js';
import { askPeriod } from '../../src/bot/admin/numbers/period/data.js';
import { makeExport, openExports } from '../../src/bot/admin/exports/data.js';
import type { ChatMessage } from '../../src/sandbox/sandbox.js';
import { monday, newGuest, type Visit } from './booking-house.js';
import { deskHouse, textOf as text } from './desk-house.js';

const owner = newGuest('Ольга');
const englishOwner = newGuest('Olga', 'en');
const viewer = newGuest('Наталья');
const master = newGuest('Мария');
const house = deskHouse(['anna', 'clinic'], owner, englishOwner);

beforeAll(async () => {
  await add('admins', { telegram_id: viewer.id, role: 'viewer', name: 'Наталья' });
  await add('admins', { telegram_id: master.id, role: 'staff', staff_id: 2, name: 'Мария' });
  await add('clients', { telegram_id: 1, name: 'Вера', phone: '+79161234567', created_at: at(1, 9) });
  await add('clients', { telegram_id: 2, name: '=1+1', phone: '+79167654321', created_at: at(2, 9) });
  await visit(1, 10, { price_minor: 220_000 });
  await visit(2, 9, { price_minor: 180_000, client_id: 2, service_id: 2, staff_id: 2 });
  await visit(2, 10, { status: 'cancelled', cancelled_by: 'client', cancel_reason: 'Заболела' });
  await visit(2, 9, { status: 'no_show', client_id: 2, staff_id: 3 });
  await visit(2, 18, { price_minor: 220_000 });
});

const db = () => house.host.database.database.tenant('anna');
const add = (table: string, row: object) => db().transact((tx) => tx.rows(tx.sql(table).insert(row)));
const at = (day: number, hour: number): Date => monday.set({ day, hour, minute: 0 }).toJSDate();

/** A visit of an hour on a day of March; Monday is the 2nd, and it is 11 o'clock. */
function visit(day: number, hour: number, more: Readonly<Record<string, unknown>>) {
  const startsAt = at(day, hour);
  const endsAt = at(day, hour + 1);
  return add('bookings', {
    ...{ client_id: 1, service_id: 1, staff_id: 1, starts_at: startsAt, ends_at: endsAt },
    during: `[${startsAt.toISOString()},${endsAt.toISOString()})`,
    ...{ price_minor: 220_000, currency: 'RUB', contact_name: 'Вера', contact_phone: '+79161234567' },
    ...more,
  });
}

const plain = (text: string | undefined): string => (text ?? '').replace(/[\u00a0\u202f]/g, ' ');

async function atTheDesk(guest = owner, tenant: 'anna' | 'clinic' = 'anna'): Promise<Visit> {
  const person = house.visit(tenant, guest);
  await person.say('/start');
  await person.say('/admin');
  return person;
}

test('the figures of the day, with shares and the day before', async () => {
  const desk = await atTheDesk();
  await desk.press('📊 Цифры');
  expect(text(desk).split('\n')).toEqual([
    '📊 Цифры',
    '2 мар. 2026',
    'Период ещё идёт: часть визитов впереди.',
    '',
    'Записей: 4 (+300 %)',
    '· впереди: 1, 25 %',
    '· состоялись: 1, 25 % (0 %)',
    '· отменены: 1, 25 % (раньше 0)',
    '· не пришли: 1, 25 % (раньше 0)',
    '',
    '💰 Выручка: 1 800 ₽ (−18 %)',
    'Средний чек: 1 800 ₽ (−18 %)',
    '',
    '🕒 Загрузка: 6 % (+3 п. п.)',
    'занято 2 ч из 36 ч',
    '👥 Клиенты: новых 1 (0 %), повторных 0',
    '⭐ Отзывов нет',
    '',
    'В скобках — сравнение с периодом той же длины: 1 мар. 2026.',
  ]);
  expect(desk.labels()).toContain('· Сегодня ·');
  await desk.press('Неделя');
  expect(text(desk)).toContain('2–8 мар. 2026');
  await desk.press('‹');
  expect(text(desk)).toContain('23 февр. – 1 мар. 2026');
  expect(text(desk)).toContain('Записей: 1');
  await desk.press('Месяц');
  expect(text(desk)).toContain('Март 2026');
  expect(text(desk)).toContain('Выручка: 4 000 ₽');
  expect(text(desk)).toContain('29 янв. – 28 февр. 2026');
});

test('services, masters and peak hours have their share and a way back', async () => {
  const desk = await atTheDesk();
  await desk.press('📊 Цифры');
  await desk.press('Месяц');
  await desk.press('По услугам');
  expect(text(desk)).toContain(
    'Стрижка\n4 записи, состоялись: 1\nвыручка 2 200 ₽, средний чек 2 200 ₽\nотменены: 1, не пришли: 1',
  );
  expect(text(desk).indexOf('Стрижка')).toBeLessThan(text(desk).indexOf('Укладка'));
  await desk.press('‹ Назад');
  await desk.press('По мастерам');
  expect(text(desk)).toContain('Мария\n1 запись, состоялись: 1');
  await desk.press('‹ Назад');
  await desk.press('Часы пик');
  expect(text(desk)).toContain('09:00 ▇▇▇▇▇▇▇▇▇▇ 2');
  expect(text(desk)).toContain('пн ▇▇▇▇▇▇▇▇▇▇ 3');
  await desk.press('‹ Назад');
  expect(text(desk)).toContain('Выручка: 4 000 ₽');
});

test('a period is typed, corrected when it cannot be read, or picked in a calendar', async () => {
  const desk = await atTheDesk();
  await desk.press('📊 Цифры');
  await desk.press('🗓 Период');
  await desk.say('позавчера');
  expect(text(desk)).toContain('Не получилось прочитать период');
  await desk.say('1.1.2010-1.1.2026');
  expect(text(desk)).toContain('не больше пяти лет');
  await desk.say('1-2.03');
  expect(text(desk)).toContain('1–2 мар. 2026');
  expect(text(desk)).toContain('Записей: 5');
  await desk.press('🗓 Период');
  await desk.press('Выбрать в календаре');
  await desk.press(/^2$/);
  expect(text(desk)).toContain('Последний день периода');
  await desk.press('‹');
  await desk.press(/^27$/);
  expect(text(desk)).toContain('27 февр. – 2 мар. 2026');
  await desk.press('🗓 Период');
  await desk.press('Прошлый месяц');
  expect(text(desk)).toContain('Февраль 2026');
  expect(text(desk)).toContain('Выручки пока нет');
  expect(text(desk)).toContain('Записей: 0');
});

const pictures = (desk: Visit): ChatMessage[] =>
  desk.chat.messages().filter(({ photo }) => photo !== undefined);

test('a chart comes as a picture, with words and a way back, and the figures stay', async () => {
  const desk = await atTheDesk();
  await desk.press('📊 Цифры');
  await desk.press('Месяц');
  await desk.press('График');
  const [picture] = pictures(desk);
  expect(plain(picture?.text)).toBe(
    '📈 Март 2026\nЗаписей: 5\nВыручка: 4 000 ₽\nПунктиром — 29 янв. – 28 февр. 2026.',
  );
  expect(picture?.photo).toMatchObject({ width: 1080 });
  expect(house.sandbox.calls({ method: 'sendChatAction' }).length).toBeGreaterThan(0);
  await desk.press('‹ Назад');
  expect(text(desk)).toContain('Март 2026');
  expect(desk.screen().photo).toBeUndefined();
});

/** The newest file in the chat. */
async function lastFile(desk: Visit): Promise<{ name: string; caption: string; content: Buffer }> {
  const message = desk.chat.messages().findLast(({ document }) => document !== undefined);
  if (message?.document === undefined) throw new Error(`no file\n${desk.chat.transcript()}`);
  const { fileId, fileName } = message.document;
  const { url } = house.sandbox;
  const answer = await fetch(new URL(`/page/file/${fileId}`, url));
  return { name: fileName, caption: plain(message.text), content: Buffer.from(await answer.arrayBuffer()) };
}

test('bookings are exported as CSV, and the way back leads to the tables', async () => {
  const desk = await atTheDesk();
  await desk.press('⚙️ Салон');
  await desk.press('⬇️ Выгрузка');
  expect(text(desk)).toContain('Период: Март 2026');
  await desk.press('Записи · CSV');
  const { name, caption, content } = await lastFile(desk);
  expect(name).toBe('bookings-2026-03-01-2026-03-31.csv');
  expect(caption).toBe('Записи, Март 2026\n5 строк');
  const rows: Record<string, string>[] = parse(content, { delimiter: ';', columns: true, bom: true });
  expect(rows.map((row) => row['Статус'])).toEqual([
    'состоялась',
    'состоялась',
    'не пришли',
    'отменена',
    'впереди',
  ]);
  expect(rows[0]).toMatchObject({ Стоимость: '2200', Валюта: 'RUB', Телефон: '(+7) 916 123 45 67' });
  const told = desk.chat
    .messages()
    .filter(({ fromBot }) => fromBot)
    .map((message) => plain(message.text));
  expect(told.some((words) => words.includes('✅ Файл отправлен'))).toBe(true);
  await desk.press('‹ Назад');
  expect(text(desk)).toContain('Выгрузка в таблицу');
  const [note] = await db().read((tx) =>
    tx.rows<{ actor: string; new: unknown }>(
      tx.sql('audit_log').where({ action: 'data.export' }).select('*'),
    ),
  );
  expect(note).toMatchObject({ actor: `admin:${owner.id}`, new: { format: 'csv', rows: 5 } });
});

test('clients of all time are exported for Excel, and an empty period is said to be empty', async () => {
  const desk = await atTheDesk();
  await desk.press('⚙️ Салон');
  await desk.press('⬇️ Выгрузка');
  await desk.press('Всё время');
  expect(text(desk)).toContain('Период: за всё время');
  await desk.press('Клиенты · XLSX');
  const { name, content } = await lastFile(desk);
  expect(name).toBe('clients.xlsx');
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Uint8Array.from(content).buffer);
  const names = book.worksheets[0]?.getColumn(2).values.slice(1) ?? [];
  expect(names).toEqual(expect.arrayContaining(['Имя', 'Вера', "'=1+1"]));
  await desk.press('‹ Назад');
  await desk.press('Отзывы · CSV');
  expect(text(desk)).toContain('За этот период таблица пуста');
  expect(desk.labels()).toContain('Записи · XLSX');
});

test('a viewer sees figures but takes nothing out; a master sees neither', async () => {
  const period = { from: '2026-03-01', to: '2026-03-31' };
  const watching = await atTheDesk(viewer);
  await watching.press('📊 Цифры');
  expect(watching.labels()).not.toContain('⬇️ Выгрузка');
  for (const data of [
    openExports.data(period),
    makeExport.data({ kind: 'clients', format: 'csv', ...period }),
  ]) {
    expect((await watching.pressData(data))?.text).toContain('нет доступа');
  }
  await watching.pressData(askPeriod.data({ target: 'x' }));
  await watching.say('03.2026');
  expect(text(watching)).toContain('📊 Цифры');
  const working = await atTheDesk(master);
  expect(working.labels().filter((label) => /Цифры/.test(label))).toEqual([]);
  for (const data of [
    showNumbers.data(period),
    showPart.data({ view: 'staff', ...period }),
    drawNumbers.data(period),
    makeExport.data({ kind: 'bookings', format: 'xlsx', ...period }),
  ]) {
    expect((await working.pressData(data))?.text).toContain('нет доступа');
  }
  for (const person of [watching, working]) {
    expect(person.chat.messages().filter(({ document, photo }) => (document ?? photo) !== undefined)).toEqual(
      [],
    );
  }
});

test('in English, with the dollars of the clinic', async () => {
  const desk = await atTheDesk(englishOwner, 'clinic');
  await desk.press('📊 Numbers');
  expect(text(desk)).toContain('Bookings: 0');
  expect(text(desk)).toContain('🕒 Occupancy: 0%');
  await desk.press('🗓 Period');
  await desk.say('3/1-3/15');
  expect(text(desk)).toContain('1 – 15 Mar 2026');
  await desk.press('Chart');
  expect(plain(pictures(desk)[0]?.text)).toContain('Revenue: $0');
});

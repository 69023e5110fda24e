import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { DateTime } from 'luxon';
import { csvHabits, exportWords } from '../../src/bot/admin/exports/words.js';
import { wordingFor } from '../../src/bot/wording.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { exportData, type ExportResult } from '../../src/commands/desk/export-data.js';
import type { ExportKind } from '../../src/commands/desk/export-tables.js';
import { readNumbers } from '../../src/commands/desk/read-numbers.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { everything, type Period } from '../../src/domain/period.js';
import { openWorkshop, type Workshop } from '../../src/reports/workshop.js';
import { add, all, buildSalon, change, haircut, nextUpdateId, type Salon } from '../support/builders.js';
import { fillSalon, seeded } from '../support/busy-salon.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let workshop: Workshop;
let salon: Salon;
let ctx: TenantContext;
beforeAll(async () => {
  test = await testDatabase();
  workshop = openWorkshop();
  salon = await buildSalon(test.database, {
    zone: 'Europe/Berlin',
    services: [haircut, { ...haircut, name: 'Укладка; "Люкс"' }],
    staff: [{ name: 'Анна' }, { name: '@Мария' }],
    now: '2026-03-29T14:20',
  });
  await fillSalon(salon, { random: seeded(7), from: '2026-03-01', to: '2026-06-15', clients: 40 });
  ctx = { ...salon.ctx, workshop };
});
afterAll(async () => {
  await workshop.close();
  await test.close();
});

const march: Period = { from: '2026-03-01', to: '2026-03-31' };
const owner: Admin = { telegramId: 1, role: 'owner', staffId: null, name: 'Ольга' };

interface MakeOptions {
  readonly period?: Period;
  readonly locale?: 'ru' | 'en';
  readonly updateId?: number;
  readonly by?: TenantContext;
}

function make(
  kind: ExportKind,
  format: 'csv' | 'xlsx',
  { period = march, locale = 'ru', updateId = nextUpdateId(), by = ctx }: MakeOptions = {},
): Promise<ExportResult> {
  const wording = wordingFor({ locale, zone: by.zone, country: by.country });
  return exportData(
    by,
    owner,
    { updateId },
    {
      ...{ kind, format, period },
      words: exportWords(kind, wording),
      csv: csvHabits(wording),
      onProgress: () => undefined,
    },
  );
}

async function fileOf(...order: Parameters<typeof make>): Promise<Buffer> {
  const result = await make(...order);
  if (result.outcome !== 'made') throw new Error(result.outcome);
  return result.file;
}

type Record_ = Readonly<Record<string, string>>;

/** The rows of a CSV file by column, as a program reads them. */
async function csv(kind: ExportKind, period = march, delimiter = ';'): Promise<Record_[]> {
  const file = await fileOf(kind, 'csv', { period });
  return parse(file, { delimiter, columns: true, bom: true, record_delimiter: '\r\n' });
}

async function sheetOf(file: Buffer): Promise<ExcelJS.Worksheet> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Uint8Array.from(file).buffer);
  const sheet = book.worksheets[0];
  if (sheet === undefined) throw new Error('no sheet');
  return sheet;
}

/** The cells below the head, by row. */
function cellsOf(sheet: ExcelJS.Worksheet): ExcelJS.CellValue[][] {
  const rows: ExcelJS.CellValue[][] = [];
  sheet.eachRow((row, number) => {
    if (number > 1)
      rows.push(Array.from({ length: sheet.columnCount }, (_, index) => row.getCell(index + 1).value));
  });
  return rows;
}

const amount = (text: string | undefined): number => Math.round(Number((text ?? '').replace(',', '.')) * 100);

describe('the bookings', () => {
  it('add up to the figures of the same period', async () => {
    const rows = await csv('bookings');
    const numbers = await readNumbers(ctx, march);
    if (numbers === 'too_long') throw new Error(numbers);
    const { current, services, staff, days } = numbers;
    const of = (status: string): Record_[] => rows.filter((row) => row['Статус'] === status);
    expect({
      bookings: rows.length,
      active: of('впереди').length,
      completed: of('состоялась').length,
      cancelled: of('отменена').length,
      noShows: of('не пришли').length,
    }).toEqual({
      bookings: current.bookings,
      active: current.active,
      completed: current.completed,
      cancelled: current.cancelled,
      noShows: current.noShows,
    });
    const revenue = (own: readonly Record_[]): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const row of own.filter((one) => one['Статус'] === 'состоялась')) {
        const currency = row['Валюта'] ?? '';
        sums[currency] = (sums[currency] ?? 0) + amount(row['Стоимость']);
      }
      return sums;
    };
    // Yen have no smaller unit: what the figures count as one is a hundred of ours.
    const expected = (lines: typeof current.revenue): Record<string, number> =>
      Object.fromEntries(
        lines.map(({ currency, minor }) => [currency, currency === 'JPY' ? minor * 100 : minor]),
      );
    expect(revenue(rows)).toEqual(expected(current.revenue));
    expect(Object.keys(revenue(rows)).sort()).toEqual(['JPY', 'RUB', 'USD']);
    expect(services.map(({ name }) => name).sort()).toEqual(
      [...new Set(rows.map((row) => row['Услуга'] ?? ''))].sort(),
    );
    for (const line of services) {
      expect(revenue(rows.filter((row) => row['Услуга'] === line.name))).toEqual(expected(line.revenue));
    }
    for (const line of staff) {
      const name = line.name === '@Мария' ? "'@Мария" : line.name;
      expect(revenue(rows.filter((row) => row['Мастер'] === name))).toEqual(expected(line.revenue));
    }
    for (const day of days) {
      expect(rows.filter((row) => row['Начало']?.startsWith(day.date))).toHaveLength(day.bookings);
    }
    const came = new Set(of('состоялась').map((row) => row['Клиент №']));
    expect(came.size).toBe(current.newClients + current.returningClients);
  });

  it('are all of them, in the order of their visits, each once', async () => {
    const rows = await csv('bookings', everything);
    const stored = await all<{ id: number; starts_at: Date }>(ctx, 'bookings');
    const sorted = stored.toSorted((a, b) => a.starts_at.getTime() - b.starts_at.getTime() || a.id - b.id);
    expect(rows.map((row) => Number(row['Запись №']))).toEqual(sorted.map(({ id }) => id));
    expect(rows.map((row) => row['Начало'])).toEqual(
      sorted.map(({ starts_at }) =>
        DateTime.fromJSDate(starts_at, { zone: ctx.zone }).toFormat('yyyy-MM-dd HH:mm'),
      ),
    );
    expect(rows.length).toBeGreaterThan(500);
  });

  it('of an English reader have commas between cells and points in amounts', async () => {
    const file = await fileOf('bookings', 'csv', { locale: 'en' });
    expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows: Record_[] = parse(file, { columns: true, bom: true });
    expect(Object.keys(rows[0] ?? {}).slice(0, 3)).toEqual(['Booking no.', 'Status', 'Start']);
    expect(new Set(rows.map((row) => row['Price']))).toContain('999.9');
    expect(new Set(rows.map((row) => row['Status']))).toEqual(
      new Set(['ahead', 'took place', 'cancelled', 'no-show']),
    );
  });
});

const formula = /^\s*[=+\-@\t\r＝＋－＠]/;

describe.each(['bookings', 'clients', 'reviews'] as const)('what people typed into %s', (kind) => {
  it('is no formula in a CSV file, and can still be read', async () => {
    const rows = await csv(kind, everything);
    const cells = rows.flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => formula.test(cell))).toEqual([]);
    if (kind !== 'reviews') {
      expect(cells).toContain("'=1+1");
      expect(cells.filter((cell) => /^\(\+7\) 916 \d{3} \d{2} \d{2}$/.test(cell)).length).toBeGreaterThan(5);
    } else {
      expect(cells).toContain(`'=HYPERLINK("http://example.org";"x")`);
    }
    if (kind !== 'clients') expect(cells).toContain('Две\nстроки');
  });

  it('is the same text in a workbook, where times are dates and amounts numbers', async () => {
    const sheet = await sheetOf(await fileOf(kind, 'xlsx', { period: everything }));
    const rows = await csv(kind, everything);
    const cells = cellsOf(sheet);
    expect(cells).toHaveLength(rows.length);
    const plain = (value: ExcelJS.CellValue): string => {
      if (value instanceof Date) return value.toISOString().slice(0, 16).replace('T', ' ');
      if (typeof value === 'number') return String(value).replace('.', ',');
      if (typeof value === 'string') return value.replace(/^\+7(?= 916)/, '(+7)');
      return value === null ? '' : JSON.stringify(value);
    };
    expect(cells.map((row) => row.map(plain))).toEqual(rows.map((row) => Object.values(row)));
    const kinds = new Set(cells.flat().map((value) => (value instanceof Date ? 'date' : typeof value)));
    expect(kinds).toEqual(new Set(['number', 'string', 'date', 'object']));
    expect(
      cells
        .flat()
        .filter((value) => typeof value === 'string' && formula.test(value) && !/^\+7 916/.test(value)),
    ).toEqual([]);
    const head = Object.keys(rows[0] ?? {});
    expect(sheet.getRow(1).values).toEqual([undefined, ...head]);
    const phone = head.indexOf('Телефон');
    if (phone >= 0) expect(sheet.getColumn(phone + 1).numFmt).toBe('@');
  });
});

describe('a workbook', () => {
  it('has the wall time of the salon on both sides of a change of clocks', async () => {
    const row = await all<{ id: number }>(ctx, 'bookings');
    const [first, second] = row.map(({ id }) => id);
    const visit = (id: number | undefined, wallTime: string) => {
      const startsAt = new Date(salon.at(wallTime));
      const endsAt = new Date(startsAt.getTime() + 60_000);
      const during = `[${startsAt.toISOString()},${endsAt.toISOString()})`;
      return change(
        ctx,
        'bookings',
        { id },
        { status: 'cancelled', starts_at: startsAt, ends_at: endsAt, during },
      );
    };
    await visit(first, '2027-03-28T01:59');
    await visit(second, '2027-03-28T03:00');
    const sheet = await sheetOf(
      await fileOf('bookings', 'xlsx', { period: { from: '2027-03-28', to: '2027-03-28' } }),
    );
    expect(cellsOf(sheet).map((cells) => cells[2])).toEqual([
      new Date('2027-03-28T01:59:00Z'),
      new Date('2027-03-28T03:00:00Z'),
    ]);
  });
});

describe('the clients', () => {
  it('have what became of their visits, and are without those who are forgotten', async () => {
    const before = await csv('clients', everything);
    const [gone, joined, kept] = before.map((row) => Number(row['Клиент №']));
    await change(ctx, 'clients', { id: gone }, { erased_at: new Date() });
    await change(ctx, 'clients', { id: joined }, { linked_to: kept });
    const after = await csv('clients', everything);
    expect(after.map((row) => row['Клиент №'])).toEqual(before.slice(2).map((row) => row['Клиент №']));
    const bookings = await csv('bookings', everything);
    for (const row of after) {
      const own = bookings.filter((booking) => booking['Клиент №'] === row['Клиент №']);
      const of = (status: string): Record_[] => own.filter((booking) => booking['Статус'] === status);
      const came = of('состоялась');
      const roubles = came.filter((booking) => booking['Валюта'] === 'RUB');
      expect({
        came: Number(row['Визитов было']),
        ahead: Number(row['Впереди']),
        cancelled: Number(row['Отмен']),
        missed: Number(row['Неявок']),
        revenue: amount(row['Выручка']),
        last: row['Последний визит'],
      }).toEqual({
        came: came.length,
        ahead: of('впереди').length,
        cancelled: of('отменена').length,
        missed: of('не пришли').length,
        revenue: roubles.reduce((sum, booking) => sum + amount(booking['Стоимость']), 0),
        last: came.at(-1)?.['Начало'] ?? '',
      });
    }
  });
});

describe('an export', () => {
  const audits = async () =>
    (await all<{ action: string; subject_id: string; actor: string; new: unknown }>(ctx, 'audit_log')).filter(
      ({ action }) => action === 'data.export',
    );

  it('is noted with who took what, once for a redelivered update', async () => {
    const before = (await audits()).length;
    const updateId = nextUpdateId();
    const first = await make('reviews', 'csv', { updateId });
    const second = await make('reviews', 'csv', { updateId });
    expect(second).toEqual(first);
    const rows = first.outcome === 'made' ? first.rows : 0;
    expect((await audits()).slice(before)).toMatchObject([
      { actor: 'admin:1', subject_id: 'reviews', new: { format: 'csv', ...march, rows } },
    ]);
    expect(first).toMatchObject({ filename: 'reviews-2026-03-01-2026-03-31.csv' });
  });

  it('of nothing is said to be empty, and is not noted', async () => {
    const before = (await audits()).length;
    const future = { from: '2035-01-01', to: '2035-01-31' };
    expect(await make('bookings', 'xlsx', { period: future })).toEqual({ outcome: 'empty' });
    expect(await audits()).toHaveLength(before);
  });

  it('is of one moment, whatever changes while it is made', async () => {
    const words = exportWords('bookings', wordingFor({ locale: 'ru', zone: ctx.zone, country: 'RU' }));
    const before = await csv('bookings', everything);
    let changed: Promise<void> | null = null;
    const meddling: Workshop = {
      ...workshop,
      draw: (order) => workshop.draw(order),
      writeTable: (order, fill) =>
        workshop.writeTable(order, (write) =>
          fill(async (rows) => {
            await write(rows);
            changed ??= change(ctx, 'bookings', { service_id: salon.services[0] }, { comment: 'Позже' });
            await changed;
          }),
        ),
    };
    const result = await exportData(
      { ...ctx, workshop: meddling },
      owner,
      { updateId: nextUpdateId() },
      {
        ...{ kind: 'bookings', format: 'csv', period: everything, words },
        csv: { delimiter: ';', decimal: ',' },
        onProgress: () => undefined,
      },
    );
    expect(changed).not.toBeNull();
    const file = result.outcome === 'made' ? result.file : Buffer.of();
    expect(parse(file, { delimiter: ';', columns: true, bom: true, record_delimiter: '\r\n' })).toEqual(
      before,
    );
    expect((await csv('bookings', everything)).some((row) => row['Комментарий'] === 'Позже')).toBe(true);
  });

  it('that grows too long, or finds no room, says so and leaves nothing running', async () => {
    const small: Workshop = {
      ...workshop,
      draw: (order) => workshop.draw(order),
      writeTable: (order, fill) => workshop.writeTable({ ...order, mostBytes: 20_000 }, fill),
    };
    for (const format of ['csv', 'xlsx'] as const) {
      const by = { ...ctx, workshop: small };
      expect(await make('bookings', format, { by, period: everything })).toEqual({ outcome: 'too_large' });
    }
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => make('bookings', 'csv', { period: everything })),
    );
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'busy', 'made', 'made']);
    expect((await make('bookings', 'csv', { period: everything })).outcome).toBe('made');
  });

  it('ends when the process does', async () => {
    const own = openWorkshop();
    const closing: Promise<void>[] = [];
    const words = exportWords('bookings', wordingFor({ locale: 'ru', zone: ctx.zone, country: 'RU' }));
    const made = exportData(
      { ...ctx, workshop: own },
      owner,
      { updateId: nextUpdateId() },
      {
        ...{ kind: 'bookings', format: 'csv', period: everything, words },
        csv: { delimiter: ';', decimal: ',' },
        onProgress: () => {
          closing.push(own.close());
        },
      },
    );
    await expect(made).rejects.toMatchObject({ code: 'workshop_closed' });
    await Promise.all(closing);
    expect(closing.length).toBeGreaterThan(0);
  });
});

/** LibreOffice, when it is on the machine. */
function spreadsheetProgram(): string | null {
  try {
    return execFileSync('which', ['soffice'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

const soffice = spreadsheetProgram();
const withOffice = soffice === null ? it.skip : it;

describe('in LibreOffice', () => {
  withOffice(
    `a workbook holds the values of the CSV file${soffice === null ? ' (soffice is not on the PATH)' : ''}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'botel-office-'));
      try {
        await writeFile(
          join(folder, 'bookings.xlsx'),
          await fileOf('bookings', 'xlsx', { period: everything }),
        );
        const filter = 'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false';
        await promisify(execFile)(soffice ?? '', [
          ...[`-env:UserInstallation=file://${folder}/profile`, '--headless'],
          ...['--convert-to', filter, '--outdir', folder, join(folder, 'bookings.xlsx')],
        ]);
        const read: string[][] = parse(await readFile(join(folder, 'bookings.csv')), {
          delimiter: ';',
          bom: true,
        });
        const rows = (await csv('bookings', everything)).map((row) => Object.values(row));
        const number = (text: string): string =>
          /^\d+(?:[.,]\d+)?$/.test(text) ? String(Number(text.replace(',', '.'))) : text;
        // Only what it knows for a time is written with seconds.
        const moment = (text: string): string => text.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d):00$/, '$1');
        expect(read.slice(1).every((row) => /:\d\d:00$/.test(row[2] ?? ''))).toBe(true);
        const told = read
          .slice(1)
          .map((row) => row.map((cell) => number(moment(cell.replace(/^\+7(?= 916)/, '(+7)')))));
        expect(told).toEqual(rows.map((row) => row.map((cell) => number(cell))));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});

it('keeps two salons apart', async () => {
  const other = await buildSalon(test.database);
  await add(other.ctx, 'clients', { name: 'Чужая', created_at: new Date(salon.at('2026-03-05T10:00')) });
  const file = await fileOf('clients', 'csv', { by: { ...other.ctx, workshop }, period: everything });
  const rows: Record_[] = parse(file, { delimiter: ';', columns: true, bom: true, record_delimiter: '\r\n' });
  expect(rows.map((row) => row['Имя'])).toEqual(['Чужая']);
});

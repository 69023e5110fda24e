import { createCanvas, loadImage } from '@napi-rs/canvas';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { ChartOrder } from '../../src/reports/chart-order.js';
import { harmless, harmlessPhone } from '../../src/reports/harmless.js';
import type { Row, TableOrder } from '../../src/reports/table.js';
import { wallClock } from '../../src/reports/wall-clock.js';
import { openWorkshop, type Workshop } from '../../src/reports/workshop.js';

const days = Array.from({ length: 30 }, (_, index) => index);
const chart: ChartOrder = {
  title: 'Салон «Анна» 🌸',
  subtitle: 'Ноябрь 2026',
  current: 'Ноябрь 2026',
  previous: '2–31 окт. 2026',
  axis: 'Дни',
  panels: [
    {
      title: 'Выручка, RUB',
      labels: days.map((day) => String(day + 1)),
      current: days.map((day) => (day % 7) * 1500),
      previous: days.map((day) => (day % 5) * 1200),
      currency: 'RUB',
    },
    { title: 'Записи', labels: ['1'], current: [0], previous: [0], currency: null },
  ],
  languageTag: 'ru-RU',
};

const table: TableOrder = {
  format: 'csv',
  title: 'Записи: [все]',
  columns: [
    { title: '№', kind: 'integer', width: 8 },
    { title: 'Имя', kind: 'text', width: 20 },
  ],
  zone: 'Europe/Moscow',
  csv: { delimiter: ';', decimal: ',' },
  mostBytes: 1_000_000,
};

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

/** The share of pixels of a colour in a part of a picture. */
async function shareOf(png: Buffer, colour: readonly number[], top: number, bottom: number): Promise<number> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, top, image.width, bottom - top);
  let found = 0;
  for (let index = 0; index < data.length; index += 4) {
    if (colour.every((value, channel) => data[index + channel] === value)) found += 1;
  }
  return (found * 4) / data.length;
}

describe('a chart', () => {
  it('is a picture with its own background, bars before a line, and letters', async () => {
    const png = await workshop.draw(chart);
    const image = await loadImage(png);
    expect([image.width, image.height]).toEqual([1080, 150 + 2 * 540 + 20]);
    expect(await shareOf(png, [0xf7, 0xf8, 0xfb], 0, image.height)).toBeGreaterThan(0.6);
    expect(await shareOf(png, [0x2f, 0x6f, 0xde], 150, 690)).toBeGreaterThan(0.05);
    expect(await shareOf(png, [0xe0, 0x83, 0x2f], 150, 690)).toBeGreaterThan(0.002);
    expect(await shareOf(png, [0x1c, 0x23, 0x30], 20, 80)).toBeGreaterThan(0.01);
  });

  it('differs where its numbers and words do', async () => {
    const [first, second, third] = await Promise.all([
      workshop.draw(chart),
      workshop.draw({ ...chart, title: 'Барбер «Борис»' }),
      workshop.draw(chart),
    ]);
    expect(third).toEqual(first);
    expect(second).not.toEqual(first);
  });

  it('finds no room behind too many others', async () => {
    const small = openWorkshop({ mostCharts: 2 });
    const drawn = await Promise.allSettled([1, 2, 3].map(() => small.draw(chart)));
    expect(drawn.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(drawn[2]).toMatchObject({ reason: { code: 'workshop_busy' } });
    expect((await small.draw(chart)).length).toBeGreaterThan(10_000);
    await small.close();
  });
});

describe('a table', () => {
  const write = (rows: readonly Row[], order = table) =>
    workshop.writeTable(order, async (take) => {
      for (const row of rows) await take([row]);
    });

  it('has what was handed over, in order', async () => {
    const rows = days.map((day): Row => [day, `Имя ${day}; "и" ещё`]);
    const read: string[][] = parse(await write(rows), {
      delimiter: ';',
      bom: true,
      record_delimiter: '\r\n',
    });
    expect(read).toEqual([['№', 'Имя'], ...rows.map((row) => row.map(String))]);
  });

  it('is given up with the error of whoever fills it, and the next one is made', async () => {
    const failing = workshop.writeTable(table, async (take) => {
      await take([[1, 'Вера']]);
      throw new RangeError('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect((await write([[1, 'Вера']])).length).toBeGreaterThan(10);
  });

  it('that grows too long stops the filling', async () => {
    let taken = 0;
    const long = workshop.writeTable({ ...table, mostBytes: 5_000 }, async (take) => {
      for (;;) {
        await take([[1, 'x'.repeat(1_000)]]);
        taken += 1;
      }
    });
    await expect(long).rejects.toMatchObject({ code: 'table_too_long' });
    expect(taken).toBe(4);
  });

  it('is not begun by a workshop that is closed, and ends with it', async () => {
    const open = openWorkshop();
    const cut = open.writeTable(table, async (take) => {
      await take([[1, 'Вера']]);
      await open.close();
      await take([[2, 'Нина']]);
    });
    await expect(cut).rejects.toMatchObject({ code: 'workshop_closed' });
    await expect(open.draw(chart)).rejects.toMatchObject({ code: 'workshop_closed' });
  });
});

describe('text for a spreadsheet', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1', '\u200b=1', '\tx'])(
    '%j gets an apostrophe',
    (text) => expect(harmless(text)).toBe(`'${text}`),
  );
  test.each(['', 'Вера', '1+1', "'=1", 'a=b', '“=1”', ' 5'])('%j stays', (text) =>
    expect(harmless(text)).toBe(text),
  );
  test('made harmless once is made harmless for good', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(harmless(harmless(text))).toBe(harmless(text))));
  });
  test.each([
    ['+7 916 123 45 67', '(+7) 916 123 45 67'],
    ['+44 20 7946 0018', '(+44) 20 7946 0018'],
    ['—', '—'],
    ['=1', "'=1"],
  ])('the phone %s is written %s', (phone, written) => expect(harmlessPhone(phone)).toBe(written));
});

test('the clock on the wall turns with the zone', () => {
  const berlin = wallClock('Europe/Berlin');
  expect(new Date(berlin(Date.parse('2026-03-29T00:59:00Z'))).toISOString()).toBe('2026-03-29T01:59:00.000Z');
  expect(new Date(berlin(Date.parse('2026-03-29T01:00:00Z'))).toISOString()).toBe('2026-03-29T03:00:00.000Z');
});

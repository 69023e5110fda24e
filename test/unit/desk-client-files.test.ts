import { deflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { Workbook } from 'exceljs';
import { readClientFile, writeSpoiltLines } from '../../src/reports/clients/client-files.js';
import type { ClientFileReading, ReadClient, SpoiltLine } from '../../src/reports/clients/client-file.js';

const read = (content: Buffer | string, mostRows = 20_000) =>
  readClientFile({ content: Buffer.from(content as string), country: 'RU', mostRows });

async function understood(content: Buffer | string) {
  const reading = await read(content);
  if (reading.kind !== 'read') throw new Error(`refused: ${reading.reason}`);
  return {
    reading,
    clients: JSON.parse(reading.clientsJson) as ReadClient[],
    spoilt: JSON.parse(reading.spoiltJson) as SpoiltLine[],
  };
}

async function xlsx(rows: readonly (readonly unknown[])[]): Promise<Buffer> {
  const workbook = new Workbook();
  workbook.addWorksheet('Пусто');
  const sheet = workbook.addWorksheet('Клиенты');
  for (const row of rows) sheet.addRow([...row]);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The bytes of Windows-1251, as old programs write them. */
function windows1251(text: string): Buffer {
  const bytes = Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x80) return code;
    if (letter === 'ё') return 0xb8;
    return code - 0x410 + 0xc0;
  });
  return Buffer.from(bytes);
}

const two = [
  { line: 2, name: 'Мария', phone: '+79161234567', notes: 'любит кофе' },
  { line: 3, name: 'Пётр', phone: '+79161234568', notes: null },
];
const table = (delimiter: string): string =>
  ['Имя,Телефон,Заметка', 'Мария,8 (916) 123-45-67,любит кофе', 'Пётр,+7 916 123-45-68,']
    .join('\r\n')
    .replaceAll(',', delimiter);

test.each([',', ';', '\t', '|'])('divides by %j', async (delimiter) => {
  expect((await understood(table(delimiter))).clients).toEqual(two);
});

test('reads Windows-1251, UTF-16 and a mark of UTF-8', async () => {
  expect((await understood(windows1251(table(';')))).clients).toEqual(two);
  expect((await understood(Buffer.from(`\ufeff${table('\t')}`, 'utf16le'))).clients).toEqual(two);
  expect((await understood(`\ufeff${table(',')}`)).clients).toEqual(two);
});

test('finds columns by English and Russian titles in any order, and joins the parts of a name', async () => {
  const english = await understood('Notes,Phone Number,Full name\nVIP,+44 20 7946 0018,Ann Lee\n');
  expect(english.clients).toEqual([{ line: 2, name: 'Ann Lee', phone: '+442079460018', notes: 'VIP' }]);
  expect(english.reading.fields).toEqual(['name', 'phone', 'notes']);
  const russian = await understood('Моб. телефон;Отчество;ФАМИЛИЯ;Имя\n89161234567;Ильинична;Ли;Анна\n');
  expect(russian.clients).toMatchObject([{ name: 'Ли Анна Ильинична' }]);
});

test('tells every line that is left out, with its number and reason', async () => {
  const lines = [
    'Имя;Телефон;Заметка',
    'Мария;89161234567;"две',
    'строки"',
    'Без номера;;',
    'Пётр;12345;',
    'Олег;7,91612E+10;',
    'www.spam.ru;89161234569;',
    ';89161234570;',
    'Снова Мария;+7 (916) 123 45 67;',
    `Длинный;89161234571;${'а'.repeat(1001)}`,
    ';;',
    'Две;8 916 123-45-72, 8 495 000-00-00;',
  ];
  const { reading, clients, spoilt } = await understood(lines.join('\n'));
  expect(clients).toEqual([
    { line: 3, name: 'Мария', phone: '+79161234567', notes: 'две\nстроки' },
    { line: 8, name: null, phone: '+79161234570', notes: null },
    { line: 12, name: 'Две', phone: '+79161234572', notes: null },
  ]);
  expect(spoilt.map(({ line, problem }) => [line, problem])).toEqual([
    [4, 'no_phone'],
    [5, 'not_a_phone'],
    [6, 'rounded_phone'],
    [7, 'not_a_name'],
    [9, 'duplicate'],
    [10, 'notes_too_long'],
  ]);
  expect(spoilt[4]).toMatchObject({ firstLine: 3 });
  expect(reading).toMatchObject({ kind: 'read', clients: 3, errors: 5, duplicates: 1 });
});

test('takes numbers, rich text, links and results of formulas out of a spreadsheet', async () => {
  const content = await xlsx([
    ['Имя', 'Телефон', 'Заметка'],
    [
      { richText: [{ text: 'Ма' }, { text: 'рия' }] },
      79161234567,
      { formula: 'HYPERLINK("http://x","y")', result: 'итог' },
    ],
    [
      { text: 'Пётр', hyperlink: 'http://example.org' },
      '8 916 123-45-68',
      { formula: '1/0', result: { error: '#DIV/0!' } },
    ],
  ]);
  expect((await understood(content)).clients).toEqual([
    { line: 2, name: 'Мария', phone: '+79161234567', notes: 'итог' },
    { line: 3, name: 'Пётр', phone: '+79161234568', notes: null },
  ]);
});

test('reads back what is exported: harmless forms of phones and formulas', async () => {
  const { clients } = await understood("Имя;Телефон;Заметка\nМария;(+7) 916 123 45 67;'=1+1\n");
  expect(clients).toEqual([{ line: 2, name: 'Мария', phone: '+79161234567', notes: '=1+1' }]);
});

const refusalOf = (reading: ClientFileReading) =>
  reading.kind === 'refused' ? reading.reason : `${reading.clients} clients`;

test('refuses what is no list of clients, and says why', async () => {
  expect(await read('Имя;Почта\nМария;m@example.org\n')).toEqual({
    kind: 'refused',
    reason: 'no_phone_column',
    headers: ['Имя', 'Почта'],
  });
  expect(refusalOf(await read('\n\n'))).toBe('empty');
  expect(refusalOf(await read('Имя;Телефон\n'))).toBe('empty');
  expect(refusalOf(await read(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])))).toBe('not_a_table');
  expect(refusalOf(await read(Buffer.from('d0cf11e0a1b11ae1', 'hex')))).toBe('old_excel');
  expect(refusalOf(await read('PK\u0003\u0004 and then nothing that a ZIP file has'))).toBe('not_a_table');
  const rows = Array.from({ length: 4 }, (_, index) => `8916123450${index}`);
  expect(refusalOf(await read(`Телефон\n${rows.join('\n')}`, 4))).toBe('4 clients');
  expect(refusalOf(await read(`Телефон\n${rows.join('\n')}`, 3))).toBe('too_many_rows');
});

/** A ZIP file of one entry that says it is small. */
function liar(packed: Buffer): Buffer {
  const name = Buffer.from('xl/workbook.xml');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(100, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(100, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, entry, name, end]);
}

const megabyte = 1024 * 1024;

test('a bomb is refused before it is unpacked, whatever it says of its size', async () => {
  // Small enough for the thread's memory: only the look at what it unpacks to refuses it.
  const small = liar(deflateRawSync(Buffer.alloc(90 * megabyte), { level: 9 }));
  expect(small.length).toBeLessThan(megabyte / 4);
  expect(refusalOf(await read(small))).toBe('too_heavy');
  const large = liar(deflateRawSync(Buffer.alloc(400 * megabyte), { level: 9 }));
  const before = process.memoryUsage().rss;
  expect(refusalOf(await read(large))).toBe('too_heavy');
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * megabyte);
});

test('a thread that runs out of memory takes nobody along', async () => {
  const cells = Array.from(
    { length: 330 },
    (_, index) => `${String.fromCharCode(97 + (index % 26))}${index % 10}`,
  );
  const heavy = `Телефон;Имя\n${`${cells.join(';')}\n`.repeat(20_000)}`;
  expect(heavy.length).toBeLessThan(20 * megabyte);
  expect(refusalOf(await read(heavy))).toBe('too_heavy');
  expect((await understood(table(','))).clients).toEqual(two);
});

test('ten thousand lines with errors in some keep the thread that answers chats free', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) =>
    index % 100 === 7 ? `Клиент;телефона нет;` : `Клиент;8916${String(1_000_000 + index)};заметка ${index}`,
  );
  const { reading, spoilt } = await understood(`Имя;Телефон;Заметка\n${lines.join('\n')}`);
  expect(reading).toMatchObject({ clients: 9_900, errors: 100, duplicates: 0 });
  expect(reading.firstErrors.map(({ line }) => line)).toEqual([9, 109, 209, 309, 409]);
  expect(spoilt).toHaveLength(100);
});

test('the file of spoilt lines opens as a table and calculates nothing', async () => {
  const spoilt: SpoiltLine[] = [
    { line: 4, problem: 'not_a_phone', value: '=cmd|calc' },
    { line: 9, problem: 'duplicate', value: '+79161234567', firstLine: 2 },
  ];
  const file = await writeSpoiltLines({
    spoiltJson: JSON.stringify(spoilt),
    titles: ['Строка', 'Что не так', 'Что там'],
    problems: {
      no_phone: '',
      not_a_phone: 'Это не телефон',
      rounded_phone: '',
      not_a_name: '',
      notes_too_long: '',
      duplicate: '',
    },
    duplicateOf: 'Повтор строки {line}',
    delimiter: ';',
  });
  expect(parse(file, { bom: true, delimiter: ';' })).toEqual([
    ['Строка', 'Что не так', 'Что там'],
    ['4', 'Это не телефон', "'=cmd|calc"],
    ['9', 'Повтор строки 2', "'+79161234567"],
  ]);
});

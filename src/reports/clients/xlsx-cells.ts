import type { CellValue, Row, Worksheet } from 'exceljs';
import { UnreadableFileError, type TableLine } from './table-cells.js';
import { checkZip } from './zip-check.js';

/** Twenty thousand clients with long notes are a tenth of it. */
const mostUnpackedBytes = 80 * 1024 * 1024;
const mostColumns = 50;

/** The lines of the first sheet of a spreadsheet that has any, `most` of them at most; of formulas only their results. */
export async function xlsxLines(content: Buffer, most: number): Promise<TableLine[]> {
  checkZip(content, mostUnpackedBytes);
  for (const sheet of await sheetsOf(content)) {
    const lines = linesOf(sheet, most);
    if (lines.length > 0) return lines;
  }
  return [];
}

async function sheetsOf(content: Buffer): Promise<Worksheet[]> {
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  try {
    // The library's own declaration of a buffer is older than Node's.
    await workbook.xlsx.load(content as unknown as Parameters<typeof workbook.xlsx.load>[0]);
  } catch {
    throw new UnreadableFileError('not_a_table');
  }
  return workbook.worksheets;
}

function linesOf(sheet: Worksheet, most: number): TableLine[] {
  const lines: TableLine[] = [];
  sheet.eachRow((row, line) => {
    if (lines.length >= most) return;
    const cells = cellsOf(row);
    if (cells.some((cell) => cell.trim() !== '')) lines.push({ line, cells });
  });
  return lines;
}

function cellsOf(row: Row): string[] {
  const width = Math.min(row.cellCount, mostColumns);
  return Array.from({ length: width }, (_, index) => textOf(row.getCell(index + 1).value));
}

function textOf(value: CellValue | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return '';
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('result' in value) return textOf(value.result);
  return 'text' in value ? textOf(value.text) : '';
}

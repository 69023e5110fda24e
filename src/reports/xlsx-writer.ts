import { setImmediate as breathe } from 'node:timers/promises';
import { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import { formatPhone } from '../lib/phone.js';
import { harmless } from './harmless.js';
import type { Cell, Column, ColumnKind, Row, TableOrder, TableWriter } from './table.js';
import { wallClock } from './wall-clock.js';

/** `@`: what is typed over such a cell stays text, too. */
const formats: Readonly<Record<ColumnKind, string>> = {
  text: '@',
  phone: '@',
  integer: '0',
  money: '#,##0.00',
  moment: 'yyyy-mm-dd hh:mm',
};
/** Sheets may not be called otherwise. */
const forbiddenInTitle = /[*?:\\/[\]']/g;
const titleLength = 31;

/**
 * An Excel workbook with one sheet: a frozen head with filters, times as real dates, amounts as numbers. Rows are
 * compressed as they come; only the compressed file is kept.
 */
export class XlsxWriter implements TableWriter {
  private readonly file = new Collected();
  private readonly book: ExcelJS.stream.xlsx.WorkbookWriter;
  private readonly sheet: ExcelJS.Worksheet;
  private readonly wallOf: (instant: number) => number;

  constructor(private readonly order: TableOrder) {
    this.wallOf = wallClock(order.zone);
    this.book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: this.file, useStyles: true });
    const name = order.title.replace(forbiddenInTitle, ' ').slice(0, titleLength);
    this.sheet = this.book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    this.sheet.columns = order.columns.map(({ title, kind, width }) => ({
      header: title,
      width,
      style: { numFmt: formats[kind] },
    }));
    this.sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: order.columns.length } };
    const head = this.sheet.getRow(1);
    head.font = { bold: true };
    head.commit();
  }

  get size(): number {
    return this.file.size;
  }

  async add(rows: readonly Row[]): Promise<void> {
    const { columns } = this.order;
    for (const row of rows) {
      this.sheet.addRow(columns.map((column, index) => this.cell(column, row[index] ?? null))).commit();
    }
    // Lets the compression keep up, else everything would wait for it in memory.
    await breathe();
  }

  async end(): Promise<Uint8Array> {
    this.sheet.commit();
    await this.book.commit();
    return this.file.all();
  }

  private cell({ kind }: Column, value: Cell): ExcelJS.CellValue {
    if (value === null) return null;
    switch (kind) {
      case 'text':
        return harmless(String(value));
      case 'phone':
        return formatPhone(String(value));
      case 'integer':
      case 'money':
        return Number(value);
      case 'moment':
        return new Date(this.wallOf(Number(value)));
    }
  }
}

/** Keeps what is written to it. */
class Collected extends Writable {
  private readonly chunks: Buffer[] = [];
  size = 0;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    done();
  }

  all(): Uint8Array {
    return Buffer.concat(this.chunks);
  }
}

import { stringify } from 'csv-stringify/sync';
import { formatPhone } from '../lib/phone.js';
import { harmless, harmlessPhone } from './harmless.js';
import type { Cell, Column, Row, TableOrder, TableWriter } from './table.js';
import { wallClock } from './wall-clock.js';

/** Without it Excel takes UTF-8 for the alphabet of its country. */
const byteOrderMark = '\ufeff';

/**
 * Comma-separated values (RFC 4180) in UTF-8 with a byte order mark. Times are written `2026-11-27 14:30`, which
 * spreadsheets of every country read as a time; amounts with the decimal sign that goes with the delimiter.
 */
export class CsvWriter implements TableWriter {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private readonly wallOf: (instant: number) => number;

  constructor(private readonly order: TableOrder) {
    this.wallOf = wallClock(order.zone);
    this.push(byteOrderMark + this.lines([order.columns.map(({ title }) => title)]));
  }

  get size(): number {
    return this.bytes;
  }

  async add(rows: readonly Row[]): Promise<void> {
    const { columns } = this.order;
    this.push(
      this.lines(rows.map((row) => columns.map((column, index) => this.cell(column, row[index] ?? null)))),
    );
  }

  async end(): Promise<Uint8Array> {
    return Buffer.concat(this.chunks);
  }

  private push(text: string): void {
    const chunk = Buffer.from(text);
    this.bytes += chunk.length;
    this.chunks.push(chunk);
  }

  private lines(rows: readonly (readonly string[])[]): string {
    return stringify([...rows], { delimiter: this.order.csv.delimiter, record_delimiter: '\r\n' });
  }

  private cell({ kind }: Column, value: Cell): string {
    if (value === null) return '';
    switch (kind) {
      case 'text':
        return harmless(String(value));
      case 'phone':
        return harmlessPhone(formatPhone(String(value)));
      case 'integer':
        return String(value);
      case 'money':
        return String(value).replace('.', this.order.csv.decimal);
      case 'moment':
        return new Date(this.wallOf(Number(value))).toISOString().slice(0, 16).replace('T', ' ');
    }
  }
}

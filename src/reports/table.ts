/** What stands in a column, and how it is written. */
export type ColumnKind =
  /** Words of people: a beginning that a spreadsheet would take for a formula is made harmless. */
  | 'text'
  /** E.164; written as people read it. */
  | 'phone'
  | 'integer'
  /** An amount of money in whole units of its currency. */
  | 'money'
  /** Epoch milliseconds, written in the zone of the table. */
  | 'moment';

export interface Column {
  readonly title: string;
  readonly kind: ColumnKind;
  /** Characters, in a spreadsheet. */
  readonly width: number;
}

export type Cell = string | number | null;
export type Row = readonly Cell[];

/** A file to be written, row by row. Plain data: it goes to another thread. */
export interface TableOrder {
  readonly format: 'csv' | 'xlsx';
  /** Name of the sheet. */
  readonly title: string;
  readonly columns: readonly Column[];
  /** IANA zone. */
  readonly zone: string;
  /** As spreadsheets of the reader's country expect them. */
  readonly csv: { readonly delimiter: ',' | ';'; readonly decimal: '.' | ',' };
  /** A file that would be longer is not written. */
  readonly mostBytes: number;
}

/** Takes rows of as many cells as there are columns. */
export interface TableWriter {
  /** Bytes so far, as far as they are known. */
  readonly size: number;
  add(rows: readonly Row[]): Promise<void>;
  end(): Promise<Uint8Array>;
}

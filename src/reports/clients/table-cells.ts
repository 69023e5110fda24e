/** A line of a table, as text. */
export interface TableLine {
  /** As spreadsheets and editors number it, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The file is not what it seems to be, or too much. */
export class UnreadableFileError extends Error {
  constructor(readonly reason: 'not_a_table' | 'old_excel' | 'too_heavy') {
    super(`the file cannot be read: ${reason}`);
  }
}

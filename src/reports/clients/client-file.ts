/** A file with clients, to be understood. Plain data: it goes to another thread. */
export interface ClientFileOrder {
  readonly content: Uint8Array;
  /** ISO 3166 alpha-2: whose phone numbers are written without a prefix. */
  readonly country: string;
  readonly mostRows: number;
}

/** What makes no client of a line. `duplicate`: its phone stands in the file before. */
export const lineProblems = [
  'no_phone',
  'not_a_phone',
  'rounded_phone',
  'not_a_name',
  'notes_too_long',
  'duplicate',
] as const;
export type LineProblem = (typeof lineProblems)[number];

/** A line that is left out. */
export interface SpoiltLine {
  /** As spreadsheets and editors number it, from 1. */
  readonly line: number;
  readonly problem: LineProblem;
  /** What stands there, shortened. */
  readonly value: string;
  /** Of a duplicate: the line that counts. */
  readonly firstLine?: number;
}

export const clientFields = ['name', 'phone', 'notes'] as const;
export type ClientField = (typeof clientFields)[number];

/** A client to be taken over. */
export interface ReadClient {
  readonly line: number;
  readonly name: string | null;
  /** E.164. */
  readonly phone: string;
  readonly notes: string | null;
}

export type FileRefusal =
  /** Neither a spreadsheet nor text. */
  | 'not_a_table'
  /** A spreadsheet of before 2007, or one with a password. */
  | 'old_excel'
  | 'empty'
  | 'no_phone_column'
  | 'too_many_rows'
  /** It would need more memory or time than there is for one file. */
  | 'too_heavy';

/** The lists are JSON already: they go to the database without becoming objects in the thread that answers chats. */
export type ClientFileReading =
  | {
      readonly kind: 'read';
      /** `ReadClient[]`. */
      readonly clientsJson: string;
      /** `SpoiltLine[]`. */
      readonly spoiltJson: string;
      readonly clients: number;
      readonly duplicates: number;
      /** Lines left out for another reason. */
      readonly errors: number;
      /** The first spoilt lines that are no duplicates. */
      readonly firstErrors: readonly SpoiltLine[];
      readonly fields: readonly ClientField[];
    }
  /** `headers`: what stands in the first line, when no phone was found among it. */
  | { readonly kind: 'refused'; readonly reason: FileRefusal; readonly headers: readonly string[] };

/** A list of spoilt lines as a file for people: CSV, UTF-8. */
export interface SpoiltFileOrder {
  /** `SpoiltLine[]`. */
  readonly spoiltJson: string;
  readonly titles: readonly [line: string, problem: string, value: string];
  readonly problems: Readonly<Record<LineProblem, string>>;
  /** With `{line}` for the line that counts. */
  readonly duplicateOf: string;
  readonly delimiter: ',' | ';';
}

export type ClientTask =
  | { readonly kind: 'read'; readonly order: ClientFileOrder }
  | { readonly kind: 'spoilt'; readonly order: SpoiltFileOrder };

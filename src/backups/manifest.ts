import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';

const tenant = z.string().regex(/^[a-z][a-z0-9_]{1,30}$/);
const column = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const sequence = z.object({
  name: z.string().min(1),
  value: z.string().regex(/^-?\d{1,20}$/),
  called: z.boolean(),
});

export const headSchema = z.object({
  format: z.literal(1),
  tenant,
  schemaVersion: z.string().min(1),
  takenAt: z.iso.datetime(),
  release: z.string(),
  sequences: z.array(sequence),
});

export const tableSchema = z.object({ name: column, columns: z.array(column) });

export const tallySchema = z.object({ rows: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

export const trailerSchema = z.object({ tables: z.array(tableSchema.extend(tallySchema.shape)) });

/** What is known of a backup before the first row is read. */
export type BackupHead = Readonly<z.infer<typeof headSchema>>;

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of the table's data in the text format of COPY. */
  readonly sha256: string;
}

/** What a backup holds. */
export interface BackupManifest extends BackupHead {
  readonly tables: readonly BackupTable[];
}

const newline = 0x0a;

/** Counts and hashes a table's data as it goes by. In the text format of COPY a line break always ends a row. */
export class Tally {
  private readonly hash: Hash = createHash('sha256');
  private rows = 0;

  add(data: Buffer): void {
    this.hash.update(data);
    for (let at = data.indexOf(newline); at !== -1; at = data.indexOf(newline, at + 1)) this.rows += 1;
  }

  result(): { readonly rows: number; readonly sha256: string } {
    return { rows: this.rows, sha256: this.hash.digest('hex') };
  }
}

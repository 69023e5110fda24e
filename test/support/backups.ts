import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArchive } from '../../src/backups/archive.js';
import { folder } from '../../src/backups/catalogue.js';
import type { BackupKey } from '../../src/backups/key.js';
import type { BackupTools } from '../../src/commands/backup-tools.js';
import { usualRetention } from '../../src/domain/backup-retention.js';
import { FixedClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';

/** Tools of a folder of their own and a clock that stands still. */
export interface TestBackups extends BackupTools {
  readonly clock: FixedClock;
  /** Lines logged so far. */
  readonly logged: readonly string[];
  /** Every file in the folder, as `<tenant>/<file>`. */
  files(): Promise<string[]>;
  /** Removes the folder. */
  clear(): Promise<void>;
}

export async function testBackups(changes: Partial<BackupTools> = {}): Promise<TestBackups> {
  const dir = await mkdtemp(join(tmpdir(), 'botel-backups-'));
  const logged: string[] = [];
  const log = createLogger({
    level: 'info',
    pretty: false,
    destination: { write: (line) => logged.push(line) },
  });
  return {
    folder: folder(dir),
    key: null,
    keep: usualRetention,
    offsite: null,
    release: '0.0.0-test',
    log,
    ...changes,
    clock: new FixedClock(Date.parse('2026-03-02T08:00:00.700Z')),
    logged,
    files: async () => {
      const entries = await readdir(dir, { withFileTypes: true, recursive: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
        .sort();
    },
    clear: () => rm(dir, { recursive: true, force: true }),
  };
}

/** What a backup holds: the lines of COPY by table, and its columns. */
export async function contentsOf(
  path: string,
  key: BackupKey | null = null,
): Promise<Map<string, { readonly columns: readonly string[]; readonly lines: readonly string[] }>> {
  const tables = new Map<string, { columns: readonly string[]; lines: string[] }>();
  await readArchive(path, key, async ({ name, columns, data }) => {
    const pieces: Buffer[] = [];
    for await (const piece of data) pieces.push(piece);
    tables.set(name, { columns, lines: Buffer.concat(pieces).toString('utf8').split('\n').slice(0, -1) });
  });
  return tables;
}

/** One column of all rows of a table in a backup. */
export function columnOf(
  contents: Awaited<ReturnType<typeof contentsOf>>,
  table: string,
  column: string,
): string[] {
  const { columns = [], lines = [] } = contents.get(table) ?? {};
  const at = columns.indexOf(column);
  if (at === -1) throw new Error(`the backup has no ${table}.${column}`);
  return lines.map((line) => line.split('\t')[at] ?? '');
}

import { auditAfter, type AuditLine } from '../../db/desk-audit.js';
import { once } from '../../db/processed-updates.js';
import type { ColumnKind, Row, TableOrder } from '../../reports/table.js';
import { TableTooLongError, WorkshopBusyError } from '../../reports/workshop.js';
import { localDateOf } from '../local-dates.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { mostFileBytes } from './export-data.js';
import { auditFilter, type AuditQuery } from './read-audit.js';

export const auditColumns = ['at', 'who', 'id', 'action', 'subject', 'number', 'old', 'new'] as const;
export type AuditColumn = (typeof auditColumns)[number];

export interface AuditExport {
  readonly query: AuditQuery;
  readonly title: string;
  readonly column: (name: AuditColumn) => string;
  /** What a line says, in the reader's language. */
  readonly words: (line: AuditLine) => AuditCells;
  readonly csv: TableOrder['csv'];
}

export interface AuditCells {
  readonly action: string;
  readonly subject: string;
  readonly old: string;
  readonly new: string;
}

export type AuditExportResult =
  | { readonly outcome: 'made'; readonly file: Buffer; readonly filename: string; readonly rows: number }
  | { readonly outcome: 'empty' | 'too_large' | 'busy' };

const kinds: Readonly<Record<AuditColumn, readonly [ColumnKind, number]>> = {
  at: ['moment', 17],
  who: ['text', 20],
  id: ['text', 20],
  action: ['text', 28],
  subject: ['text', 16],
  number: ['text', 12],
  old: ['text', 40],
  new: ['text', 40],
};
const slice = 500;

/**
 * Makes a CSV file of the audit log, oldest lines first, in slices and another thread. That somebody has taken it is a
 * line of the log itself, once for each update.
 */
export async function exportAudit(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: AuditExport,
): Promise<AuditExportResult> {
  let rows = 0;
  try {
    const file = await ctx.workshop.writeTable(tableOf(ctx, order), async (write) => {
      rows = await copyLines(ctx, order, write);
    });
    if (rows === 0) return { outcome: 'empty' };
    await noteExport(ctx, by, cause, rows);
    const filename = `journal-${localDateOf(ctx.clock.now(), ctx.zone)}.csv`;
    return { outcome: 'made', file, filename, rows };
  } catch (error) {
    if (error instanceof WorkshopBusyError) return { outcome: 'busy' };
    if (error instanceof TableTooLongError) return { outcome: 'too_large' };
    throw error;
  }
}

async function copyLines(
  ctx: TenantContext,
  { query, words }: AuditExport,
  write: (rows: readonly Row[]) => Promise<void>,
): Promise<number> {
  const filter = auditFilter(ctx, query);
  let rows = 0;
  for (let after = 0; ;) {
    const lines = await ctx.db.read((tx) => auditAfter(tx, filter, { after, limit: slice }));
    if (lines.length > 0) await write(lines.map((line) => cellsOf(line, words(line))));
    rows += lines.length;
    after = lines.at(-1)?.id ?? after;
    if (lines.length < slice) return rows;
  }
}

function cellsOf(line: AuditLine, cells: AuditCells): Row {
  const { at, actor, actorName, subjectId } = line;
  return [at, actorName, actor, cells.action, cells.subject, subjectId, cells.old, cells.new];
}

function tableOf({ zone }: TenantContext, { title, column, csv }: AuditExport): TableOrder {
  const columns = auditColumns.map((name) => {
    const [kind, width] = kinds[name];
    return { title: column(name), kind, width };
  });
  return { format: 'csv', title, columns, zone, csv, mostBytes: mostFileBytes };
}

async function noteExport(ctx: TenantContext, by: Admin, { updateId }: Cause, rows: number): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.transact((tx) =>
    once(
      tx,
      { updateId, verb: 'export-audit', now: at },
      async () => {
        await audit(tx, by, {
          action: 'data.export',
          subject: 'data',
          subjectId: 'audit',
          new: { rows },
          at,
        });
        return { outcome: {}, answer: null };
      },
      async () => null,
    ),
  );
}

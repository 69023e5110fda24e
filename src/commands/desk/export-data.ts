import { countToExport, type PageEnd } from '../../db/exports.js';
import { once } from '../../db/processed-updates.js';
import { daysIn, everything, type Period } from '../../domain/period.js';
import type { Row, TableOrder } from '../../reports/table.js';
import { TableTooLongError, WorkshopBusyError } from '../../reports/workshop.js';
import { dayBounds } from '../local-dates.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import {
  exportColumns,
  readPage,
  type ExportKind,
  type ExportWords,
  type TableFacts,
} from './export-tables.js';

export interface ExportOrder {
  readonly kind: ExportKind;
  readonly format: 'csv' | 'xlsx';
  /** Visits that start in it, clients and reviews that came in it, by the salon's calendar. Any length. */
  readonly period: Period;
  readonly words: ExportWords;
  /** How the spreadsheets of the reader's country separate cells and write fractions. */
  readonly csv: TableOrder['csv'];
  /** Told after each part, with the rows so far and all of them. */
  readonly onProgress: (done: number, total: number) => void;
}

export type ExportResult =
  | { readonly outcome: 'made'; readonly file: Buffer; readonly filename: string; readonly rows: number }
  | { readonly outcome: 'empty' }
  /** Over what Telegram takes. */
  | { readonly outcome: 'too_large' }
  /** Longer in the making than a snapshot may be held. */
  | { readonly outcome: 'too_slow' }
  | { readonly outcome: 'busy' };

/** What a bot may upload. */
export const mostFileBytes = 50 * 1024 * 1024;
/** A snapshot holds a connection that all tenants share. */
const longestMs = 90_000;

class TookTooLongError extends Error {}

/**
 * Makes a file of the bookings, clients or reviews of a period, as they were at one moment: read page by page in one
 * snapshot that is held for `longestMs` at most, written in another thread. What stands in it agrees with `readNumbers`.
 * That somebody has taken the data is written to the audit log, once for each update. Throws `TransientError` when the
 * process ends meanwhile.
 */
export async function exportData(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: ExportOrder,
): Promise<ExportResult> {
  const { kind, format, period } = order;
  let made: { readonly file: Buffer; readonly rows: number } | null;
  try {
    made = await writeFile(ctx, order);
  } catch (error) {
    if (error instanceof WorkshopBusyError) return { outcome: 'busy' };
    if (error instanceof TableTooLongError || error instanceof TookTooLongError)
      return { outcome: 'too_large' };
    throw error;
  }
  if (made === null) return { outcome: 'empty' };
  await noteExport(ctx, by, cause, { kind, format, from: period.from, to: period.to, rows: made.rows });
  return { outcome: 'made', ...made, filename: `${kind}${daysOf(period)}.${format}` };
}

function daysOf(period: Period): string {
  const { from, to } = period;
  if (from === everything.from && to === everything.to) return '';
  return daysIn(period) === 1 ? `-${from}` : `-${from}-${to}`;
}

async function writeFile(
  ctx: TenantContext,
  order: ExportOrder,
): Promise<{ readonly file: Buffer; readonly rows: number } | null> {
  const window = {
    start: dayBounds(order.period.from, ctx.zone).start,
    end: dayBounds(order.period.to, ctx.zone).end,
  };
  const total = await ctx.db.read((tx) => countToExport(tx, order.kind, window));
  if (total === 0) return null;
  const facts = { window, now: ctx.clock.now(), currency: ctx.currency, words: order.words };
  let rows = 0;
  const file = await ctx.workshop.writeTable(tableOf(order, ctx.zone), async (write) => {
    rows = await copyRows(ctx, order, facts, write);
  });
  return { file, rows };
}

/** Reads a table in one snapshot and hands it over page by page; gives the number of rows. */
function copyRows(
  ctx: TenantContext,
  { kind, onProgress }: ExportOrder,
  facts: TableFacts,
  write: (rows: readonly Row[]) => Promise<void>,
): Promise<number> {
  const deadline = performance.now() + longestMs;
  return ctx.db.read(async (tx) => {
    const total = await countToExport(tx, kind, facts.window);
    let rows = 0;
    let after: PageEnd | null = null;
    for (;;) {
      const page = await readPage(tx, kind, facts, after);
      if (page === null) return rows;
      await write(page.rows);
      rows += page.rows.length;
      after = page.end;
      onProgress(rows, total);
      if (performance.now() > deadline) throw new TookTooLongError();
    }
  });
}

function tableOf({ kind, format, words, csv }: ExportOrder, zone: string): TableOrder {
  return {
    format,
    title: words.title,
    columns: exportColumns[kind].map(([name, column, width]) => ({
      title: words.column(name),
      kind: column,
      width,
    })),
    zone,
    csv,
    mostBytes: mostFileBytes,
  };
}

interface ExportNote {
  readonly kind: ExportKind;
  readonly format: string;
  readonly from: string;
  readonly to: string;
  readonly rows: number;
}

async function noteExport(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  { kind, ...taken }: ExportNote,
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.transact((tx) =>
    once(
      tx,
      { updateId, verb: 'export-data', now },
      async () => {
        await audit(tx, by, { action: 'data.export', subject: 'data', subjectId: kind, new: taken, at: now });
        return { outcome: {}, answer: null };
      },
      async () => null,
    ),
  );
}

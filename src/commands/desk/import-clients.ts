import { z } from 'zod';
import {
  countImport,
  findImport,
  finishImport,
  importKind,
  lockImport,
  spoiltLinesOf,
  takeOverImport,
  type ImportCounts,
} from '../../db/client-imports.js';
import { forgetOperations, insertOperation } from '../../db/operations.js';
import {
  clientFields,
  lineProblems,
  type ClientFileReading,
  type FileRefusal,
} from '../../reports/clients/client-file.js';
import { ClientFilesBusyError, readClientFile } from '../../reports/clients/client-files.js';
import { FileGoneError, FileTooBigError, largestDownload } from '../../telegram/files.js';
import { answerOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';

export type { LineProblem, SpoiltFileOrder } from '../../reports/clients/client-file.js';
export { ClientFilesBusyError, writeSpoiltLines } from '../../reports/clients/client-files.js';

/** So many lines of a file are taken at once. */
export const mostImportRows = 20_000;
/** A preview holds names and phones: nobody needs it for longer. */
const previewMs = 24 * 3_600_000;

const found = z.object({
  clients: z.number(),
  duplicates: z.number(),
  errors: z.number(),
  fields: z.array(z.enum(clientFields)),
  firstErrors: z.array(z.object({ line: z.number(), problem: z.enum(lineProblems), value: z.string() })),
});
/** What was found in a file. */
export type FoundInFile = z.infer<typeof found>;

export interface ImportPreview {
  readonly id: number;
  readonly file: FoundInFile;
  /** What committing it would do now, or what it did. */
  readonly counts: ImportCounts;
  readonly isCommitted: boolean;
}

export type PreviewImportResult =
  | { readonly outcome: 'preview'; readonly preview: ImportPreview }
  /** `headers`: the titles of the columns, when none of them is a phone. */
  | { readonly outcome: FileRefusal; readonly headers: readonly string[] }
  | { readonly outcome: 'too_big' | 'gone' | 'busy' };

/**
 * Understands a file that somebody sent and keeps what it would do; nothing of the salon changes. The same update given
 * again gets the same preview. Rejects with a `TransientError` when Telegram or the database is away.
 */
export async function previewImport(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  file: { readonly fileId: string; readonly size: number | undefined },
): Promise<PreviewImportResult> {
  if ((file.size ?? 0) > largestDownload) return { outcome: 'too_big' };
  const reading = await fetchAndRead(ctx, file.fileId);
  if (typeof reading === 'string') return { outcome: reading };
  if (reading.kind === 'refused') return { outcome: reading.reason, headers: reading.headers };
  const { id } = await answerOnce(ctx, cause, 'preview-import', async (tx, now) => {
    await forgetOperations(tx, importKind, now - previewMs);
    const kept = { kind: importKind, createdBy: by.telegramId, paramsJson: paramsOf(reading) };
    return { id: await insertOperation(tx, kept, now) };
  });
  const preview = await readImport(ctx, by, id);
  return preview === null ? { outcome: 'gone' } : { outcome: 'preview', preview };
}

async function fetchAndRead(
  ctx: TenantContext,
  fileId: string,
): Promise<ClientFileReading | 'too_big' | 'gone' | 'busy'> {
  try {
    const content = await ctx.files.download(fileId, largestDownload);
    return await readClientFile({ content, country: ctx.country, mostRows: mostImportRows });
  } catch (error) {
    if (error instanceof FileTooBigError) return 'too_big';
    if (error instanceof FileGoneError) return 'gone';
    if (error instanceof ClientFilesBusyError) return 'busy';
    throw error;
  }
}

/** The long lists are put together as text: they are JSON already. */
function paramsOf(reading: Extract<ClientFileReading, { kind: 'read' }>): string {
  const { clients, duplicates, errors, fields, firstErrors, clientsJson, spoiltJson } = reading;
  const file = JSON.stringify({ clients, duplicates, errors, fields, firstErrors });
  return `{"file":${file},"clients":${clientsJson},"spoilt":${spoiltJson}}`;
}

/** An import as it stands; null when it is not kept any more, or is somebody else's. Any id may be asked for. */
export async function readImport(ctx: TenantContext, by: Admin, id: number): Promise<ImportPreview | null> {
  return ctx.db.read(async (tx) => {
    const row = await findImport(tx, id);
    const file = found.safeParse(row?.file);
    if (row?.createdBy !== by.telegramId || !file.success) return null;
    const counts = row.result ?? (await countImport(tx, id));
    return { id, file: file.data, counts, isCommitted: row.result !== null };
  });
}

export type CommitImportResult =
  /** `repeated`: it was taken over before, and was not again. */
  | { readonly outcome: 'done'; readonly counts: ImportCounts; readonly repeated: boolean }
  | { readonly outcome: 'not_found' };

/**
 * Takes over all clients of a previewed import in one transaction: all of them, or none when that fails. What is known of
 * a client stays; only what is missing is filled in. Done again it changes nothing.
 */
export async function commitImport(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  id: number,
): Promise<CommitImportResult> {
  return answerOnce(ctx, cause, 'commit-import', async (tx, now): Promise<CommitImportResult> => {
    const row = await lockImport(tx, id);
    if (row?.createdBy !== by.telegramId) return { outcome: 'not_found' };
    if (row.result !== null) return { outcome: 'done', counts: row.result, repeated: true };
    const counts = await takeOverImport(tx, id, now);
    await finishImport(tx, id, counts, now);
    const told = { action: 'client.import', subject: 'import', subjectId: id, at: now };
    await audit(tx, by, { ...told, new: counts });
    return { outcome: 'done', counts, repeated: false };
  });
}

/** The lines an import leaves out, as JSON; null when they are not kept any more, or are somebody else's. */
export async function readSpoiltLines(ctx: TenantContext, by: Admin, id: number): Promise<string | null> {
  return ctx.db.read(async (tx) => {
    const row = await findImport(tx, id);
    return row?.createdBy === by.telegramId ? spoiltLinesOf(tx, id) : null;
  });
}

import { parentPort, workerData } from 'node:worker_threads';
import { stringify } from 'csv-stringify/sync';
import { harmless } from '../harmless.js';
import type {
  ClientFileOrder,
  ClientFileReading,
  ClientTask,
  FileRefusal,
  SpoiltFileOrder,
  SpoiltLine,
} from './client-file.js';
import { csvLines } from './csv-cells.js';
import { columnsOf } from './headers.js';
import { readLines } from './read-lines.js';
import { UnreadableFileError, type TableLine } from './table-cells.js';
import { xlsxLines } from './xlsx-cells.js';

const firstErrors = 5;
const headersShown = 12;
const headerUnits = 30;

async function work(task: ClientTask): Promise<ClientFileReading | Uint8Array> {
  return task.kind === 'read' ? readFile(task.order) : spoiltFile(task.order);
}

async function readFile(order: ClientFileOrder): Promise<ClientFileReading> {
  try {
    return readTable(await linesOf(order), order);
  } catch (error) {
    if (error instanceof UnreadableFileError) return refused(error.reason);
    throw error;
  }
}

/** One line more than allowed, and one for the titles: so it is seen that there are too many. */
function linesOf({ content, mostRows }: ClientFileOrder): Promise<TableLine[]> | TableLine[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const most = mostRows + 2;
  const signature = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  if (signature === 0x504b0304) return xlsxLines(bytes, most);
  if (signature === 0xd0cf11e0) throw new UnreadableFileError('old_excel');
  return csvLines(bytes, most);
}

function readTable([titles, ...lines]: TableLine[], order: ClientFileOrder): ClientFileReading {
  if (titles === undefined) return refused('empty');
  const columns = columnsOf(titles.cells);
  if (columns.phone === undefined) {
    const headers = titles.cells.map((title) => title.trim().slice(0, headerUnits)).filter(Boolean);
    return { kind: 'refused', reason: 'no_phone_column', headers: headers.slice(0, headersShown) };
  }
  if (lines.length === 0) return refused('empty');
  if (lines.length > order.mostRows) return refused('too_many_rows');
  const { clients, spoilt } = readLines(lines, columns, order.country);
  const errors = spoilt.filter(({ problem }) => problem !== 'duplicate');
  const hasName = columns.name !== undefined || columns.surname !== undefined;
  return {
    kind: 'read',
    clientsJson: JSON.stringify(clients),
    spoiltJson: JSON.stringify(spoilt),
    clients: clients.length,
    duplicates: spoilt.length - errors.length,
    errors: errors.length,
    firstErrors: errors.slice(0, firstErrors),
    fields: [
      ...(hasName ? (['name'] as const) : []),
      'phone',
      ...(columns.notes === undefined ? [] : (['notes'] as const)),
    ],
  };
}

function refused(reason: FileRefusal): ClientFileReading {
  return { kind: 'refused', reason, headers: [] };
}

function spoiltFile({ spoiltJson, titles, problems, duplicateOf, delimiter }: SpoiltFileOrder): Uint8Array {
  const spoilt = JSON.parse(spoiltJson) as readonly SpoiltLine[];
  const rows = spoilt.map(({ line, problem, value, firstLine }) => [
    String(line),
    firstLine === undefined ? problems[problem] : duplicateOf.replace('{line}', String(firstLine)),
    harmless(value),
  ]);
  const text = stringify([[...titles], ...rows], { delimiter, record_delimiter: '\r\n' });
  return Buffer.from(`\ufeff${text}`);
}

work(workerData as ClientTask).then(
  (result) => parentPort?.postMessage(result),
  // An uncaught error ends the thread and is told to whoever waits for it.
  (error: unknown) =>
    queueMicrotask(() => {
      throw error;
    }),
);

import { checkComment } from '../../domain/comment.js';
import { checkName } from '../../domain/contact.js';
import { parsePhone } from '../../lib/phone.js';
import type { LineProblem, ReadClient, SpoiltLine } from './client-file.js';
import { withoutGuard } from '../harmless.js';
import type { Columns } from './headers.js';
import type { TableLine } from './table-cells.js';

export interface ReadLines {
  readonly clients: readonly ReadClient[];
  readonly spoilt: readonly SpoiltLine[];
}

const mostNotes = 1000;
const shownLength = 60;

/** Makes clients of the lines under the titles; one that cannot be is told with its reason, and the others go on. */
export function readLines(lines: readonly TableLine[], columns: Columns, country: string): ReadLines {
  const clients: ReadClient[] = [];
  const spoilt: SpoiltLine[] = [];
  const lineOf = new Map<string, number>();
  for (const { line, cells } of lines) {
    const read = clientOf(line, cells, { columns, country });
    const firstLine = 'problem' in read ? undefined : lineOf.get(read.phone);
    if ('problem' in read) spoilt.push({ line, ...read });
    else if (firstLine !== undefined) {
      spoilt.push({ line, problem: 'duplicate', value: shown(read.phone), firstLine });
    } else {
      lineOf.set(read.phone, line);
      clients.push(read);
    }
  }
  return { clients, spoilt };
}

interface Problem {
  readonly problem: LineProblem;
  readonly value: string;
}

function clientOf(
  line: number,
  cells: readonly string[],
  { columns, country }: { readonly columns: Columns; readonly country: string },
): ReadClient | Problem {
  const cell = (index: number | undefined): string => plain(index === undefined ? '' : (cells[index] ?? ''));
  const phone = phoneOf(cell(columns.phone), country);
  if (typeof phone !== 'string') return phone;
  const typed = [columns.surname, columns.name, columns.patronymic].map(cell).filter((part) => part !== '');
  const name = typed.length === 0 ? null : checkName(typed.join(' '));
  if (name?.ok === false) return { problem: 'not_a_name', value: shown(typed.join(' ')) };
  const notes = checkComment(cell(columns.notes), mostNotes);
  if (!notes.ok && notes.reason === 'too_long') {
    return { problem: 'notes_too_long', value: shown(cell(columns.notes)) };
  }
  return { line, name: name?.name ?? null, phone, notes: notes.ok ? notes.comment : null };
}

function phoneOf(typed: string, country: string): string | Problem {
  if (typed === '') return { problem: 'no_phone', value: '' };
  for (const one of [typed, ...typed.split(/[,;/\n]/)]) {
    const phone = parsePhone(one.replace(/^\(\+(\d{1,3})\)/, '+$1'), country);
    if (phone !== null) return phone;
  }
  const isRounded = /^\d([.,]\d+)?e\+?\d+$/i.test(typed);
  return { problem: isRounded ? 'rounded_phone' : 'not_a_phone', value: shown(typed) };
}

function plain(cell: string): string {
  return withoutGuard(cell.trim());
}

function shown(value: string): string {
  // Half of a surrogate pair is not JSON to PostgreSQL.
  const letters = Array.from(value.toWellFormed().replace(/\s+/g, ' '));
  return letters.length <= shownLength ? letters.join('') : `${letters.slice(0, shownLength - 1).join('')}…`;
}

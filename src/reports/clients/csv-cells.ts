import { parse, type Options } from 'csv-parse/sync';
import { UnreadableFileError, type TableLine } from './table-cells.js';

const delimiters = [';', ',', '\t', '|'] as const;
type Delimiter = (typeof delimiters)[number];
const looked = 20;

/** The lines of a text file with delimited values, `most` of them at most; empty ones are left out. */
export function csvLines(content: Uint8Array, most: number): TableLine[] {
  const { text, skipped } = withoutHint(decode(content));
  const delimiter = delimiterOf(text);
  return parsed(text, delimiter, most).map(({ line, cells }) => ({ line: line + skipped, cells }));
}

/** UTF-8 and UTF-16 by their marks, UTF-8 without one when all of it is, else the Cyrillic alphabet of Windows. */
function decode(content: Uint8Array): string {
  const marked = byMark(content);
  const text = marked ?? asUtf8(content) ?? new TextDecoder('windows-1251').decode(content);
  if (text.includes('\0')) throw new UnreadableFileError('not_a_table');
  return text;
}

function byMark(content: Uint8Array): string | null {
  if (content[0] === 0xff && content[1] === 0xfe) return new TextDecoder('utf-16le').decode(content);
  if (content[0] === 0xfe && content[1] === 0xff) return new TextDecoder('utf-16be').decode(content);
  return null;
}

function asUtf8(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return null;
  }
}

/** Excel writes the delimiter into the first line of some files. */
function withoutHint(text: string): { readonly text: string; readonly skipped: number } {
  const rest = text.replace(/^sep=.\r?\n/i, '');
  return { text: rest, skipped: rest.length === text.length ? 0 : 1 };
}

/** The one that divides the first lines into the same number of cells, the more the better. */
function delimiterOf(text: string): Delimiter {
  let best: Delimiter = ';';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const counts = parsed(text, delimiter, looked).map(({ cells }) => cells.length);
    const columns = counts[0] ?? 0;
    if (columns < 2) continue;
    const score = columns * counts.filter((count) => count === columns).length;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function parsed(text: string, delimiter: Delimiter, most: number): TableLine[] {
  const options: Options = {
    delimiter,
    to: most,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  };
  const records = parse(text, options) as unknown as {
    readonly info: { readonly lines: number };
    readonly record: readonly string[];
  }[];
  return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
}

import { createInterface } from 'node:readline/promises';
import { scrub } from '../../lib/logger.js';

/** Results go to standard output, so that they can be passed on; everything said beside them to standard error. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Says something that is no result. What looks like a token is masked. */
export function say(text: string): void {
  progress.end();
  process.stderr.write(scrub(`${text}\n`));
}

/** One line that is written over at a terminal, and a line of its own for each news elsewhere. */
class Progress {
  private isOpen = false;
  private last = '';

  show(text: string): void {
    if (text === this.last) return;
    this.last = text;
    if (!process.stderr.isTTY) {
      process.stderr.write(`${text}\n`);
      return;
    }
    this.isOpen = true;
    const width = Math.max(20, (process.stderr.columns || 80) - 1);
    process.stderr.write(`\r\u001b[2K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`);
  }

  end(): void {
    if (this.isOpen) process.stderr.write('\n');
    this.isOpen = false;
  }
}

export const progress = new Progress();

/** Columns as wide as what stands in them. Nothing for an empty table but its words for that. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return empty;
  const lines = [heads, ...rows];
  const widths = heads.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `1.4 MB`. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** `2026-11-21 02:15 UTC`. */
export function moment(instant: Date | number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * Asks at a terminal to type a word; true when exactly that was typed. Elsewhere nobody can answer: false, and the way to do
 * without the question is said.
 */
export async function isConfirmed(question: string, word: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    say(`${question}\nNobody can be asked here: add --yes when that is what you want.`);
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await asking.question(`${question}\nType ${word} to go on: `)).trim() === word;
  } finally {
    asking.close();
  }
}

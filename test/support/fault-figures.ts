import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What one test of the fault suite saw. */
export interface FaultFigures {
  /** What was done to the house, such as "SIGKILL of the host under booking load". */
  readonly fault: string;
  /** With which dice, so that the run can be repeated with FAULT_SEED. */
  readonly seed: number | null;
  /** How many times the fault struck. */
  readonly faults: number;
  /** What people or clocks asked for. */
  readonly operations: number;
  /** What was confirmed to somebody. */
  readonly acknowledged: number;
  /** What was confirmed and is not there, or is there without having been asked for. */
  readonly lost: number;
  /** What is there, or arrived, more often than once. */
  readonly doubled: number;
  /** What else is worth knowing, in a few words. */
  readonly remark?: string;
}

/** Where the workers of one run write their figures. */
export const figuresVariable = 'BOTEL_FAULT_FIGURES';

/** Notes what a fault test saw; the whole table is printed when all tests have ended. */
export function noteFaults(figures: FaultFigures): void {
  const file = process.env[figuresVariable];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figures)}\n`);
}

/** The table of all that was noted in the file, or null when nothing was. */
export function faultTable(file: string): string | null {
  if (!existsSync(file)) return null;
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FaultFigures)
    .sort((one, other) => one.fault.localeCompare(other.fault));
  const cells = [
    ['fault', 'faults', 'operations', 'acknowledged', 'lost', 'doubled', 'seed', ''],
    ...rows.map((row) => [
      row.fault,
      ...[row.faults, row.operations, row.acknowledged, row.lost, row.doubled, row.seed ?? '–'].map(String),
      row.remark ?? '',
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) => line.map((cell, at) => pad(cell, at, widths?.[at] ?? 0)).join('  '));
  return ['What was survived', ...lines.map((line) => line.trimEnd())].join('\n');
}

/** Words to the left, figures to the right. */
function pad(cell: string, column: number, width: number): string {
  return column === 0 || column > 6 ? cell.padEnd(width) : cell.padStart(width);
}

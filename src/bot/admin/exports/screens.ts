import { exportKinds, type ExportKind } from '../../../commands/desk/export-tables.js';
import { everything, periodAround, type Period } from '../../../domain/period.js';
import { button, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openSalon } from '../home/data.js';
import { backRow } from '../home/screens.js';
import { askPeriod } from '../numbers/period/data.js';
import { periodWords } from '../numbers/period/words.js';
import { shareWords } from '../numbers/words.js';
import { makeExport, openExports } from './data.js';

/** What is exported, and how. */
export interface ExportChoice {
  readonly kind: ExportKind;
  readonly format: 'csv' | 'xlsx';
  readonly period: Period;
}

/** What can be taken out of a period. `news`: what became of the last try, as HTML. */
export function exportsScreen(period: Period, today: string, wording: Wording, news?: string): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      news,
      texts.html('d_exports.title', { period: periodWords(period, wording) }),
      texts.html('d_exports.about'),
    ),
    keyboard: [
      ...exportKinds.map((kind) =>
        (['xlsx', 'csv'] as const).map((format) =>
          button(choiceWords({ kind, format }, wording), makeExport.data({ kind, format, ...period })),
        ),
      ),
      ...periodRows(period, today, wording),
      backRow(openSalon.data({}), wording),
    ],
  };
}

function periodRows(period: Period, today: string, { texts }: Wording): Keyboard {
  const to = (label: string, other: Period) => {
    const isShown = other.from === period.from && other.to === period.to;
    return button(isShown ? texts.plain('d_numbers.chosen', { label }) : label, openExports.data(other));
  };
  return [
    [
      to(texts.plain('d_numbers.month'), periodAround(today, 'month')),
      to(texts.plain('d_numbers.year'), periodAround(today, 'year')),
      to(texts.plain('d_exports.everything'), everything),
    ],
    [button(texts.plain('d_numbers.other'), askPeriod.data({ target: 'x' }))],
  ];
}

/** How far the file is; `share` from 0 to 1. */
export function makingScreen({ period, ...choice }: ExportChoice, share: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_exports.making', {
      table: texts.plain(`d_exports.${choice.kind}`),
      format: choice.format.toUpperCase(),
      period: periodWords(period, wording),
      share: shareWords(share, wording),
    }),
    keyboard: [],
  };
}

function choiceWords({ kind, format }: Omit<ExportChoice, 'period'>, { texts }: Wording): string {
  return texts.plain('d_exports.button', {
    table: texts.plain(`d_exports.${kind}`),
    format: format.toUpperCase(),
  });
}

/** What is said below a file, with the way back. */
export function fileCaption(
  { kind, period }: ExportChoice,
  rows: number,
  wording: Wording,
): { caption: string; keyboard: Keyboard } {
  const { texts } = wording;
  return {
    caption: texts.html('d_exports.caption', {
      table: texts.plain(`d_exports.${kind}`),
      period: periodWords(period, wording),
      count: rows,
    }),
    keyboard: [backRow(openExports.data(period), wording)],
  };
}

import type { ExportKind, ExportWords } from '../../../commands/desk/export-tables.js';
import type { Wording } from '../../wording.js';

/** The words of a table in the reader's language. */
export function exportWords(kind: ExportKind, { texts }: Wording): ExportWords {
  return {
    title: texts.plain(`d_exports.${kind}`),
    column: (name) => texts.plain(`d_exports.column_${name}`),
    outcome: (outcome) => texts.plain(`d_exports.outcome_${outcome}`),
    side: (side) => texts.plain(`d_exports.side_${side}`),
    yes: texts.plain('d_exports.yes'),
    no: texts.plain('d_exports.no'),
  };
}

/** Where fractions are written with a comma, spreadsheets separate cells by semicolons. */
export function csvHabits({ formats }: Wording): { delimiter: ',' | ';'; decimal: '.' | ',' } {
  return formats.locale === 'ru' ? { delimiter: ';', decimal: ',' } : { delimiter: ',', decimal: '.' };
}

import type { FoundInFile, ImportPreview, LineProblem } from '../../../../commands/desk/import-clients.js';
import type { TextKey } from '../../../../i18n/texts.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow, deskRow } from '../../home/screens.js';
import { commitImport, importClients, importErrors, listClients } from '../data.js';

const toList = (wording: Wording) => backRow(listClients.data({ show: 'recent', page: 0 }), wording);

/** Asks for the file, and says what it should look like. `problem`: what was wrong with the last one, as HTML. */
export function askFileScreen(problem: string | null, most: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      problem,
      texts.html('d_import.ask'),
      problem === null ? texts.html('d_import.ask_about', { most }) : null,
    ),
    keyboard: [toList(wording)],
  };
}

export const problemKeys: Readonly<Record<LineProblem, TextKey>> = {
  no_phone: 'd_import.no_phone',
  not_a_phone: 'd_import.not_a_phone',
  rounded_phone: 'd_import.rounded_phone',
  not_a_name: 'd_import.not_a_name',
  notes_too_long: 'd_import.notes_too_long',
  duplicate: 'd_import.duplicate',
};

/** What the file would do, or has done. */
export function importScreen({ id, file, counts, isCommitted }: ImportPreview, wording: Wording): Screen {
  const { texts } = wording;
  if (isCommitted) return importDoneScreen(counts, wording);
  const { added, filled, known } = counts;
  const changes = added + filled;
  return {
    text: paragraphs(
      lines(
        texts.html('d_import.preview'),
        texts.html('d_import.columns', { columns: columns(file, wording) }),
      ),
      lines(
        texts.html('d_import.added', { count: added }),
        texts.html('d_import.filled', { count: filled }),
        known === 0 ? null : texts.html('d_import.known', { count: known }),
        file.duplicates === 0 ? null : texts.html('d_import.duplicates', { count: file.duplicates }),
        texts.html('d_import.errors', { count: file.errors }),
      ),
      errorLines(file, wording),
      texts.html(changes === 0 ? 'd_import.nothing' : 'd_import.promise'),
    ),
    keyboard: [
      ...(changes === 0
        ? []
        : [
            [
              button(
                texts.plain('d_import.commit', { count: changes }),
                commitImport.data({ operation: id }),
                'success',
              ),
            ],
          ]),
      ...errorsRow(id, file, wording),
      [button(texts.plain('d_import.other_file'), importClients.data({}))],
      toList(wording),
    ],
  };
}

const fieldKeys = {
  name: 'd_import.column_name',
  phone: 'd_import.column_phone',
  notes: 'd_import.column_notes',
} as const;

function columns({ fields }: FoundInFile, { texts }: Wording): string {
  return fields.map((field) => texts.plain(fieldKeys[field])).join(', ');
}

function errorLines({ errors, firstErrors }: FoundInFile, { texts }: Wording): string | null {
  if (firstErrors.length === 0) return null;
  const more = errors - firstErrors.length;
  return lines(
    texts.html('d_import.first_errors'),
    ...firstErrors.map(({ line, problem, value }) =>
      value === ''
        ? texts.html('d_import.error_row_empty', { line, problem: texts.plain(problemKeys[problem]) })
        : texts.html('d_import.error_row', { line, problem: texts.plain(problemKeys[problem]), value }),
    ),
    more > 0 ? texts.html('d_import.more_errors', { count: more }) : null,
  );
}

function errorsRow(id: number, { errors, duplicates }: FoundInFile, { texts }: Wording): Keyboard {
  const count = errors + duplicates;
  if (count === 0) return [];
  return [[button(texts.plain('d_import.errors_file', { count }), importErrors.data({ operation: id }))]];
}

/** It was taken over. */
export function importDoneScreen(counts: ImportPreview['counts'], wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: lines(
      texts.html('d_import.done'),
      texts.html('d_import.done_added', { count: counts.added }),
      texts.html('d_import.done_filled', { count: counts.filled }),
    ),
    keyboard: [
      [button(texts.plain('d_import.to_clients'), listClients.data({ show: 'recent', page: 0 }))],
      deskRow(wording),
    ],
  };
}

import type { imports as original } from '../../ru/desk/import.js';

export const imports = {
  'd_import.ask': '<b>📥 Load clients</b>\n\nSend a file with clients: CSV or Excel (.xlsx).',
  'd_import.ask_about':
    'The first line names the columns: <b>Phone</b> is needed, <b>Name</b> and <b>Notes</b> if there are any. Up to {most, number} lines, up to 20 MB.\n\nFirst we show what would come of it. Nothing changes until you confirm.',
  'd_import.only_file': 'A file is needed: press the paperclip and choose a CSV or .xlsx.',
  'd_import.not_a_table': 'That is not a table. Send a CSV or Excel (.xlsx) file.',
  'd_import.old_excel':
    'That is an old Excel file, or one with a password. Save it as .xlsx without a password and send it again.',
  'd_import.empty':
    'There are no lines with clients in the file. Check that it is the right one and send it again.',
  'd_import.too_heavy':
    'The file is too complex to be read. Keep the columns with name, phone and notes, and save it as CSV.',
  'd_import.too_big': 'The file is larger than 20 MB: Telegram gives such files to no bot. Split it.',
  'd_import.gone': 'Telegram did not give us the file. Please send it again.',
  'd_import.busy': 'Other files are being read. Try again in a minute.',
  'd_import.too_many_rows':
    'The file has more than {most, number} lines. Split it and load the parts one by one.',
  'd_import.no_phone_column':
    'There is no column with a phone. Name it “Phone” in the first line.\n\nThe first line says: {headers}',
  'd_import.preview': '<b>📥 Check before loading</b>',
  'd_import.columns': 'Columns found: {columns}',
  'd_import.column_name': 'name',
  'd_import.column_phone': 'phone',
  'd_import.column_notes': 'notes',
  'd_import.added': '➕ New: <b>{count, number}</b>',
  'd_import.filled': '✏️ To be completed: <b>{count, number}</b>',
  'd_import.known': '✓ Known, nothing new: {count, number}',
  'd_import.duplicates': '♊️ Repeated in the file: {count, number}',
  'd_import.errors': '⚠️ With errors, left out: {count, number}',
  'd_import.promise':
    'What is known of clients stays: only what is missing is added. All of it is loaded at once, or nothing.',
  'd_import.nothing': 'There is nothing to load: the file holds nothing new.',
  'd_import.first_errors': '<b>Lines with errors</b>',
  'd_import.error_row': '{line, number}: {problem} — {value}',
  'd_import.error_row_empty': '{line, number}: {problem}',
  'd_import.more_errors': 'and {count, plural, one {# more line} other {# more lines}}',
  'd_import.no_phone': 'no phone',
  'd_import.not_a_phone': 'does not look like a phone',
  'd_import.rounded_phone': 'Excel rounded the number: format the column as text',
  'd_import.not_a_name': 'does not look like a name',
  'd_import.notes_too_long': 'notes longer than 1000 characters',
  'd_import.duplicate': 'repeated',
  'd_import.duplicate_of': 'repeats line {line}',
  'd_import.commit': '✅ Load ({count, number})',
  'd_import.errors_file': '📄 All lines left out ({count, number})',
  'd_import.errors_caption':
    'Lines that will not be loaded. Correct them and send the file again: nothing is added twice.',
  'd_import.errors_sent': 'The file is sent',
  'd_import.title_line': 'Line',
  'd_import.title_problem': 'Problem',
  'd_import.title_value': 'What it says',
  'd_import.other_file': '📥 Another file',
  'd_import.done': '<b>✅ The clients are loaded</b>',
  'd_import.done_added': 'Added: {count, number}',
  'd_import.done_filled': 'Completed: {count, number}',
  'd_import.done_toast': 'Loaded',
  'd_import.repeated': 'This file was loaded before; nothing changed this time',
  'd_import.to_clients': '👥 To the clients',
} as const satisfies Record<keyof typeof original, string>;

import type { ClientField } from './client-file.js';

/** How people name the columns; `surname` and `patronymic` become part of the name. */
const names: ReadonlyMap<string, Column> = new Map([
  ...named('name', 'имя', 'имя клиента', 'клиент', 'фио', 'ф и о', 'имя и фамилия', 'фамилия имя', 'контакт'),
  ...named('name', 'name', 'client', 'client name', 'customer', 'customer name', 'full name', 'first name'),
  ...named('surname', 'фамилия', 'surname', 'last name', 'family name'),
  ...named('patronymic', 'отчество', 'middle name', 'patronymic'),
  ...named('phone', 'телефон', 'тел', 'номер', 'номер телефона', 'телефон клиента', 'мобильный'),
  ...named('phone', 'мобильный телефон', 'моб', 'моб телефон', 'контактный телефон', 'телефоны', 'сотовый'),
  ...named('phone', 'phone', 'phone number', 'tel', 'telephone', 'mobile', 'mobile phone', 'cell', 'number'),
  ...named('notes', 'заметка', 'заметки', 'комментарий', 'комментарии', 'примечание', 'примечания'),
  ...named('notes', 'note', 'notes', 'comment', 'comments', 'remark', 'remarks', 'description', 'описание'),
]);

type Column = ClientField | 'surname' | 'patronymic';

function named(column: Column, ...titles: readonly string[]): [string, Column][] {
  return titles.map((title) => [title, column]);
}

/** Where the columns of a table are; absent: there is none. */
export type Columns = Readonly<Partial<Record<Column, number>>>;

/** Reads the titles of a table: of two columns with one meaning the first counts. */
export function columnsOf(titles: readonly string[]): Columns {
  const found: Partial<Record<Column, number>> = {};
  for (const [index, title] of titles.entries()) {
    const column = names.get(tidied(title));
    if (column !== undefined) found[column] ??= index;
  }
  return found;
}

function tidied(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

import { types, type CustomTypesConfig } from 'pg';

export type Parser = (text: string) => unknown;
const oid = { int8: 20, date: 1082, int8Array: 1016, dateArray: 1182, textArray: 1009 };

/** A number when it is exact as one, else the text the server sent. */
function parseInt8(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** The driver's types know only some of the type ids there are. */
const driverParser = types.getTypeParser as (id: number, format?: 'text' | 'binary') => Parser;
const parseTextArray = driverParser(oid.textArray) as (text: string) => (string | null)[];

const parsers = new Map<number, Parser>([
  [oid.int8, parseInt8],
  [oid.date, (text) => text],
  [oid.int8Array, (text) => parseTextArray(text).map((item) => (item === null ? null : parseInt8(item)))],
  [oid.dateArray, parseTextArray],
]);

/**
 * How values arrive: int8 as a number, dates as 'YYYY-MM-DD' (a day of the salon has no zone), timestamptz as Date,
 * ranges as their text, everything else as the driver does.
 */
export const valueTypes: CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    format === 'binary' ? driverParser(id, format) : parserOf(id)) as CustomTypesConfig['getTypeParser'],
};

/** How a value of the type with this id is read from its text. */
export function parserOf(id: number): Parser {
  return parsers.get(id) ?? driverParser(id);
}

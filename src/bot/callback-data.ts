/*
 * Button data: `<version><action>[:<field>…]`, such as `1t:4:0:kf3a2b`, at most 64 bytes. The version and the action name
 * belong together: an action whose fields change gets another version, and buttons that still carry the old one are
 * unknown. Whatever the bytes, reading never throws.
 */

/** How one value stands in button data. `read` gives undefined for what `write` cannot have written. */
export interface Field<Value> {
  write(value: Value): string;
  read(text: string): Value | undefined;
  /** A few of the values it holds: for whoever wants to press every button. */
  readonly samples: readonly Value[];
  /** False for what a forged button may say and no screen of ours: so far off that the screens around it have no data. */
  isPlausible?(value: Value): boolean;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
export type ValuesOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer Value> ? Value : never;
};

export interface Action<Values> {
  /** Version and name, as in the data. */
  readonly id: string;
  /** Valid data with every sample of every field at least once. */
  samples(): string[];
  /** Data for a button. Throws `RangeError` for values that the fields cannot hold. */
  data(values: Values): string;
  /** The values in the parts behind the id; null when they are not this action's. */
  read(parts: readonly string[]): Values | null;
}

const maxBytes = 64;
const idPattern = /^[1-9][a-z]{1,4}$/;

/** Declares an action: a name of its own, a version, and its fields in the order of the data. */
export function action<F extends Fields>(name: string, version: number, fields: F): Action<ValuesOf<F>> {
  const id = `${version}${name}`;
  if (!idPattern.test(id)) throw new RangeError(`not an action id: ${id}`);
  const entries = Object.entries(fields);
  const dataOf = (valueOf: (key: string) => unknown): string => {
    const parts = entries.map(([key, field]) => writeChecked(field, valueOf(key), `${id}.${key}`));
    const data = [id, ...parts].join(':');
    if (Buffer.byteLength(data) > maxBytes)
      throw new RangeError(`button data of ${id} is longer than ${maxBytes} bytes`);
    return data;
  };
  return {
    id,
    samples: () => {
      const count = Math.max(1, ...entries.map(([, { samples }]) => samples.length));
      return Array.from({ length: count }, (_, index) =>
        dataOf((key) => fields[key]?.samples[index % (fields[key].samples.length || 1)]),
      );
    },
    data: (values) => dataOf((key) => values[key]),
    read: (parts) => {
      if (parts.length !== entries.length) return null;
      const values: Record<string, unknown> = {};
      for (const [index, [key, field]] of entries.entries()) {
        const value = readExactly(field, parts[index] ?? '');
        if (value === undefined || field.isPlausible?.(value) === false) return null;
        values[key] = value;
      }
      return values as ValuesOf<F>;
    },
  };
}

/** Takes button data apart; null when it cannot be ours. */
export function splitData(data: string): { readonly id: string; readonly parts: readonly string[] } | null {
  if (data.length > maxBytes) return null;
  const [id = '', ...parts] = data.split(':');
  return idPattern.test(id) ? { id, parts } : null;
}

function writeChecked(field: Field<unknown>, value: unknown, name: string): string {
  const text = field.write(value);
  if (readExactly(field, text) === undefined) throw new RangeError(`${name} cannot hold ${String(value)}`);
  return text;
}

/** One value has one spelling, so that two buttons for the same thing are the same bytes. */
function readExactly<Value>(field: Field<Value>, text: string): Value | undefined {
  const value = field.read(text);
  return value !== undefined && field.write(value) === text ? value : undefined;
}

/** A whole number from `min` to `max`, in base 36. */
export function integer(min: number, max: number): Field<number> {
  return {
    write: (value) => value.toString(36),
    read: (text) => {
      if (!/^[0-9a-z]{1,10}$/.test(text)) return undefined;
      const value = Number.parseInt(text, 36);
      return value >= min && value <= max ? value : undefined;
    },
    samples: [...new Set([Math.min(min + 1, max), min, max])],
  };
}

const maxRowId = 2 ** 31 - 1;
const minuteMs = 60_000;
/** Wide enough for every visit, and inside what a date of button data can hold in any zone. */
const firstMinute = Date.UTC(2000, 0, 2) / minuteMs;
const lastMinute = Date.UTC(2999, 11, 30) / minuteMs;

/** The id of a row. */
export const rowId = integer(1, maxRowId);

/** The id of a row or null, written as 0. */
export const rowIdOrNull = mapped(
  integer(0, maxRowId),
  (id) => (id === 0 ? null : id),
  (id: number | null) => id ?? 0,
);

/** Epoch milliseconds on a whole minute. */
export const instant: Field<number> = {
  ...mapped(
    integer(firstMinute, lastMinute),
    (minutes) => minutes * minuteMs,
    (ms: number) => ms / minuteMs,
  ),
  samples: [Date.UTC(2026, 2, 5, 9), Date.UTC(2026, 2, 3, 7)],
  isPlausible: (value) => value >= Date.UTC(2002, 0, 1) && value < Date.UTC(2998, 0, 1),
};

/** A date of the calendar from the year 2000 to 2999, `2026-11-27`, written `20261127`. */
export const date: Field<string> = {
  write: (value) => value.replaceAll('-', ''),
  read: (text) => {
    if (!/^2\d{7}$/.test(text)) return undefined;
    const value = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
    const parsed = new Date(`${value}T00:00:00Z`);
    return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value) ? value : undefined;
  },
  samples: ['2026-03-05', '2028-02-29', '2026-04-01'],
  isPlausible: isPlausibleDate,
};

/** Compared as text: a month is shorter than its days. */
function isPlausibleDate(value: string): boolean {
  return value >= '2002' && value < '2998';
}

/** A month, `2026-11`, written `202611`. */
export const month: Field<string> = {
  ...mapped(
    date,
    (day) => (day.endsWith('-01') ? day.slice(0, 7) : undefined),
    (value: string) => `${value}-01`,
    (text) => `${text}01`,
    (text) => text.slice(0, 6),
  ),
  isPlausible: isPlausibleDate,
};

/** One of a few words. */
export function choice<Word extends string>(...words: readonly Word[]): Field<Word> {
  return {
    write: (word) => word,
    read: (text) => words.find((word) => word === text),
    samples: words,
  };
}

function mapped<Inner, Outer>(
  field: Field<Inner>,
  outward: (value: Inner) => Outer | undefined,
  inward: (value: Outer) => Inner,
  beforeRead: (text: string) => string = (text) => text,
  afterWrite: (text: string) => string = (text) => text,
): Field<Outer> {
  return {
    write: (value) => afterWrite(field.write(inward(value))),
    read: (text) => {
      const value = field.read(beforeRead(text));
      return value === undefined ? undefined : outward(value);
    },
    samples: field.samples.flatMap((value) => {
      const sample = outward(value);
      return sample === undefined ? [] : [sample];
    }),
  };
}

import { readCatalogueText, type CatalogueText } from './catalogue-text.js';
import { isPrice } from './typed-money.js';
import { isLength, type LengthKind } from './visit-length.js';

/** What one thing known of a service or a master may be. `value`: what it is called among the values. */
export type CatalogueField =
  | { readonly is: 'text'; readonly value: string; readonly text: CatalogueText; readonly optional: boolean }
  /** Minor units of the entry's currency. */
  | { readonly is: 'price'; readonly value: string; readonly optional: false }
  /** Minutes. */
  | { readonly is: 'length'; readonly value: string; readonly length: LengthKind; readonly optional: false }
  /** A file id of Telegram's. */
  | { readonly is: 'photo'; readonly value: string; readonly optional: true };

export type CatalogueFields = Readonly<Record<string, CatalogueField>>;

/** All that can be changed about a service: storing, checking, asking and showing go by this table. */
export const serviceFields = {
  name: { is: 'text', value: 'name', text: 'serviceName', optional: false },
  description: { is: 'text', value: 'description', text: 'description', optional: true },
  category: { is: 'text', value: 'category', text: 'category', optional: true },
  price: { is: 'price', value: 'priceMinor', optional: false },
  duration: { is: 'length', value: 'durationMinutes', length: 'duration', optional: false },
  before: { is: 'length', value: 'bufferBeforeMinutes', length: 'buffer', optional: false },
  after: { is: 'length', value: 'bufferAfterMinutes', length: 'buffer', optional: false },
  photo: { is: 'photo', value: 'photoFileId', optional: true },
} as const satisfies CatalogueFields;

/** All that can be changed about a master. */
export const masterFields = {
  name: { is: 'text', value: 'name', text: 'staffName', optional: false },
  about: { is: 'text', value: 'about', text: 'about', optional: true },
  photo: { is: 'photo', value: 'photoFileId', optional: true },
} as const satisfies CatalogueFields;

type ValueOf<Field extends CatalogueField> =
  | (Field extends { readonly is: 'price' | 'length' } ? number : string)
  | (Field extends { readonly optional: true } ? null : never);

/** The values of an entry by their names. */
export type FieldValues<Fields extends CatalogueFields> = {
  readonly [Name in keyof Fields as Fields[Name]['value']]: ValueOf<Fields[Name]>;
};

/** What an entry has for a field; undefined when it knows no such thing. */
export function valueIn(entry: object, { value }: CatalogueField): unknown {
  return (entry as Readonly<Record<string, unknown>>)[value];
}

/** The currency of an entry's prices; null when it has none. */
export function currencyOf(entry: object): string | null {
  return 'currency' in entry && typeof entry.currency === 'string' ? entry.currency : null;
}

const longestFileId = 512;

/** Whether every value is within the limits of its field. `currency`: of the prices; null when there are none. */
export function areWithin(fields: CatalogueFields, values: object, currency: string | null): boolean {
  return Object.values(fields).every((field) => {
    const value = valueIn(values, field);
    if (value === undefined) return true;
    return value === null ? field.optional : isWithin(field, value, currency);
  });
}

function isWithin(field: CatalogueField, value: unknown, currency: string | null): boolean {
  if (typeof value === 'number') {
    if (field.is === 'price') return currency !== null && isPrice(value, currency);
    return field.is === 'length' && isLength(field.length, value);
  }
  if (typeof value !== 'string') return false;
  if (field.is === 'photo') return value.length <= longestFileId;
  if (field.is !== 'text') return false;
  const read = readCatalogueText(field.text, value);
  return read.ok && read.text === value;
}

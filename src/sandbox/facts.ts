import data from './bot-api.json';

/**
 * Names and types of the published Bot API. A field is `Type`, `A|B`, `Type[]` for arrays, with `!` in front when required;
 * a type is its fields or the list of its subtypes; `kinds` tells what marks a subtype, as `field=value`.
 */
export type FieldSpec = {
  readonly required: boolean;
  readonly alternatives: readonly TypeSpec[];
};

export type TypeSpec =
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'array'; readonly of: TypeSpec; readonly name: string }
  | { readonly kind: 'object'; readonly name: string };

export type ScalarName = 'String' | 'Integer' | 'Boolean' | 'Float' | 'True' | 'InputFile';

export type Fields = ReadonlyMap<string, FieldSpec>;

export interface ObjectFacts {
  readonly fields: Fields | null;
  readonly subtypes: readonly string[] | null;
  readonly mark: { readonly field: string; readonly value: string } | null;
}

const scalars: ReadonlySet<string> = new Set(['String', 'Integer', 'Boolean', 'Float', 'True', 'InputFile']);

function isScalar(name: string): name is ScalarName {
  return scalars.has(name);
}

function parseType(text: string): TypeSpec {
  if (text.endsWith('[]')) return { kind: 'array', of: parseType(text.slice(0, -2)), name: text };
  return isScalar(text) ? { kind: 'scalar', name: text } : { kind: 'object', name: text };
}

function parseFields(fields: Readonly<Record<string, string>>): Fields {
  return new Map(
    Object.entries(fields).map(([name, text]) => {
      const required = text.startsWith('!');
      const alternatives = (required ? text.slice(1) : text).split('|').map(parseType);
      return [name, { required, alternatives }];
    }),
  );
}

function parseMark(name: string): ObjectFacts['mark'] {
  const mark = (data.kinds as Readonly<Record<string, string>>)[name]?.split('=');
  return mark?.[0] === undefined || mark[1] === undefined ? null : { field: mark[0], value: mark[1] };
}

function parseObject(name: string, definition: unknown): ObjectFacts {
  const mark = parseMark(name);
  if (Array.isArray(definition)) return { fields: null, subtypes: definition as string[], mark };
  return { fields: parseFields(definition as Record<string, string>), subtypes: null, mark };
}

export const apiVersion = data.version;

/** Kinds of updates, as `allowed_updates` names them. */
export const updateKinds: ReadonlySet<string> = new Set(data.updates);

/** Parameters by method; the key is the method's name in lower case, since names are not case-sensitive. */
export const methodFacts: ReadonlyMap<string, { readonly name: string; readonly parameters: Fields }> =
  new Map(
    Object.entries(data.methods).map(([name, fields]) => [
      name.toLowerCase(),
      { name, parameters: parseFields(fields as Record<string, string>) },
    ]),
  );

export const objectFacts: ReadonlyMap<string, ObjectFacts> = new Map(
  Object.entries(data.types).map(([name, definition]) => [name, parseObject(name, definition)]),
);

import { badRequest } from './api-error.js';
import { objectFacts, type Fields, type ObjectFacts, type ScalarName, type TypeSpec } from './facts.js';

export interface UploadedFile {
  readonly fieldName: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** A request's parameters before they are checked. */
export interface RawParameters {
  readonly values: ReadonlyMap<string, unknown>;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

type Verdict =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

const maxDepth = 32;

/**
 * Checks a method's parameters against the published names and types: unknown, missing and malformed ones are refused.
 * Gives them converted, since outside JSON everything arrives as text. Uploaded files appear as `UploadedFile`.
 */
export function checkParameters(method: string, fields: Fields, raw: RawParameters): Record<string, unknown> {
  const checked: Record<string, unknown> = {};
  for (const [name, given] of raw.values) {
    const field = fields.get(name);
    // Telegraf repeats the method's name inside multipart bodies.
    if (field === undefined && name === 'method' && given === method) continue;
    if (field === undefined) throw badRequest(`unknown parameter "${clip(name)}"`);
    const verdict = checkParameter(field.alternatives, given);
    if (!verdict.ok) throw badRequest(`can't parse parameter "${name}": ${verdict.reason}`);
    checked[name] = verdict.value;
  }
  for (const [name, file] of raw.files) {
    const accepts = fields
      .get(name)
      ?.alternatives.some((type) => type.kind === 'scalar' && type.name === 'InputFile');
    // Other parts are attachments that a parameter refers to as attach://<name>.
    if (accepts === true) checked[name] = file;
  }
  for (const [name, field] of fields) {
    if (field.required && checked[name] === undefined) throw badRequest(missing(name));
  }
  return checked;
}

/** The words people search for when these two are missing. */
function missing(name: string): string {
  if (name === 'chat_id') return 'chat_id is empty';
  if (name === 'text') return 'message text is empty';
  return `parameter "${name}" is required`;
}

function checkParameter(alternatives: readonly TypeSpec[], given: unknown): Verdict {
  if (typeof given !== 'string') return checkAlternatives(alternatives, given, 0);
  const direct = checkText(alternatives, given);
  if (direct !== null) return direct;
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch {
    return { ok: false, reason: `${describeAll(alternatives)} expected, and the text is not JSON` };
  }
  return checkAlternatives(alternatives, parsed, 0);
}

/** A scalar that arrived as text; null when only an object or array could fit. */
function checkText(alternatives: readonly TypeSpec[], given: string): Verdict | null {
  const scalars = alternatives.filter((type) => type.kind === 'scalar');
  if (scalars.length === 0) return null;
  for (const { name } of scalars) {
    const value = fromText(name, given);
    if (value !== undefined) return { ok: true, value };
  }
  if (scalars.length < alternatives.length) return null;
  return { ok: false, reason: `${describeAll(alternatives)} expected` };
}

function fromText(name: ScalarName, given: string): unknown {
  if (name === 'String' || name === 'InputFile') return given;
  if (name === 'Boolean' || name === 'True') return booleans.get(given.toLowerCase());
  const pattern = name === 'Integer' ? /^-?\d{1,16}$/ : /^-?\d{1,16}(\.\d+)?$/;
  if (!pattern.test(given)) return undefined;
  const value = Number(given);
  return name === 'Float' || Number.isSafeInteger(value) ? value : undefined;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);

function checkAlternatives(alternatives: readonly TypeSpec[], value: unknown, depth: number): Verdict {
  if (depth > maxDepth) return { ok: false, reason: 'nested too deeply' };
  let best: Verdict = { ok: false, reason: `${describeAll(alternatives)} expected` };
  for (const type of alternatives) {
    const verdict = checkType(type, value, depth);
    if (verdict.ok) return verdict;
    // The alternative whose distinguishing field is there explains best what is wrong.
    if (alternatives.length === 1 || (type.kind !== 'scalar' && looksLike(type, value))) best = verdict;
  }
  return best;
}

function checkType(type: TypeSpec, value: unknown, depth: number): Verdict {
  if (type.kind === 'scalar') {
    return checkScalar(type.name, value)
      ? { ok: true, value }
      : { ok: false, reason: `${type.name} expected` };
  }
  return type.kind === 'array' ? checkArray(type.of, value, depth) : checkObject(type.name, value, depth);
}

function checkScalar(name: ScalarName, value: unknown): boolean {
  if (name === 'Integer') return Number.isSafeInteger(value);
  if (name === 'Float') return typeof value === 'number' && Number.isFinite(value);
  if (name === 'Boolean') return typeof value === 'boolean';
  if (name === 'True') return value === true;
  return typeof value === 'string';
}

function checkArray(of: TypeSpec, value: unknown, depth: number): Verdict {
  if (!Array.isArray(value)) return { ok: false, reason: 'Array expected' };
  for (const [index, item] of value.entries()) {
    const verdict = checkAlternatives([of], item, depth + 1);
    if (!verdict.ok) return { ok: false, reason: `item ${index}: ${verdict.reason}` };
  }
  return { ok: true, value };
}

function checkObject(name: string, value: unknown, depth: number): Verdict {
  const facts = objectFacts.get(name);
  // The documentation allows a plain string for a button of text only, outside its tables.
  if (name === 'KeyboardButton' && typeof value === 'string') return { ok: true, value };
  if (facts === undefined || !isRecord(value)) return { ok: false, reason: `${name} expected` };
  if (facts.subtypes !== null) {
    const subtypes: TypeSpec[] = facts.subtypes.map((subtype) => ({ kind: 'object', name: subtype }));
    const verdict = checkAlternatives(subtypes, value, depth + 1);
    const named = verdict.ok || subtypes.some((subtype) => looksLike(subtype, value));
    return named ? verdict : { ok: false, reason: `${name} expected` };
  }
  return checkFields(name, facts, value, depth);
}

function checkFields(
  name: string,
  facts: ObjectFacts,
  value: Record<string, unknown>,
  depth: number,
): Verdict {
  const { fields, mark } = facts;
  if (fields === null) return { ok: false, reason: `${name} expected` };
  if (mark !== null && value[mark.field] !== mark.value) {
    return { ok: false, reason: `${name} needs ${mark.field} "${mark.value}"` };
  }
  for (const [key, item] of Object.entries(value)) {
    const field = fields.get(key);
    if (field === undefined) return { ok: false, reason: `${name} has no field "${clip(key)}"` };
    const verdict = checkAlternatives(field.alternatives, item, depth + 1);
    if (!verdict.ok) return { ok: false, reason: `field "${key}" of ${name}: ${verdict.reason}` };
  }
  for (const [key, field] of fields) {
    if (field.required && value[key] === undefined)
      return { ok: false, reason: `${name} needs field "${key}"` };
  }
  return { ok: true, value };
}

function looksLike(type: TypeSpec, value: unknown): boolean {
  if (type.kind === 'array') return Array.isArray(value);
  if (type.kind !== 'object' || !isRecord(value)) return false;
  const facts = objectFacts.get(type.name);
  if (facts === undefined) return false;
  if (facts.subtypes !== null) return true;
  if (facts.mark !== null) return value[facts.mark.field] === facts.mark.value;
  return [...(facts.fields ?? [])].some(([key, field]) => field.required && value[key] !== undefined);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeAll(types: readonly TypeSpec[]): string {
  return types.map((type) => type.name).join(' or ');
}

function clip(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}

import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';
import { catalogue, locales, type Locale, type TextKey } from './catalogue.js';
import { sampleOf } from './samples.js';
import { isShort } from './short-texts.js';

/** Why a pattern cannot stand in place of the catalogue's. */
export type PatternProblem =
  | { readonly kind: 'empty' }
  /** `offset`: where in the pattern, in characters from 0. */
  | { readonly kind: 'syntax'; readonly offset: number }
  /** Something in braces that the text is not filled with; `allowed` is what it is. */
  | { readonly kind: 'unknown'; readonly name: string; readonly allowed: readonly string[] }
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  /** A plural without all the forms of its language, or of something that is no number. */
  | { readonly kind: 'plural'; readonly name: string; readonly forms: readonly string[] }
  /** A tag that Telegram does not know, one left open, or any in a text that knows no markup. */
  | { readonly kind: 'markup'; readonly tag: string; readonly allowed: readonly string[] }
  | { readonly kind: 'too_long'; readonly length: number; readonly limit: number };

export const markupTags = ['b', 'i', 'u', 's', 'code'] as const;
const pluralForms: Readonly<Record<Locale, readonly string[]>> = {
  ru: ['one', 'few', 'many', 'other'],
  en: ['one', 'other'],
};
const shortLimit = 60;
const noticeLimit = 190;
const messageLimit = 3000;
const limits: Readonly<Partial<Record<TextKey, number>>> = {
  'bot.description': 512,
  'bot.short_description': 120,
};

/** The most characters of a text, filled in. What stands on a button today has to fit on a button. */
export function lengthLimit(key: TextKey): number {
  const own = limits[key];
  if (own !== undefined) return own;
  if (!isShort(key)) return messageLimit;
  const longest = Math.max(...locales.map((locale) => catalogue[locale][key].length));
  return longest <= shortLimit ? shortLimit : noticeLimit;
}

/**
 * Whether a pattern can be said in place of the catalogue's text: its syntax (ICU MessageFormat), its placeholders, its
 * plural forms, its markup and its length filled with samples. Null: it can. The pattern may be any text.
 */
export function checkPattern(locale: Locale, key: TextKey, pattern: string): PatternProblem | null {
  if (pattern.trim() === '') return { kind: 'empty' };
  const parsed = parsePattern(pattern);
  if ('kind' in parsed) return parsed;
  return (
    placeholderProblem(parsed.elements, locale, key) ??
    markupProblem(parsed.elements, isShort(key) ? [] : markupTags) ??
    lengthProblem(pattern, locale, key)
  );
}

function parsePattern(
  pattern: string,
): PatternProblem | { readonly elements: readonly MessageFormatElement[] } {
  try {
    return { elements: parse(pattern, { ignoreTag: true, captureLocation: true }) };
  } catch (error) {
    return { kind: 'syntax', offset: offsetOf(error) };
  }
}

function offsetOf(error: unknown): number {
  if (!(error instanceof Error) || !('location' in error)) return 0;
  const { location } = error as { location?: { start?: { offset?: unknown } } };
  return typeof location?.start?.offset === 'number' ? location.start.offset : 0;
}

interface Placeholders {
  readonly names: ReadonlySet<string>;
  /** Those that are numbers, as far as the catalogue shows. */
  readonly numbers: ReadonlySet<string>;
}

function placeholdersOf(key: TextKey): Placeholders {
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const locale of locales) {
    for (const element of everyElement(parse(catalogue[locale][key], { ignoreTag: true }))) {
      if (!('value' in element) || element.type === TYPE.literal) continue;
      names.add(element.value);
      if (element.type !== TYPE.argument) numbers.add(element.value);
    }
  }
  return { names, numbers };
}

/** The names of what a text is filled with, in the order of its pattern. */
export function placeholderNames(key: TextKey): readonly string[] {
  return [...placeholdersOf(key).names];
}

const speakable: ReadonlySet<TYPE> = new Set([TYPE.argument, TYPE.number, TYPE.plural]);

function placeholderProblem(
  elements: readonly MessageFormatElement[],
  locale: Locale,
  key: TextKey,
): PatternProblem | null {
  const { names, numbers } = placeholdersOf(key);
  const seen = new Set<string>();
  for (const element of everyElement(elements)) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    const { value: name } = element;
    seen.add(name);
    const isKnown = names.has(name) && speakable.has(element.type);
    if (!isKnown) return { kind: 'unknown', name, allowed: [...names] };
    if (element.type === TYPE.argument) continue;
    const forms = pluralForms[locale];
    const isComplete = element.type !== TYPE.plural || forms.every((form) => form in element.options);
    if (!numbers.has(name) || !isComplete) return { kind: 'plural', name, forms };
  }
  const missing = [...names].filter((name) => !seen.has(name));
  return missing.length === 0 ? null : { kind: 'missing', names: missing };
}

function* everyElement(elements: readonly MessageFormatElement[]): Generator<MessageFormatElement> {
  for (const element of elements) {
    yield element;
    if (element.type !== TYPE.plural && element.type !== TYPE.select) continue;
    for (const { value } of Object.values(element.options)) yield* everyElement(value);
  }
}

/** Each branch of a plural has to close what it opens: any of them may be the one that is said. */
function markupProblem(
  elements: readonly MessageFormatElement[],
  allowed: readonly string[],
): PatternProblem | null {
  const open: string[] = [];
  for (const element of elements) {
    if (element.type === TYPE.literal) {
      const bad = closeTags(element.value, open, allowed);
      if (bad !== null) return { kind: 'markup', tag: bad, allowed };
    }
    if (element.type !== TYPE.plural && element.type !== TYPE.select) continue;
    for (const { value } of Object.values(element.options)) {
      const problem = markupProblem(value, allowed);
      if (problem !== null) return problem;
    }
  }
  const left = open.at(-1);
  return left === undefined ? null : { kind: 'markup', tag: `<${left}>`, allowed };
}

const tag = /<(\/?)([a-z]+)>|<[^>]{0,30}>?/g;

/** Follows the tags of a literal; the first one that is wrong, or null. */
function closeTags(literal: string, open: string[], allowed: readonly string[]): string | null {
  for (const [whole, slash, name] of literal.matchAll(tag)) {
    if (name === undefined || !allowed.includes(name)) return whole;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return whole;
  }
  return null;
}

function lengthProblem(pattern: string, locale: Locale, key: TextKey): PatternProblem | null {
  const limit = lengthLimit(key);
  const said = new IntlMessageFormat(pattern, locale, undefined, { ignoreTag: true }).format(
    samplesFor(locale, key),
  );
  const length = [...graphemes.segment(String(said).replace(/<\/?[a-z]+>/g, ''))].length;
  return length <= limit ? null : { kind: 'too_long', length, limit };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a text's placeholders are filled with in a preview. */
export function samplesFor(locale: Locale, key: TextKey): Record<string, string | number> {
  const { names, numbers } = placeholdersOf(key);
  return Object.fromEntries(
    Array.from(names, (name) => [
      name,
      numbers.has(name) ? numberFrom(sampleOf(locale, name)) : sampleOf(locale, name),
    ]),
  );
}

/** Three shows the form of a Russian plural that is easiest to forget. */
function numberFrom(sample: string): number {
  const number = Number(sample);
  return Number.isNaN(number) ? 3 : number;
}

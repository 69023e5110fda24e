import type { CatalogueField } from '../../domain/catalogue-fields.js';
import { catalogueTexts, readCatalogueText, type CatalogueText } from '../../domain/catalogue-text.js';
import { largestPrice, readMoney } from '../../domain/typed-money.js';
import { readLength, visitLimits, type LengthKind } from '../../domain/visit-length.js';
import { minorDigits } from '../../domain/place.js';
import type { Answer } from '../client/dialogue.js';
import type { Wording } from '../wording.js';

/** What was read, or what is wrong with it, as HTML that names the limits. */
export type Read<Value> = { readonly value: Value } | { readonly problem: string };

/** The limits of a length, in words. */
export function lengthLimits(
  kind: LengthKind,
  wording: Wording,
): { readonly min: string; readonly max: string } {
  const { min, max } = visitLimits[kind];
  return { min: wording.duration(min), max: wording.duration(max) };
}

/** The largest price, in words. */
export function priceLimit(currency: string, wording: Wording): string {
  return wording.price(largestPrice * 10 ** minorDigits(currency), currency);
}

export function readTypedText(kind: CatalogueText, typed: string, { texts }: Wording): Read<string> {
  const read = readCatalogueText(kind, typed);
  if (read.ok) return { value: read.text };
  const { min, max } = catalogueTexts[kind];
  const { length } = read;
  return { problem: warned(texts.html(`d_services.text.${read.problem}`, { min, max, length })) };
}

export function readTypedPrice(typed: string, currency: string, wording: Wording): Read<number> {
  const read = readMoney(typed, currency);
  if (read.ok) return { value: read.minor };
  const digits = minorDigits(currency);
  const max = priceLimit(currency, wording);
  const problem = read.problem === 'too_fine' && digits === 0 ? 'too_whole' : read.problem;
  return { problem: warned(wording.texts.html(`d_services.price.${problem}`, { currency, digits, max })) };
}

export function readTypedLength(kind: LengthKind, typed: string, wording: Wording): Read<number> {
  const read = readLength(kind, typed);
  if (read.ok) return { value: read.minutes };
  return {
    problem: warned(wording.texts.html(`d_services.length.${read.problem}`, lengthLimits(kind, wording))),
  };
}

/** Reads what was typed; a file or the like is no text. */
export function readText<Value>(
  answer: Answer,
  { texts }: Wording,
  read: (typed: string) => Read<Value>,
): Read<Value> {
  return answer.kind === 'text' ? read(answer.text) : { problem: texts.html('d_services.only_text') };
}

/** Reads a new value of a field. `currency`: of the entry's prices. */
export function readField(
  field: CatalogueField,
  answer: Answer,
  currency: string,
  wording: Wording,
): Read<string | number> {
  if (field.is === 'photo') {
    return answer.kind === 'photo'
      ? { value: answer.photo.fileId }
      : { problem: wording.texts.html('d_services.only_photo') };
  }
  return readText<string | number>(answer, wording, (typed) => {
    if (field.is === 'price') return readTypedPrice(typed, currency, wording);
    if (field.is === 'length') return readTypedLength(field.length, typed, wording);
    return readTypedText(field.text, typed, wording);
  });
}

/** A sign beside the words, so that it stands out above the question. */
function warned(problem: string): string {
  return `⚠️ ${problem}`;
}

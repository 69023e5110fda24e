import { checkComment } from './comment.js';

/** What is said about services and masters, and how many characters it may have. */
export const catalogueTexts = {
  serviceName: { min: 2, max: 80, isLine: true },
  description: { min: 1, max: 1000, isLine: false },
  category: { min: 1, max: 40, isLine: true },
  staffName: { min: 2, max: 60, isLine: true },
  about: { min: 1, max: 500, isLine: false },
} as const;

export type CatalogueText = keyof typeof catalogueTexts;
export type CatalogueTextProblem = 'empty' | 'too_short' | 'too_long';
export type CatalogueTextReading =
  | { readonly ok: true; readonly text: string }
  /** `length`: how many characters it has. */
  | { readonly ok: false; readonly problem: CatalogueTextProblem; readonly length: number };

/**
 * Tidies a typed name or description, as comments are tidied; names are one line. The result is within the limits of
 * its kind, in code points. It may hold `<` and `&`: escape it.
 */
export function readCatalogueText(kind: CatalogueText, typed: string): CatalogueTextReading {
  const { min, max, isLine } = catalogueTexts[kind];
  const checked = checkComment(isLine ? typed.replace(/\s+/gu, ' ') : typed, max);
  if (!checked.ok) {
    return checked.reason === 'empty'
      ? { ok: false, problem: 'empty', length: 0 }
      : { ok: false, problem: 'too_long', length: checked.length };
  }
  const { length } = Array.from(checked.comment);
  return length < min ? { ok: false, problem: 'too_short', length } : { ok: true, text: checked.comment };
}

export const commentLength = 500;

export type CommentCheck =
  | { readonly ok: true; readonly comment: string }
  | { readonly ok: false; readonly reason: 'empty' }
  /** `length`: how many characters it has. */
  | { readonly ok: false; readonly reason: 'too_long'; readonly length: number };

/** They turn the direction of the text around them. */
const directionControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
/** Control characters but the line break, private use, halves of surrogate pairs, what broken text was replaced by. */
const unprintable = /(?!\n)[\p{Cc}\p{Co}\p{Cs}\uFFFD]/gu;
/** Invisible; what joins letters or emoji stays. */
const invisible = /(?![\u200C\u200D\uFE0F\u{E0020}-\u{E007F}])\p{Default_Ignorable_Code_Point}/gu;
/** More marks on one letter than any script needs: they paint over the lines around them. */
const markTower = /(\p{M}{4})\p{M}+/gu;
const visible = /[^\s\u200C\u200D\uFE0F\u2800\p{M}\u{E0020}-\u{E007F}]/u;

/**
 * Tidies a typed comment: NFC, without control characters, direction overrides and invisible characters, at most one
 * empty line in a row. The result has 1 to `most` code points. It may hold `<` and `&`: escape it.
 */
export function checkComment(typed: string, most = commentLength): CommentCheck {
  const comment = typed
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(directionControls, '')
    .replace(unprintable, '')
    .replace(invisible, '')
    .replace(markTower, '$1')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
  if (!visible.test(comment)) return { ok: false, reason: 'empty' };
  const { length } = Array.from(comment);
  return length > most ? { ok: false, reason: 'too_long', length } : { ok: true, comment };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text made safe for a message with `parse_mode: HTML`. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const bidiControls = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/** Somebody's words inside ours: their direction must not turn the rest of the line around. */
export function isolate(text: string): string {
  const plain = text.replace(bidiControls, '');
  return rightToLeft.test(plain) ? `${firstStrongIsolate}${plain}${popIsolate}` : plain;
}

/** At most `length` characters (as a person counts them), the last one an ellipsis when something was cut off. */
export function shorten(text: string, length: number): string {
  const line = text.trim();
  if (line.length <= length) return line;
  const characters = [...graphemes.segment(line.slice(0, length * 16))].map(({ segment }) => segment);
  return characters.length <= length
    ? characters.join('')
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

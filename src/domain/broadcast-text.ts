/** In UTF-16 units without the markup, as Telegram counts: of a message, and of what stands under a photo. */
export const broadcastLengths = { message: 4096, caption: 1024 } as const;

/** Markup that may be typed; Telegram knows it under these names. */
export const broadcastTags = ['b', 'i', 'u', 's', 'code', 'pre', 'blockquote', 'tg-spoiler', 'a'] as const;

export type BroadcastTextProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too_long'; readonly length: number; readonly most: number }
  /** A tag that is not one of ours, stands in the wrong order, or was never closed. */
  | { readonly kind: 'tag' | 'unclosed'; readonly tag: string }
  /** The address of a link is none that opens. */
  | { readonly kind: 'link'; readonly address: string };

export type BroadcastTextCheck =
  | { readonly ok: true; readonly html: string; readonly length: number }
  | { readonly ok: false; readonly problem: BroadcastTextProblem };

const otherNames: ReadonlyMap<string, string> = new Map([
  ['strong', 'b'],
  ['em', 'i'],
  ['ins', 'u'],
  ['strike', 's'],
  ['del', 's'],
]);
const tagPattern = /<(\/?)([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>/giy;
const reference = /&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-f]{1,6});/giy;
const looksLikeTag = /<\/?[a-z][^<>]{0,40}>?/iy;
const opens = /^(?:https?:\/\/|tg:\/\/|mailto:|tel:)\S+$/i;
const longestQuote = 40;

/**
 * Whether typed text can go to clients as Telegram's HTML, and how it is written then: tags by one name each, everything
 * that is no markup escaped. `<` and `&` that begin nothing are taken as they are meant.
 */
export function checkBroadcastText(typed: string, most: number): BroadcastTextCheck {
  const reading = readMarkup(typed.replace(/\r\n?/g, '\n').trim());
  if ('problem' in reading) return { ok: false, problem: reading.problem };
  const { html, text } = reading;
  if (text.trim() === '') return { ok: false, problem: { kind: 'empty' } };
  const { length } = text;
  return length > most
    ? { ok: false, problem: { kind: 'too_long', length, most } }
    : { ok: true, html, length };
}

/** How long checked HTML is for a reader. */
export function broadcastLength(html: string): number {
  const reading = readMarkup(html);
  return 'problem' in reading ? html.length : reading.text.length;
}

interface Reading {
  html: string;
  /** What a reader sees. */
  text: string;
  readonly open: string[];
}

function readMarkup(source: string): Reading | { readonly problem: BroadcastTextProblem } {
  const reading: Reading = { html: '', text: '', open: [] };
  let position = 0;
  while (position < source.length) {
    const step = readAt(source, position, reading);
    if (typeof step !== 'number') return { problem: step };
    position = step;
  }
  const left = reading.open.at(-1);
  return left === undefined ? reading : { problem: { kind: 'unclosed', tag: `<${left}>` } };
}

/** Takes what stands at a position over; gives the position after it. */
function readAt(source: string, at: number, reading: Reading): number | BroadcastTextProblem {
  const character = source.charAt(at);
  if (character === '<') {
    const found = match(tagPattern, source, at);
    if (found !== null) return takeTag(found, reading) ?? at + found[0].length;
    const odd = match(looksLikeTag, source, at);
    if (odd !== null) return { kind: 'tag', tag: odd[0].slice(0, longestQuote) };
  }
  const known = character === '&' ? match(reference, source, at) : null;
  if (known !== null) {
    reading.html += known[0];
    reading.text += meaningOf(known[0]);
    return at + known[0].length;
  }
  reading.html += escaped[character] ?? character;
  reading.text += character;
  return at + 1;
}

const escaped: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Null when the tag may stand there. */
function takeTag(
  [whole, slash, rawName, rawRest]: RegExpExecArray,
  reading: Reading,
): BroadcastTextProblem | null {
  const lower = (rawName ?? '').toLowerCase();
  const name = otherNames.get(lower) ?? lower;
  const rest = (rawRest ?? '').trim();
  const wrong = { kind: 'tag', tag: whole.slice(0, longestQuote) } as const;
  if (!(broadcastTags as readonly string[]).includes(name)) return wrong;
  if (slash === '/') {
    if (rest !== '' || reading.open.pop() !== name) return wrong;
    reading.html += `</${name}>`;
    return null;
  }
  if (name === 'a') return takeLink(rest, wrong, reading);
  if (rest !== '') return wrong;
  reading.open.push(name);
  reading.html += `<${name}>`;
  return null;
}

function takeLink(rest: string, wrong: BroadcastTextProblem, reading: Reading): BroadcastTextProblem | null {
  const [, quoted, single] = /^href\s*=\s*(?:"([^"]*)"|'([^']*)')$/i.exec(rest) ?? [];
  const address = quoted ?? single;
  if (address === undefined) return wrong;
  if (!opens.test(address)) return { kind: 'link', address: address.slice(0, longestQuote) };
  reading.open.push('a');
  reading.html += `<a href="${address.replace(/&(?!amp;)/g, '&amp;').replaceAll('"', '&quot;')}">`;
  return null;
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

const named: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };

function meaningOf(text: string): string {
  const name = named[text.toLowerCase()];
  if (name !== undefined) return name;
  const hex = /^&#x([0-9a-f]+);$/i.exec(text)?.[1];
  const code = hex === undefined ? Number(text.slice(2, -1)) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : text;
}

import { badRequest, type ApiError } from '../api-error.js';
import { dereferenced } from './html-reference.js';

export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The first position after the tag. */
  readonly end: number;
  /** Filled by a `code` tag inside. */
  readonly language: { value: string | null };
}

const known = new Set(
  'a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote'.split(' '),
);

export function unparsable(reason: string): ApiError {
  return badRequest(`can't parse entities: ${reason}`);
}

/** The start tag at `at`, where a `<` stands. */
export function readTag(source: string, at: number): Tag {
  const offset = Buffer.byteLength(source.slice(0, at));
  const rawName = /^[^\s>]*/.exec(source.slice(at + 1, at + 65))?.[0] ?? '';
  const name = rawName.toLowerCase();
  const nameEnd = at + 1 + rawName.length;
  if (nameEnd >= source.length) throw unparsable(`Unclosed start tag at byte offset ${offset}`);
  if (!known.has(name)) throw unparsable(`Unsupported start tag "${name}" at byte offset ${offset}`);
  const { attributes, end } = readAttributes(source, nameEnd, name, offset);
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw unparsable(`Tag "span" must have class "tg-spoiler" at byte offset ${offset}`);
  }
  return { name, attributes, end, language: { value: null } };
}

const attribute = /\s*([^\s=>/"']+)(?:\s*(=)\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9.-]+)))?/y;
const closing = /\s*>/y;

function readAttributes(
  source: string,
  from: number,
  name: string,
  offset: number,
): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let position = from;
  for (;;) {
    closing.lastIndex = position;
    if (closing.test(source)) return { attributes, end: closing.lastIndex };
    attribute.lastIndex = position;
    const match = attribute.exec(source);
    if (match === null) throw attributeError(source, position, name, offset);
    if (source.slice(attribute.lastIndex).trimStart().startsWith('=')) {
      throw unparsable(`Unclosed start tag at byte offset ${offset}`);
    }
    const key = (match[1] ?? '').toLowerCase();
    if (match[2] === undefined && !(name === 'blockquote' && key === 'expandable')) {
      throw unparsable(
        `Expected equal sign in declaration of an attribute of the tag "${name}" at byte offset ${offset}`,
      );
    }
    attributes.set(key, dereferenced(match[3] ?? match[4] ?? match[5] ?? ''));
    position = attribute.lastIndex;
  }
}

function attributeError(source: string, position: number, name: string, offset: number): ApiError {
  return source.slice(position).trim() === ''
    ? unparsable(`Unclosed start tag at byte offset ${offset}`)
    : unparsable(`Empty attribute name in the tag "${name}" at byte offset ${offset}`);
}

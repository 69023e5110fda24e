import type { Entity, FormattedText } from './formatted-text.js';
import { readReference } from './html-reference.js';
import { readTag, unparsable, type Tag } from './html-tag.js';

interface OpenTag extends Tag {
  /** Where its text begins, in the text made so far. */
  readonly offset: number;
}

const simpleTypes: ReadonlyMap<string, string> = new Map([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['span', 'spoiler'],
  ['tg-spoiler', 'spoiler'],
]);

/**
 * Text and entities of a message sent with `parse_mode` HTML. Refuses what the server refuses, in its words:
 * unknown tags, tags left open, closed in the wrong order or never opened, malformed attributes.
 */
export function parseHtml(source: string): FormattedText {
  const open: OpenTag[] = [];
  const entities: Entity[] = [];
  let text = '';
  let position = 0;
  while (position < source.length) {
    const special = nextSpecial(source, position);
    text += source.slice(position, special);
    position = special;
    if (position >= source.length) break;
    if (source[position] === '&') {
      const reference = readReference(source, position);
      text += reference.text;
      position = reference.end;
    } else if (source[position + 1] === '/') {
      position = closeTag(source, position, open, text, entities);
    } else {
      const tag = readTag(source, position);
      open.push({ ...tag, offset: text.length });
      position = tag.end;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) throw unparsable(`Can't find end tag corresponding to start tag "${left.name}"`);
  return { text, entities };
}

function nextSpecial(source: string, from: number): number {
  for (let index = from; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === 38 || code === 60) return index;
  }
  return source.length;
}

function closeTag(source: string, at: number, open: OpenTag[], text: string, entities: Entity[]): number {
  const where = `at byte offset ${Buffer.byteLength(source.slice(0, at))}`;
  const tag = open.pop();
  if (tag === undefined) throw unparsable(`Unexpected end tag ${where}`);
  const end = source.indexOf('>', at);
  const name = (end === -1 ? source.slice(at + 2) : source.slice(at + 2, end)).trim().toLowerCase();
  if (end === -1 || (name !== '' && name !== tag.name)) {
    throw unparsable(`Unmatched end tag ${where}, expected "</${tag.name}>", found "</${name}>"`);
  }
  const length = text.length - tag.offset;
  const entity = length === 0 ? null : toEntity(tag, text.slice(tag.offset), open.at(-1));
  if (entity !== null) entities.push({ ...entity, offset: tag.offset, length });
  return end + 1;
}

type EntityKind = Omit<Entity, 'offset' | 'length'>;

function toEntity(tag: OpenTag, content: string, parent: OpenTag | undefined): EntityKind | null {
  const { name, attributes } = tag;
  const simple = simpleTypes.get(name);
  if (simple !== undefined) return { type: simple };
  if (name === 'a') return link(attributes.get('href') ?? content);
  if (name === 'blockquote')
    return { type: attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote' };
  if (name === 'tg-emoji') return customEmoji(attributes.get('emoji-id'));
  if (name === 'tg-time') return dateTime(attributes);
  if (name === 'code') return code(tag, parent);
  return { type: 'pre', ...(tag.language.value === null ? {} : { language: tag.language.value }) };
}

/** `<pre><code class="language-x">` is one block with a language, not code inside a block. */
function code(tag: OpenTag, parent: OpenTag | undefined): EntityKind | null {
  const language = /^language-(.+)$/.exec(tag.attributes.get('class') ?? '')?.[1];
  if (parent?.name !== 'pre' || parent.offset !== tag.offset || language === undefined)
    return { type: 'code' };
  parent.language.value = language;
  return null;
}

function link(target: string): EntityKind | null {
  const mention = /^tg:\/\/user\?id=(\d{1,15})$/.exec(target);
  if (mention !== null) {
    return { type: 'text_mention', user: { id: Number(mention[1]), is_bot: false, first_name: '' } };
  }
  const url = /^[a-z][a-z0-9+.-]*:/i.test(target) ? target : `http://${target}`;
  // The server drops a link it cannot use and keeps its text.
  return URL.canParse(url) && !/\s/.test(url) ? { type: 'text_link', url: new URL(url).href } : null;
}

function customEmoji(id: string | undefined): EntityKind {
  if (id === undefined || !/^\d{1,20}$/.test(id))
    throw unparsable('Invalid custom emoji identifier specified');
  return { type: 'custom_emoji', custom_emoji_id: id };
}

function dateTime(attributes: ReadonlyMap<string, string>): EntityKind {
  const unix = attributes.get('unix') ?? '';
  if (!/^\d{1,12}$/.test(unix)) throw unparsable('Invalid date specified in the tag "tg-time"');
  const format = attributes.get('format');
  return {
    type: 'date_time',
    unix_time: Number(unix),
    ...(format === undefined ? {} : { date_time_format: format }),
  };
}

/** A stretch of a text; offsets and lengths count UTF-16 code units, as the Bot API does. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly custom_emoji_id?: string;
  readonly unix_time?: number;
  readonly date_time_format?: string;
  readonly user?: { readonly id: number; readonly is_bot: boolean; readonly first_name: string };
}

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** Takes white space off both ends, as the server does with every message, and moves the entities along. */
export function trimmed({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const result = text.trim();
  if (result.length === text.length) return { text, entities: ordered(entities) };
  const kept = entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - start);
    const to = Math.min(result.length, entity.offset + entity.length - start);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: result, entities: ordered(kept) };
}

/** Outer before inner. */
function ordered(entities: readonly Entity[]): Entity[] {
  return entities
    .filter((entity) => entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
}

const verbatim = new Set(['code', 'pre', 'text_link']);
const commandOrLink =
  /(?<![\w/<>])\/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])|https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

/** Adds what the server finds by itself: commands and links, outside code and existing links. */
export function withDetectedEntities({ text, entities }: FormattedText): FormattedText {
  if (!text.includes('/')) return { text, entities };
  const found: Entity[] = [];
  for (const match of text.matchAll(commandOrLink)) {
    const offset = match.index;
    const length = match[0].length;
    const taken = entities.some(
      (other) =>
        verbatim.has(other.type) && offset < other.offset + other.length && other.offset < offset + length,
    );
    if (!taken) found.push({ type: match[0].startsWith('/') ? 'bot_command' : 'url', offset, length });
  }
  return found.length === 0 ? { text, entities } : { text, entities: ordered([...entities, ...found]) };
}

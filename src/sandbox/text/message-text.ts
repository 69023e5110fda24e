import { badRequest, notImplemented } from '../api-error.js';
import { trimmed, withDetectedEntities, type Entity, type FormattedText } from './formatted-text.js';
import { parseHtml } from './html-parser.js';
import { isWellFormed } from './characters.js';

export interface TextParameters {
  readonly text: string;
  readonly parseMode: string | undefined;
  readonly entities: readonly Entity[] | undefined;
}

/** The text of a message as the server keeps it, within its limit; `what` is how errors call it. */
export function readText(given: TextParameters, what: 'text' | 'caption'): FormattedText {
  if (!isWellFormed(given.text)) throw badRequest('strings must be encoded in UTF-8');
  const formatted = withDetectedEntities(trimmed(parseText(given)));
  const limit = what === 'text' ? 4096 : 1024;
  if (formatted.text.length > limit) {
    throw badRequest(what === 'text' ? 'message is too long' : 'message caption is too long');
  }
  if (what === 'text' && formatted.text === '') throw badRequest('message text is empty');
  return formatted;
}

function parseText({ text, parseMode, entities }: TextParameters): FormattedText {
  const mode = parseMode?.toLowerCase() ?? '';
  if (mode === 'html') return parseHtml(text);
  if (mode === 'markdown' || mode === 'markdownv2')
    throw notImplemented(`parse_mode ${parseMode ?? ''}; use HTML`);
  if (mode !== '') throw badRequest('unsupported parse_mode');
  for (const entity of entities ?? []) checkEntity(entity, text);
  return { text, entities: entities ?? [] };
}

const entityTypes = new Set(
  (
    'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler ' +
    'blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time'
  ).split(' '),
);

function checkEntity(entity: Entity, text: string): void {
  if (!entityTypes.has(entity.type))
    throw badRequest("can't parse MessageEntity: unsupported type specified");
  if (entity.offset < 0 || entity.length < 0 || entity.offset + entity.length > text.length) {
    throw badRequest(`entity beginning at UTF-16 offset ${entity.offset} ends after the end of the text`);
  }
  if (entity.type === 'text_link' && entity.url === undefined) {
    throw badRequest('can\'t parse MessageEntity: field "url" is required');
  }
}

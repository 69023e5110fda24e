import type { Entity, FormattedText } from './formatted-text.js';

const tags: ReadonlyMap<string, readonly [open: string, close: string]> = new Map([
  ['bold', ['<b>', '</b>']],
  ['italic', ['<i>', '</i>']],
  ['underline', ['<u>', '</u>']],
  ['strikethrough', ['<s>', '</s>']],
  ['spoiler', ['<span class="tg-spoiler">', '</span>']],
  ['code', ['<code>', '</code>']],
  ['pre', ['<pre>', '</pre>']],
  ['blockquote', ['<blockquote>', '</blockquote>']],
  ['expandable_blockquote', ['<blockquote>', '</blockquote>']],
]);

const escapes: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes.get(sign) ?? sign);
}

/** HTML that is safe to put into a page, whatever the bot sent: everything is escaped, only known tags are made. */
export function renderHtml({ text, entities }: FormattedText): string {
  const drawn = entities.flatMap((entity) => {
    const tag = tagOf(entity, text);
    const start = Math.max(0, entity.offset);
    const end = Math.min(text.length, entity.offset + entity.length);
    return tag === null || end <= start ? [] : [{ start, end, open: tag[0], close: tag[1] }];
  });
  if (drawn.length === 0) return escapeHtml(text);
  const edges = [...new Set([0, text.length, ...drawn.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const stack: (typeof drawn)[number][] = [];
  let html = '';
  for (const [index, edge] of edges.entries()) {
    // Overlapping entities are closed and opened again, so that the tags always nest.
    const first = stack.findIndex((entity) => entity.end <= edge);
    const closed = first === -1 ? [] : stack.splice(first);
    for (const entity of [...closed].reverse()) html += entity.close;
    const opened = [
      ...closed.filter((entity) => entity.end > edge),
      ...drawn.filter(({ start }) => start === edge),
    ];
    for (const entity of opened) {
      html += entity.open;
      stack.push(entity);
    }
    html += escapeHtml(text.slice(edge, edges[index + 1] ?? edge));
  }
  return html;
}

function tagOf(entity: Entity, text: string): readonly [string, string] | null {
  if (entity.type === 'text_link') return anchor(entity.url ?? '');
  if (entity.type === 'url') return anchor(text.slice(entity.offset, entity.offset + entity.length));
  return tags.get(entity.type) ?? null;
}

function anchor(target: string): readonly [string, string] | null {
  if (!/^(https?|tg|mailto|tel):/i.test(target)) return null;
  return [`<a href="${escapeHtml(target)}" target="_blank" rel="noopener noreferrer">`, '</a>'];
}

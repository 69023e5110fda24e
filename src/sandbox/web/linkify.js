import { el } from './dom.js';

const FINDS =
  /(?<url>https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]»”'])|(?<=^|[\s(])(?<command>\/[a-z0-9_]{1,32})(?![a-z0-9_/])/giu;

/**
 * Makes bare addresses and bot commands of a text pressable, as Telegram does. A command is a button that the message
 * list sends for the person.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function linkify(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(FINDS)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    const found = match[0];
    parts.push(
      match.groups.url === undefined
        ? el('button', { type: 'button', class: 'command-link', 'data-command': found }, found)
        : el('a', { href: found, target: '_blank', rel: 'noopener noreferrer' }, found),
    );
    at = match.index + found.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

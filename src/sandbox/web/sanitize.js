import { el } from './dom.js';
import { t } from './language.js';
import { linkify } from './linkify.js';

const PLAIN = { B: 'b', STRONG: 'b', I: 'i', EM: 'i', U: 'u', INS: 'u', S: 's', STRIKE: 's', DEL: 's' };
const DROPPED = new Set([
  'SCRIPT',
  'STYLE',
  'TEMPLATE',
  'IFRAME',
  'OBJECT',
  'SVG',
  'MATH',
  'NOSCRIPT',
  'TITLE',
  'TEXTAREA',
]);
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;

/**
 * Builds the nodes of a message from its HTML. Nothing is ever handed to innerHTML: the text is parsed in an inert
 * document and only the tags Telegram knows are built anew; of other tags only the text remains.
 * @param {string} html
 * @returns {Node[]}
 */
export function safeNodes(html) {
  const parsed = new DOMParser().parseFromString(`<body>${html}`, 'text/html');
  return walk(parsed.body, true);
}

function walk(parent, links) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return links ? linkify(node.data) : [node.data];
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName.toUpperCase())) return [];
    return build(node, links);
  });
}

function build(node, links) {
  const tag = node.tagName;
  if (tag in PLAIN) return [el(PLAIN[tag], {}, ...walk(node, links))];
  if (tag === 'BR') return [el('br')];
  if (tag === 'CODE' || tag === 'PRE') return [el(tag.toLowerCase(), {}, ...walk(node, false))];
  if (tag === 'BLOCKQUOTE') return [el('blockquote', {}, ...walk(node, links))];
  if (tag === 'A') return [link(node)];
  if (tag === 'TG-SPOILER' || node.classList.contains('tg-spoiler')) return [spoiler(walk(node, links))];
  return walk(node, links);
}

function link(node) {
  const href = node.getAttribute('href') ?? '';
  const inside = walk(node, false);
  if (!SAFE_LINK.test(href)) return el('span', {}, ...inside);
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...inside);
}

function spoiler(inside) {
  const show = () => {
    node.classList.add('shown');
    node.removeAttribute('role');
    node.removeAttribute('tabindex');
    node.removeAttribute('aria-label');
  };
  const onkeydown = (event) => (event.key === 'Enter' || event.key === ' ') && show();
  const node = el(
    'span',
    { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': t('spoiler'), onclick: show, onkeydown },
    el('span', {}, ...inside),
  );
  return node;
}

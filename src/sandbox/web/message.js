import { clockTime, fullTime } from './dates.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { inlineKeyboard, NARROW_FROM } from './keyboards.js';
import { formatSize, t } from './language.js';
import { showPicture } from './overlay.js';
import { safeNodes } from './sanitize.js';

/** One message with what hangs on it. */
export function messageView(message, bot) {
  if (message.systemNote !== undefined) {
    return el('div', { class: 'note', dir: 'auto' }, message.systemNote);
  }
  const side = message.fromBot ? 'theirs' : 'mine';
  const columns = Math.max(0, ...(message.inlineKeyboard ?? []).map((row) => row.length));
  const width = columns >= NARROW_FROM ? 'wide' : columns > 0 ? 'with-keyboard' : '';
  return el(
    'article',
    { class: `message ${side} ${width}`, 'data-message': message.id },
    bubble(message),
    columns > 0 && inlineKeyboard(message, bot),
  );
}

function bubble(message) {
  const only = message.photo !== null && message.text === '';
  return el(
    'div',
    { class: only ? 'bubble picture-only' : 'bubble' },
    message.photo && photo(message),
    message.document && documentCard(message.document),
    message.contact && contactCard(message.contact),
    message.location && locationCard(message.location),
    message.html !== '' && el('div', { class: 'text', dir: 'auto' }, ...safeNodes(message.html)),
    stamp(message),
  );
}

function stamp(message) {
  const edited = message.editedAt !== null;
  return el(
    'span',
    { class: 'stamp' },
    edited && el('span', { class: 'edited', title: fullTime(message.editedAt) }, t('edited')),
    el(
      'time',
      { datetime: new Date(message.date).toISOString(), title: fullTime(message.date) },
      clockTime(message.date),
    ),
    !message.fromBot && el('span', { class: 'tick', role: 'img', 'aria-label': t('sent') }, icon('check')),
  );
}

/** Only files of the sandbox itself are shown. */
const isOwnFile = (url) => /^\/page\/file\/[^?#]+$/.test(url);

function photo(message) {
  const { url, width, height } = message.photo;
  if (!isOwnFile(url)) return el('p', { class: 'card-line' }, t('photo'));
  const alt = message.text === '' ? t('photo') : message.text.slice(0, 200);
  const image = el('img', { src: url, alt, width, height, loading: 'lazy', decoding: 'async' });
  return el(
    'button',
    { type: 'button', class: 'photo', 'aria-label': t('openPhoto'), onclick: () => showPicture(url, alt) },
    image,
  );
}

function documentCard({ url, name, size }) {
  const words = card('file', name, formatSize(size));
  if (!isOwnFile(url)) return words;
  return el(
    'a',
    { class: 'card-link', href: url, download: name, 'aria-label': t('download', name, formatSize(size)) },
    words,
  );
}

function contactCard({ phone, firstName, lastName }) {
  return card('person', [firstName, lastName].filter(Boolean).join(' '), phone);
}

function locationCard({ latitude, longitude, title, address }) {
  const place = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return el(
    'div',
    {},
    card('pin', title ?? t('location'), address ?? place),
    el('a', { class: 'card-line', href, target: '_blank', rel: 'noopener noreferrer' }, t('openMap')),
  );
}

function card(symbol, title, line) {
  return el(
    'div',
    { class: 'card' },
    el('span', { class: 'card-icon' }, icon(symbol)),
    el(
      'span',
      { class: 'card-words' },
      el('span', { class: 'card-title', dir: 'auto' }, title),
      el('span', { class: 'card-detail', dir: 'auto' }, line),
    ),
  );
}

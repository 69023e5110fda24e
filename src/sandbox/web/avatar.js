import { el } from './dom.js';

const COLOURS = 8;
const EMOJI = /^\p{Extended_Pictographic}.*/u;

/** Two letters for a name, or the emoji it begins with. @param {string} name */
export function initials(name) {
  const emoji = EMOJI.exec(name.trim());
  if (emoji !== null) return firstLetter(emoji[0]);
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => firstLetter(word.replace(/^[^\p{L}\p{N}]+/u, '')));
  return letters.join('').toLocaleUpperCase() || '?';
}

function firstLetter(word) {
  return [...new Intl.Segmenter().segment(word)][0]?.segment ?? '';
}

/** The same key always has the same colour. @param {string} key */
function colourOf(key) {
  let sum = 0;
  for (const character of key) sum = (sum * 131 + character.codePointAt(0)) % 0x7fffffff;
  return sum % COLOURS;
}

/** A round avatar. @param {string} name @param {string | number} key @param {string} [size] */
export function avatar(name, key, size = '') {
  return el(
    'span',
    { class: `avatar tint-${colourOf(String(key))} ${size}`, 'aria-hidden': 'true' },
    initials(name),
  );
}

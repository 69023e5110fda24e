import { recall, remember } from './memory.js';
import { catalogues } from './texts.js';

const browser = navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en';
const kept = recall('language');
let current = kept === 'ru' || kept === 'en' ? kept : browser;

/** @returns {'en' | 'ru'} */
export function language() {
  return current;
}

/** @param {'en' | 'ru'} next */
export function setLanguage(next) {
  current = next;
  remember('language', next);
}

/**
 * A text of the page in the current language.
 * @param {string} key
 * @param {...unknown} values
 * @returns {string}
 */
export function t(key, ...values) {
  const text = catalogues[current][key];
  if (text === undefined) throw new Error(`no text named ${key}`);
  return typeof text === 'function' ? text(...values) : text;
}

/** The word for a person's role; one the page does not know is shown as it is. @param {string} role */
export function roleName(role) {
  return catalogues[current][`role_${role}`] ?? role;
}

/** @param {number} bytes */
export function formatSize(bytes) {
  const units = catalogues[current].bytes;
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const number = new Intl.NumberFormat(current, { maximumFractionDigits: unit === 0 ? 0 : 1 }).format(value);
  return `${number} ${units[unit]}`;
}

import { byId, el } from './dom.js';
import { t } from './language.js';

const SHORTEST_MS = 3500;
const MS_PER_CHARACTER = 60;
const MOST_AT_ONCE = 3;

/**
 * Shows a short note for as long as it takes to read; it stays while the pointer rests on it.
 * @param {string} text
 */
export function showToast(text) {
  const area = byId('toasts');
  const toast = el('div', { class: 'toast', dir: 'auto' }, text);
  let timer;
  const leave = () => toast.remove();
  const wait = () => (timer = setTimeout(leave, SHORTEST_MS + text.length * MS_PER_CHARACTER));
  toast.addEventListener('pointerenter', () => clearTimeout(timer));
  toast.addEventListener('pointerleave', wait);
  toast.addEventListener('click', leave);
  area.append(toast);
  while (area.children.length > MOST_AT_ONCE) area.firstElementChild.remove();
  wait();
}

/** Takes the notes away: they belonged to another chat. */
export function clearToasts() {
  byId('toasts').replaceChildren();
}

/** Tells that something asked for by the person failed. @param {unknown} error */
export function showFailure(error) {
  showToast(t('failed', error instanceof Error ? error.message : String(error)));
}

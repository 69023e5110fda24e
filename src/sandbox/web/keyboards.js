import { api } from './api.js';
import { copy } from './clipboard.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { followLink } from './links.js';
import { showAlert } from './overlay.js';
import { store } from './store.js';
import { showFailure, showToast } from './toasts.js';

/** From so many buttons in a row on it is a calendar rather than a choice. */
export const NARROW_FROM = 5;
/** Cells that only fill a calendar. */
const QUIET = /^[\s\u2800.·–—-]*$/u;
export const STYLES = new Set(['success', 'danger', 'primary']);

/** The buttons under a message. */
export function inlineKeyboard(message, bot) {
  return el(
    'div',
    { class: 'inline-keyboard', role: 'group', 'aria-label': t('messageButtons') },
    ...message.inlineKeyboard.map((row) => {
      const node = el('div', { class: row.length >= NARROW_FROM ? 'button-row narrow' : 'button-row' });
      node.append(...row.map((button) => inlineButton(button, message, bot)));
      return node;
    }),
  );
}

function inlineButton(button, message, bot) {
  const style = STYLES.has(button.style) ? button.style : '';
  const quiet = QUIET.test(button.text) ? 'quiet' : '';
  const node = el(
    'button',
    { type: 'button', class: `inline-button ${style} ${quiet}`, title: button.text },
    el('span', { class: 'button-text', dir: 'auto' }, button.text),
    button.url !== undefined && icon('open'),
    button.copyText !== undefined && icon('copy'),
  );
  node.addEventListener('click', () => void use(button, message, bot, node));
  return node;
}

async function use(button, message, bot, node) {
  if (button.url !== undefined) await followLink(button.url);
  else if (button.copyText !== undefined) await copy(button.copyText);
  else if (button.data !== undefined) await press(button.data, message, bot, node);
}

/** Presses a button and waits, with a spinner on it, for the bot's answer. */
async function press(data, message, bot, node) {
  // As in Telegram, a button that still waits for its answer is not pressed again.
  if (node.getAttribute('aria-busy') === 'true') return;
  const person = store.me;
  node.setAttribute('aria-busy', 'true');
  node.classList.remove('expired');
  try {
    const answer = await api.press(person, bot, message.id, data);
    if (person === store.me) await showAnswer(answer, node);
  } catch (error) {
    showFailure(error);
  } finally {
    node.removeAttribute('aria-busy');
  }
}

async function showAnswer(answer, node) {
  node.removeAttribute('aria-busy');
  if (answer.expired === true) {
    node.classList.add('expired');
    node.dataset.hint = t('expiredMark');
    showToast(t('expired'));
    return;
  }
  if (answer.url) await followLink(answer.url);
  if (!answer.text) return;
  if (answer.alert) await showAlert(answer.text);
  else showToast(answer.text);
}

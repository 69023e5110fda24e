import { api } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { STYLES } from './keyboards.js';
import { t } from './language.js';
import { confirm } from './overlay.js';
import { act, sendText } from './sending.js';
import { currentPerson, emit, store } from './store.js';

/** The keyboard a bot offers in place of typing; null while there is none or it is folded away. */
export function replyKeyboard(chat, bot) {
  if (chat.replyKeyboard === null || !chat.keyboardOpen) return null;
  return el(
    'div',
    { class: 'reply-keyboard', role: 'group', 'aria-label': t('replyKeyboard') },
    ...chat.replyKeyboard.rows.map((row) => {
      const node = el('div', { class: 'button-row' });
      node.append(...row.map((button) => replyButton(button, chat, bot)));
      return node;
    }),
  );
}

function replyButton(button, chat, bot) {
  const style = STYLES.has(button.style) ? button.style : '';
  return el(
    'button',
    { type: 'button', class: `reply-button ${style}`, onclick: () => void use(button, chat, bot) },
    button.requestContact === true && icon('phone'),
    button.requestLocation === true && icon('pin'),
    el('span', { class: 'button-text', dir: 'auto' }, button.text),
  );
}

async function use(button, chat, bot) {
  const done = await answer(button, bot);
  if (!done || chat.replyKeyboard?.oneTime !== true) return;
  chat.keyboardOpen = false;
  emit('chat', bot.username);
}

async function answer(button, bot) {
  if (button.requestContact === true) return shareContact(bot);
  if (button.requestLocation === true) return shareLocation(bot);
  return sendText(bot.username, button.text);
}

async function shareContact(bot) {
  const phone = currentPerson()?.phone ?? t('noPhone');
  const yes = await confirm({
    title: t('shareTitle'),
    text: t('shareText', bot.name, phone),
    yes: t('share'),
  });
  return yes && act(api.shareContact(store.me, bot.username));
}

/** Asks first, then shares a made-up place. */
export async function shareLocation(bot) {
  const yes = await confirm({
    title: t('shareLocationTitle'),
    text: t('shareLocationText', bot.name),
    yes: t('share'),
  });
  return yes && act(api.shareLocation(store.me, bot.username));
}

/** Folds the keyboard away or brings it back. */
export function toggleKeyboard(chat) {
  chat.keyboardOpen = !chat.keyboardOpen;
  emit('chat', store.bot);
}

import { api } from './api.js';
import { attachButton } from './attach.js';
import { mountCommands } from './commands.js';
import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { replyKeyboard, toggleKeyboard } from './reply-keyboard.js';
import { act, sendText } from './sending.js';
import { currentBot, currentChat, on, store } from './store.js';

const LONGEST_TEXT = 4096;
const drafts = new Map();
const draftKey = () => `${store.me}/${store.bot}`;

/** What is below the messages: START, UNBLOCK, or the input with the bot's reply keyboard under it. */
export function mountComposer(foot) {
  const input = el('textarea', {
    class: 'input',
    rows: 1,
    maxLength: LONGEST_TEXT,
    dir: 'auto',
    enterKeyHint: 'send',
  });
  // The list of commands hears a key first: Enter chooses from it while it is open.
  const parts = { input, commands: mountCommands(input), drawn: '' };
  input.addEventListener('input', () => {
    drafts.set(draftKey(), input.value);
    grow(input);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    void submit(input);
  });
  const render = () => draw(foot, parts);
  on(['bot', 'bots', 'me', 'chats', 'language'], render);
  on(['chat', 'message'], (detail) => {
    if (detail === store.bot || detail?.bot === store.bot) render();
  });
  render();
}

function draw(foot, parts) {
  const chat = currentChat();
  const bot = currentBot();
  const mode = chat === null || !chat.loaded ? 'none' : modeOf(chat);
  const key = JSON.stringify([mode, draftKey(), t('send'), bot, chat?.replyKeyboard, chat?.keyboardOpen]);
  if (parts.drawn === key) return;
  parts.drawn = key;
  const focus = wantsFocus(foot);
  if (mode === 'none') fill(foot);
  else if (mode === 'blocked')
    fill(
      foot,
      bigButton(t('unblock'), () => act(api.unblock(store.me, store.bot))),
    );
  else if (mode === 'start') fill(foot, bigButton(t('start'), start));
  else fill(foot, inputRow(parts, bot, chat), replyKeyboard(chat, bot));
  prepare(parts.input, bot, chat, mode === 'write' && focus);
}

/** One who was typing, or has just pressed START, goes on typing; on a phone START does not raise the keyboard. */
function wantsFocus(foot) {
  const active = document.activeElement;
  if (!foot.contains(active)) return false;
  return active.tagName === 'TEXTAREA' || matchMedia('(pointer: fine)').matches;
}

function modeOf(chat) {
  if (chat.blocked) return 'blocked';
  return chat.started && store.payload === null ? 'write' : 'start';
}

function prepare(input, bot, chat, focus) {
  if (bot === null) return;
  input.placeholder = chat?.replyKeyboard?.placeholder ?? t('message');
  input.setAttribute('aria-label', t('messageTo', bot.name));
  const draft = drafts.get(draftKey()) ?? '';
  if (input.value !== draft) input.value = draft;
  grow(input);
  if (focus) input.focus();
}

const start = () => sendText(store.bot, store.payload === null ? '/start' : `/start ${store.payload}`);

function bigButton(label, press) {
  const button = el('button', { type: 'button', class: 'big-button' }, label);
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    void press().finally(() => button.removeAttribute('aria-busy'));
  });
  return button;
}

function inputRow({ input, commands }, bot, chat) {
  return el(
    'form',
    { class: 'input-row', onsubmit: (event) => (event.preventDefault(), void submit(input)) },
    bot.commands.length > 0 && commands.button(bot),
    commands.list,
    attachButton(bot),
    input,
    chat.replyKeyboard !== null && keyboardToggle(chat),
    el('button', { type: 'submit', class: 'icon-button send', 'aria-label': t('send') }, icon('send')),
  );
}

function keyboardToggle(chat) {
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button keyboard-toggle',
      'aria-label': chat.keyboardOpen ? t('hideKeyboard') : t('showKeyboard'),
      'aria-pressed': String(chat.keyboardOpen),
      onclick: () => toggleKeyboard(chat),
    },
    icon('keyboard'),
  );
}

async function submit(input) {
  const text = input.value.trim();
  if (text === '') return;
  const key = draftKey();
  input.value = '';
  drafts.delete(key);
  grow(input);
  if (await sendText(store.bot, text)) return;
  drafts.set(key, text);
  if (draftKey() === key && input.value === '') input.value = text;
  grow(input);
}

/** As tall as its text; the style sheet sets the bound. */
function grow(input) {
  input.style.height = 'auto';
  if (input.scrollHeight > 0) input.style.height = `${input.scrollHeight}px`;
}

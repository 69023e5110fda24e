import { avatar } from './avatar.js';
import { shortTime } from './dates.js';
import { byId, el, fill } from './dom.js';
import { t } from './language.js';
import { openChat } from './session.js';
import { chatOf, on, store } from './store.js';
import { unreadCount } from './unread.js';

/** The left column: every bot with its last line, newest conversation first. */
export function mountChatList() {
  const area = byId('chat-list');
  const render = () => {
    const focused = area.contains(document.activeElement) ? document.activeElement.dataset.bot : undefined;
    area.setAttribute('aria-label', t('bots'));
    fill(area, ...rows());
    if (focused !== undefined) area.querySelector(`[data-bot="${CSS.escape(focused)}"]`)?.focus();
  };
  on(['bots', 'bot', 'me', 'chats', 'chat', 'message', 'language'], render);
  render();
}

function rows() {
  if (store.bots.length === 0) return [el('p', { class: 'list-empty' }, t('noBots'))];
  return [...store.bots].sort((one, other) => lastDate(other) - lastDate(one)).map(row);
}

const lastDate = (bot) => chatOf(bot.username).messages.at(-1)?.date ?? 0;

function row(bot) {
  const chat = chatOf(bot.username);
  const last = chat.messages.at(-1);
  const unread = unreadCount(bot.username);
  const chosen = bot.username === store.bot;
  return el(
    'button',
    {
      type: 'button',
      class: 'chat-row',
      'data-bot': bot.username,
      'aria-current': chosen ? 'true' : undefined,
      onclick: () => openChat(bot.username),
    },
    avatar(bot.name, bot.username),
    el(
      'span',
      { class: 'row-words' },
      el(
        'span',
        { class: 'row-top' },
        title(bot),
        last && el('time', { class: 'row-time' }, shortTime(last.date)),
      ),
      el(
        'span',
        { class: 'row-bottom' },
        el('span', { class: 'row-line', dir: 'auto' }, lastLine(chat, bot, last)),
        unread > 0 && el('span', { class: 'unread', 'aria-label': t('unread', unread) }, String(unread)),
      ),
    ),
  );
}

function title(bot) {
  return el('span', { class: 'row-name', dir: 'auto' }, bot.name);
}

function lastLine(chat, bot, last) {
  if (chat.blocked) return t('blockedLine');
  if (chat.typingUntil > Date.now()) return el('span', { class: 'accent' }, t('typing'));
  if (last === undefined) return bot.shortDescription || (chat.started ? t('noMessages') : t('notStarted'));
  const line = describe(last);
  return last.fromBot
    ? line
    : el('span', {}, el('span', { class: 'row-you' }, `${t('you')}: `), el('bdi', {}, line));
}

/** A message in a few words. */
export function describe(message) {
  const words = message.text.replace(/\s+/gu, ' ').trim();
  if (message.photo !== null) return words === '' ? t('photo') : `${t('photo')}: ${words}`;
  if (message.document !== null) return message.document.name;
  if (message.contact !== null) return t('contact');
  if (message.location !== null) return t('location');
  return words || message.systemNote || '…';
}

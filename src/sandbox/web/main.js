import { mountChat } from './chat.js';
import { mountChatList } from './chat-list.js';
import { mountClock } from './clock.js';
import { byId, el, fill } from './dom.js';
import { mountHints } from './hints.js';
import { language, setLanguage, t } from './language.js';
import { mountPeople } from './people.js';
import { startSession } from './session.js';
import { currentPerson, emit, fullName, on, store } from './store.js';
import { clearToasts } from './toasts.js';
import { unreadCount } from './unread.js';

function mountBrand() {
  const render = () => {
    document.documentElement.lang = language();
    const logo = el('img', { src: '/web/icon.svg', alt: '', width: 32, height: 32 });
    const words = el(
      'span',
      { class: 'brand-words' },
      el('strong', {}, t('title')),
      el('span', { class: 'brand-note' }, t('subtitle')),
    );
    fill(byId('brand'), logo, words);
  };
  on(['language'], render);
  render();
}

function mountLanguages() {
  const area = byId('languages');
  const choice = (code, name) =>
    el(
      'button',
      {
        type: 'button',
        lang: code,
        'aria-pressed': String(language() === code),
        onclick: () => {
          setLanguage(code);
          emit('language');
          area.querySelector(`[lang=${code}]`)?.focus();
        },
      },
      name,
    );
  const render = () => {
    area.setAttribute('role', 'group');
    area.setAttribute('aria-label', t('language'));
    fill(area, choice('en', 'EN'), choice('ru', 'РУ'));
  };
  on(['language'], render);
  render();
}

function mountConnection() {
  const line = byId('connection');
  const render = () => {
    const lost = store.connection === 'lost';
    line.hidden = !lost;
    line.textContent = lost ? t('reconnecting') : '';
    byId('app').dataset.connection = store.connection;
  };
  on(['connection', 'language'], render);
}

/** The tab says who is chatting in it and whether something waits: people open one tab for each person. */
function mountTitle() {
  const render = () => {
    const person = currentPerson();
    const waiting = store.bots.reduce((sum, bot) => sum + unreadCount(bot.username), 0);
    const who = person === null ? t('title') : `${fullName(person)} · ${t('title')}`;
    document.title = waiting === 0 ? who : `(${waiting}) ${who}`;
  };
  on(['people', 'me', 'bots', 'bot', 'chats', 'chat', 'message', 'language'], render);
  render();
}

mountBrand();
mountLanguages();
mountConnection();
mountPeople();
mountChat();
mountChatList();
mountHints();
mountClock();
mountTitle();
on(['me', 'bot'], clearToasts);
startSession();

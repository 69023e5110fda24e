import { dayName, sameDay } from './dates.js';
import { el, reconcile } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { interceptLink } from './links.js';
import { messageView } from './message.js';
import { sendText } from './sending.js';
import { currentBot, currentChat, emit, on, store } from './store.js';
import { markRead } from './unread.js';

const NEAR_BOTTOM_PX = 80;
const DAY_SHOWN_MS = 1200;

/** The list of messages of the open chat. */
export function mountMessages(body) {
  const list = el('div', { class: 'messages', role: 'log', tabindex: '0' });
  const down = el(
    'button',
    { type: 'button', class: 'jump-down', hidden: true, onclick: () => toEnd(list) },
    icon('down'),
  );
  body.append(list, down);
  /** Message id, or `day-` and the id a day begins with → its view, of the chat on the screen. */
  let views = new Map();
  let shown = '';

  const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_BOTTOM_PX;
  const afterwards = (follow) => {
    if (follow) toEnd(list);
    down.hidden = atEnd();
    readIfSeen();
  };
  const render = () => {
    const key = `${store.me}/${store.bot}/${t('today')}`;
    const follow = key !== shown || atEnd();
    if (key !== shown) views = new Map();
    shown = key;
    list.setAttribute('aria-label', t('messages'));
    down.setAttribute('aria-label', t('newMessages'));
    reconcile(list, content(views));
    afterwards(follow);
  };
  on(['bot', 'bots', 'me', 'chats', 'language'], render);
  on(['chat', 'message'], (detail) => {
    if (detail === store.bot || detail?.bot === store.bot) render();
  });
  list.addEventListener('scroll', () => afterwards(false), { passive: true });
  list.addEventListener('click', onClick);
  showDaysWhileScrolling(list);
  // Pictures and the phone's keyboard change heights: a reader at the end stays at the end.
  let stuck = true;
  list.addEventListener('scroll', () => (stuck = atEnd()), { passive: true });
  new ResizeObserver(() => stuck && toEnd(list)).observe(list);
  list.addEventListener('load', () => stuck && toEnd(list), true);
  document.addEventListener('visibilitychange', () => {
    readIfSeen();
    emit('chats');
  });
}

/** The name of a day that sticks to the top would cover the text under it: it is there only while one scrolls. */
function showDaysWhileScrolling(list) {
  let timer;
  const onScroll = () => {
    const { top } = list.getBoundingClientRect();
    for (const day of list.querySelectorAll('.day')) {
      day.firstElementChild.classList.toggle('stuck', day.getBoundingClientRect().top < top);
    }
    list.classList.add('scrolling');
    clearTimeout(timer);
    timer = setTimeout(() => list.classList.remove('scrolling'), DAY_SHOWN_MS);
  };
  list.addEventListener('scroll', onScroll, { passive: true });
}

const toEnd = (list) => (list.scrollTop = list.scrollHeight);

function readIfSeen() {
  if (currentBot() !== null && document.visibilityState === 'visible') markRead(store.bot);
}

function onClick(event) {
  interceptLink(event);
  const command = event.target.closest?.('[data-command]');
  if (command) void sendText(store.bot, command.dataset.command);
}

function content(views) {
  const chat = currentChat();
  if (chat === null) return [];
  if (!chat.loaded) return [el('p', { class: 'note' }, t('loading'))];
  if (chat.messages.length === 0) return [introduction(currentBot())];
  const known = new Set(chat.messages.flatMap(({ id }) => [id, `day-${id}`]));
  for (const key of views.keys()) if (!known.has(key)) views.delete(key);
  return byDay(chat.messages).map((messages) => dayView(views, messages));
}

/** The messages in runs of one day. */
function byDay(messages) {
  const days = [];
  for (const message of messages) {
    const day = days.at(-1);
    if (day !== undefined && sameDay(day.at(-1).date, message.date)) day.push(message);
    else days.push([message]);
  }
  return days;
}

/** A day keeps its element as long as its first message stays, so that its name can stick to the top. */
function dayView(views, messages) {
  const key = `day-${messages[0].id}`;
  const section =
    views.get(key)?.node ?? el('section', { class: 'day' }, el('div', { class: 'day-name' }, el('span')));
  views.set(key, { node: section });
  const name = section.firstElementChild;
  const title = dayName(messages[0].date);
  if (name.textContent !== title) name.firstElementChild.textContent = title;
  const nodes = messages.map((message, at) => {
    const view = viewOf(views, message);
    view.classList.toggle('first', messages[at - 1]?.fromBot !== message.fromBot);
    view.classList.toggle('last', messages[at + 1]?.fromBot !== message.fromBot);
    return view;
  });
  reconcile(section, [name, ...nodes]);
  return section;
}

/** A message that did not change keeps its element, with its focus, its spinner and its opened spoilers. */
function viewOf(views, message) {
  const known = views.get(message.id);
  if (known?.message === message) return known.node;
  const focused = known === undefined ? null : focusedButton(known.node);
  const node = messageView(message, store.bot);
  if (known === undefined && views.size > 0) node.classList.add('arriving');
  views.set(message.id, { message, node });
  if (focused !== null) queueMicrotask(() => refocus(node, focused));
  return node;
}

function focusedButton(node) {
  if (!node.contains(document.activeElement)) return null;
  const at = [...node.querySelectorAll('.inline-button')].indexOf(document.activeElement);
  return at < 0 ? null : at;
}

/** After an edit in place the keyboard goes on from the same place. */
function refocus(node, at) {
  const buttons = [...node.querySelectorAll('.inline-button')];
  buttons[Math.min(at, buttons.length - 1)]?.focus({ preventScroll: true });
}

function introduction(bot) {
  return el(
    'div',
    { class: 'introduction' },
    el('h2', {}, t('whatCanItDo')),
    el('p', { dir: 'auto' }, bot.description || bot.shortDescription || t('noDescription')),
    store.payload !== null && el('p', { class: 'payload' }, t('startWith', store.payload)),
  );
}

import { api } from './api.js';
import { avatar } from './avatar.js';
import { copy } from './clipboard.js';
import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { openMenu } from './menu.js';
import { confirm, openDialog } from './overlay.js';
import { isPayload, routeHash } from './route.js';
import { openChat } from './session.js';
import { sendText, act } from './sending.js';
import { chatOf, store } from './store.js';

/** Draws the top of a chat. What stays the same is kept, so that an open menu survives a bot that types. */
export function chatHeader(header, bot) {
  const key = JSON.stringify([bot.username, bot.name, t('back'), store.me]);
  if (header.dataset.key !== key) build(header, bot);
  header.dataset.key = key;
  const line = subtitle(chatOf(bot.username), bot);
  const node = header.querySelector('.chat-subtitle');
  if (node.textContent !== line.text) node.textContent = line.text;
  node.classList.toggle('accent', line.lively);
}

function build(header, bot) {
  fill(
    header,
    el(
      'button',
      { type: 'button', class: 'icon-button back', 'aria-label': t('back'), onclick: () => openChat(null) },
      icon('back'),
    ),
    avatar(bot.name, bot.username, 'medium'),
    el(
      'div',
      { class: 'chat-title' },
      el('h1', { dir: 'auto' }, bot.name),
      el('p', { class: 'chat-subtitle', role: 'status' }),
    ),
    el('div', { class: 'menu-place' }, menuButton(bot)),
  );
}

function menuButton(bot) {
  const more = el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': t('chatMenu'),
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    icon('more'),
  );
  let close = null;
  more.addEventListener('click', () => {
    if (more.getAttribute('aria-expanded') === 'true') close();
    else close = openMenu(more, entries(bot), t('chatMenu'));
  });
  return more;
}

function subtitle(chat, bot) {
  if (store.connection !== 'open') return { text: t('connecting'), lively: false };
  if (chat.typingUntil > Date.now()) return { text: t('typing'), lively: true };
  return { text: `${t('bot')} · @${bot.username}`, lively: false };
}

function entries(bot) {
  const chat = chatOf(bot.username);
  const blocking = chat.blocked
    ? { label: t('unblock'), icon: 'check', run: () => act(api.unblock(store.me, bot.username)) }
    : { label: t('block'), icon: 'block', danger: true, run: () => void block(bot) };
  return [
    { label: t('startAgain'), icon: 'restart', run: () => void sendText(bot.username, '/start') },
    { label: t('startParameter'), icon: 'play', run: () => void startWithParameter(bot) },
    {
      label: t('foreignContact'),
      icon: 'person',
      run: () => act(api.shareForeignContact(store.me, bot.username)),
    },
    { label: t('copyLink'), icon: 'link', run: () => void copy(linkTo(bot)) },
    blocking,
  ];
}

async function startWithParameter(bot) {
  const input = el('input', {
    class: 'dialog-input',
    'aria-label': t('startParameterLabel'),
    placeholder: 'svc_1',
    autocomplete: 'off',
    spellcheck: false,
    maxlength: '64',
  });
  const problem = el('p', { class: 'dialog-problem', role: 'alert' });
  const check = () => {
    const valid = isPayload(input.value);
    problem.textContent = valid ? '' : t('startParameterWrong');
    return valid;
  };
  const answer = await openDialog({
    title: t('startParameter'),
    body: [el('p', {}, t('startParameterHint')), input, problem],
    buttons: [
      { label: t('cancel'), value: 'cancel' },
      { label: t('start'), value: 'start', kind: 'primary' },
    ],
    check,
  });
  if (answer === 'start') await sendText(bot.username, `/start ${input.value}`);
}

async function block(bot) {
  const yes = await confirm({
    title: t('block'),
    text: t('blockQuestion', bot.name),
    yes: t('block'),
    danger: true,
  });
  if (yes) await act(api.block(store.me, bot.username));
}

const linkTo = (bot) => `${location.origin}/${routeHash({ bot: bot.username, as: store.me })}`;

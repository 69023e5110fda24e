import { byId, el, fill } from './dom.js';
import { chatHeader } from './chat-header.js';
import { mountComposer } from './composer.js';
import { mountMessages } from './messages.js';
import { t } from './language.js';
import { currentBot, on, store } from './store.js';

/** The right side: header, messages and what is below them, or an invitation while no chat is open. */
export function mountChat() {
  const header = el('header', { class: 'chat-header' });
  const body = el('div', { class: 'chat-body' });
  const foot = el('footer', { class: 'chat-foot' });
  const panel = el('section', { class: 'chat-panel', hidden: true }, header, body, foot);
  const invitation = el('div', { class: 'invitation' });
  byId('chat').append(panel, invitation);
  mountMessages(body);
  mountComposer(foot);
  // Toasts stand above whatever is below the messages.
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--foot-height', `${foot.offsetHeight}px`);
  }).observe(foot);

  const render = () => {
    const bot = currentBot();
    byId('app').dataset.screen = bot === null ? 'list' : 'chat';
    panel.hidden = bot === null;
    invitation.hidden = bot !== null;
    fill(invitation, el('span', {}, store.bots.length === 0 ? t('noBots') : t('chooseBot')));
    panel.setAttribute('aria-label', bot === null ? '' : bot.name);
    if (bot !== null) chatHeader(header, bot);
  };
  on(['bot', 'bots', 'me', 'chat', 'chats', 'message', 'connection', 'language'], (detail) => {
    if (detail === undefined || detail === store.bot || detail.bot === store.bot) render();
  });
  render();
}

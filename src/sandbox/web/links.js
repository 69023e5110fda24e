import { confirm } from './overlay.js';
import { botLink } from './route.js';
import { openChat } from './session.js';
import { store } from './store.js';
import { t } from './language.js';

/** A bot of this sandbox that the address leads to. @param {string} href */
function localTarget(href) {
  const target = botLink(href);
  const bot = store.bots.find(({ username }) => username.toLowerCase() === target?.bot.toLowerCase());
  return bot === undefined ? null : { bot: bot.username, start: target.start };
}

/** Opens a chat for a link to one of our bots; other addresses are asked about first. @param {string} href */
export async function followLink(href) {
  const local = localTarget(href);
  if (local !== null) {
    openChat(local.bot, local.start);
    return;
  }
  if (!/^(https?|tg|mailto|tel):/i.test(href)) return;
  if (await confirm({ title: t('openLinkTitle'), text: href, yes: t('open') })) {
    window.open(href, '_blank', 'noopener,noreferrer');
  }
}

/** Keeps links to our own bots inside the page. @param {MouseEvent} event */
export function interceptLink(event) {
  const anchor = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (anchor === null) return;
  const local = localTarget(anchor.getAttribute('href'));
  if (local === null) return;
  event.preventDefault();
  openChat(local.bot, local.start);
}

import { recall, remember } from './memory.js';
import { chatOf, store } from './store.js';

const key = (bot) => `read:${store.me}:${bot}`;

function lastRead(bot) {
  const kept = Number(recall(key(bot)) ?? 0);
  const newest = chatOf(bot).messages.at(-1)?.id ?? 0;
  // A restarted sandbox counts its messages from one again.
  return kept > newest ? 0 : kept;
}

/** How many of the bot's messages the current person has not seen. @param {string} bot */
export function unreadCount(bot) {
  const seen = lastRead(bot);
  return chatOf(bot).messages.filter((message) => message.fromBot && message.id > seen).length;
}

/** @param {string} bot */
export function markRead(bot) {
  const newest = chatOf(bot).messages.at(-1)?.id ?? 0;
  remember(key(bot), String(newest));
}

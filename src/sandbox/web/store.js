/** @typedef {'bots' | 'people' | 'me' | 'bot' | 'chats' | 'chat' | 'message' | 'connection' | 'language' | 'hints' | 'clock'} Topic */

const listeners = new Map();

/**
 * What the page knows. Written by `session.js` only; views read it and listen to topics.
 * A chat: { messages (by id, ascending), replyKeyboard, started, blocked, typingUntil, keyboardOpen, loaded }.
 */
export const store = {
  /** @type {Array<object>} */ bots: [],
  /** @type {Array<object>} */ people: [],
  /** @type {string[]} */ hints: [],
  /** Milliseconds the sandbox's clock is ahead of the browser's. */
  clockOffset: 0,
  /** Whether the page may move the sandbox's clock. */
  canTurnClock: false,
  /** @type {number | null} */ me: null,
  /** @type {string | null} */ bot: null,
  /** @type {string | null} */ payload: null,
  /** @type {Map<string, object>} */ chats: new Map(),
  /** @type {'connecting' | 'open' | 'lost'} */ connection: 'connecting',
};

/** @param {Topic[]} topics @param {(detail?: any) => void} listener */
export function on(topics, listener) {
  for (const topic of topics) {
    listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
  }
}

/** @param {Topic} topic @param {unknown} [detail] */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** The sandbox's present, in milliseconds. */
export function now() {
  return Date.now() + store.clockOffset;
}

export function currentPerson() {
  return store.people.find((person) => person.id === store.me) ?? null;
}

export function currentBot() {
  return store.bots.find((bot) => bot.username === store.bot) ?? null;
}

/** The chat on the screen, or null while none is chosen or its bot is gone. */
export function currentChat() {
  return currentBot() === null ? null : chatOf(store.bot);
}

/** @param {string} username */
export function chatOf(username) {
  let chat = store.chats.get(username);
  if (chat === undefined) {
    chat = {
      messages: [],
      replyKeyboard: null,
      started: false,
      blocked: false,
      typingUntil: 0,
      keyboardOpen: true,
      loaded: false,
    };
    store.chats.set(username, chat);
  }
  return chat;
}

export const fullName = (person) => [person.firstName, person.lastName].filter(Boolean).join(' ');

import { chatOf, emit } from './store.js';

const TYPING_MS = 5000;

/** Puts a freshly read chat in place of what was known. */
export function applySnapshot(bot, snapshot) {
  const chat = chatOf(bot);
  chat.messages = [...snapshot.messages].sort((one, other) => one.id - other.id);
  chat.replyKeyboard = snapshot.replyKeyboard;
  chat.started = snapshot.started;
  chat.blocked = snapshot.blocked;
  chat.typingUntil = snapshot.typing ? Date.now() + TYPING_MS : 0;
  chat.loaded = true;
  emit('chat', bot);
}

/** Applies one event of the sandbox; applying it twice changes nothing more. */
export function applyEvent(event) {
  const chat = chatOf(event.bot);
  switch (event.type) {
    case 'message':
    case 'edited':
      if (event.message.fromBot) chat.typingUntil = 0;
      upsert(chat, event.message);
      emit('message', { bot: event.bot, message: event.message });
      break;
    case 'deleted':
      chat.messages = chat.messages.filter((message) => message.id !== event.id);
      emit('chat', event.bot);
      break;
    case 'keyboard':
      chat.replyKeyboard = event.replyKeyboard;
      chat.keyboardOpen = true;
      emit('chat', event.bot);
      break;
    case 'typing':
      showTyping(chat, event.bot);
      break;
    case 'status':
      chat.started = event.started;
      chat.blocked = event.blocked;
      emit('chat', event.bot);
      break;
    default:
      // A newer sandbox may tell more than this page understands.
      break;
  }
}

function upsert(chat, message) {
  const at = chat.messages.findIndex((known) => known.id === message.id);
  if (at >= 0) {
    chat.messages[at] = message;
    return;
  }
  chat.messages.push(message);
  chat.messages.sort((one, other) => one.id - other.id);
}

function showTyping(chat, bot) {
  chat.typingUntil = Date.now() + TYPING_MS;
  emit('chat', bot);
  setTimeout(() => {
    if (chat.typingUntil !== 0 && Date.now() >= chat.typingUntil) {
      chat.typingUntil = 0;
      emit('chat', bot);
    }
  }, TYPING_MS + 50);
}

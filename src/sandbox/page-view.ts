import type { BotAccount } from './bot-account.js';
import { inlineButton } from './chat-view.js';
import { textOf, type LocationContent, type Message } from './message.js';
import type { PageBot, PageChat, PageEvent, PageMessage, PagePerson } from './page-protocol.js';
import type { PersonRecord } from './person-record.js';
import type { Room, RoomEvent } from './room.js';
import { renderHtml } from './text/render-html.js';

export function pageBot({ username, profile }: BotAccount, person: PersonRecord | undefined): PageBot {
  const language = person?.details.languageCode ?? '';
  return {
    username,
    name: profile.nameFor(language),
    description: profile.textFor('description', language),
    shortDescription: profile.textFor('shortDescription', language),
    commands: profile.commandsShownTo(person?.id ?? null, language),
  };
}

export function pagePerson({ details }: PersonRecord): PagePerson {
  return {
    id: details.id,
    firstName: details.firstName,
    lastName: details.lastName ?? null,
    role: details.role ?? null,
    languageCode: details.languageCode ?? null,
    phone: details.phone ?? null,
  };
}

export function pageChat(room: Room): PageChat {
  return {
    messages: room.messages.map(pageMessage),
    replyKeyboard: room.replyKeyboard,
    started: room.started,
    blocked: room.blocked,
    typing: room.typing,
  };
}

export function pageMessage(message: Message): PageMessage {
  const { content } = message;
  const text = textOf(content);
  return {
    id: message.id,
    fromBot: message.fromBot,
    date: message.date,
    editedAt: message.editedAt,
    html: text === null ? '' : renderHtml(text),
    text: text?.text ?? '',
    photo:
      content.kind === 'photo'
        ? { url: `/page/file/${content.file.id}`, width: content.file.width, height: content.file.height }
        : null,
    document:
      content.kind === 'document'
        ? { url: `/page/file/${content.file.id}`, name: content.file.name, size: content.file.content.length }
        : null,
    contact:
      content.kind === 'contact'
        ? {
            phone: content.phone,
            firstName: content.firstName,
            ...(content.lastName === undefined ? {} : { lastName: content.lastName }),
          }
        : null,
    location: content.kind === 'location' ? pageLocation(content) : null,
    inlineKeyboard: message.inline?.map((row) => row.map(inlineButton)) ?? null,
  };
}

function pageLocation({ latitude, longitude, title, address }: LocationContent): PageMessage['location'] {
  return {
    latitude,
    longitude,
    ...(title === undefined ? {} : { title }),
    ...(address === undefined ? {} : { address }),
  };
}

export function pageEvent(room: Room, event: RoomEvent): PageEvent {
  const bot = room.bot.username;
  switch (event.type) {
    case 'message':
    case 'edited':
      return { type: event.type, bot, message: pageMessage(event.message) };
    case 'deleted':
      return { type: 'deleted', bot, id: event.message.id };
    case 'keyboard':
      return { type: 'keyboard', bot, replyKeyboard: room.replyKeyboard };
    case 'typing':
      return { type: 'typing', bot };
    case 'status':
      return { type: 'status', bot, started: room.started, blocked: room.blocked };
  }
}

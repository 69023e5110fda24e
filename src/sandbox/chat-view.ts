import type { ChatMessage, InlineButton } from './face.js';
import { textOf, type Message, type RawButton } from './message.js';
import type { Room } from './room.js';
import { renderHtml } from './text/render-html.js';

export function inlineButton(raw: RawButton): InlineButton {
  const copied = (raw['copy_text'] as { readonly text: string } | undefined)?.text;
  return {
    text: raw.text,
    ...(typeof raw['callback_data'] === 'string' ? { data: raw['callback_data'] } : {}),
    ...(typeof raw['url'] === 'string' ? { url: raw['url'] } : {}),
    ...(typeof raw['style'] === 'string' ? { style: raw['style'] } : {}),
    ...(copied === undefined ? {} : { copyText: copied }),
  };
}

/** A message as the person who drives the chat by code sees it. */
export function chatMessage(message: Message): ChatMessage {
  const text = textOf(message.content);
  return {
    messageId: message.id,
    fromBot: message.fromBot,
    date: message.date,
    editCount: message.editCount,
    ...(text === null ? {} : { text: text.text, html: renderHtml(text) }),
    ...(message.inline === null
      ? {}
      : { inlineKeyboard: message.inline.map((row) => row.map(inlineButton)) }),
    ...(message.broughtKeyboard === null ? {} : { replyKeyboard: message.broughtKeyboard }),
    ...(message.replyTo === null ? {} : { replyTo: message.replyTo }),
    ...attachment(message),
  };
}

function attachment({ content }: Message): Partial<ChatMessage> {
  switch (content.kind) {
    case 'text':
      return {};
    case 'photo': {
      const { id, width, height, content: bytes } = content.file;
      return { photo: { fileId: id, width, height, size: bytes.length } };
    }
    case 'document':
      return {
        document: { fileId: content.file.id, fileName: content.file.name, size: content.file.content.length },
      };
    case 'contact': {
      const { phone, firstName, userId } = content;
      return { contact: { phone, firstName, ...(userId === undefined ? {} : { userId }) } };
    }
    case 'location': {
      const { latitude, longitude, title } = content;
      return { location: { latitude, longitude, ...(title === undefined ? {} : { title }) } };
    }
  }
}

const shownMessages = 30;

/** The end of a chat as readable lines, for the errors of tests. */
export function transcript(room: Room): string {
  const { details } = room.person;
  const status = room.blocked ? ' (blocked)' : room.started ? '' : ' (not started)';
  const lines = room.messages.slice(-shownMessages).map((message) => line(message, details.firstName));
  const keyboard = room.replyKeyboard?.rows
    .map((row) => row.map(({ text }) => `(${text})`).join(' '))
    .join(' / ');
  return [
    `chat of ${details.firstName} (${details.id}) with @${room.bot.username}${status}:`,
    ...(lines.length === 0 ? ['  no messages'] : lines),
    ...(keyboard === undefined ? [] : [`  keyboard: ${keyboard}`]),
  ].join('\n');
}

function line(message: Message, person: string): string {
  const edited = message.editCount === 0 ? '' : `, edited ${message.editCount}×`;
  const text = textOf(message.content)?.text ?? '';
  const kind = message.content.kind === 'text' ? '' : `<${message.content.kind}> `;
  const rows = (message.inline ?? []).map(
    (row) => `      ${row.map((button) => `[${button.text}]`).join(' ')}`,
  );
  const body = `${kind}${text.replaceAll('\n', '\n      ')}`;
  return [`  #${message.id} ${message.fromBot ? 'bot' : person}${edited}: ${body}`, ...rows].join('\n');
}

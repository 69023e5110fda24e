import type { ReplyKeyboard } from './face.js';
import type { StoredFile } from './stored-file.js';
import type { FormattedText } from './text/formatted-text.js';

export interface ContactContent {
  readonly kind: 'contact';
  readonly phone: string;
  readonly firstName: string;
  readonly lastName?: string;
  readonly userId?: number;
}

export interface LocationContent {
  readonly kind: 'location';
  readonly latitude: number;
  readonly longitude: number;
  readonly title?: string;
  readonly address?: string;
}

export type FileContent = {
  readonly kind: 'photo' | 'document';
  readonly file: StoredFile;
  readonly text: FormattedText;
};
export type TextContent = { readonly kind: 'text'; readonly text: FormattedText };
export type Content = TextContent | FileContent | ContactContent | LocationContent;

/** A button as the bot gave it. */
export type RawButton = Readonly<Record<string, unknown>> & { readonly text: string };
export type RawInlineKeyboard = readonly (readonly RawButton[])[];

export interface Message {
  readonly id: number;
  readonly fromBot: boolean;
  /** Epoch milliseconds. */
  readonly date: number;
  readonly replyTo: number | null;
  readonly forwarded: boolean;
  readonly mediaGroup: string | null;
  /** The keyboard under the input field that came with it; such a message can't be edited. */
  readonly broughtKeyboard: ReplyKeyboard | null;
  readonly fixed: boolean;
  content: Content;
  inline: RawInlineKeyboard | null;
  editedAt: number | null;
  editCount: number;
  /** Grows with every change in the chat: tells what happened after what. */
  revision: number;
}

export interface Party {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export function unixSeconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}

/** A message as the Bot API shows it. */
export function toApiMessage(
  message: Message,
  bot: Party,
  person: Party,
  replied: Message | undefined,
): Record<string, unknown> {
  const author = message.fromBot ? bot : person;
  return {
    message_id: message.id,
    from: author,
    chat: toApiChat(person),
    date: unixSeconds(message.date),
    ...(message.editedAt === null ? {} : { edit_date: unixSeconds(message.editedAt) }),
    ...(message.forwarded
      ? { forward_origin: { type: 'user', sender_user: author, date: unixSeconds(message.date) } }
      : {}),
    ...(message.mediaGroup === null ? {} : { media_group_id: message.mediaGroup }),
    ...(replied === undefined ? {} : { reply_to_message: toApiMessage(replied, bot, person, undefined) }),
    ...toApiContent(message.content),
    ...(message.inline === null ? {} : { reply_markup: { inline_keyboard: message.inline } }),
  };
}

export function toApiChat({ id, first_name, last_name, username }: Party): Record<string, unknown> {
  return {
    id,
    first_name,
    ...(last_name === undefined ? {} : { last_name }),
    ...(username === undefined ? {} : { username }),
    type: 'private',
  };
}

function toApiContent(content: Content): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { text: content.text.text, ...some('entities', content.text.entities) };
    case 'photo':
    case 'document':
      return {
        ...(content.kind === 'photo'
          ? { photo: [toApiPhoto(content.file)] }
          : { document: toApiDocument(content.file) }),
        ...(content.text.text === '' ? {} : { caption: content.text.text }),
        ...some('caption_entities', content.text.entities),
      };
    case 'contact':
      return {
        contact: {
          phone_number: content.phone,
          first_name: content.firstName,
          ...(content.lastName === undefined ? {} : { last_name: content.lastName }),
          ...(content.userId === undefined ? {} : { user_id: content.userId }),
        },
      };
    case 'location':
      return toApiLocation(content);
  }
}

function toApiLocation({ latitude, longitude, title, address }: LocationContent): Record<string, unknown> {
  const location = { latitude, longitude };
  return title === undefined
    ? { location }
    : { location, venue: { location, title, address: address ?? '' } };
}

export function toApiPhoto(file: StoredFile): Record<string, unknown> {
  const { id, uniqueId, width, height, content } = file;
  return { file_id: id, file_unique_id: uniqueId, file_size: content.length, width, height };
}

function toApiDocument(file: StoredFile): Record<string, unknown> {
  return {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_size: file.content.length,
    file_name: file.name,
    mime_type: file.contentType,
  };
}

function some(name: string, list: readonly unknown[]): Record<string, unknown> {
  return list.length === 0 ? {} : { [name]: list };
}

/** The text a message is searched and shown by: its text or its caption. */
export function textOf(content: Content): FormattedText | null {
  return 'text' in content ? content.text : null;
}

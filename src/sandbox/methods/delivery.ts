import { badRequest } from '../api-error.js';
import type { Content } from '../message.js';
import type { MethodCall } from '../method-call.js';
import { readReplyMarkup } from '../reply-markup.js';
import type { Room } from '../room.js';
import { readText } from '../text/message-text.js';
import type { Entity, FormattedText } from '../text/formatted-text.js';

/** Parameters that every method which sends something understands. */
export const sendParameters = [
  'chat_id',
  'disable_notification',
  'protect_content',
  'reply_parameters',
  'reply_markup',
] as const;

export function textParameter(call: MethodCall): FormattedText {
  return readText(
    {
      text: call.text('text') ?? '',
      parseMode: call.text('parse_mode'),
      entities: entityList(call.list('entities')),
    },
    'text',
  );
}

export function captionParameter(call: MethodCall): FormattedText {
  return readText(
    {
      text: call.text('caption') ?? '',
      parseMode: call.text('parse_mode'),
      entities: entityList(call.list('caption_entities')),
    },
    'caption',
  );
}

/** Entities were checked against the published type with all other parameters. */
export function entityList(given: readonly unknown[] | undefined): readonly Entity[] | undefined {
  return given as readonly Entity[] | undefined;
}

/** Puts a message of the bot into the chat, with the keyboard of the call, and gives it as the Bot API shows it. */
export function deliver(
  call: MethodCall,
  room: Room,
  content: Content,
  mediaGroup?: string,
): Record<string, unknown> {
  const markup = readReplyMarkup(call.object('reply_markup'));
  const message = room.add({
    fromBot: true,
    content,
    inline: markup?.kind === 'inline' ? markup.keyboard : null,
    broughtKeyboard: markup?.kind === 'reply' ? markup.keyboard : null,
    fixed: markup !== null && markup.kind !== 'inline',
    replyTo: repliedMessage(call, room),
    mediaGroup: mediaGroup ?? null,
  });
  if (markup?.kind === 'reply') room.showKeyboard(markup.keyboard);
  if (markup?.kind === 'remove') room.showKeyboard(null);
  return room.toApi(message);
}

function repliedMessage(call: MethodCall, room: Room): number | null {
  const reply = call.object('reply_parameters');
  const id = reply?.['message_id'];
  if (reply === undefined || typeof id !== 'number') return null;
  if (room.find(id) !== undefined) return id;
  if (reply['allow_sending_without_reply'] === true) return null;
  throw badRequest('message to be replied not found');
}

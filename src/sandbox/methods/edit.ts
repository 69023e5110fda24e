import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../api-error.js';
import type { Content, FileContent, Message } from '../message.js';
import { writableRoom, type Method, type MethodCall } from '../method-call.js';
import { readInlineKeyboard } from '../reply-markup.js';
import type { Room } from '../room.js';
import { captionParameter, textParameter } from './delivery.js';
import { inputMedia } from './files.js';

const editParameters = ['chat_id', 'message_id', 'reply_markup'] as const;

const editMessageText: Method = {
  supports: [...editParameters, 'text', 'parse_mode', 'entities', 'link_preview_options'],
  run: (call) =>
    edit(call, (message) => {
      if (message.content.kind !== 'text') throw badRequest('there is no text in the message to edit');
      return { kind: 'text', text: textParameter(call) };
    }),
};

const editMessageCaption: Method = {
  supports: [...editParameters, 'caption', 'parse_mode', 'caption_entities', 'show_caption_above_media'],
  run: (call) => edit(call, (message) => ({ ...fileOf(message), text: captionParameter(call) })),
};

function fileOf({ content }: Message): FileContent {
  if (content.kind === 'photo' || content.kind === 'document') return content;
  throw badRequest('there is no caption in the message to edit');
}

const editMessageMedia: Method = {
  supports: [...editParameters, 'media'],
  run: (call) =>
    edit(call, (message) => {
      const { kind } = message.content;
      if (kind !== 'text' && kind !== 'photo' && kind !== 'document')
        throw badRequest("message can't be edited");
      return inputMedia(call, call.object('media') ?? {});
    }),
};

const editMessageReplyMarkup: Method = {
  supports: editParameters,
  run: (call) => edit(call, (message) => message.content),
};

/** Leaving out `reply_markup` takes the keyboard away; an edit that changes nothing is refused. */
function edit(call: MethodCall, change: (message: Message) => Content): Record<string, unknown> {
  if (call.parameters['chat_id'] === undefined) throw badRequest('chat_id is empty');
  const room = writableRoom(call, 'edit');
  const message = editable(call, room);
  const content = change(message);
  const inline = readInlineKeyboard(call.object('reply_markup'));
  if (isDeepStrictEqual([content, inline], [message.content, message.inline])) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
        'content and reply markup of the message',
    );
  }
  room.edit(message, { content, inline });
  return room.toApi(message);
}

/** Messages that brought a keyboard under the input field can't be edited, nor those of the person. */
function editable(call: MethodCall, room: Room): Message {
  const id = call.number('message_id');
  if (id === undefined) throw badRequest('message identifier is not specified');
  const message = room.find(id);
  if (message === undefined) throw badRequest('message to edit not found');
  if (!message.fromBot || message.fixed || message.forwarded) throw badRequest("message can't be edited");
  return message;
}

const deletableMs = 48 * 3_600_000;

function checkDeletable(call: MethodCall, message: Message): void {
  if (call.world.clock.now() - message.date > deletableMs)
    throw badRequest("message can't be deleted for everyone");
}

const deleteMessage: Method = {
  supports: ['chat_id', 'message_id'],
  run: (call) => {
    const room = writableRoom(call, 'free');
    const message = room.find(call.number('message_id') ?? 0);
    if (message === undefined) throw badRequest('message to delete not found');
    checkDeletable(call, message);
    room.remove(message.id);
    return true;
  },
};

const deleteMessages: Method = {
  supports: ['chat_id', 'message_ids'],
  run: (call) => {
    const room = writableRoom(call, 'free');
    const ids = call.list('message_ids') ?? [];
    if (ids.length < 1 || ids.length > 100)
      throw badRequest('wrong number of message identifiers, 1-100 expected');
    // Those that are gone already are skipped.
    const messages = ids.flatMap((id) => room.find(Number(id)) ?? []);
    for (const message of messages) checkDeletable(call, message);
    for (const { id } of messages) room.remove(id);
    return true;
  },
};

export const editMethods = {
  editMessageText,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  deleteMessage,
  deleteMessages,
};

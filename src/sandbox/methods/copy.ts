import { badRequest } from '../api-error.js';
import type { Message } from '../message.js';
import { knownRoom, writableRoom, type Method, type MethodCall } from '../method-call.js';
import { captionParameter, deliver, sendParameters } from './delivery.js';

const copyMessage: Method = {
  supports: [
    ...sendParameters,
    'from_chat_id',
    'message_id',
    'caption',
    'parse_mode',
    'caption_entities',
    'show_caption_above_media',
  ],
  run: (call) => {
    const room = writableRoom(call, 'message');
    const { content } = source(call, 'copy');
    const recaptioned = call.parameters['caption'] !== undefined && 'file' in content;
    const copied = recaptioned ? { ...content, text: captionParameter(call) } : content;
    return { message_id: deliver(call, room, copied)['message_id'] };
  },
};

const forwardMessage: Method = {
  supports: ['chat_id', 'from_chat_id', 'message_id', 'disable_notification', 'protect_content'],
  run: (call) => {
    const room = writableRoom(call, 'message');
    const { content, inline } = source(call, 'forward');
    return room.toApi(room.add({ fromBot: true, content, inline, forwarded: true }));
  },
};

function source(call: MethodCall, verb: string): Message {
  const message = knownRoom(call, 'from_chat_id').find(call.number('message_id') ?? 0);
  if (message === undefined) throw badRequest(`message to ${verb} not found`);
  return message;
}

const pinChatMessage: Method = {
  supports: ['chat_id', 'message_id', 'disable_notification'],
  run: (call) => {
    const room = writableRoom(call, 'free');
    const message = room.find(call.number('message_id') ?? 0);
    if (message === undefined) throw badRequest('message to pin not found');
    room.pinned = message.id;
    return true;
  },
};

const unpinChatMessage: Method = {
  supports: ['chat_id', 'message_id'],
  run: (call) => {
    const room = writableRoom(call, 'free');
    const id = call.number('message_id');
    if (id !== undefined && room.pinned !== id) throw badRequest('message to unpin not found');
    room.pinned = null;
    return true;
  },
};

const unpinAllChatMessages: Method = {
  supports: ['chat_id'],
  run: (call) => {
    writableRoom(call, 'free').pinned = null;
    return true;
  },
};

export const copyMethods = {
  copyMessage,
  forwardMessage,
  pinChatMessage,
  unpinChatMessage,
  unpinAllChatMessages,
};

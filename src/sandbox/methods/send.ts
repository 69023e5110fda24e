import { randomBytes } from 'node:crypto';
import { badRequest } from '../api-error.js';
import { writableRoom, type Method, type MethodCall } from '../method-call.js';
import { isRecord } from '../parameter-check.js';
import { captionParameter, deliver, sendParameters, textParameter } from './delivery.js';
import { fileParameter, inputMedia } from './files.js';

const sendMessage: Method = {
  supports: [...sendParameters, 'text', 'parse_mode', 'entities', 'link_preview_options'],
  run: (call) => {
    const room = writableRoom(call, 'message');
    return deliver(call, room, { kind: 'text', text: textParameter(call) });
  },
};

const captioned = ['caption', 'parse_mode', 'caption_entities'] as const;

const sendPhoto: Method = {
  supports: [...sendParameters, ...captioned, 'photo', 'show_caption_above_media', 'has_spoiler'],
  run: (call) => sendFile(call, 'photo'),
};

const sendDocument: Method = {
  supports: [...sendParameters, ...captioned, 'document', 'disable_content_type_detection'],
  run: (call) => sendFile(call, 'document'),
};

function sendFile(call: MethodCall, kind: 'photo' | 'document'): Record<string, unknown> {
  const room = writableRoom(call, 'message');
  const text = captionParameter(call);
  return deliver(call, room, { kind, file: fileParameter(call, kind, kind), text });
}

const sendMediaGroup: Method = {
  supports: ['chat_id', 'media', 'disable_notification', 'protect_content', 'reply_parameters'],
  run: (call) => {
    const room = writableRoom(call, 'message');
    const media = (call.list('media') ?? []).filter(isRecord);
    if (media.length < 2 || media.length > 10)
      throw badRequest('wrong number of media in the album, 2-10 expected');
    const contents = media.map((item) => inputMedia(call, item));
    if (new Set(contents.map(({ kind }) => kind)).size > 1)
      throw badRequest('documents can be only grouped in an album with documents');
    const group = randomBytes(6).readUIntBE(0, 6).toString();
    return contents.map((content) => deliver(call, room, content, group));
  },
};

const sendContact: Method = {
  supports: [...sendParameters, 'phone_number', 'first_name', 'last_name'],
  run: (call) => {
    const room = writableRoom(call, 'message');
    const lastName = call.text('last_name');
    return deliver(call, room, {
      kind: 'contact',
      phone: call.text('phone_number') ?? '',
      firstName: call.text('first_name') ?? '',
      ...(lastName === undefined ? {} : { lastName }),
    });
  },
};

const sendLocation: Method = {
  supports: [...sendParameters, 'latitude', 'longitude'],
  run: (call) => {
    const room = writableRoom(call, 'message');
    return deliver(call, room, { kind: 'location', ...coordinates(call) });
  },
};

const sendVenue: Method = {
  supports: [...sendParameters, 'latitude', 'longitude', 'title', 'address'],
  run: (call) => {
    const room = writableRoom(call, 'message');
    const title = call.text('title') ?? '';
    return deliver(call, room, {
      kind: 'location',
      ...coordinates(call),
      title,
      address: call.text('address') ?? '',
    });
  },
};

function coordinates(call: MethodCall): { latitude: number; longitude: number } {
  const latitude = call.number('latitude') ?? 0;
  const longitude = call.number('longitude') ?? 0;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
    throw badRequest('location coordinates are invalid');
  return { latitude, longitude };
}

const actions = new Set(
  (
    'typing upload_photo record_video upload_video record_voice upload_voice upload_document ' +
    'choose_sticker find_location record_video_note upload_video_note'
  ).split(' '),
);

const sendChatAction: Method = {
  supports: ['chat_id', 'action'],
  run: (call) => {
    const room = writableRoom(call, 'free');
    if (!actions.has(call.text('action') ?? '')) throw badRequest('wrong parameter action in request');
    room.showTyping();
    return true;
  },
};

export const sendMethods = {
  sendMessage,
  sendPhoto,
  sendDocument,
  sendMediaGroup,
  sendContact,
  sendLocation,
  sendVenue,
  sendChatAction,
};

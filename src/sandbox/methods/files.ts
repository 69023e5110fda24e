import { badRequest, notImplemented } from '../api-error.js';
import type { FileContent } from '../message.js';
import type { MethodCall } from '../method-call.js';
import type { UploadedFile } from '../parameter-check.js';
import type { StoredFile } from '../stored-file.js';
import { readText } from '../text/message-text.js';
import { entityList } from './delivery.js';

type FileKind = StoredFile['kind'];

/** The file a parameter names: an upload, an attachment by name, or the identifier of one that was sent before. */
export function fileParameter(call: MethodCall, name: string, kind: FileKind): StoredFile {
  const given = call.parameters[name];
  return typeof given === 'string' ? namedFile(call, given, kind) : keep(call, given as UploadedFile, kind);
}

function namedFile(call: MethodCall, given: string, kind: FileKind): StoredFile {
  if (given.startsWith('attach://')) {
    const attached = call.attachments.get(given.slice('attach://'.length));
    if (attached === undefined) throw badRequest(`there is no file attached as ${given.slice(0, 100)}`);
    return keep(call, attached, kind);
  }
  if (/^https?:\/\//i.test(given)) throw notImplemented('files by URL');
  const file = call.bot.files.get(given);
  if (file === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
  if (file.kind !== kind) throw badRequest(`can't use file of type ${file.kind} as ${kind}`);
  return file;
}

function keep(call: MethodCall, file: UploadedFile, kind: FileKind): StoredFile {
  return kind === 'photo'
    ? call.bot.files.addPhoto(file.content, file.fileName)
    : call.bot.files.addDocument(file.content, file.fileName, file.contentType);
}

/** A photo or document described by an `InputMedia` object. */
export function inputMedia(call: MethodCall, media: Readonly<Record<string, unknown>>): FileContent {
  const kind = media['type'];
  if (kind !== 'photo' && kind !== 'document') throw notImplemented(`media of type ${String(kind)}`);
  if (media['thumbnail'] !== undefined) throw notImplemented('thumbnails');
  const text = readText(
    {
      text: typeof media['caption'] === 'string' ? media['caption'] : '',
      parseMode: media['parse_mode'] as string | undefined,
      entities: entityList(media['caption_entities'] as readonly unknown[] | undefined),
    },
    'caption',
  );
  return { kind, file: namedFile(call, String(media['media']), kind), text };
}

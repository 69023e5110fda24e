import { isUtf8 } from 'node:buffer';
import { badRequest, type ApiError } from './api-error.js';
import { parseMultipart } from './multipart.js';
import { isRecord, type RawParameters, type UploadedFile } from './parameter-check.js';

const noFiles: ReadonlyMap<string, UploadedFile> = new Map();

/** The parameters of a request from its query and its body, whichever of the four accepted forms that has. */
export function readParameters(query: string, contentType: string | undefined, body: Buffer): RawParameters {
  const values = new Map<string, unknown>();
  if (query !== '') for (const [name, value] of new URLSearchParams(query)) values.set(name, value);
  if (body.length === 0) return { values, files: noFiles };
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'multipart/form-data') return withMultipart(values, contentType ?? '', body);
  if (!isUtf8(body)) throw notUtf8();
  if (mediaType === 'application/json') {
    for (const [name, value] of Object.entries(parseJsonBody(body))) values.set(name, value);
    return { values, files: noFiles };
  }
  if (mediaType === 'application/x-www-form-urlencoded') {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) values.set(name, value);
    return { values, files: noFiles };
  }
  throw badRequest(`unsupported content type "${mediaType ?? ''}"`);
}

function parseJsonBody(body: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest("can't parse request: body is not JSON");
  }
  if (!isRecord(parsed)) throw badRequest("can't parse request: an object is expected");
  return parsed;
}

function withMultipart(values: Map<string, unknown>, contentType: string, body: Buffer): RawParameters {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  const parts = name === undefined ? null : parseMultipart(body, name);
  if (parts === null) throw badRequest("can't parse multipart form data");
  const files = new Map<string, UploadedFile>();
  for (const part of parts) {
    if (part.fileName === null) {
      if (!isUtf8(part.content)) throw notUtf8();
      values.set(part.name, part.content.toString('utf8'));
    } else {
      files.set(part.name, {
        fieldName: part.name,
        fileName: part.fileName,
        contentType: part.contentType,
        content: part.content,
      });
    }
  }
  return { values, files };
}

function notUtf8(): ApiError {
  return badRequest('strings must be encoded in UTF-8');
}

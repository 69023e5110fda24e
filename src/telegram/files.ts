import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BotelError } from '../lib/errors.js';
import type { Connection } from './connection.js';
import { TelegramRejectedError, TelegramUnavailableError } from './errors.js';
import type { Sender } from './sender.js';

/** Bots are not given files larger than this. */
export const largestDownload = 20 * 1024 * 1024;

/** The file is larger than the caller takes, or than Telegram gives. */
export class FileTooBigError extends BotelError {
  constructor() {
    super('file_too_big', 'the file is too big');
  }
}

/** Telegram does not give this file (any more). */
export class FileGoneError extends BotelError {
  constructor() {
    super('file_gone', 'Telegram does not give the file');
  }
}

/** What people have sent to a bot. No error and no log line of it holds the token. */
export interface BotFiles {
  /**
   * The bytes of a file, `maxBytes` of them at most. Rejects with `FileTooBigError`, `FileGoneError`,
   * `TelegramUnavailableError` (a `TransientError`) or what `Sender.call` rejects with.
   */
  download(fileId: string, maxBytes: number): Promise<Buffer>;
}

/** Answers within this are whole files; a dead connection is noticed much earlier. */
const downloadMs = 120_000;
const silenceMs = 20_000;
const tooBig = /too big/i;

/** The way to the files of the bot with this token, over the connection that its calls use. */
export function botFiles(token: string, connection: Connection, sender: Sender): BotFiles {
  return {
    download: async (fileId, maxBytes) => {
      const { file_path: path, file_size: size } = await whereabouts(sender, fileId);
      if (size !== undefined && size > maxBytes) throw new FileTooBigError();
      if (path === undefined || !/^\w[\w.-]*(?:\/\w[\w.-]*)*$/.test(path)) throw new FileGoneError();
      return fetchFile(
        connection,
        `file/bot${encodeURIComponent(token).replaceAll('%3A', ':')}/${path}`,
        maxBytes,
      );
    },
  };
}

interface Whereabouts {
  readonly file_path?: string;
  readonly file_size?: number;
}

async function whereabouts(sender: Sender, fileId: string): Promise<Whereabouts> {
  try {
    return await sender.call<Whereabouts>('getFile', { file_id: fileId });
  } catch (error) {
    if (!(error instanceof TelegramRejectedError)) throw error;
    throw tooBig.test(error.description) ? new FileTooBigError() : new FileGoneError();
  }
}

function fetchFile({ root, agent }: Connection, path: string, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Messages of network errors may quote the address, which holds the token: none of them goes further.
    const fail = (reason: string) => reject(new TelegramUnavailableError('file', reason, 'not_sent'));
    const target = {
      protocol: root.protocol,
      hostname: root.hostname.replace(/^\[|\]$/g, ''),
      port: root.port,
    };
    const open = root.protocol === 'https:' ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(downloadMs);
    const request = open({ ...target, agent, path: root.pathname + path, signal, timeout: silenceMs });
    request.on('timeout', () => request.destroy());
    request.on('error', () => fail('the file could not be fetched'));
    request.on('close', () => fail('connection closed'));
    request.on('response', (response) => {
      const refusal = refusalOf(response, maxBytes);
      if (refusal === null) collect(response, maxBytes, resolve, reject);
      else {
        reject(refusal);
        request.destroy();
      }
    });
    request.end();
  });
}

function refusalOf({ statusCode = 0, headers }: IncomingMessage, maxBytes: number): Error | null {
  if (statusCode >= 500 || statusCode === 429) {
    return new TelegramUnavailableError('file', String(statusCode), 'not_sent');
  }
  if (statusCode !== 200) return new FileGoneError();
  return Number(headers['content-length'] ?? 0) > maxBytes ? new FileTooBigError() : null;
}

function collect(
  response: IncomingMessage,
  maxBytes: number,
  resolve: (content: Buffer) => void,
  reject: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let received = 0;
  response.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    reject(new FileTooBigError());
    response.destroy();
  });
  response.on('error', () => undefined);
  response.on('end', () => {
    if (response.complete) resolve(Buffer.concat(chunks));
  });
}

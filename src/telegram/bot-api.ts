import { once } from 'node:events';
import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { scrubTokens } from '../lib/scrub.js';
import { TelegramUnavailableError, type Delivery } from './errors.js';
import { connectTo, type Connection } from './connection.js';
import type { Interruption } from './interruption.js';
import { encodePayload, type RequestBody } from './payload.js';
import { readReply, type Reply } from './reply.js';

export interface ApiCallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** For calls that are made too often to have a signal each. */
  readonly interruption?: Interruption;
}

/** One bot's Bot API: a single attempt per call, no pacing. */
export interface BotApi {
  /** Rejects with `TelegramUnavailableError` only, or `TypeError` for a payload that cannot be sent. */
  call(method: string, payload: Readonly<Record<string, unknown>>, options?: ApiCallOptions): Promise<Reply>;
  close(): void;
}

const CALL_MS = 25_000;
const UPLOAD_MS = 180_000;
const MAX_REPLY_BYTES = 16 * 1024 * 1024;

export function openBotApi(token: string, apiRoot: string): BotApi {
  const connection = connectTo(apiRoot);
  // Telegram's descriptions and odd tokens: what the general pattern does not catch, the exact text does.
  const hideToken = (text: string) => scrubTokens(token === '' ? text : text.replaceAll(token, '[token]'));
  return {
    call: async (method, payload, options = {}) => {
      if (!/^[A-Za-z]{1,64}$/.test(method)) throw new TypeError('not the name of a Bot API method');
      const body = encodePayload(payload);
      const timeoutMs = options.timeoutMs ?? (body.uploads ? UPLOAD_MS : CALL_MS);
      const exchange = new Exchange(method, timeoutMs, hideToken);
      return exchange.run(connection, `bot${encodeURIComponent(token)}/${method}`, body, options);
    },
    close: () => connection.release(),
  };
}

/** One request and its answer. Settles once; everything that happens to the socket afterwards is of no interest. */
class Exchange {
  private connected = false;
  private settled = false;
  private chunks: Buffer[] = [];
  private received = 0;
  private resolve!: (reply: Reply) => void;
  private reject!: (error: Error) => void;

  constructor(
    private readonly method: string,
    private readonly timeoutMs: number,
    private readonly hideToken: (text: string) => string,
  ) {}

  run(
    { root, agent }: Connection,
    path: string,
    body: RequestBody,
    { signal, interruption }: ApiCallOptions,
  ): Promise<Reply> {
    return new Promise<Reply>((resolve, reject) => {
      const request = this.open(root, {
        method: 'POST',
        agent,
        path: root.pathname + path.replaceAll('%3A', ':'),
        headers: {
          'content-type': body.contentType,
          ...(body.length === null ? {} : { 'content-length': body.length }),
        },
      });
      const abort = (): void => this.giveUp(request, 'aborted');
      const timer = setTimeout(
        () => this.giveUp(request, `no answer within ${Math.round(this.timeoutMs / 1000)} s`),
        this.timeoutMs,
      ).unref();
      const settle = (): void => {
        this.settled = true;
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      this.resolve = (reply) => {
        settle();
        resolve(reply);
      };
      this.reject = (error) => {
        settle();
        reject(error);
      };
      this.listen(request);
      signal?.addEventListener('abort', abort);
      interruption?.heed(abort);
      if (signal?.aborted === true) abort();
      if (!this.settled) void this.write(request, body);
    });
  }

  private open(root: URL, options: RequestOptions): ClientRequest {
    const target = {
      ...options,
      protocol: root.protocol,
      hostname: root.hostname.replace(/^\[|\]$/g, ''),
      port: root.port,
    };
    return root.protocol === 'https:' ? httpsRequest(target) : httpRequest(target);
  }

  private listen(request: ClientRequest): void {
    request.on('socket', (socket) => {
      if (!socket.connecting) this.connected = true;
      else
        socket.once(
          request.protocol === 'https:' ? 'secureConnect' : 'connect',
          () => (this.connected = true),
        );
    });
    request.on('error', (error) => this.fail(reasonOf(error)));
    request.on('response', (response) => this.read(request, response));
    request.on('close', () => this.fail('connection closed'));
  }

  private read(request: ClientRequest, response: IncomingMessage): void {
    response.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.received += chunk.length;
      if (this.received <= MAX_REPLY_BYTES) return;
      this.chunks = [];
      this.fail('the answer is too large');
      request.destroy();
    });
    response.on('error', (error) => this.fail(reasonOf(error)));
    response.on('end', () => {
      const reply = readReply(response, Buffer.concat(this.chunks).toString('utf8'), this.hideToken);
      if (typeof reply === 'string') this.fail(reply);
      else this.resolve(reply);
    });
  }

  private async write(request: ClientRequest, { parts }: RequestBody): Promise<void> {
    const [only] = parts;
    if (parts.length === 1 && Buffer.isBuffer(only)) {
      request.end(only);
      return;
    }
    try {
      for (const part of parts) {
        const chunks = Buffer.isBuffer(part) ? [part] : part;
        for await (const chunk of chunks) {
          if (!request.write(chunk)) await once(request, 'drain');
        }
      }
      request.end();
    } catch {
      // A socket's error was told by 'error' already; what is left is a stream that could not be read to its end.
      this.fail('the upload could not be read or written');
      request.destroy();
    }
  }

  private giveUp(request: ClientRequest, reason: string): void {
    this.fail(reason);
    request.destroy();
  }

  private fail(reason: string): void {
    if (this.settled) return;
    const delivery: Delivery = this.connected ? 'unknown' : 'not_sent';
    this.reject(new TelegramUnavailableError(this.method, reason, delivery));
  }
}

// Messages of network errors may quote the address, and the address holds the token: only their code is told.
function reasonOf(error: Error & { code?: unknown }): string {
  const { code } = error;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? `network ${code}` : 'network error';
}

import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../lib/errors.js';
import { ApiError } from './api-error.js';
import type { BotApi } from './bot-api.js';
import type { World } from './world.js';

interface Served {
  readonly world: World;
  readonly api: BotApi;
  readonly page: PageHandler;
}

/** Serves what is not the Bot API; false when the path is not its own either. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean;

const maxBodyBytes = 52 * 1024 * 1024;

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startHttpServer(o: {
  readonly host: string;
  readonly port: number;
  readonly world: World;
  readonly api: BotApi;
  readonly page: PageHandler;
}): Promise<RunningServer> {
  const server = http.createServer((request, response) => {
    readBody(request, response, (body) => answerSafely(o, request, response, body));
  });
  // Clients that keep connections open between polls should close them first, or a call meets a closing socket.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(o.port, o.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readBody(request: IncomingMessage, response: ServerResponse, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.on('end', () => {
    if (bytes > maxBodyBytes) refuse(response, new ApiError(413, 'Request Entity Too Large'));
    else done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  });
  // The caller went away in the middle of its request: nobody is left to answer.
  request.on('error', () => response.destroy());
}

const methodPath = /^\/bot(\d{1,15}:[\w-]{1,80})\/([A-Za-z]{1,64})\/?$/;
const filePath = /^\/file\/bot(\d{1,15}:[\w-]{1,80})\/(?:photos|documents)\/([\w-]{1,100})$/;

/** No request, however odd, may end the process that all bots live in. */
function answerSafely(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  try {
    route(served, request, response, body);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuse(response, new ApiError(500, `Internal Server Error: ${messageOf(error)}`));
  }
}

function route(
  { api, world, page }: Served,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const url = request.url ?? '/';
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const query = queryAt === -1 ? '' : url.slice(queryAt + 1);
  const call = methodPath.exec(path);
  if (call !== null && (request.method === 'GET' || request.method === 'POST')) {
    api.handle(request, response, { token: call[1] ?? '', method: call[2] ?? '', query }, body);
    return;
  }
  const download = filePath.exec(path);
  if (download !== null) sendFile(world, response, download[1] ?? '', download[2] ?? '');
  else if (path.startsWith('/bot') || path.startsWith('/file/'))
    refuse(response, new ApiError(404, 'Not Found'));
  else if (!page(request, response, body)) refuse(response, new ApiError(404, 'Not Found'));
}

function sendFile(world: World, response: ServerResponse, token: string, id: string): void {
  const bot = world.botByToken(token);
  const file = bot?.files.get(id);
  if (bot === undefined) refuse(response, new ApiError(401, 'Unauthorized'));
  else if (file === undefined) refuse(response, new ApiError(404, 'Not Found'));
  else {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': file.content.length,
    });
    response.end(file.content);
  }
}

function refuse(response: ServerResponse, error: ApiError): void {
  const body = error.toJson();
  response.writeHead(error.code, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

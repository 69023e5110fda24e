import { fastify, type FastifyInstance } from 'fastify';
import { BotelError, messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import type { Readiness } from './readiness.js';
import { addWebhooks, type WebhookDoor } from './webhooks.js';

export interface HttpOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly log: Logger;
  readonly readiness: () => Promise<Readiness>;
  /** Null: bots poll, and nothing is delivered here. */
  readonly webhooks: WebhookDoor | null;
  /** How long a request may take to arrive, in milliseconds; ten seconds when unset. */
  readonly requestTimeoutMs?: number;
}

export interface HttpServer {
  /** With the port that was really taken. */
  readonly url: string;
  /** Answers what was asked, takes nothing more. */
  close(): Promise<void>;
}

/** Opens the web entrance. Rejects with code `http_port_taken` or `http_not_opened` and a message that says what to set. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port, log, readiness, webhooks, requestTimeoutMs = 10_000 } = options;
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
    requestTimeout: requestTimeoutMs,
    // Node looks for requests that take too long only so often.
    http: { connectionsCheckingInterval: requestTimeoutMs / 5, headersTimeout: requestTimeoutMs },
    // A key of that name in what Telegram delivers must not make it come again for ever.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
  });
  addHealth(app, readiness);
  if (webhooks !== null) addWebhooks(app, webhooks);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'there is nothing here' }));
  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, url: request.url }, 'a web request failed');
    return reply.code(status).send({ error: status >= 500 ? 'internal error' : 'bad request' });
  });
  try {
    const url = await app.listen({ host, port });
    return { url, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw listenError(error, host, port);
  }
}

function addHealth(app: FastifyInstance, readiness: HttpOptions['readiness']): void {
  // Answering at all shows that the process lives and its event loop turns.
  app.get('/healthz', () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const state = await readiness();
    return reply.code(state.ready ? 200 : 503).send(state);
  });
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function listenError(error: unknown, host: string, port: number): BotelError {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    const message = `port ${port} of ${host} is taken by another program; set HTTP_PORT to a free one`;
    return new BotelError('http_port_taken', message, { cause: error });
  }
  const message = `the web server cannot listen on ${host}:${port} (${messageOf(error)}); check HTTP_HOST and HTTP_PORT`;
  return new BotelError('http_not_opened', message, { cause: error });
}

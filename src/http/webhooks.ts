import type { FastifyInstance } from 'fastify';
import type { Update } from 'telegraf/types';
import { asUpdate } from '../telegram/update-key.js';

/** `later`: whoever it is, or a genuine delivery for a tenant that does not listen yet. */
export type Admission = 'welcome' | 'later' | 'stranger';

/** Where updates go that Telegram delivers. */
export interface WebhookDoor {
  /** Asked before anything of the body is read; takes the same time whether the tenant exists or not. */
  admit(tenant: string, secret: string): Admission;
  /** `finished` only when everything the update brought about is committed. */
  receive(tenant: string, update: Update): Promise<'finished' | 'left' | 'busy'>;
}

/** The largest update is one message in reply to another, 4096 characters each with their entities: a fraction of this. */
const bodyLimit = 256 * 1024;
const retryAfterSeconds = 1;
const secretHeader = 'x-telegram-bot-api-secret-token';

interface Route {
  Params: { tenant: string };
}

/** `POST /telegram/<tenant>`: what Telegram delivers, for the bots of all tenants. */
export function addWebhooks(server: FastifyInstance, door: WebhookDoor): void {
  void server.register(async (app) => {
    app.removeContentTypeParser('text/plain');
    app.post<Route>(
      '/telegram/:tenant',
      {
        bodyLimit,
        onRequest: async (request, reply) => {
          const admission = door.admit(request.params.tenant, String(request.headers[secretHeader] ?? ''));
          if (admission === 'welcome') return;
          // The body is not read: the connection is of no further use.
          void reply.header('connection', 'close');
          if (admission === 'stranger') return reply.code(401).send({ error: 'unauthorized' });
          return reply.code(503).header('retry-after', retryAfterSeconds).send();
        },
      },
      async (request, reply) => {
        const update = asUpdate(request.body);
        if (update === null) return reply.code(400).send({ error: 'no update' });
        const receipt = await door.receive(request.params.tenant, update);
        if (receipt === 'finished') return reply.code(200).send();
        return reply.code(503).header('retry-after', retryAfterSeconds).send();
      },
    );
  });
}

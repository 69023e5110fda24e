import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One delivery that went through. */
export interface Passed {
  readonly tenant: string;
  readonly updateId: number;
  /** What the host answered; 502: nobody did. */
  readonly status: number;
  readonly host: number;
}

/** What stands before hosts that Telegram delivers to: a reverse proxy that passes requests on to them in turns. */
export interface FrontDoor {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** The hosts' addresses, asked at each request; none: 502. */
  lead(...hosts: (() => string)[]): void;
  /** The first delivery that fits, passed already or still to come. */
  waitFor(fits: (passed: Passed) => boolean): Promise<Passed>;
  stop(): Promise<void>;
}

const patienceMs = 20_000;

export async function frontDoor(): Promise<FrontDoor> {
  const passed: Passed[] = [];
  const lookers = new Set<() => void>();
  let hosts: readonly (() => string)[] = [];
  let turn = 0;
  const carry = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    turn += 1;
    const host = hosts.length === 0 ? 0 : turn % hosts.length;
    const answer = await pass(hosts[host]?.() ?? '', request, body);
    const { update_id: updateId } = JSON.parse(body.toString()) as { update_id: number };
    const tenant = request.url?.split('/').at(-1) ?? '';
    passed.push({ tenant, updateId, status: answer.status, host });
    response.writeHead(answer.status, answer.retryAfter === null ? {} : { 'retry-after': answer.retryAfter });
    response.end();
    for (const look of [...lookers]) look();
  };
  const server = createServer((request, response) => {
    carry(request, response).catch(() => void response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    lead: (...next) => void (hosts = next),
    waitFor: (fits) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          lookers.delete(look);
          reject(new Error(`waited in vain for a delivery after ${JSON.stringify(passed.slice(-5))}`));
        }, patienceMs);
        const look = (): void => {
          const found = passed.find(fits);
          if (found === undefined) return;
          clearTimeout(timer);
          lookers.delete(look);
          resolve(found);
        };
        lookers.add(look);
        look();
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(
  host: string,
  { url = '', headers }: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; retryAfter: string | null }> {
  const secret = headers['x-telegram-bot-api-secret-token'];
  try {
    const answer = await fetch(`${host}${url}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(typeof secret === 'string' ? { 'x-telegram-bot-api-secret-token': secret } : {}),
      },
      body: new Uint8Array(body),
    });
    await answer.arrayBuffer();
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
  } catch {
    return { status: 502, retryAfter: null };
  }
}

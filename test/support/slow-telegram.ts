import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Leg = 'asked' | 'delivered' | 'answered';

/** A long way to a Bot API server: messages take their time there, and so do the answers back. */
export interface SlowTelegram {
  readonly apiRoot: string;
  /** Called at each leg of a message's way; the returned function ends that. */
  onLeg(listener: (leg: Leg) => void): () => void;
  /** Resolves when no message is on its way, also none of a caller that is dead. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface SlowTelegramOptions {
  /** How long one way takes this time. */
  readonly delayMs: () => number;
  /** Whether a message whose sender died meanwhile is lost before it is delivered. */
  readonly loses: () => boolean;
}

/** The way to the server at `apiRoot`. Everything but `sendMessage` passes as it comes. */
export async function slowTelegram(apiRoot: string, options: SlowTelegramOptions): Promise<SlowTelegram> {
  const listeners = new Set<(leg: Leg) => void>();
  const underWay = new Set<Promise<void>>();
  const tell = (leg: Leg): void => [...listeners].forEach((listener) => listener(leg));
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, options.delayMs()));

  const carry = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request);
    tell('asked');
    await pause();
    if (response.destroyed && options.loses()) return;
    const answer = await pass(apiRoot, request, body);
    tell('delivered');
    await pause();
    response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' });
    response.end(await read(answer));
    tell('answered');
  };

  const server = createServer((request, response) => {
    const isMessage = request.url?.endsWith('/sendMessage') === true;
    const work = isMessage ? carry(request, response) : passThrough(apiRoot, request, response);
    const quiet = work.catch(() => void response.destroy());
    if (!isMessage) return;
    underWay.add(quiet);
    void quiet.then(() => underWay.delete(quiet));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onLeg: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Resolves when messages have gone so many more legs, or when none has gone one for `quietMs`. */
export function legsLater(telegram: SlowTelegram, count: number, quietMs = 1_000): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = telegram.onLeg(() => {
      left -= 1;
      timer.refresh();
      if (left === 0) end();
    });
    const timer = setTimeout(end, quietMs);
  });
}

async function passThrough(
  apiRoot: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const answer = await pass(apiRoot, request, await read(request), hangUp.signal);
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  answer.pipe(response);
}

async function pass(
  apiRoot: string,
  { url, method, headers }: IncomingMessage,
  body: Buffer,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const outgoing = ask(`${apiRoot}${url ?? ''}`, { method, headers, ...(signal ? { signal } : {}) });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dice } from './dice.js';

/** One call on its way to the Bot API server; of a delivery to a webhook, `method` is the tenant's id. */
export interface WeatherCall {
  readonly token: string;
  readonly method: string;
  readonly chatId: number | null;
  readonly text: string;
}

/** `late`: the call took effect and its answer was spoiled; else it never arrived. */
export interface Mishap extends WeatherCall {
  readonly kind: string;
  readonly late: boolean;
}

/** A way to a server on which things happen to calls. */
export interface TelegramWeather {
  readonly url: string;
  readonly mishaps: readonly Mishap[];
  /** Which calls may be hit from now on; null: none. */
  storm(mayHit: ((call: WeatherCall) => boolean) | null): void;
  /** Nobody can connect for so long. */
  blackout(ms: number): Promise<void>;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: Buffer | string;
  readonly headers?: OutgoingHttpHeaders;
}

/** What is answered instead; `reset`: the connection is, `hang`: nothing is. */
type Spoiled = Answer | 'reset' | 'hang';

interface Kind {
  readonly kind: string;
  readonly spoiled: Spoiled;
  /** What is refused in the other side's own words has had no effect. */
  readonly early?: true;
}

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const flood = (retryAfter?: number): Answer => ({
  status: 429,
  body: JSON.stringify({
    ...{ ok: false, error_code: 429, description: 'Too Many Requests' },
    ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
  }),
  headers: json,
});
const conflict: Answer = {
  status: 409,
  body: JSON.stringify({
    ok: false,
    error_code: 409,
    description: 'Conflict: terminated by other getUpdates',
  }),
  headers: json,
};

/** What may happen on a bot's way to Telegram. */
const onTheWayThere: readonly Kind[] = [
  { kind: '429', spoiled: flood(1), early: true },
  { kind: '429 without a time', spoiled: flood(), early: true },
  { kind: '502 page', spoiled: { status: 502, body: page, headers: html } },
  { kind: '504 page', spoiled: { status: 504, body: page, headers: html } },
  { kind: 'reset', spoiled: 'reset' },
  { kind: 'hang', spoiled: 'hang' },
  { kind: 'truncated', spoiled: { status: 200, body: '{"ok":true,"resu', headers: json } },
  { kind: 'no result', spoiled: { status: 200, body: '{"ok":true}', headers: json } },
  { kind: '200 page', spoiled: { status: 200, body: page, headers: html } },
  { kind: 'binary', spoiled: { status: 200, body: Buffer.from([0, 255, 254, 123, 0, 128]), headers: json } },
  { kind: '5 MB', spoiled: { status: 200, body: Buffer.alloc(5_000_000, 'x'), headers: json } },
];

/** What may happen on Telegram's way to a webhook: anything but that a delivery seems to be taken. */
export const onTheWayBack: readonly Kind[] = [
  { kind: '503', spoiled: { status: 503, body: '' } },
  { kind: '502 page', spoiled: { status: 502, body: page, headers: html } },
  { kind: '504 page', spoiled: { status: 504, body: page, headers: html } },
  { kind: 'reset', spoiled: 'reset' },
  { kind: 'hang', spoiled: 'hang' },
];

/** Something that came to the other side and was answered there. */
export interface Passage {
  readonly path: string;
  readonly body: Buffer;
  readonly status: number;
  /** Whether the answer goes back as it is. */
  readonly isHeard: boolean;
}

export interface WeatherOptions {
  readonly dice: Dice;
  /** Of a hundred calls that may be hit, so many are. */
  readonly percent: number;
  /** After so long a call that hangs loses its connection, if its caller has not given up. */
  readonly hangMs: () => number;
  /** What happens on a bot's way to Telegram when absent. */
  readonly kinds?: readonly Kind[];
  /** Awaited before the answer goes back. */
  readonly onPassed?: (passage: Passage) => Promise<void>;
  /** Whether the answer to a call that the dice spared is lost all the same, where calls may be hit; asked before `onPassed`. */
  readonly isLost?: (status: number) => boolean;
}

/** The way to a server, whose address is asked at each request; fair at first. */
export async function telegramWeather(
  server: () => string,
  options: WeatherOptions,
): Promise<TelegramWeather> {
  const { dice, percent, hangMs, kinds = onTheWayThere, onPassed = () => Promise.resolve() } = options;
  const { isLost = () => false } = options;
  const mishaps: Mishap[] = [];
  let mayHit: ((call: WeatherCall) => boolean) | null = null;

  const carry = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request);
    const call = callOf(request, body);
    const isOpen = mayHit?.(call) === true;
    const chosen = isOpen && dice.below(100) < percent ? kinds[dice.below(kinds.length)] : undefined;
    /** Null when nobody is to hear the answer. */
    const passed = async (isSpoiled: boolean): Promise<Answer | null> => {
      const answer = await pass(server(), request, body, response);
      const isHeard = !isSpoiled && !(isOpen && isLost(answer.status));
      await onPassed({ path: request.url ?? '', body, status: answer.status, isHeard });
      return isHeard ? answer : null;
    };
    if (chosen === undefined) {
      const answer = await passed(false);
      if (answer !== null) {
        answerWith(response, answer);
        return;
      }
      mishaps.push({ ...call, kind: 'reset', late: true });
      request.socket.resetAndDestroy();
      return;
    }
    const { kind, spoiled } = call.method === 'getUpdates' && dice.below(3) === 0 ? conflicting : chosen;
    // What a poll brings is not lost with its answer: it comes again until it is confirmed.
    const late = chosen.early !== true && call.method !== 'getUpdates' && dice.below(2) === 0;
    mishaps.push({ ...call, kind, late });
    if (late) await passed(true);
    if (spoiled === 'hang') await new Promise((resolve) => setTimeout(resolve, hangMs()).unref());
    if (typeof spoiled === 'string') request.socket.resetAndDestroy();
    else answerWith(response, spoiled);
  };
  const proxy = createServer((request, response) => {
    carry(request, response).catch(() => response.destroy());
  });
  const listen = async (port: number): Promise<number> => {
    proxy.listen(port, '127.0.0.1');
    await once(proxy, 'listening');
    return (proxy.address() as AddressInfo).port;
  };
  const close = async (): Promise<void> => {
    const closed = once(proxy, 'close');
    proxy.close();
    proxy.closeAllConnections();
    await closed;
  };
  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}`,
    mishaps,
    storm: (next) => {
      mayHit = next;
    },
    blackout: async (ms) => {
      await close();
      await new Promise((resolve) => setTimeout(resolve, ms));
      await listen(port);
    },
    stop: close,
  };
}

const conflicting = { kind: '409', spoiled: conflict } as const;

function callOf({ url = '', headers }: IncomingMessage, body: Buffer): WeatherCall {
  const [, bot = '', method = ''] = url.split('/');
  const isJson = headers['content-type']?.includes('json') === true;
  const parameters = isJson ? (JSON.parse(body.toString() || '{}') as Record<string, unknown>) : {};
  const chatId = typeof parameters['chat_id'] === 'number' ? parameters['chat_id'] : null;
  const text = typeof parameters['text'] === 'string' ? parameters['text'] : '';
  return { token: bot.replace(/^bot/, ''), method, chatId, text };
}

function answerWith(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Asks the server; a caller that hangs up is followed, as a poll is ended by it. */
async function pass(
  server: string,
  { url, method, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<Answer> {
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const outgoing = ask(`${server}${url ?? ''}`, { method, headers, signal: hangUp.signal });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 500, body: await read(answer), headers: answer.headers };
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

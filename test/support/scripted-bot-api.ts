import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedCall {
  readonly token: string;
  readonly method: string;
  readonly contentType: string;
  readonly body: string;
  /** The parameters of a JSON call. */
  readonly parameters: Record<string, unknown>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  ok(result: unknown): void;
  refuse(code: number, description: string, parameters?: object): void;
  raw(status: number, body: string, headers?: Record<string, string>): void;
  reset(): void;
}

export interface ScriptedBotApi {
  readonly apiRoot: string;
  readonly calls: ScriptedCall[];
  /** Resolves once this many calls of the method have arrived. */
  arrived(method: string, count: number): Promise<ScriptedCall[]>;
  stop(): Promise<void>;
}

/** A Bot API server that answers each call as the test says: for answers that no working server gives. */
export async function scriptedBotApi(
  script: (call: ScriptedCall, nth: number) => void,
): Promise<ScriptedBotApi> {
  const calls: ScriptedCall[] = [];
  const watchers = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = toCall(request, response, Buffer.concat(chunks).toString());
      const nth = calls.filter(({ method }) => method === call.method).length;
      calls.push(call);
      script(call, nth);
      for (const watcher of [...watchers]) watcher();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    arrived: (method, count) =>
      new Promise((resolve) => {
        const check = () => {
          const matching = calls.filter((call) => call.method === method);
          if (matching.length < count) return;
          watchers.delete(check);
          resolve(matching);
        };
        watchers.add(check);
        check();
      }),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function toCall(request: IncomingMessage, response: ServerResponse, body: string): ScriptedCall {
  const [, bot = '', method = ''] = (request.url ?? '').split('/');
  const contentType = request.headers['content-type'] ?? '';
  const raw = (status: number, text: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, headers);
    response.end(text);
  };
  return {
    token: bot.replace(/^bot/, ''),
    method,
    contentType,
    body,
    parameters: contentType === 'application/json' ? (JSON.parse(body) as Record<string, unknown>) : {},
    request,
    response,
    ok: (result) => raw(200, JSON.stringify({ ok: true, result })),
    refuse: (code, description, parameters) =>
      raw(
        code,
        JSON.stringify({ ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) }),
      ),
    raw,
    reset: () => request.socket.resetAndDestroy(),
  };
}

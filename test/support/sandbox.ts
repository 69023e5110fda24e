import {
  startSandbox,
  type Chat,
  type Person,
  type Sandbox,
  type SandboxOptions,
} from '../../src/sandbox/sandbox.js';

export const annaToken = '100000001:AAH-anna_anna_anna_anna_anna_anna_1';
export const borisToken = '100000002:AAH-boris_boris_boris_boris_boris_2';

/** An answer of the Bot API with the HTTP status it came with. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly ok: boolean;
  readonly result: unknown;
  readonly description: string | undefined;
  readonly retryAfter: number | undefined;
}

/** A bot as a plain HTTP client. */
export class HttpBot {
  constructor(
    private readonly apiRoot: string,
    private readonly token: string,
  ) {}

  /** Calls a method with JSON; `init` replaces that form of the request. */
  async call(method: string, parameters: object = {}, init?: RequestInit): Promise<ApiAnswer> {
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    };
    return readAnswer(await fetch(`${this.apiRoot}/bot${this.token}/${method}`, init ?? json));
  }

  /** The result of a call that has to succeed. */
  async result<Result = Record<string, unknown>>(method: string, parameters: object = {}): Promise<Result> {
    const answer = await this.call(method, parameters);
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${answer.description ?? ''}`);
    return answer.result as Result;
  }

  /** Sends the call as multipart/form-data; strings are fields, blobs are files. */
  async multipart(method: string, fields: Readonly<Record<string, string | File>>): Promise<ApiAnswer> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.call(method, {}, { method: 'POST', body });
  }
}

export async function readAnswer(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  const body = JSON.parse(text) as {
    ok: boolean;
    result?: unknown;
    description?: string;
    parameters?: { retry_after?: number };
  };
  return {
    status: response.status,
    headers: response.headers,
    ok: body.ok,
    result: body.result,
    description: body.description,
    retryAfter: body.parameters?.retry_after,
  };
}

export interface TestSandbox {
  readonly sandbox: Sandbox;
  /** A bot with the username `anna_bot`. */
  readonly bot: HttpBot;
  readonly vera: Person;
  /** Vera's chat with the bot, not started. */
  readonly chat: Chat;
}

/** A local Telegram with one bot and one person. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox(options);
  sandbox.addBot({ token: annaToken, username: 'anna_bot', name: 'Салон Анна' });
  const vera = sandbox.person({
    id: 2001,
    firstName: 'Вера',
    lastName: 'Иванова',
    languageCode: 'ru',
    phone: '79161234567',
  });
  return { sandbox, bot: new HttpBot(sandbox.apiRoot, annaToken), vera, chat: vera.chat('anna_bot') };
}

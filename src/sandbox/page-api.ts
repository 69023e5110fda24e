import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../lib/errors.js';
import { ApiError } from './api-error.js';
import type { BotAccount } from './bot-account.js';
import { PageEvents } from './page-events.js';
import { isOwnPage } from './page-guard.js';
import type { PageState } from './page-protocol.js';
import { readPageBody, type PageBody } from './page-body.js';
import { pageBot, pageChat, pagePerson } from './page-view.js';
import type { PersonRecord } from './person-record.js';
import { ImpossibleActionError, PersonSide } from './person-side.js';
import { readStaticFile, webFolder } from './static-files.js';
import type { World } from './world.js';

/** What the page in the browser asks for and does, and the page itself. */
export class PageApi {
  private readonly events: PageEvents;
  private readonly folder = webFolder();

  constructor(private readonly world: World) {
    this.events = new PageEvents(world);
  }

  stop(): void {
    this.events.stop();
  }

  /** False when the path is none of the page's. */
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): boolean {
    // A target such as `//` names a host, not a path: it is no page of ours.
    if (!URL.canParse(request.url ?? '/', 'http://page')) return false;
    const url = new URL(request.url ?? '/', 'http://page');
    const isData = url.pathname.startsWith('/page/');
    if (!isData && url.pathname !== '/' && !url.pathname.startsWith('/web/')) return false;
    if (!isOwnPage(request)) {
      answer(response, 403, { error: 'only the page of this server, opened on this machine, may do that' });
      return true;
    }
    if (!isData) this.sendStatic(response, url.pathname);
    else if (request.method === 'POST') void this.post(response, url.pathname, request, body);
    else this.get(response, url);
    return true;
  }

  private sendStatic(response: ServerResponse, path: string): void {
    const file = readStaticFile(this.folder, path);
    if (file === null) answer(response, 404, { error: 'there is no such file' });
    else sendBytes(response, file.content, file.contentType, 'no-cache');
  }

  private get(response: ServerResponse, url: URL): void {
    try {
      const person = Number(url.searchParams.get('person'));
      if (url.pathname === '/page/state') answer(response, 200, this.state(person));
      else if (url.pathname === '/page/chat') {
        answer(response, 200, pageChat(this.side(person, url.searchParams.get('bot') ?? '').room));
      } else if (url.pathname === '/page/events') this.events.open(this.person(person).id, response);
      else if (url.pathname.startsWith('/page/file/')) this.sendFile(response, url.pathname.slice(11));
      else answer(response, 404, { error: 'there is no such address' });
    } catch (error) {
      answerError(response, error);
    }
  }

  private state(person: number): PageState {
    const { world } = this;
    return {
      bots: world.bots.map((bot) => pageBot(bot, world.people.get(person))),
      people: [...world.people.values()].map(pagePerson),
      now: world.clock.now(),
      hints: world.hints,
      canTurnClock: world.canTurnClock,
    };
  }

  private sendFile(response: ServerResponse, id: string): void {
    const file = this.world.bots.map((bot) => bot.files.get(id)).find((found) => found !== undefined);
    if (file === undefined) {
      answer(response, 404, { error: 'there is no such file' });
      return;
    }
    // What a bot sent must never run as a page of this origin.
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('content-security-policy', 'sandbox');
    if (file.kind === 'document') {
      const name = encodeURIComponent(Buffer.from(file.name).toString()).replaceAll("'", '%27');
      response.setHeader('content-disposition', `attachment; filename*=UTF-8''${name}`);
    }
    const contentType = file.kind === 'photo' ? file.contentType : 'application/octet-stream';
    sendBytes(response, file.content, contentType, 'private, max-age=3600');
  }

  private async post(
    response: ServerResponse,
    path: string,
    request: IncomingMessage,
    bytes: Buffer,
  ): Promise<void> {
    try {
      const body = readPageBody(request, bytes);
      if (path === '/page/clock') {
        this.world.turnClock(body.flag('present') ? null : clockStep(body.number('by')));
        answer(response, 200, { now: this.world.clock.now() });
        return;
      }
      const side = this.side(body.number('person'), body.text('bot'));
      answer(response, 200, await act(side, path, body));
    } catch (error) {
      answerError(response, error);
    }
  }

  private side(person: number, username: string): PersonSide {
    const bot = this.bot(username);
    return new PersonSide(bot, bot.room(this.person(person)), this.world.clock);
  }

  private bot(username: string): BotAccount {
    const bot = this.world.bots.find((known) => known.username.toLowerCase() === username.toLowerCase());
    if (bot === undefined) throw new ApiError(404, `there is no bot @${username.slice(0, 64)}`);
    return bot;
  }

  private person(id: number): PersonRecord {
    const person = this.world.people.get(id);
    if (person === undefined) throw new ApiError(404, 'there is no such person');
    return person;
  }
}

async function act(side: PersonSide, path: string, body: PageBody): Promise<unknown> {
  switch (path) {
    case '/page/send':
      return side.sendText(body.text('text'));
    case '/page/press': {
      const message = side.room.find(body.number('messageId'));
      if (message === undefined) throw new ApiError(404, 'the message is gone');
      return (await side.press(message, body.text('data'))) ?? { expired: true };
    }
    case '/page/contact':
      return body.flag('foreign') ? side.shareForeignContact() : side.shareContact(null);
    case '/page/location':
      return side.shareLocation(body.number('latitude', 55.7558), body.number('longitude', 37.6173));
    case '/page/file':
      return sendFile(side, body);
    case '/page/block':
    case '/page/unblock':
      side.setBlocked(path === '/page/block');
      return {};
    default:
      throw new ApiError(404, 'there is no such address');
  }
}

function sendFile(side: PersonSide, body: PageBody): unknown {
  const kind = body.text('kind');
  if (kind !== 'photo' && kind !== 'document') throw new ApiError(400, '"kind" must be photo or document');
  const content = body.text('content');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content)) throw new ApiError(400, '"content" must be base64');
  // Whatever folder it came from; a name is never longer.
  const name = body.text('name').split(/[/\\]/).at(-1)?.slice(0, 255);
  return side.sendFile(kind, Buffer.from(content, 'base64'), name || 'file', body.text('caption'));
}

function answerError(response: ServerResponse, error: unknown): void {
  if (error instanceof ApiError) answer(response, error.code, { error: error.description });
  else answer(response, error instanceof ImpossibleActionError ? 409 : 500, { error: messageOf(error) });
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return;
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

function sendBytes(response: ServerResponse, content: Buffer, contentType: string, caching: string): void {
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': content.length,
    'cache-control': caching,
  });
  response.end(content);
}

const yearMs = 366 * 24 * 3_600_000;

function clockStep(ms: number): number {
  if (!Number.isInteger(ms) || Math.abs(ms) > yearMs)
    throw new ApiError(400, '"by" must be whole milliseconds, a year at most');
  return ms;
}

import type { ServerResponse } from 'node:http';
import type { PageEvent } from './page-protocol.js';
import { pageEvent } from './page-view.js';
import type { World } from './world.js';

/** Unread events a page may have waiting before it is cut off; it connects again and reads the chats afresh. */
const maxBufferedBytes = 4 * 1024 * 1024;
const heartbeatMs = 20_000;

interface Listener {
  readonly person: number;
  readonly response: ServerResponse;
}

/** Tells every open page what happens in the chats of its person, as server-sent events. */
export class PageEvents {
  private readonly listeners = new Set<Listener>();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly stopListening: readonly (() => void)[];

  constructor(world: World) {
    this.stopListening = [
      world.onRoomEvent((room, event) => {
        if (this.listeners.size > 0) this.send(room.person.id, () => pageEvent(room, event));
      }),
      world.onBotChanged((bot) => this.send(null, () => ({ type: 'bots', bot }))),
    ];
    this.heartbeat = setInterval(() => this.write(null, ':\n\n'), heartbeatMs).unref();
  }

  open(person: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(':\n\n');
    const listener: Listener = { person, response };
    this.listeners.add(listener);
    response.once('close', () => this.listeners.delete(listener));
  }

  stop(): void {
    clearInterval(this.heartbeat);
    for (const stop of this.stopListening) stop();
    for (const { response } of this.listeners) response.end();
  }

  private send(person: number | null, make: () => PageEvent): void {
    if (![...this.listeners].some((listener) => person === null || listener.person === person)) return;
    this.write(person, `data: ${JSON.stringify(make())}\n\n`);
  }

  private write(person: number | null, text: string): void {
    for (const listener of this.listeners) {
      if (person !== null && listener.person !== person) continue;
      if (listener.response.writableLength > maxBufferedBytes) listener.response.destroy();
      else listener.response.write(text);
    }
  }
}

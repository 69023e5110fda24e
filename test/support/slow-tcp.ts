import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server whose answers take their time. */
export interface SlowTcp {
  /** The server's URL with the address of the way. */
  readonly url: string;
  /** From now on each answer takes so long; null: none. Answers keep their order. */
  delay(ms: (() => number) | null): void;
  stop(): Promise<void>;
}

export async function slowTcp(url: string): Promise<SlowTcp> {
  const target = new URL(url);
  const upstream = { port: Number(target.port), host: target.hostname };
  const sockets = new Set<Socket>();
  let delayMs: (() => number) | null = null;
  const server = createServer((inner) => {
    const outer = connect(upstream);
    let queue = Promise.resolve();
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    inner.pipe(outer);
    outer.on('data', (chunk) => {
      const ms = delayMs?.() ?? 0;
      queue = queue.then(async () => {
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
        inner.write(chunk);
      });
    });
    outer.on('close', () => inner.destroy());
    inner.on('close', () => outer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: target.href,
    delay: (ms) => {
      delayMs = ms;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

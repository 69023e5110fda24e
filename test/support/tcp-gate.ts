import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that a test may close and open again, cutting the connections that pass through it. */
export interface TcpGate {
  /** The server's URL with the address of the gate. */
  readonly url: string;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A gate before the server of this URL; closed at first. */
export async function closedGate(url: string): Promise<TcpGate> {
  const target = new URL(url);
  const upstream = { port: Number(target.port), host: target.hostname };
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(upstream);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gate has no port');
  await close();
  target.host = `127.0.0.1:${address.port}`;
  return { url: target.href, open: () => listen(address.port), close };
}

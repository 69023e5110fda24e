import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** `before`: the server never hears of it. `after`: it has committed, and only its answer is lost. */
export type CutMoment = 'before' | 'after';

/** A way to a PostgreSQL server on which connections break right at the COMMIT of a transaction that changed bookings. */
export interface CommitGate {
  /** The server's URL with the address of the gate. */
  readonly url: string;
  /** Breaks the next such connection; resolves when that has happened, with false after `mostMs` without one. */
  cut(moment: CutMoment, mostMs: number): Promise<boolean>;
  close(): Promise<void>;
}

interface Order {
  readonly moment: CutMoment;
  readonly done: () => void;
}

const changesBookings = /(?:insert into bookings|update bookings|update "bookings")/;

export async function commitGate(serverUrl: string): Promise<CommitGate> {
  const target = new URL(serverUrl);
  const upstream = { port: Number(target.port), host: target.hostname };
  const sockets = new Set<Socket>();
  let order: Order | null = null;
  const take = (): Order | null => {
    const taken = order;
    order = null;
    return taken;
  };
  const server = createServer((inner) => {
    const outer = connect(upstream);
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => socket.destroy())
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    guard(inner, outer, take);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: target.href,
    cut: (moment, mostMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          order = null;
          resolve(false);
        }, mostMs);
        order = {
          moment,
          done: () => {
            clearTimeout(timer);
            resolve(true);
          },
        };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Passes everything on, until there is an order and this connection is about to commit. */
function guard(inner: Socket, outer: Socket, take: () => Order | null): void {
  let hasChanged = false;
  let lost: Order | null = null;
  const end = ({ done }: Order): void => {
    inner.destroy();
    outer.destroy();
    done();
  };
  inner.on('data', (chunk: Buffer) => {
    const text = chunk.toString('latin1');
    const isCommit = text.includes('COMMIT\0');
    if (changesBookings.test(text)) hasChanged = true;
    const order = hasChanged && isCommit ? take() : null;
    if (isCommit) hasChanged = false;
    if (order?.moment === 'before') {
      end(order);
      return;
    }
    lost = order;
    outer.write(chunk);
  });
  outer.on('data', (chunk: Buffer) => {
    if (lost === null) inner.write(chunk);
    else end(lost);
  });
}

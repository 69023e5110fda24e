import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openErrorReports } from '../../src/host/error-reports.js';
import { createLogger } from '../../src/lib/logger.js';
import { keepSecret, watchOutput } from '../support/leak-watch.js';

const token = '123456789:AAabcdefghijklmnopqrstuvwxyz012345678';

/** Stands where Sentry would, and keeps what it is sent. */
async function collector(): Promise<{ dsn: string; received: string[]; close(): Promise<void> }> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push(Buffer.concat(parts).toString());
      watchOutput('report', Buffer.concat(parts).toString());
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { dsn: `http://key@127.0.0.1:${port}/1`, received, close };
}

test('an error that is logged is reported with tenant and release, and without anybody in it', async () => {
  const sentry = await collector();
  keepSecret('token', token);
  keepSecret('phone', '+79161234567');
  keepSecret('text', 'private words');
  const reports = await openErrorReports(sentry.dsn, '1.2.3');
  const log = createLogger({
    level: 'info',
    pretty: false,
    destination: { write: () => undefined },
    onError: (error, tenant) => reports.capture(error, tenant),
  });
  log.warn({ err: new Error('only a warning') }, 'not reported');
  log.child({ tenant: 'anna' }).error(
    {
      err: Object.assign(
        new Error(`bot${token} of +7 916 123-45-67`, { cause: new Error(`deep ${token}`) }),
        {
          on: { payload: { text: 'private words', chat_id: 1 } },
        },
      ),
    },
    'failed',
  );
  await reports.close(5_000);
  await sentry.close();
  const sent = sentry.received.join('\n');
  expect(sent).toContain('bot[token] of [phone]');
  expect(sent).toContain('deep [token]');
  expect(sent).toContain('"release":"botel@1.2.3"');
  expect(sent).toContain('"tenant":"anna"');
  expect(sent).not.toMatch(/AAabcdef|916|private words|only a warning/);
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startHttp } from '../../src/http/server.js';
import { AdjustableClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { startTestHost, testToken, type TestHost } from '../support/host.js';
import { describeRedis, testRedis } from '../support/redis.js';
import { closedGate } from '../support/tcp-gate.js';

const minute = 60_000;

let sandbox: Sandbox;
let database: TestDatabase;
let running: TestHost | null = null;

beforeAll(async () => {
  sandbox = await startSandbox();
  database = await testDatabase();
});

afterEach(async () => {
  await running?.stop();
  running = null;
});

afterAll(async () => {
  await database.close();
  await sandbox.stop();
});

async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${running?.host.httpUrl}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('alive at once, ready when every salon that can start has; parked ones do not hold it up', async () => {
  const release = sandbox.injectFault({ fault: { kind: 'hang' }, bot: 'anna_bot', method: 'getMe' });
  running = await startTestHost({ tenants: { anna: {} }, sandbox, database, start: false });
  const starting = running.host.start();
  await running.waitForLog(/"Botel is starting"/);
  expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'alive' } });
  expect(await get('/readyz')).toMatchObject({
    status: 503,
    body: { ready: false, reason: 'tenants are starting', tenants: { starting: 1 } },
  });
  release();
  await starting;
  await running.editRegistry((text) => `${text}  bad: { name: Bad, token: "${testToken('bad')}" }\n`);
  await running.waitForTenant('bad', 'parked');
  await running.waitForLog(/"the queue is open"/);
  const ready = await get('/readyz');
  expect(ready).toEqual({
    status: 200,
    body: {
      ready: true,
      reason: null,
      release: expect.any(String) as string,
      tenants: { running: 1, parked: 1 },
      deaf: [],
      database: 'reachable',
      backups: { overdue: 0, of: [] },
      queue: { backend: 'PostgreSQL', connected: true },
    },
  });
});

test('a bot that hears nothing for minutes is told of; when all are deaf the host is not ready', async () => {
  const clock = new AdjustableClock();
  running = await startTestHost({ tenants: { boris: {}, clara: {} }, sandbox, database, clock });
  clock.advance(4 * minute);
  expect(await get('/readyz')).toMatchObject({ status: 200, body: { deaf: [] } });
  clock.advance(2 * minute);
  expect(await get('/readyz')).toMatchObject({
    status: 503,
    body: { reason: 'no bot hears Telegram', deaf: ['boris', 'clara'] },
  });
  const chat = sandbox.person({ id: 5002, firstName: 'Клавдия' }).chat('boris_bot');
  const { updateId } = await chat.send('hello');
  await sandbox.confirmed('boris_bot', updateId ?? 0);
  expect(await get('/readyz')).toMatchObject({ status: 200, body: { ready: true, deaf: ['clara'] } });
});

test('a database that went away makes the host unready, not dead', async () => {
  const gate = await closedGate(database.url);
  await gate.open();
  running = await startTestHost({ tenants: { dina: {} }, sandbox, database: { ...database, url: gate.url } });
  await running.waitForLog(/"the queue is open"/);
  expect((await get('/readyz')).status).toBe(200);
  await gate.close();
  expect(await get('/readyz')).toMatchObject({
    status: 503,
    body: { reason: 'a database does not answer', database: 'away', queue: { connected: false } },
  });
  expect((await get('/healthz')).status).toBe(200);
  await gate.open();
  // Nobody has anything due, so nobody else would find out that the queue is there again.
  let back = await get('/readyz');
  while (back.status !== 200) back = await get('/readyz');
  expect(back.body).toMatchObject({ database: 'reachable', queue: { connected: true } });
  await running.stop();
  running = null;
  await gate.close();
});

describeRedis('with a Redis', () => {
  test('a queue that is away is told of and is no reason to be unready', async () => {
    const redis = await testRedis();
    running = await startTestHost({
      tenants: { elsa: {} },
      sandbox,
      database,
      variables: { REDIS_URL: redis.url },
    });
    await running.waitForLog(/"the queue is open"/);
    const queue = { backend: 'Redis', connected: true };
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { queue } });
    await redis.kill();
    await running.waitForLog(/"Redis is away/);
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, queue: { ...queue, connected: false } },
    });
    await running.stop();
    running = null;
    await redis.close();
  });
});

test('what is not there is 404 as JSON', async () => {
  running = await startTestHost({ tenants: {}, sandbox, database });
  expect(await get('/secret')).toEqual({ status: 404, body: { error: 'there is nothing here' } });
});

test('a port that is taken is said with what to set, and nothing is left open', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const { port } = squatter.address() as AddressInfo;
  const starting = startTestHost({ tenants: {}, sandbox, database, variables: { HTTP_PORT: String(port) } });
  await expect(starting).rejects.toMatchObject({
    code: 'http_port_taken',
    message: `port ${port} of 127.0.0.1 is taken by another program; set HTTP_PORT to a free one`,
  });
  await new Promise((resolve) => squatter.close(resolve));
});

test('an address that is not here is said as well', async () => {
  const starting = startTestHost({ tenants: {}, sandbox, database, variables: { HTTP_HOST: '192.0.2.1' } });
  await expect(starting).rejects.toMatchObject({ code: 'http_not_opened' });
});

test('a failure inside is logged and shows nothing to the one who asks', async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    log: createLogger({ level: 'info', pretty: false, destination }),
    readiness: () => Promise.reject(new Error('inner detail')),
    webhooks: null,
  });
  const response = await fetch(`${server.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([500, { error: 'internal error' }]);
  expect(lines.join('')).toContain('inner detail');
  await server.close();
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { openDesk } from '../../src/bot/admin/home/data.js';
import { questions } from '../../src/bot/admin/questions.js';
import { saveConversation } from '../../src/commands/conversation.js';
import { readClientFile } from '../../src/reports/clients/client-files.js';
import { FileGoneError } from '../../src/telegram/files.js';
import { buildSalon, nextPersonId, nextUpdateId } from '../support/builders.js';
import { testDatabase } from '../support/database.js';
import { sampleOf } from '../support/desk-walk.js';
import { DirectBot, type Called, type Guest } from '../support/direct-bot.js';
import { scriptedBotApi } from '../support/scripted-bot-api.js';
import { testBot } from '../support/telegram-bot.js';

/** Whoever comes here was sent by somebody's words. */
let trap: Server;
let url: string;
let visitors: string[];
beforeAll(async () => {
  trap = createServer((request, response) => {
    visitors.push(request.url ?? '');
    response.end('secret');
  }).listen(0, '127.0.0.1');
  await once(trap, 'listening');
  url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
});
beforeEach(() => {
  visitors = [];
});
afterEach(() => {
  expect(visitors).toEqual([]);
});
afterAll(async () => {
  trap.close();
  await once(trap, 'close');
});

test('the trap notices whoever comes', async () => {
  await fetch(`${url}/x`);
  expect(visitors.splice(0)).toEqual(['/x']);
});

test('an address typed anywhere is a text: it is neither opened nor handed to Telegram as a file', async () => {
  const pool = await testDatabase();
  const salon = await buildSalon(pool.database);
  const owner: Guest = { id: nextPersonId(), firstName: `${url}/owner.png` };
  const bot = new DirectBot({ ...salon.ctx, owners: [owner.id] });
  await bot.press(owner, openDesk.data({}));
  const calls: Called[] = [];
  const typed = [`<a href="${url}/a">${url}/photo.png</a>`, `{ "url": "${url}/b" }`];
  for (const { id, args } of questions) {
    for (const text of typed) {
      const sample = sampleOf(z.toJSONSchema(args, { io: 'input' }));
      const asked = { kind: 'desk', question: id, args: sample, askedBy: 0, panelId: 1, answeredBy: null };
      await saveConversation(
        salon.ctx,
        { chatId: owner.id, userId: owner.id, updateId: nextUpdateId() },
        asked,
      );
      calls.push(...(JSON.parse((await bot.say(owner, text)).all) as Called[]));
    }
  }
  await pool.close();
  expect(calls.length).toBeGreaterThan(60);
  const files = calls
    .flatMap(({ payload }) => [payload.photo, payload.document, payload.media])
    .filter(Boolean);
  expect(files.filter((file) => JSON.stringify(file).includes('http'))).toEqual([]);
});

test('addresses in a file of clients are texts, too', async () => {
  const table = `name;phone;notes\n=WEBSERVICE("${url}/c");+79161234567;"<img src=""${url}/d"">"\n`;
  const reading = await readClientFile({ content: Buffer.from(table), country: 'RU', mostRows: 10 });
  expect(reading).toMatchObject({ kind: 'read' });
});

describe('a Bot API server that means ill', () => {
  const paths = [
    '../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '/etc/passwd',
    '//127.0.0.1/x',
    'documents/../../x',
    'documents//x',
    './x',
    'x?y=1',
    'x#y',
    'x\\..\\y',
    'x\r\nHost: other',
    '@127.0.0.1/x',
    'http:x',
  ];
  test.each([...paths, 'the address of another server'])('leads nowhere with the path %j', async (given) => {
    const path = given === 'the address of another server' ? `${url}/e` : given;
    const server = await scriptedBotApi((call) => call.ok({ file_id: 'F', file_path: path }));
    const bot = testBot(server.apiRoot);
    await expect(bot.files.download('F', 100)).rejects.toBeInstanceOf(FileGoneError);
    await bot.close();
    expect(server.calls.map(({ method }) => method)).toEqual(['getFile']);
    await server.stop();
  });

  test.each([301, 302, 303, 307, 308])('is not followed elsewhere: %i', async (status) => {
    const server = await scriptedBotApi((call) => {
      if (call.method === 'getFile') call.ok({ file_id: 'F', file_path: 'documents/a.csv' });
      else call.raw(status, '', { location: `${url}/f` });
    });
    const bot = testBot(server.apiRoot, { limits: { attempts: 1 } });
    await expect(bot.files.download('F', 100)).rejects.toThrow();
    await expect(bot.sender.call('getMe', {})).rejects.toThrow();
    await bot.close();
    await server.stop();
  });
});

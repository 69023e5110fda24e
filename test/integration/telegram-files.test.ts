import { inspect } from 'node:util';
import { collectedLog, testBot, TOKEN } from '../support/telegram-bot.js';
import { FileGoneError, FileTooBigError } from '../../src/telegram/files.js';
import { TelegramUnavailableError } from '../../src/telegram/errors.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { scriptedBotApi, type ScriptedBotApi, type ScriptedCall } from '../support/scripted-bot-api.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.addBot({ token: TOKEN, username: 'anna_bot', name: 'Anna' });
});
afterEach(() => sandbox.stop());

/** A file that somebody sent: its id. */
async function sent(content: Buffer): Promise<string> {
  const chat = sandbox.person({ id: 5, firstName: 'Olga' }).chat('anna_bot');
  await chat.start();
  await chat.sendDocument(content, 'клиенты.csv');
  return chat.last().document?.fileId ?? '';
}

test('a file comes as it was sent', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const fileId = await sent(content);
  const bot = testBot(sandbox.apiRoot);
  const [one, two] = await Promise.all([
    bot.files.download(fileId, content.length),
    bot.files.download(fileId, 20 * 1024 * 1024),
  ]);
  expect(one.equals(content)).toBe(true);
  expect(two.equals(content)).toBe(true);
  await bot.close();
});

test('one that is too big, and one that nobody sent, are refused', async () => {
  const fileId = await sent(Buffer.alloc(2_000, 1));
  const bot = testBot(sandbox.apiRoot);
  await expect(bot.files.download(fileId, 1_999)).rejects.toThrow(FileTooBigError);
  await expect(bot.files.download('nonsense', 1_000)).rejects.toThrow(FileGoneError);
  const large = await sent(Buffer.alloc(20 * 1024 * 1024 + 1, 1));
  await expect(bot.files.download(large, 50 * 1024 * 1024)).rejects.toThrow(FileTooBigError);
  await bot.close();
});

describe('when the server misbehaves', () => {
  let server: ScriptedBotApi;
  afterEach(() => server.stop());

  /** A server that says where a file is, and answers the request for it as `file` does. */
  async function serving(file: (call: ScriptedCall) => void, path = 'documents/list.csv'): Promise<void> {
    server = await scriptedBotApi((call) => {
      if (call.request.url?.startsWith('/file/') === true) file(call);
      else call.ok({ file_id: 'F', file_path: path });
    });
  }

  /** What a download rejects with; neither it nor a log line may hold the token. */
  async function failure(maxBytes = 100): Promise<Error> {
    const { log, lines } = collectedLog();
    const bot = testBot(server.apiRoot, { log });
    const error: unknown = await bot.files.download('F', maxBytes).catch((reason: unknown) => reason);
    await bot.close();
    if (!(error instanceof Error)) throw new Error('the download did not fail');
    const said = inspect(error, { depth: 9, showHidden: true }) + lines.join('');
    expect(said).not.toContain(TOKEN);
    expect(said).not.toContain(TOKEN.split(':')[1]);
    return error;
  }

  test.each([
    ['is away', (call: ScriptedCall) => call.raw(502, 'Bad Gateway')],
    ['is flooded', (call: ScriptedCall) => call.raw(429, 'Too Many Requests')],
    ['resets the connection', (call: ScriptedCall) => call.reset()],
    ['stops in the middle', (call: ScriptedCall) => stopInTheMiddle(call)],
  ])('it %s: later may work', async (_, file) => {
    await serving(file);
    expect(await failure()).toBeInstanceOf(TelegramUnavailableError);
  });

  test('it does not have the file: that is said', async () => {
    await serving((call) => call.raw(404, 'Not Found'));
    expect(await failure()).toBeInstanceOf(FileGoneError);
  });

  test('it sends more than it said: no more than allowed is taken', async () => {
    await serving(({ response }) => {
      response.writeHead(200);
      for (let part = 0; part < 10; part += 1) response.write(Buffer.alloc(64));
      response.end();
    });
    expect(await failure()).toBeInstanceOf(FileTooBigError);
  });

  test.each(['../../secrets', '/etc/passwd', 'documents/../x', 'a b'])(
    'a path such as %j is not followed',
    async (path) => {
      await serving((call) => call.raw(200, 'secret'), path);
      expect(await failure()).toBeInstanceOf(FileGoneError);
      expect(server.calls.map(({ method }) => method)).toEqual(['getFile']);
    },
  );
});

function stopInTheMiddle({ request, response }: ScriptedCall): void {
  response.writeHead(200, { 'content-length': 50 });
  response.write(Buffer.alloc(20), () => request.socket.destroy());
}

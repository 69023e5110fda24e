import { connect, type Socket } from 'node:net';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import pino from 'pino';
import { readIncoming } from '../../src/bot/incoming.js';
import { calendarFile } from '../../src/bot/client/visits/calendar-export.js';
import { parseRegistry } from '../../src/config/registry.js';
import { startHttp, type HttpServer } from '../../src/http/server.js';
import { createLogger } from '../../src/lib/logger.js';
import { scrubValue } from '../../src/lib/scrub.js';
import { readClientFile } from '../../src/reports/clients/client-files.js';
import { columnsOf } from '../../src/reports/clients/headers.js';
import { UnreadableFileError } from '../../src/reports/clients/table-cells.js';
import { checkZip } from '../../src/reports/clients/zip-check.js';
import { harmless, withoutGuard } from '../../src/reports/harmless.js';
import { diceOf } from '../support/dice.js';
import { nastyTexts } from '../support/nasty-texts.js';

describe('formulas', () => {
  const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', ' =', '\u200B=', '\u00A0@'];

  test.each(signs)(
    '%j begins none in a file, and is the same text again when the file comes back',
    (sign) => {
      const text = `${sign}1+1`;
      expect(harmless(text)).toBe(`'${text}`);
      expect(harmless(harmless(text))).toBe(harmless(text));
      expect(withoutGuard(harmless(text))).toBe(text);
    },
  );

  test('whatever is exported and comes back is what it was', () => {
    const piece = fc.constantFrom(...signs, "'", 'а', '1', ' ');
    const text = fc.array(piece, { maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, (typed) => {
        // An apostrophe that was typed before a formula looks like ours.
        fc.pre(withoutGuard(typed) === typed);
        expect(withoutGuard(harmless(typed))).toBe(typed);
      }),
    );
  });

  test('a list of clients keeps what was guarded', async () => {
    const names = ['＝Анна', '@Мария', '-Ольга'];
    const lines = names.map((name, index) => `${harmless(name).replaceAll(',', ' ')},+7916123456${index}`);
    const content = Buffer.from(`note,phone\n${lines.join('\n')}\n`);
    const reading = await readClientFile({ content, country: 'RU', mostRows: 10 });
    if (reading.kind !== 'read') throw new Error(reading.reason);
    const clients = JSON.parse(reading.clientsJson) as { notes: string }[];
    expect(clients.map(({ notes }) => notes)).toEqual(names);
  });
});

describe('a calendar file', () => {
  test.each(Object.entries(nastyTexts))(
    'with %s in every text is one event with the usual lines',
    (_what, text) => {
      const injected = `${text}\r\nEND:VEVENT\r\nBEGIN:VALARM\nATTACH:http://127.0.0.1/`;
      const file = calendarFile({
        ...{ uid: 'booking-1.anna@botel', sequence: 1, title: injected, notes: injected, address: injected },
        ...{
          point: null,
          start: Date.UTC(2026, 2, 5, 9),
          end: Date.UTC(2026, 2, 5, 10),
          zone: 'Europe/Moscow',
        },
        now: Date.UTC(2026, 2, 2),
      });
      const names = file
        .replace(/\r\n[ \t]/g, '')
        .split(/\r\n|\r|\n/)
        .map((line) => /^[A-Z-]+(?=[:;])/.exec(line)?.[0] ?? line);
      expect(names.filter((name) => name === 'BEGIN')).toHaveLength(
        names.filter((name) => name === 'END').length,
      );
      expect(file.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
      expect(names).not.toContain('ATTACH');
      expect(file).not.toMatch(/^BEGIN:VALARM/m);
    },
  );
});

describe('keys that belong to the language', () => {
  afterEach(() => {
    const fresh: Record<string, unknown> = {};
    expect([fresh.polluted, Object.keys(Object.prototype)]).toEqual([undefined, []]);
  });
  const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';

  test('in an update change nothing', () => {
    const update = JSON.parse(
      `{"update_id":1,"__proto__":{"polluted":1},"message":{"message_id":1,"from":{"id":5,"__proto__":{"is_bot":true}},"chat":{"id":5,"type":"private"},"text":"x","constructor":${poison}}}`,
    ) as unknown;
    expect(readIncoming(update)).toMatchObject({ kind: 'text', text: 'x' });
  });

  test('in something that is logged change nothing', () => {
    expect(JSON.stringify(scrubValue({ list: [JSON.parse(poison)] }))).not.toContain('[object');
  });

  test('in the registry are refused', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const reading = parseRegistry(
        `${key}: { polluted: 1 }\ntenants:\n  ${key}: { polluted: 1 }\n`,
        'tenants.yaml',
        {},
      );
      expect(reading.ok).toBe(false);
    }
  });

  test('as titles of columns are no columns', () => {
    expect(columnsOf(['constructor', '__proto__', 'toString', 'телефон'])).toEqual({ phone: 3 });
  });
});

describe('depth and size', () => {
  test.each([
    ['lists', `tenants: ${'['.repeat(20_000)}`],
    ['closed lists', `tenants: ${'['.repeat(3_000)}${']'.repeat(3_000)}`],
    ['maps', `tenants: ${'{a: '.repeat(5_000)}`],
    ['blocks', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['keys', `tenants:\n${Array.from({ length: 300 }, (_, index) => `  k${index}: 1`).join('\n')}`],
  ])('a registry of very many %s is refused with a line', (_what, text) => {
    const reading = parseRegistry(text, 'tenants.yaml', {});
    if (reading.ok) throw new Error('it was taken');
    expect(reading.problems.length).toBeGreaterThan(0);
    expect(String(reading.problems[0])).toMatch(/^tenants\.yaml:\d+[: ]/);
  });

  test('what is logged is bounded, however deep and wide it is', () => {
    let deep: unknown = 'end';
    for (let depth = 0; depth < 50_000; depth += 1) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index]));
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    createLogger({ level: 'info', pretty: false, destination }).info({ deep, wide }, 'odd');
    expect(lines.join('').length).toBeLessThan(10_000);
  });

  test('what is logged cannot write to a terminal', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const log = createLogger({ level: 'info', pretty: true, destination });
    log.info({ reason: 'a\u001B]0;title\u0007b' }, 'answer: \u001B[2J\u009B1m');
    // eslint knows that control characters are meant here by their escapes.
    expect(lines.join('')).not.toMatch(new RegExp('[\\u001B\\u0007\\u009B]'));
  });
});

describe('a damaged spreadsheet', () => {
  test('is refused or read, and never an error of ours', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('x').addRows([
      ['Имя', 'Телефон'],
      ['Мария', '+79161234567'],
    ]);
    const whole = Buffer.from(await book.xlsx.writeBuffer());
    const dice = diceOf(20_260_302);
    let refused = 0;
    for (let round = 0; round < 1_000; round += 1) {
      const spoilt = Buffer.from(
        whole.subarray(0, round % 3 === 0 ? dice.below(whole.length) : whole.length),
      );
      for (let hits = 0; hits < 4 && spoilt.length > 0; hits += 1) {
        // The directory at the end says where everything else is.
        const from = hits % 2 === 0 ? Math.max(0, spoilt.length - 600) : 0;
        spoilt[from + dice.below(spoilt.length - from)] = dice.below(256);
      }
      try {
        checkZip(spoilt, 1024 * 1024);
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error;
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });
});

describe('the web server', () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttp({
      ...{ host: '127.0.0.1', port: 0, log: pino({ level: 'silent' }), webhooks: null },
      readiness: () => Promise.reject(new Error('nobody asks')),
      requestTimeoutMs: 500,
    });
  });
  afterAll(() => server.close());

  /** What comes back on a connection until the server closes it. */
  function exchange(write: (socket: Socket) => void): Promise<string> {
    return new Promise((done) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => write(socket));
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => (text += part));
      socket.on('error', () => undefined);
      socket.on('close', () => done(text));
    });
  }
  const head = 'GET /healthz HTTP/1.1\r\nHost: x\r\n';

  test.each<[string, string, RegExp]>([
    ['a head far too large', `${head}X: ${'a'.repeat(100_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    [
      'two lengths of one body',
      `POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length beside chunks',
      'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a chunk without end',
      'POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n',
      /HTTP\/1\.1 400 /,
    ],
    ['a line break in a header', `${head}X: a\nb\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1\.1 (400|505) /],
    ['another protocol', '\u0016\u0003\u0001\u0002', /^HTTP\/1\.1 400 /],
    ['nothing', '', /^(HTTP\/1\.1 408 .*)?/],
    ['half a head', head, /^HTTP\/1\.1 408 /],
  ])('%s: the connection is answered so, and closed', async (_what, bytes, answer) => {
    expect(await exchange((socket) => socket.write(bytes))).toMatch(answer);
  });

  test('hundreds of connections that say nothing keep nobody out', async () => {
    const idle = Array.from({ length: 300 }, () => exchange((socket) => socket.write('G')));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await Promise.all(idle);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('a body of megabytes is not taken', async () => {
    const response = await fetch(`${server.url}/healthz`, {
      method: 'POST',
      body: 'x'.repeat(5_000_000),
    }).catch(() => null);
    expect([null, 404, 413, 415]).toContain(response?.status ?? null);
  });
});

import { createLogger, scrub, type Logger } from '../../src/lib/logger.js';

const token = '123456789:AAabcdefghijklmnopqrstuvwxyz012345678';

/** What the engine says of text that is no JSON: it quotes it. */
function messageOfParsing(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (error) {
    return String(error);
  }
}

function collected(pretty = false): { log: Logger; lines: string[]; last: () => Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLogger({
    level: 'trace',
    pretty,
    release: '1.2.3',
    destination: { write: (line: string) => lines.push(line) },
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

describe('scrub', () => {
  test.each([
    [`GET https://api.telegram.org/bot${token}/getMe failed`, token],
    [`bot${encodeURIComponent(token)}`, 'AAabcdefgh'],
    ['call +7 916 123-45-67 back', '123-45-67'],
    ['call +49 (30) 901820 back', '901820'],
    ['call 8 (916) 123-45-67 back', '123-45-67'],
    ['call 89161234567', '89161234567'],
    ['connect postgres://botel:s3cret@db:5432/botel', 's3cret'],
    ['connect postgres://botel:s3@cret@db:5432/botel', 'cret'],
    ['connect redis://:s3cret@redis:6379', 's3cret'],
    [`key AGE-SECRET-KEY-1${'Q'.repeat(58)} is not one`, 'QQQQ'],
    ['invalid input syntax for type integer: "Марфа"', 'Марфа'],
    ['invalid input value for enum t_anna."kind": "Марфа"', 'Марфа'],
    ['malformed array literal: "{Марфа"', 'Марфа'],
    ['value "79161234567999" is out of range for type integer', '791612'],
    ['date/time field value out of range: "Марфа"', 'Марфа'],
    [messageOfParsing('{"name": Марфа}'), 'Марф'],
    [messageOfParsing('Марфа'), 'Марфа'],
  ])('takes the secret out of "%s"', (text, secret) => {
    expect(scrub(text)).not.toContain(secret);
  });

  test.each([
    'tenant anna of chat 987654321 at 2026-11-21T02:04:22.123+03:00',
    'took 1732154662123 ms on 127.0.0.1:8080',
    'postgres://db:5432/botel',
    'relation "bookings" violates the constraint "bookings_no_overlap"',
    'a stack\n    at one (/app/dist/src/main.js:1:2)\n\tat two',
    'update 123456789 of 2026-11-21 10:00',
  ])('leaves "%s" as it is', (text) => {
    expect(scrub(text)).toBe(text);
  });
});

describe('the logger', () => {
  test('writes one JSON object per line with level, time, release and message', () => {
    const { log, last } = collected();
    log.info({ tenant: 'anna' }, 'started');
    expect(last()).toMatchObject({ level: 'info', release: '1.2.3', tenant: 'anna', msg: 'started' });
    expect(Date.parse(String(last().time))).not.toBeNaN();
  });

  test('masks personal and secret keys at any depth and keeps the rest', () => {
    const { log, lines, last } = collected();
    log.warn(
      {
        token,
        update: {
          update_id: 7,
          message: {
            from: { id: 5, first_name: 'Марина', last_name: 'Иванова', username: 'marina' },
            text: 'мой секрет',
            contact: { phone_number: '79161234567', vcard: 'x' },
            forward_origin: { sender_user_name: 'Марина' },
            location: { latitude: 55.75, longitude: 37.61 },
            document: { file_name: 'Иванова.pdf' },
          },
        },
        booking: { id: 3, contact_name: 'Марина', contact_phone: '+79161234567', comment: 'аллергия' },
        client: { clientName: 'Иванова', notes: 'аллергия', staffName: 'Марина', backup_key: 'мой секрет' },
      },
      'odd update',
    );
    const line = lines.join('');
    for (const secret of [
      token,
      'Марина',
      'Иванова',
      'marina',
      'секрет',
      '9161234567',
      'аллергия',
      '55.75',
    ]) {
      expect(line).not.toContain(secret);
    }
    expect(last()).toMatchObject({
      update: { update_id: 7, message: { from: { id: 5 } } },
      booking: { id: 3 },
    });
  });

  test.each<[string, (log: Logger) => void]>([
    ['a message', (log) => log.info(`bot${token} and +7 916 123-45-67`)],
    ['a message with an object', (log) => log.info({ a: 1 }, `bot${token} and +79161234567`)],
    ['a placeholder', (log) => log.info('%s and %s', token, '+79161234567')],
    ['a lone error', (log) => log.error(new Error(`bot${token} +79161234567`))],
    ['an error with a message', (log) => log.error({ err: new Error(`bot${token} +79161234567`) }, 'failed')],
    [
      'the cause of an error',
      (log) => log.error({ err: new Error('x', { cause: new Error(`${token} +79161234567`) }) }, 'failed'),
    ],
    [
      'properties of an error',
      (log) => log.error({ err: Object.assign(new Error('x'), { on: { url: token } }) }),
    ],
    ['an error inside a list', (log) => log.error({ list: [new Error(`${token} +79161234567`)] })],
    ['bindings of a child', (log) => log.child({ api: `https://x/bot${token}` }).info('x')],
  ])('lets no token or phone through in %s', (_origin, write) => {
    for (const pretty of [false, true]) {
      const { log, lines } = collected(pretty);
      write(log);
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.join('')).not.toMatch(/AAabcdef|9161234567|916 123/);
    }
  });

  test('keeps type, message, stack and cause of an error', () => {
    const { log, last } = collected();
    log.error({ err: new TypeError('no such thing', { cause: new Error('deeper') }) }, 'failed');
    expect(last()).toMatchObject({
      msg: 'failed',
      err: { type: 'TypeError', message: 'no such thing', cause: { message: 'deeper' } },
    });
    expect(JSON.stringify(last())).toContain('logger.test');
  });

  test('survives values that cannot be written as they are', () => {
    const { log, last } = collected();
    const circle: Record<string, unknown> = { big: 10n, at: new Date(Number.NaN), bytes: Buffer.from('abc') };
    circle.self = circle;
    log.info(circle, 'odd');
    expect(last()).toMatchObject({ big: '10', at: null, bytes: '[3 bytes]', msg: 'odd' });
  });
});

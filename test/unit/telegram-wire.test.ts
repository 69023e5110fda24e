import fc from 'fast-check';
import { Readable } from 'node:stream';
import { classify } from '../../src/telegram/classify.js';
import { encodePayload, mayEncodeAgain } from '../../src/telegram/payload.js';
import { readReply } from '../../src/telegram/reply.js';
import { PollLedger } from '../../src/telegram/poll-ledger.js';
import { asUpdate, keyOf } from '../../src/telegram/update-key.js';

const asText = (payload: Record<string, unknown>): string =>
  Buffer.concat(
    encodePayload(payload).parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.alloc(0))),
  ).toString();
const hide = (text: string) => text.replaceAll('SECRET', '[token]');

describe('a payload', () => {
  it('is JSON without nulls when nothing is uploaded', () => {
    const payload = {
      chat_id: 1,
      text: 'ё',
      reply_markup: null,
      link_preview_options: { url: 'https://x', is_disabled: null },
    };
    expect(encodePayload(payload).contentType).toBe('application/json');
    expect(JSON.parse(asText(payload))).toEqual({
      chat_id: 1,
      text: 'ё',
      link_preview_options: { url: 'https://x' },
    });
  });

  it('sends objects beside a file as JSON, and files deep inside as attachments', () => {
    const media = [
      { type: 'photo', media: { source: Buffer.from('one') }, caption: 'c' },
      { type: 'photo', media: Buffer.from('two'), thumbnail: { source: Buffer.from('three') } },
    ];
    const text = asText({
      chat_id: 5,
      media,
      reply_parameters: { message_id: 3 },
      show: true,
      nothing: null,
    });
    expect(text).toContain('name="chat_id"\r\n\r\n5\r\n');
    expect(text).toContain('name="show"\r\n\r\ntrue\r\n');
    expect(text).toContain('name="reply_parameters"\r\n\r\n{"message_id":3}\r\n');
    expect(text).toContain(
      '[{"type":"photo","media":"attach://file1","caption":"c"},{"type":"photo","media":"attach://file2","thumbnail":"attach://file3"}]',
    );
    for (const [index, content] of ['one', 'two', 'three'].entries()) {
      expect(text).toMatch(
        new RegExp(`name="file${index + 1}"; filename="file${index + 1}.bin"\r\n.*\r\n\r\n${content}\r\n`),
      );
    }
    expect(text).not.toContain('nothing');
  });

  it('does not let a file name write headers', () => {
    const text = asText({ document: { source: Buffer.from('x'), filename: 'a"\r\nx-evil: 1\r\n.csv' } });
    expect(text).toContain('filename="a%22%0D%0Ax-evil: 1%0D%0A.csv"');
  });

  it('knows its length, and what cannot be sent twice', () => {
    const bytes = { document: { source: Buffer.from('xyz') }, caption: 'ж' };
    expect(encodePayload(bytes).length).toBe(Buffer.byteLength(asText(bytes)));
    expect(mayEncodeAgain(bytes)).toBe(true);
    const stream = { media: [{ media: { source: Readable.from(['x']) } }] };
    expect(encodePayload(stream).length).toBeNull();
    expect(mayEncodeAgain(stream)).toBe(false);
  });
});

describe('an answer', () => {
  it('is read or explained, whatever the body is, and shows no token', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .jsonValue()
            .map((v) => JSON.stringify({ ok: false, parameters: v, error_code: v, description: v })),
        ),
        fc.constantFrom(200, 401, 403, 404, 429, 502),
        (body, statusCode) => {
          const reply = readReply({ statusCode, headers: {} }, body, hide);
          if (typeof reply !== 'string' && !reply.ok) classify('sendMessage', 1, reply);
        },
      ),
    );
    expect(
      readReply(
        { statusCode: 400, headers: {} },
        '{"ok":false,"error_code":400,"description":"a SECRET b"}',
        hide,
      ),
    ).toMatchObject({
      description: 'a [token] b',
    });
    expect(readReply({ statusCode: 502, headers: {} }, '<p>SECRET</p>', hide)).toBe(
      'HTTP 502 that is not an answer of the Bot API',
    );
  });

  it.each([
    ['sendMessage', 403, 'Forbidden: bot was blocked by the user', 'unreachable'],
    ['sendMessage', 403, 'Forbidden: user is deactivated', 'unreachable'],
    ['sendMessage', 400, 'Bad Request: chat not found', 'unreachable'],
    ['sendMessage', 400, 'Bad Request: message is too long', 'rejected'],
    ['sendMessage', 401, 'Unauthorized', 'token'],
    ['sendMessage', 404, 'Not Found', 'token'],
    ['sendMessage', 404, 'Not Found: method not found', 'rejected'],
    ['sendMessage', 429, 'Too Many Requests: retry after 3', 'flood'],
    ['sendMessage', 500, 'Internal Server Error', 'unavailable'],
    ['sendMessage', 302, 'Found', 'unavailable'],
    ['sendMessage', 400, 'Bad Request: message is not modified', 'rejected'],
    [
      'editMessageText',
      400,
      'Bad Request: message is not modified: specified new content is the same',
      'moot',
    ],
    [
      'answerCallbackQuery',
      400,
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
      'moot',
    ],
    ['editMessageText', 400, 'Bad Request: query is too old', 'rejected'],
    ['getUpdates', 409, 'Conflict: terminated by other getUpdates request', 'rejected'],
  ])('to %s with %d %s means: %s', (method, errorCode, description, kind) => {
    expect(classify(method, 1, { ok: false, errorCode, description, parameters: {} }).kind).toBe(kind);
  });

  it('keeps a flood wait within reason', () => {
    const flood = (parameters: { retry_after?: number }) =>
      classify('x', null, { ok: false, errorCode: 429, description: '', parameters });
    expect(flood({ retry_after: 3 })).toMatchObject({ waitMs: 3000 });
    expect(flood({})).toMatchObject({ waitMs: 5000 });
    expect(flood({ retry_after: 0 })).toMatchObject({ waitMs: 1000 });
    expect(flood({ retry_after: 1e12 })).toMatchObject({ waitMs: 86_400_000 });
  });
});

describe('the key of an update', () => {
  const key = (event: object) => keyOf({ update_id: 9, ...event } as unknown as Parameters<typeof keyOf>[0]);

  it('is the chat, else the person, else the update itself', () => {
    expect(key({ message: { chat: { id: 5 }, from: { id: 6 } } })).toBe('chat 5');
    expect(key({ callback_query: { from: { id: 6 }, message: { chat: { id: -5 } } } })).toBe('chat -5');
    expect(key({ pre_checkout_query: { from: { id: 6 } } })).toBe('chat 6');
    expect(key({ managed_bot: { user: { id: 7 }, bot: { id: 8 } } })).toBe('chat 7');
    expect(key({ poll: { id: 'x' } })).toBe('update 9');
    expect(key({})).toBe('update 9');
  });

  it('exists for anything with an id, and nothing else is an update', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (value, event) => {
        const update = asUpdate(value);
        if (update !== null) expect(typeof keyOf(update)).toBe('string');
        expect(typeof key(event)).toBe('string');
      }),
    );
    for (const id of [-1, 1.5, '7', null, undefined, NaN, 2 ** 60])
      expect(asUpdate({ update_id: id })).toBeNull();
    expect(asUpdate({ update_id: 0 })).not.toBeNull();
  });
});

describe('the ledger of polls', () => {
  it('never confirms an update that is not finished, nor asks again for what is', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('finish' as const), which: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const ledger = new PollLedger();
        const open = new Set<number>();
        let next = 100;
        for (const action of steps) {
          if (action.kind === 'deliver') {
            for (let count = 0; count < action.count; count += 1, next += 1) {
              ledger.begin(next);
              open.add(next);
            }
            ledger.reached(next);
          } else if (open.size > 0) {
            const id = [...open][action.which % open.size] as number;
            ledger.finish(id);
            open.delete(id);
            expect(ledger.knows(id)).toBe(true);
          }
          expect(ledger.offset).toBe(open.size > 0 ? Math.min(...open) : next === 100 ? 0 : next);
          for (const id of open) expect(ledger.knows(id)).toBe(true);
        }
      }),
    );
  });
});

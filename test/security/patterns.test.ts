import fc from 'fast-check';
import { readInvite } from '../../src/bot/admin/team/members/join.js';
import { splitData } from '../../src/bot/callback-data.js';
import { readIncoming } from '../../src/bot/incoming.js';
import { readStartPayload } from '../../src/bot/client/onboarding/start-payload.js';
import { parseDuration } from '../../src/config/duration.js';
import { checkBroadcastText } from '../../src/domain/broadcast-text.js';
import { readCatalogueText } from '../../src/domain/catalogue-text.js';
import { checkComment } from '../../src/domain/comment.js';
import { checkName } from '../../src/domain/contact.js';
import { readDuration, readDurations } from '../../src/domain/durations.js';
import { findCurrency } from '../../src/domain/place.js';
import { readAmount } from '../../src/domain/typed-amount.js';
import { readDates } from '../../src/domain/typed-dates.js';
import { readHours, readStretch } from '../../src/domain/typed-hours.js';
import { readTypedDate, readTypedMoment, readTypedTime } from '../../src/domain/typed-moment.js';
import { readMoney } from '../../src/domain/typed-money.js';
import { readShift } from '../../src/domain/typed-shift.js';
import { escapeHtml, isolate, shorten } from '../../src/i18n/html.js';
import { checkPattern } from '../../src/i18n/pattern-check.js';
import { parsePhone, parseSharedPhone } from '../../src/lib/phone.js';
import { scrub, scrubTokens } from '../../src/lib/scrub.js';
import { harmless, harmlessPhone, withoutGuard } from '../../src/reports/harmless.js';

/** Everything that takes apart text which people or other programs wrote. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  scrub,
  scrubTokens,
  escapeHtml,
  isolate,
  shorten: (text) => shorten(text, 60),
  harmless,
  harmlessPhone,
  withoutGuard,
  parsePhone: (text) => parsePhone(text, 'RU'),
  parseSharedPhone,
  checkName,
  checkComment,
  readCatalogueText: (text) => readCatalogueText('description', text),
  checkBroadcastText: (text) => checkBroadcastText(text, 4096),
  checkPattern: (text) => checkPattern('ru', 'menu.title', text),
  readDates: (text) => readDates(text, '2026-03-02'),
  readTypedDate: (text) => readTypedDate(text, '2026-03-02'),
  readTypedTime,
  readTypedMoment: (text) =>
    readTypedMoment(text, { today: '2026-03-02', day: '2026-03-02', zone: 'Europe/Moscow' }),
  readHours,
  readStretch,
  readDuration: (text) => readDuration(text, null),
  readDurations,
  readShift,
  readAmount: (text) => readAmount(text, 2),
  readMoney: (text) => readMoney(text, 'RUB'),
  findCurrency,
  parseDuration,
  splitData,
  readStartPayload,
  readInvite,
};

/** What makes patterns go back and try again, in pieces that are repeated. */
const pieces: readonly string[] = [
  '1',
  ' ',
  '\n',
  'a',
  'Я',
  '+1 ',
  '+7 (9',
  '8 9 ',
  '- ',
  '.1',
  '1.',
  '1:',
  '1 – ',
  ', ',
  '9-18, ',
  'пн ',
  'a:/',
  'a://',
  'a://b:c',
  'a://b:@',
  '100000:A',
  '1:AA_',
  '%3A',
  '<',
  '<a ',
  '<b>',
  '</b>',
  '<a href="',
  '&',
  '&#1',
  '&lt',
  '{',
  '{a}',
  '{n, plural, ',
  "'",
  "'{",
  '#',
  '"',
  'value "',
  'malformed x literal: "',
  'invalid input syntax for type a ',
  'Unexpected token , ',
  '\u200D',
  '\u0301',
  '👨\u200D',
  '\u202E',
  '=',
  '\t',
  "'=",
  '1 мин ',
  '2 ч ',
  'www.',
  'a.co',
  '@',
  'ab.com',
];
const endings = ['', '!"', '1@'];

const cpuOf = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};
const best = (times: number, work: () => unknown): number =>
  Math.min(...Array.from({ length: times }, () => cpuOf(work)));

/** A message has at most 4096 characters; what comes from elsewhere may be longer. */
const size = 4_096;
/** Below this, what is measured is the machine and not the pattern. */
const noticeable = 20_000;

/** What the reader takes more than four times as long for when there is four times as much of it. */
function slowPieces(read: (text: string) => unknown, repeated = pieces): string[] {
  const bad: string[] = [];
  for (const piece of repeated) {
    for (const ending of endings) {
      const of = (length: number): string => piece.repeat(Math.ceil(length / piece.length)) + ending;
      const [short, long] = [of(size), of(4 * size)];
      if (cpuOf(() => read(long)) < noticeable) continue;
      // Sixteen times as long would be a square.
      const ratio =
        best(3, () => read(long)) /
        Math.max(
          500,
          best(3, () => read(short)),
        );
      if (ratio > 10) bad.push(`${JSON.stringify(piece)} … ${ending}: ${ratio.toFixed(1)} times`);
    }
  }
  return bad;
}

test('a pattern that goes back again and again is noticed', () => {
  expect(slowPieces((text) => /\s+$/.test(text), [' '])).not.toEqual([]);
});

describe.each(Object.entries(readers))('%s', (_name, read) => {
  test('takes four times as long for four times as much, whatever is repeated', () => {
    expect(slowPieces(read)).toEqual([]);
  });

  test('answers any text', () => {
    const words = fc.constantFrom(
      ...pieces,
      'constructor',
      '__proto__',
      'toString',
      '\0',
      '\uD800',
      '１',
      '٣',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        read(typed);
      }),
      { numRuns: 200 },
    );
  });
});

test('an update of millions of characters is read, and costs what it is long', () => {
  const of = (length: number) => ({
    update_id: 1,
    message: {
      message_id: 1,
      from: { id: 5, first_name: '\0'.repeat(length) },
      chat: { id: 5, type: 'private' },
      text: `/start ${'a '.repeat(length)}`,
    },
  });
  const [short, long] = [of(250_000), of(1_000_000)];
  expect(readIncoming(long)).toMatchObject({ kind: 'command', from: { firstName: '' } });
  expect(
    best(3, () => readIncoming(long)) /
      Math.max(
        1,
        best(3, () => readIncoming(short)),
      ),
  ).toBeLessThan(10);
});

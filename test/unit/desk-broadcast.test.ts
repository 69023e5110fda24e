import fc from 'fast-check';
import { progressScreen } from '../../src/bot/admin/broadcast/progress-screens.js';
import { draftScreen } from '../../src/bot/admin/broadcast/screens.js';
import { broadcastPosting } from '../../src/bot/client/broadcasts/screens.js';
import { wordingFor } from '../../src/bot/wording.js';
import { readSegment } from '../../src/commands/broadcast-segment.js';
import type { BroadcastView } from '../../src/commands/desk/broadcasts.js';
import { broadcastLength, broadcastTags, checkBroadcastText } from '../../src/domain/broadcast-text.js';
import { textsFor } from '../../src/i18n/texts.js';
import { parseHtml } from '../../src/sandbox/text/html-parser.js';

const check = (typed: string, most = 4096) => checkBroadcastText(typed, most);

describe('a typed text', () => {
  test.each([
    ['Скидка <b>20 %</b> до пятницы 🎉', 'Скидка <b>20 %</b> до пятницы 🎉', 25],
    ['<strong>a</strong><em>b</em><del>c</del>', '<b>a</b><i>b</i><s>c</s>', 3],
    ['<B>a</B >', '<b>a</b>', 1],
    ['Мы <3 вас & ваших котов', 'Мы &lt;3 вас &amp; ваших котов', 23],
    ['a &lt; b &#128512;', 'a &lt; b &#128512;', 8],
    ['2 > 1', '2 &gt; 1', 5],
    ['<a href="https://t.me/a?b=1&c=2">сюда</a>', '<a href="https://t.me/a?b=1&amp;c=2">сюда</a>', 4],
    ["<a href='tel:+79161234567'>звоните</a>", '<a href="tel:+79161234567">звоните</a>', 7],
    ['  a\r\nb  ', 'a\nb', 3],
  ])('%s is written as %s', (typed, html, length) => {
    expect(check(typed)).toEqual({ ok: true, html, length });
    expect(broadcastLength(html)).toBe(length);
  });

  test.each([
    ['', { kind: 'empty' }],
    [' \n ', { kind: 'empty' }],
    ['<b> </b>', { kind: 'empty' }],
    ['<b>a', { kind: 'unclosed', tag: '<b>' }],
    ['a</b>', { kind: 'tag', tag: '</b>' }],
    ['<b><i>a</b></i>', { kind: 'tag', tag: '</b>' }],
    ['<script>a</script>', { kind: 'tag', tag: '<script>' }],
    ['<b class="x">a</b>', { kind: 'tag', tag: '<b class="x">' }],
    ['<h1', { kind: 'tag', tag: '<h1' }],
    ['<a>x</a>', { kind: 'tag', tag: '<a>' }],
    ['<a href="javascript:alert(1)">x</a>', { kind: 'link', address: 'javascript:alert(1)' }],
    ['<a href="t.me/anna">x</a>', { kind: 'link', address: 't.me/anna' }],
    ['a'.repeat(11), { kind: 'too_long', length: 11, most: 10 }],
  ])('%s is refused, and why is said', (typed, problem) => {
    expect(check(typed, 10)).toEqual({ ok: false, problem });
  });

  test('counts as Telegram does: without the markup, in UTF-16 units', () => {
    expect(check(`<b>${'😀'.repeat(5)}</b>`, 10)).toMatchObject({ ok: true, length: 10 });
    expect(check('😀'.repeat(6), 10)).toMatchObject({ ok: false });
    expect(check('&lt;'.repeat(10), 10)).toMatchObject({ ok: true, length: 10 });
  });

  test('whatever is accepted, Telegram accepts, and reads the same', () => {
    const piece = fc.oneof(
      fc.constantFrom('<', '>', '&', '&lt;', '&#65;', '"', "'", '/', ' ', '\n', 'ё', '😀'),
      fc.constantFrom(...broadcastTags.flatMap((tag) => [`<${tag}>`, `</${tag}>`])),
      fc.constantFrom('<a href="https://a.b/?c=d&e=&quot;">', '<x>', '</', '<b'),
      fc.string({ maxLength: 4 }),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const result = check(pieces.join(''));
        if (!result.ok) return;
        accepted += 1;
        const read = parseHtml(result.html);
        expect(read.text.length).toBe(result.length);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});

test('a stored segment of another shape is for nobody', () => {
  expect(readSegment({ kind: 'sleeping', days: 30 })).toEqual({ kind: 'sleeping', days: 30 });
  for (const stored of [null, {}, { kind: 'visited', days: 0 }, { kind: 'visited' }, { kind: 'birthday' }]) {
    expect(readSegment(stored)).toBeNull();
  }
});

const view: BroadcastView = {
  ...{ id: 5, state: 'draft', segment: { kind: 'all' }, serviceName: null },
  ...{ body: '<b>Скидка</b>', photoFileId: null, bookButton: true, version: 3 },
  ...{ createdBy: 1, createdAt: 0, startedAt: null, endedAt: null, total: 0, inFlight: 0, panel: null },
  ...{ sent: 0, blocked: 0, failed: 0, unknown: 0 },
};
const wording = (locale: 'ru' | 'en') => wordingFor({ locale, zone: 'Europe/Moscow', country: 'RU' });
const labels = (screen: { keyboard: readonly (readonly { text: string }[])[] }) =>
  screen.keyboard.flat().map(({ text }) => text);

test('clients get the words as they are, and always a way out of broadcasts, in their language', () => {
  const ru = broadcastPosting(view, textsFor('ru'));
  expect(ru).toMatchObject({ method: 'sendMessage', payload: { text: '<b>Скидка</b>', parse_mode: 'HTML' } });
  const photo = broadcastPosting({ ...view, photoFileId: 'f1', bookButton: false }, textsFor('en'));
  expect(photo).toMatchObject({ method: 'sendPhoto', payload: { photo: 'f1', caption: '<b>Скидка</b>' } });
  const buttons = ({ payload }: { payload: Readonly<Record<string, unknown>> }) =>
    labels({ keyboard: (payload.reply_markup as { inline_keyboard: { text: string }[][] }).inline_keyboard });
  expect(buttons(ru)).toEqual(['📅 Записаться', '🔕 Не присылать рассылки']);
  expect(buttons(photo)).toEqual(['🔕 No more newsletters']);
});

test('a draft says how many read which language only when there are both', () => {
  const text = (ru: number, en: number) =>
    draftScreen({ broadcast: view, audience: { total: ru + en, ru, en } }, wording('ru')).text;
  expect(text(21, 2)).toContain('по-русски 21, по-английски 2');
  expect(text(21, 2)).toContain('23 клиента');
  expect(text(21, 0)).not.toContain('по-английски');
});

test('nothing can be sent before there is something to say', () => {
  const audience = { total: 1, ru: 1, en: 0 };
  const empty = draftScreen({ broadcast: { ...view, body: '' }, audience }, wording('ru'));
  expect(labels(empty).some((label) => label.includes('Отправить'))).toBe(false);
  expect(labels(draftScreen({ broadcast: view, audience }, wording('ru')))).toContain('📤 Отправить');
});

test('the report says what became of everybody', () => {
  const done = { ...view, state: 'done', total: 10, sent: 5, blocked: 2, failed: 1, unknown: 1 } as const;
  const { text } = progressScreen({ ...done, startedAt: 0, endedAt: 60_000 }, wording('en'));
  for (const line of ['Sent: 5', 'blocked the bot: 2', 'by Telegram: 1', 'it arrived: 1', 'Left out: 1']) {
    expect(text).toContain(line);
  }
  const sending = progressScreen({ ...done, state: 'sending', startedAt: 0 }, wording('ru'));
  expect(sending.text).toContain('9 из 10');
  expect(sending.text).not.toContain('Пропущено');
  expect(labels(sending)).toEqual(['⏹ Остановить', '🔄 Обновить', '‹ К рассылкам']);
});

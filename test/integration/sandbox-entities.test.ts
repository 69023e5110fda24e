import fc from 'fast-check';
import { parseHtml } from '../../src/sandbox/text/html-parser.js';
import { renderHtml } from '../../src/sandbox/text/render-html.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let world: TestSandbox;
beforeAll(async () => {
  world = await startTestSandbox();
  await world.chat.start();
});
afterAll(() => world.sandbox.stop());

const send = (text: string, more: object = {}) =>
  world.bot.call('sendMessage', { chat_id: 2001, text, parse_mode: 'HTML', ...more });

describe('HTML', () => {
  test('becomes text and entities, counted in UTF-16 units, outer before inner', async () => {
    const { result } = await send(
      '💇 <b>Стрижка <i>и укладка</i></b> &lt;2500&nbsp;₽&gt; &amp; <a href="https://t.me/x?a=1&amp;b=2">сайт</a>',
    );
    expect(result).toMatchObject({
      text: '💇 Стрижка и укладка <2500&nbsp;₽> & сайт',
      entities: [
        { type: 'bold', offset: 3, length: 17 },
        { type: 'italic', offset: 11, length: 9 },
        { type: 'text_link', offset: 37, length: 4, url: 'https://t.me/x?a=1&b=2' },
      ],
    });
  });

  test.each<[string, object[]]>([
    ['<strong>a</strong>', [{ type: 'bold' }]],
    ['<em>a</em>', [{ type: 'italic' }]],
    ['<u>a</u><ins>b</ins>', [{ type: 'underline' }, { type: 'underline' }]],
    [
      '<s>a</s><strike>b</strike><del>c</del>',
      [{ type: 'strikethrough' }, { type: 'strikethrough' }, { type: 'strikethrough' }],
    ],
    [
      '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>',
      [{ type: 'spoiler' }, { type: 'spoiler' }],
    ],
    ['<code>a</code>', [{ type: 'code' }]],
    ['<pre>a</pre>', [{ type: 'pre' }]],
    ['<pre><code class="language-ts">a</code></pre>', [{ type: 'pre', language: 'ts' }]],
    [
      '<blockquote>a</blockquote><blockquote expandable>b</blockquote>',
      [{ type: 'blockquote' }, { type: 'expandable_blockquote' }],
    ],
    ['<a href="tg://user?id=2001">a</a>', [{ type: 'text_mention', user: { id: 2001 } }]],
    [
      "<tg-time unix='1790000000' format=r>a</tg-time>",
      [{ type: 'date_time', unix_time: 1790000000, date_time_format: 'r' }],
    ],
    ['<B>a</B>', [{ type: 'bold' }]],
    ['<b></b>a', []],
    ['<a href="not a url">a</a>', []],
  ])('%s', (source, entities) => {
    const parsed = parseHtml(source);
    expect(parsed.entities).toHaveLength(entities.length);
    expect(parsed.entities).toMatchObject(entities);
  });

  test.each([
    ['<b>открыт', 'Can\'t find end tag corresponding to start tag "b"'],
    ['a <blink>b</blink>', 'Unsupported start tag "blink" at byte offset 2'],
    ['ё <blink>', 'Unsupported start tag "blink" at byte offset 3'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['a</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>a<i>b</b></i>', 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<a href="x', 'Unclosed start tag at byte offset 0'],
    ['<span>a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<b x>a</b>', 'Expected equal sign in declaration of an attribute of the tag "b" at byte offset 0'],
    ['<br/>', 'Unsupported start tag "br/" at byte offset 0'],
  ])('%s is refused', async (source, reason) => {
    expect(await send(source)).toMatchObject({
      status: 400,
      description: `Bad Request: can't parse entities: ${reason}`,
    });
  });

  test('white space at both ends goes, entities move along', async () => {
    const { result } = await send('  \n<b> Меню </b> \n');
    expect(result).toMatchObject({ text: 'Меню', entities: [{ type: 'bold', offset: 0, length: 4 }] });
  });

  test('plain text stays as it is', async () => {
    const { result } = await send('<b>1 & 2</b>', { parse_mode: undefined });
    expect(result).toMatchObject({ text: '<b>1 & 2</b>' });
    expect(result).not.toHaveProperty('entities');
  });

  test('commands and links are found, not inside code', async () => {
    const { result } = await send('/menu и <code>/help</code> https://t.me/x.');
    expect(result).toMatchObject({
      entities: [
        { type: 'bot_command', offset: 0, length: 5 },
        { type: 'code', offset: 8, length: 5 },
        { type: 'url', offset: 14, length: 14 },
      ],
    });
  });
});

describe('entities given by the bot', () => {
  test('are kept', async () => {
    const { result } = await send('Меню дня', {
      parse_mode: undefined,
      entities: [{ type: 'bold', offset: 0, length: 4 }],
    });
    expect(result).toMatchObject({ entities: [{ type: 'bold', offset: 0, length: 4 }] });
  });

  test.each([
    [{ type: 'bold', offset: 0, length: 5 }, /ends after the end of the text/],
    [{ type: 'blink', offset: 0, length: 1 }, /unsupported type/],
    [{ type: 'text_link', offset: 0, length: 1 }, /"url" is required/],
  ])('%j is refused', async (entity, reason) => {
    const answer = await send('Меню', { parse_mode: undefined, entities: [entity] });
    expect(answer.description).toMatch(reason);
  });
});

describe('HTML for the page', () => {
  test('nests what overlaps and escapes everything else', () => {
    const html = renderHtml({
      text: 'ab<c>&"',
      entities: [
        { type: 'bold', offset: 0, length: 2 },
        { type: 'italic', offset: 1, length: 2 },
      ],
    });
    expect(html).toBe('<b>a<i>b</i></b><i>&lt;</i>c&gt;&amp;&quot;');
  });

  test('makes no link that could run code', () => {
    const link = (url: string) =>
      renderHtml({ text: 'x', entities: [{ type: 'text_link', offset: 0, length: 1, url }] });
    expect(link('javascript:alert(1)')).toBe('x');
    expect(link('https://a/"onclick="x')).toContain('href="https://a/&quot;onclick=&quot;x"');
  });

  const allowed =
    /<(\/?(b|i|u|s|code|pre|blockquote)|\/?span|span class="tg-spoiler"|\/a|a href="[^"<>]*" target="_blank" rel="noopener noreferrer")>/g;
  const types = [
    'bold',
    'italic',
    'underline',
    'strikethrough',
    'spoiler',
    'code',
    'pre',
    'blockquote',
    'text_link',
    'url',
    'made_up',
  ];
  const entity = fc.record({
    type: fc.constantFrom(...types),
    offset: fc.nat(20),
    length: fc.nat(20),
    url: fc.oneof(fc.webUrl(), fc.string()),
  });
  const anything = fc.record({
    text: fc.string({ maxLength: 20, unit: 'grapheme' }),
    entities: fc.array(entity, { maxLength: 6 }),
  });

  test('is well nested and safe for any text and entities', () => {
    fc.assert(
      fc.property(anything, (formatted) => {
        const html = renderHtml(formatted);
        const open: string[] = [];
        for (const [tag] of html.matchAll(allowed)) {
          const name = /^<\/?(\w+)/.exec(tag)?.[1];
          if (tag.startsWith('</')) expect(open.pop()).toBe(name);
          else open.push(String(name));
        }
        expect(open).toEqual([]);
        const rest = html.replace(allowed, '');
        expect(rest).not.toMatch(/[<>"]/);
        const decoded = rest.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => signs[name] ?? '');
        expect(decoded).toBe(formatted.text);
      }),
      { numRuns: 1000 },
    );
  });
  const signs: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
});

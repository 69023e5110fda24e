import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { groupNames, keysOf } from '../../src/bot/admin/texts/groups.js';
import { previewText } from '../../src/commands/desk/list-texts.js';
import { catalogue, clientKeys, locales } from '../../src/i18n/catalogue.js';
import { checkPattern, lengthLimit, placeholderNames } from '../../src/i18n/pattern-check.js';
import { hasSample } from '../../src/i18n/samples.js';
import { isShort } from '../../src/i18n/short-texts.js';

const source = join(__dirname, '../../src');

/** How the code says a text: with markup or without. */
function spoken(how: 'plain' | 'html'): ReadonlySet<string> {
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('i18n'))
    .map((path) => readFileSync(join(source, path), 'utf8'))
    .join('\n');
  return new Set(
    [...code.matchAll(new RegExp(`\\.${how}\\(\\s*'([^']+)'`, 'g'))].map(([, key]) => key ?? ''),
  );
}

test('what stands on buttons is known as short, what stands in messages is not', () => {
  const [plain, html] = [spoken('plain'), spoken('html')];
  expect(clientKeys.filter((key) => plain.has(key) && !isShort(key))).toEqual([]);
  expect(clientKeys.filter((key) => html.has(key) && !plain.has(key) && isShort(key))).toEqual([]);
  expect(clientKeys.filter((key) => isShort(key)).length).toBeGreaterThan(100);
});

test('short texts hold no markup today', () => {
  for (const key of clientKeys.filter((one) => isShort(one))) {
    for (const locale of locales) expect(catalogue[locale][key]).not.toMatch(/<\w+>/);
  }
});

test('every placeholder of a client’s text has a sample', () => {
  const names = new Set(clientKeys.flatMap((key) => placeholderNames(key)));
  expect([...names].filter((name) => !hasSample(name))).toEqual([]);
});

test('every text of the catalogue would pass as the salon’s own, and has a preview without gaps', () => {
  for (const key of clientKeys) {
    for (const locale of locales) {
      const pattern = catalogue[locale][key];
      expect([key, checkPattern(locale, key, pattern)]).toEqual([key, null]);
      expect(previewText(locale, key, pattern)).not.toMatch(/\{|\}|undefined/);
    }
  }
});

test('every text belongs to one group', () => {
  const grouped = groupNames.flatMap((group) => keysOf(group));
  expect(grouped.toSorted()).toEqual([...clientKeys].toSorted());
});

test.each([
  ['', 'empty'],
  ['   \n ', 'empty'],
  ['Ждём вас {when', 'syntax'],
  ['Ждём вас завтра', 'missing'],
  ['Ждём {when} у {staff}', 'unknown'],
  ['Ждём {when, plural, one {x} few {x} many {x} other {x}}', 'plural'],
  ['Ждём {when, date, short}', 'unknown'],
  ['<b>Ждём {when}', 'markup'],
  ['<b><i>Ждём</b></i> {when}', 'markup'],
  ['<script>{when}</script>', 'markup'],
  ['<a href="https://x">{when}</a>', 'markup'],
  ['2 < 3 {when}', 'markup'],
  [`{when} ${'о'.repeat(3000)}`, 'too_long'],
])('a reminder cannot say %j: %s', (pattern, kind) => {
  expect(checkPattern('ru', 'notice.reminder', pattern)?.kind).toBe(kind);
});

test('problems name what to mend', () => {
  expect(checkPattern('ru', 'notice.reminder', '{time}: ждём {when}')).toEqual({
    kind: 'unknown',
    name: 'time',
    allowed: ['when'],
  });
  expect(checkPattern('ru', 'notice.reminder', 'Ждём!')).toEqual({ kind: 'missing', names: ['when'] });
  expect(checkPattern('ru', 'menu.book', '<b>Запись</b>')).toEqual({
    kind: 'markup',
    tag: '<b>',
    allowed: [],
  });
  expect(checkPattern('en', 'menu.book', 'x'.repeat(61))).toEqual({
    kind: 'too_long',
    length: 61,
    limit: lengthLimit('menu.book'),
  });
});

test('a plural keeps the forms of its language', () => {
  const key = 'visits.title';
  const forms = (words: string) => `У вас {count, plural, ${words}}`;
  expect(checkPattern('ru', key, forms('one {# визит} other {# визита}'))).toEqual({
    kind: 'plural',
    name: 'count',
    forms: ['one', 'few', 'many', 'other'],
  });
  const full = forms('one {# визит} few {# визита} many {# визитов} other {# визита}');
  expect(checkPattern('ru', key, full)).toBeNull();
  expect(previewText('ru', key, full)).toBe('У вас 3 визита');
  expect(checkPattern('en', key, '{count, plural, one {# visit} other {# visits}}')).toBeNull();
  expect(checkPattern('ru', key, forms('one {<b>#} few {#} many {#} other {#}'))?.kind).toBe('markup');
});

test('whatever is typed, it is either refused or can be said', () => {
  const typed = fc.oneof(
    fc.string(),
    fc
      .array(
        fc.constantFrom('{', '}', 'when', '{when}', '<b>', '</b>', '#', "'", ',', ' plural', 'one {x}', '🎉'),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(typed, (pattern) => {
      if (checkPattern('ru', 'notice.reminder', pattern) !== null) return;
      expect(previewText('ru', 'notice.reminder', pattern)).toContain('завтра в 14:30');
    }),
    { numRuns: 2000 },
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parse,
  TYPE,
  type MessageFormatElement,
  type PluralElement,
} from '@formatjs/icu-messageformat-parser';
import { catalogue, locales, type Locale, type TextKey } from '../../src/i18n/catalogue.js';
import { createTexts, textsFor } from '../../src/i18n/texts.js';

const source = join(__dirname, '../../src');
const keys = Object.keys(catalogue.ru) as TextKey[];

/** Placeholders with their kind, and the plural forms that each plural distinguishes. */
function placeholders(pattern: string): { names: string[]; plurals: Record<string, string[]> } {
  const names = new Set<string>();
  const plurals: Record<string, string[]> = {};
  const walk = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.argument) names.add(element.value);
      if (element.type !== TYPE.plural && element.type !== TYPE.select) continue;
      names.add(`${element.value}:${element.type === TYPE.plural ? 'plural' : 'select'}`);
      if (element.type === TYPE.plural) plurals[element.value] = pluralForms(element);
      for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(parse(pattern, { ignoreTag: true }));
  return { names: [...names].sort(), plurals };
}

/** Without those for one number only, such as `=0`. */
function pluralForms({ options }: PluralElement): string[] {
  return Object.keys(options)
    .filter((form) => !form.startsWith('='))
    .sort();
}

/** All code that may use a text. */
function codeOutsideCatalogues(): string {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('i18n'))
    .map((path) => readFileSync(join(source, path), 'utf8'))
    .join('\n');
}

test('both languages have the same keys', () => {
  expect(Object.keys(catalogue.en).sort()).toEqual([...keys].sort());
  expect(keys.length).toBeGreaterThan(100);
});

test.each(keys)('%s has the same placeholders in both languages', (key) => {
  expect(placeholders(catalogue.en[key]).names).toEqual(placeholders(catalogue.ru[key]).names);
});

test('every key is used', () => {
  const code = codeOutsideCatalogues();
  const families = [...code.matchAll(/`([a-z_.]+)\$\{/g)].map(([, start]) => start ?? '');
  const unused = keys.filter(
    (key) =>
      !code.includes(`'${key}'`) && !families.some((start) => start.includes('.') && key.startsWith(start)),
  );
  expect(unused).toEqual([]);
});

const forms: Record<Locale, string[]> = { ru: ['few', 'many', 'one', 'other'], en: ['one', 'other'] };

test.each(locales)('plurals in %s have every form of the language', (locale) => {
  for (const key of keys) {
    for (const found of Object.values(placeholders(catalogue[locale][key]).plurals)) {
      expect(found).toEqual(forms[locale]);
    }
  }
});

const tags = /<\/?(\w+)>/g;

test.each(locales)('markup in %s is balanced and Telegram’s', (locale) => {
  for (const key of keys) {
    const open: string[] = [];
    for (const [tag, name = ''] of catalogue[locale][key].matchAll(tags)) {
      expect(['b', 'i', 'u', 's', 'code']).toContain(name);
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  }
});

test('no English text holds Cyrillic letters, and every text reads as finished', () => {
  for (const key of keys) {
    expect(catalogue.en[key]).not.toMatch(/[а-яё]/i);
    for (const locale of locales) {
      expect(catalogue[locale][key]).toBe(catalogue[locale][key].trim());
      expect(catalogue[locale][key]).not.toMatch(/ {2}|\.\.\.|!!|"/);
    }
  }
});

test.each([
  ['ru', 1, '1 услуга'],
  ['ru', 2, '2 услуги'],
  ['ru', 5, '5 услуг'],
  ['ru', 11, '11 услуг'],
  ['ru', 21, '21 услуга'],
  ['ru', 104, '104 услуги'],
  ['en', 1, '1 service'],
  ['en', 2, '2 services'],
] as const)('%s: %d → %s', (locale, count, expected) => {
  expect(textsFor(locale).plain('services.category_row', { category: 'X', count })).toBe(`X · ${expected}`);
});

describe('parameters', () => {
  const hostile = '<b>&"Eve"</b> {count} \u202Egnp';

  test('are escaped in messages, and direction marks do not get through', () => {
    const said = textsFor('ru').html('order.name', { name: hostile });
    expect(said).toBe('Имя: &lt;b&gt;&amp;&quot;Eve&quot;&lt;/b&gt; {count} gnp');
  });

  test('stay as they are on buttons', () => {
    expect(textsFor('en').plain('contact.use_name', { name: '<Ann & Co>' })).toBe('I’m <Ann & Co>');
  });

  test('written from right to left keep to themselves', () => {
    expect(textsFor('en').plain('contact.use_name', { name: 'דנה' })).toBe('I’m \u2068דנה\u2069');
  });
});

test('texts of a tenant’s own stand before the catalogue’s', () => {
  const texts = createTexts('ru', (key) => (key === 'order.name' ? 'Гость — <i>{name}</i>' : undefined));
  expect(texts.html('order.name', { name: 'A<b>' })).toBe('Гость — <i>A&lt;b&gt;</i>');
  expect(texts.html('order.phone', { phone: '1' })).toBe(textsFor('ru').html('order.phone', { phone: '1' }));
});

import { IntlMessageFormat } from 'intl-messageformat';
import { catalogue, type Locale, type TextKey } from './catalogue.js';
import { escapeHtml, isolate } from './html.js';

export type { Locale, TextKey } from './catalogue.js';

/** Numbers stay numbers, so that plurals can choose by them. */
export type TextParams = Readonly<Record<string, string | number>>;

/** The texts of one language. */
export interface Texts {
  readonly locale: Locale;
  /** For the text of a message: every string among the parameters is escaped. */
  html(key: TextKey, params?: TextParams): string;
  /** For buttons, toasts and alerts, which know no markup. */
  plain(key: TextKey, params?: TextParams): string;
}

/** Where a text comes from: its ICU pattern, or undefined for the catalogue's own. */
export type PatternSource = (key: TextKey) => string | undefined;

/** Texts that look in `patterns` before the catalogue. Patterns are compiled on first use and kept. */
export function createTexts(locale: Locale, patterns: PatternSource = () => undefined): Texts {
  const compiled = new Map<TextKey, IntlMessageFormat>();
  const messageOf = (key: TextKey): IntlMessageFormat => {
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const message = compile(patterns(key) ?? catalogue[locale][key], locale);
    compiled.set(key, message);
    return message;
  };
  const say = (key: TextKey, params: TextParams | undefined, wrap: (text: string) => string): string =>
    String(messageOf(key).format(mapStrings(params, wrap)));
  return {
    locale,
    html: (key, params) => say(key, params, (text) => escapeHtml(isolate(text))),
    plain: (key, params) => say(key, params, isolate),
  };
}

const shared: Readonly<Record<Locale, Texts>> = { ru: createTexts('ru'), en: createTexts('en') };

/** The catalogue's texts in a language. */
export function textsFor(locale: Locale): Texts {
  return shared[locale];
}

/** Markup in a pattern is Telegram's HTML, not tags for us to fill: `ignoreTag` leaves it as it is. */
function compile(pattern: string, locale: Locale): IntlMessageFormat {
  return new IntlMessageFormat(pattern, locale, undefined, { ignoreTag: true });
}

function mapStrings(
  params: TextParams | undefined,
  wrap: (text: string) => string,
): Record<string, string | number> | undefined {
  if (params === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? wrap(value) : value]),
  );
}

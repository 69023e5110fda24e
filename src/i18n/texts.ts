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

/** Texts that look in `patterns` before the catalogue. Patterns are compiled on first use and kept, as are texts without parameters. */
export function createTexts(locale: Locale, patterns: PatternSource = () => undefined): Texts {
  const compiled = new Map<TextKey, IntlMessageFormat>();
  const fixed = new Map<TextKey, string>();
  const messageOf = (key: TextKey): IntlMessageFormat => {
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const message = compile(patterns(key) ?? catalogue[locale][key], locale);
    compiled.set(key, message);
    return message;
  };
  const fixedText = (key: TextKey): string => {
    const known = fixed.get(key);
    if (known !== undefined) return known;
    const text = String(messageOf(key).format());
    fixed.set(key, text);
    return text;
  };
  const say = (key: TextKey, params: TextParams | undefined, wrap: (text: string) => string): string =>
    params === undefined ? fixedText(key) : String(messageOf(key).format(mapStrings(params, wrap)));
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

function mapStrings(params: TextParams, wrap: (text: string) => string): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? wrap(value) : value]),
  );
}

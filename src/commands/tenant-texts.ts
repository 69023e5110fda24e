import { listTextOverrides, textsVersion } from '../db/text-overrides.js';
import type { TenantDb } from '../db/tenant-db.js';
import { catalogue, type Locale, type TextKey } from '../i18n/catalogue.js';
import { checkPattern } from '../i18n/pattern-check.js';
import { createTexts, textsFor, type Texts } from '../i18n/texts.js';
import type { TenantContext } from './tenant-context.js';

interface Worded {
  /** Of the salon's texts, as `ClientProfile.textsVersion` tells it. */
  readonly version: number;
  readonly texts: ReadonlyMap<Locale, Texts>;
}

/** Salons that word something otherwise; for the others the catalogue is shared and nothing is kept. */
const wordedBy = new WeakMap<TenantDb, Worded>();

/**
 * A salon's texts in a language: its own wording over the catalogue's. `version` is what was read with the client just
 * now, so that a change shows at once, in every process, and nothing is read as long as nothing changed.
 */
export async function readTexts(ctx: TenantContext, locale: Locale, version: number | null): Promise<Texts> {
  if (version === null) return textsFor(locale);
  const known = wordedBy.get(ctx.db);
  if (known?.version === version) return known.texts.get(locale) ?? textsFor(locale);
  const worded = await load(ctx, version);
  wordedBy.set(ctx.db, worded);
  return worded.texts.get(locale) ?? textsFor(locale);
}

/** As `readTexts`, for what is said without a client having been read. */
export async function readTextsNow(ctx: TenantContext, locale: Locale): Promise<Texts> {
  return readTexts(ctx, locale, await ctx.db.read(textsVersion, 'at once'));
}

/** What was read last, for a moment when nothing can be read: the salon's wording when it is known. */
export function knownTexts(ctx: TenantContext, locale: Locale): Texts {
  return wordedBy.get(ctx.db)?.texts.get(locale) ?? textsFor(locale);
}

async function load(ctx: TenantContext, version: number): Promise<Worded> {
  const patterns = new Map<Locale, Map<TextKey, string>>();
  for (const { locale, key, pattern } of await ctx.db.read(listTextOverrides, 'at once')) {
    if (!isLocale(locale) || !isTextKey(key)) continue;
    if (checkPattern(locale, key, pattern) !== null) {
      ctx.log.warn({ text: key, locale }, 'a stored text cannot be said; the standard one is used');
      continue;
    }
    const own = patterns.get(locale) ?? new Map<TextKey, string>();
    patterns.set(locale, own.set(key, pattern));
  }
  const texts = new Map(
    Array.from(patterns, ([locale, own]) => [locale, createTexts(locale, (key) => own.get(key))] as const),
  );
  return { version, texts };
}

function isLocale(locale: string): locale is Locale {
  return locale === 'ru' || locale === 'en';
}

/** Whether this is the key of a text. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(catalogue.ru, key);
}

import { findTextOverride, listTextOverrides } from '../../db/text-overrides.js';
import { catalogue, clientKeys, type Locale, type TextKey } from '../../i18n/catalogue.js';
import { placeholderNames, samplesFor } from '../../i18n/pattern-check.js';
import { createTexts } from '../../i18n/texts.js';
import type { TenantContext } from '../tenant-context.js';

/** A text for clients, as the salon has it. */
export interface TextView {
  readonly key: TextKey;
  readonly locale: Locale;
  /** ICU MessageFormat. */
  readonly pattern: string;
  /** Worded by the salon; else it is the catalogue's. */
  readonly isOwn: boolean;
  /** For saving: what was changed since it was read is not overwritten. 0: never changed. */
  readonly version: number;
  readonly placeholders: readonly string[];
}

/** Every text that clients read, in the order of the catalogue. */
export async function listTexts(ctx: TenantContext, locale: Locale): Promise<TextView[]> {
  const own = await ctx.db.read(listTextOverrides);
  const byKey = new Map(own.filter((one) => one.locale === locale).map((one) => [one.key, one]));
  return clientKeys.map((key) => viewOf(locale, key, byKey.get(key)));
}

/** One of them. */
export async function readText(ctx: TenantContext, locale: Locale, key: TextKey): Promise<TextView> {
  const own = await ctx.db.read((tx) => findTextOverride(tx, locale, key));
  return viewOf(locale, key, own ?? undefined);
}

/** How a pattern reads, its placeholders filled with samples. The pattern has passed `checkPattern`. */
export function previewText(locale: Locale, key: TextKey, pattern: string): string {
  const texts = createTexts(locale, () => pattern);
  return texts.html(key, samplesFor(locale, key));
}

function viewOf(
  locale: Locale,
  key: TextKey,
  own: { readonly pattern: string; readonly version: number } | undefined,
): TextView {
  return {
    ...{ key, locale },
    pattern: own?.pattern ?? catalogue[locale][key],
    isOwn: own !== undefined,
    version: own?.version ?? 0,
    placeholders: placeholderNames(key),
  };
}

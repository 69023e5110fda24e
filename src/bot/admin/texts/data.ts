import { createHash } from 'node:crypto';
import { clientKeys, locales, type TextKey } from '../../../i18n/catalogue.js';
import { action, choice, integer, rowId, type Field } from '../../callback-data.js';
import { groupNames } from './groups.js';

/** Keys are too long for a button; their digest stays the same when texts are added or moved. */
const digestOf = (key: TextKey): string => createHash('sha256').update(key).digest('base64url').slice(0, 8);
const byDigest = new Map(clientKeys.map((key) => [digestOf(key), key]));
const textKey: Field<TextKey> = {
  write: digestOf,
  read: (text) => byDigest.get(text),
  samples: clientKeys.slice(0, 2),
};

const locale = choice(...locales);

/** In the language of whoever presses it. */
export const openTexts = action('txa', 1, {});
export const listGroups = action('txo', 1, { locale });
export const listGroup = action('txg', 1, { locale, group: choice(...groupNames), page: integer(0, 99) });
export const listOwn = action('txw', 1, { locale, page: integer(0, 99) });
export const findText = action('txf', 1, { locale });
export const openText = action('txe', 1, { locale, key: textKey });
export const editText = action('txt', 1, { locale, key: textKey });
export const keepText = action('txs', 1, { draft: rowId });
export const resetText = action('txr', 1, { locale, key: textKey, sure: choice('ask', 'yes') });
export const resetLanguage = action('txz', 1, { locale, sure: choice('ask', 'yes') });

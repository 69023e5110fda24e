import { en } from './en/catalogue.js';
import { clientRu, ru } from './ru/catalogue.js';

export const locales = ['ru', 'en'] as const;
export type Locale = (typeof locales)[number];

/** The Russian catalogue says which texts there are; the English one must have the same. */
export type TextKey = keyof typeof ru;

export const catalogue: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { ru, en };

/** Texts that clients read, in the order of the catalogue. */
export const clientKeys = Object.keys(clientRu) as readonly (keyof typeof clientRu)[];

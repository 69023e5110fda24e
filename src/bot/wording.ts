import { formatDuration, formatMoney } from '../i18n/amounts.js';
import { formatsFor, type Formats, type Reader } from '../i18n/formats.js';
import { textsFor, type Texts } from '../i18n/texts.js';

/** All a screen needs to speak to its reader. */
export interface Wording {
  readonly texts: Texts;
  readonly formats: Formats;
  /** An amount in minor units of a currency; in words when it is nothing. */
  price(minor: number, currency: string): string;
  duration(minutes: number): string;
}

/** Texts, the catalogue's unless the salon's are given, and the formats of the salon's zone and country. */
export function wordingFor(reader: Reader, texts = textsFor(reader.locale)): Wording {
  return {
    texts,
    formats: formatsFor(reader),
    price: (minor, currency) =>
      minor === 0 ? texts.plain('service.free') : formatMoney(minor, currency, reader.locale),
    duration: (minutes) => formatDuration(minutes, reader.locale),
  };
}

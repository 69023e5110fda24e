import { everything, isMonth, type Period } from '../../../../domain/period.js';
import type { Wording } from '../../../wording.js';

const tags = { ru: 'ru-RU', en: 'en-GB' } as const;
const ranges = new Map<string, Intl.DateTimeFormat>();
/** What ICU puts around dashes shows as a box on some phones. */
const rareSpaces = /[\u2009\u202f\u200a]/g;
/** The abbreviated word for year would end a sentence with two points. */
const wordForYear = /\s+г\.$/;

/** A period as people say it: `Ноябрь 2026`, `1–15 нояб. 2026`, one day, or all time. */
export function periodWords(period: Period, { texts, formats }: Wording): string {
  const { from, to } = period;
  if (from === everything.from && to === everything.to) return texts.plain('d_period.all');
  if (isMonth(period)) return formats.month(from.slice(0, 7));
  const range = rangeFormat(formats.locale);
  const [first, last] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  return range.formatRange(first, last).replace(rareSpaces, ' ').replace(wordForYear, '');
}

function rangeFormat(locale: 'ru' | 'en'): Intl.DateTimeFormat {
  const known = ranges.get(locale);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(tags[locale], {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  });
  ranges.set(locale, format);
  return format;
}
